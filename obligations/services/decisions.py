"""Recording what people decide: two of them for what must not rest on one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from agreements.models import Party
from obligations import transitions
from obligations.models import Deadline, DeadlineVersion, Decision, Obligation, Performance
from obligations.services.deadlines import lock_agreement, look_again
from obligations.services.notifications import tell_of_days
from obligations.services.periods import InClosedPeriod, why_late
from obligations.terms import customs_of, terms_of
from obligations.transitions import Action

Kind = Decision.Kind
DECIDED = gettext_noop("Decision recorded")
EXTENDED = gettext_noop("Extension granted")
EXTENSION_WITHDRAWN = gettext_noop("Extension withdrawn")


class DecisionRefused(Exception):
    """A decision that was not recorded; the text tells the person why, and what to do."""


@transaction.atomic
def approve_dispatch(
    *, deadline: Deadline, by: User, today: date, document: str, reason: str = ""
) -> Decision:
    """Approve what is to be sent, before it is sent; `document` names the draft.

    Raises DecisionRefused where the obligation asks for no approval, or is settled.
    """
    held = _hold(deadline, Action.APPROVE, by=by, today=today)
    if held.obligation.review != Obligation.Review.APPROVAL:
        raise DecisionRefused(_("This obligation asks for no approval before dispatch."))
    return _once(held, Kind.APPROVED, by=by, on=today, document=document, reason=reason)


@transaction.atomic
def verify_performance(
    *, performance: Performance, by: User, today: date, reason: str = ""
) -> Decision:
    """Verify what another person recorded. The day of performance does not move.

    Raises DecisionRefused for an own record, and for one that somebody else decided meanwhile.
    """
    return _judge(performance, Action.VERIFY, Kind.VERIFIED, by=by, today=today, reason=reason)


@transaction.atomic
def reject_performance(*, performance: Performance, by: User, today: date, reason: str) -> Decision:
    """Reject what another person recorded: it never counted, and the deadline is open again.

    Raises DecisionRefused as `verify_performance` does.
    """
    return _judge(performance, Action.REJECT, Kind.REJECTED, by=by, today=today, reason=reason)


@transaction.atomic
def record_waiver(
    *,
    deadline: Deadline,
    by: User,
    today: date,
    on: date,
    reason: str,
    document: str,
    late_reason: str = "",
) -> Decision:
    """Record that the party that may has waived a deadline `on` a day.

    It takes effect when a second person confirms it. Raises DecisionRefused where nobody may waive.
    """
    held = _hold(deadline, Action.WAIVE, by=by, today=today)
    said = {"reason": reason, "document": document, "granted_by": _grantor(held)}
    return _once(held, Kind.WAIVED, by=by, on=on, late_reason=late_reason, **said)


@transaction.atomic
def record_extension(
    *,
    deadline: Deadline,
    by: User,
    today: date,
    on: date,
    until: date,
    reason: str,
    document: str,
    late_reason: str = "",
) -> Decision:
    """Record that the party that may gave time `until` a day, granted `on` a day.

    The last day named is the last timely one, whether business rests on it or not; its safe date is
    the last business day on or before it. It takes effect when a second person confirms it. Raises
    DecisionRefused where nobody may extend, and for a day that gives no more time.
    """
    held = _hold(deadline, Action.EXTEND, by=by, today=today)
    grantor = _grantor(held)
    if held.last_day is None or held.act_by is None or until <= held.last_day:
        raise DecisionRefused(say_no_more_time(held))
    agreement = held.obligation.article.agreement
    terms = terms_of(agreement, held.obligation, customs_of(agreement))
    return _once(
        held,
        Kind.EXTENDED,
        by=by,
        on=on,
        late_reason=late_reason,
        until=until,
        safe=terms.safe_calendar.on_or_before(until),
        granted_by=grantor,
        reason=reason,
        document=document,
    )


@transaction.atomic
def decline_right(
    *,
    deadline: Deadline,
    by: User,
    today: date,
    on: date,
    reason: str,
    document: str,
    late_reason: str = "",
) -> Decision:
    """Record that whoever has a right declined it `on` a day.

    Silence is no decision: nothing here records it. Raises DecisionRefused for a right that is
    used up, or over.
    """
    held = _hold(deadline, Action.DECLINE, by=by, today=today)
    said = {"reason": reason, "document": document}
    found = _once(held, Kind.DECLINED, by=by, on=on, late_reason=late_reason, **said)
    _wake_planner(held)
    return found


@transaction.atomic
def confirm_decision(*, decision: Decision, by: User, today: date) -> Decision:
    """Confirm a waiver or an extension that another person recorded: now it takes effect.

    Raises DecisionRefused for an own record, and for one that is confirmed or withdrawn already.
    """
    held = _hold(decision.deadline, Action.CONFIRM, by=by, today=today, of=decision)
    if decision.decided_by_id == by.pk:
        raise DecisionRefused(say_own())
    found = Decision.objects.create(
        deadline=held, kind=Kind.CONFIRMED, confirms=decision, on=today, decided_by=by
    )
    if decision.kind == Kind.EXTENDED:
        _extend(held, decision, EXTENDED, by=by)
    _wake_planner(held)
    return found


@transaction.atomic
def withdraw_decision(*, decision: Decision, by: User, today: date, reason: str) -> Decision:
    """Withdraw a decision made in error, or a waiver that is not to be confirmed; it stays visible.

    Raises DecisionRefused when it was withdrawn in the meantime.
    """
    held = _hold(decision.deadline, Action.WITHDRAW, by=by, today=today, of=decision)
    found = Decision.objects.create(
        deadline=held,
        kind=Kind.WITHDRAWN,
        withdraws=decision,
        on=today,
        reason=reason,
        late_reason=_why_late(held, decision.on, reason=reason),
        decided_by=by,
    )
    _look_again(held)
    if decision.kind == Kind.EXTENDED:
        effective = held.decisions.effective().filter(kind=Kind.EXTENDED)
        left = effective.order_by("until").last()
        _extend(held, left, EXTENSION_WITHDRAWN, by=by)
    return found


def say_own() -> str:
    """Why nobody decides about what they recorded themselves."""
    return _("You recorded it yourself: a second person of Legal has to look at it.")


def say_no_more_time(deadline: Deadline) -> str:
    """Why an extension until a day is none."""
    if deadline.last_day is None:
        return _("It has no date that could be extended.")
    return _("It can be done until %(day)s already: give a later day.") % {
        "day": date_format(deadline.last_day, "SHORT_DATE_FORMAT")
    }


def say_nobody_grants() -> str:
    """Why a waiver or an extension cannot be recorded."""
    return _("Nobody may waive or extend this: neither the instrument nor its kind names anybody.")


def _hold(
    deadline: Deadline, action: Action, *, by: User, today: date, of: Decision | None = None
) -> Deadline:
    """The deadline as of today, its instrument held, if `by` may do `action` to it now."""
    lock_agreement(deadline.obligation.article.agreement)
    held = Deadline.objects.as_of(today).with_places().get(pk=deadline.pk)
    if of is not None:
        _refuse_decided(of, action)
    is_right = held.obligation.is_right
    if not transitions.may(action, role=by.role, status=held.status, is_right=is_right):
        raise DecisionRefused(
            _("Nothing was recorded: the status is “%(status)s”, which does not allow it.")
            % {"status": held.status_label}
        )
    return held


def _refuse_decided(decision: Decision, action: Action) -> None:
    later = {Kind.WITHDRAWN: "withdraws"}
    if action == Action.CONFIRM:
        later[Kind.CONFIRMED] = "confirms"
    for kind, relation in later.items():
        earlier = Decision.objects.filter(kind=kind, **{relation: decision})
        _refuse_earlier(earlier.select_related("decided_by").first())


def _refuse_earlier(earlier: Decision | None) -> None:
    if earlier is not None:
        raise DecisionRefused(
            _("Decided already: “%(decision)s”, by %(who)s, %(when)s.")
            % {
                "decision": earlier,
                "who": earlier.decided_by,
                "when": date_format(timezone.localtime(earlier.recorded_at), "DATETIME_FORMAT"),
            }
        )


def _judge(
    performance: Performance, action: Action, kind: str, *, by: User, today: date, reason: str
) -> Decision:
    lock_agreement(performance.deadline.obligation.article.agreement)
    judged = performance.decisions.standing().select_related("decided_by")
    _refuse_earlier(judged.filter(kind__in=[Kind.VERIFIED, Kind.REJECTED]).first())
    if not Performance.objects.unverified().filter(pk=performance.pk).exists():
        raise DecisionRefused(_("This record was withdrawn, or nobody has to verify it."))
    held = _hold(performance.deadline, action, by=by, today=today)
    if performance.recorded_by_id == by.pk:
        raise DecisionRefused(say_own())
    inside = performance.counted_on if action == Action.REJECT else None
    found = Decision.objects.create(
        deadline=held,
        performance=performance,
        kind=kind,
        on=today,
        reason=reason,
        late_reason=_why_late(held, inside, reason=reason),
        decided_by=by,
    )
    if action == Action.REJECT:
        _look_again(held)
    return found


def _once(
    held: Deadline, kind: str, *, by: User, on: date, late_reason: str = "", **said: Any
) -> Decision:
    """Record a decision unless the same one stands: a form that is sent twice decides once."""
    standing = held.decisions.standing().select_related("decided_by")
    _refuse_earlier(standing.filter(kind=kind, on=on, **said).first())
    if kind in {Kind.WAIVED, Kind.EXTENDED}:
        _refuse_earlier(held.decisions.unconfirmed().select_related("decided_by").first())
    late = _why_late(held, on, reason=late_reason)
    return Decision.objects.create(
        deadline=held, kind=kind, on=on, decided_by=by, late_reason=late, **said
    )


def _why_late(held: Deadline, day: date | None, *, reason: str) -> str:
    try:
        return why_late(held.obligation.article.agreement, day, reason=reason)
    except InClosedPeriod as error:
        raise DecisionRefused(str(error)) from error


def _grantor(held: Deadline) -> Party:
    party = held.obligation.grantor
    if party is None:
        raise DecisionRefused(say_nobody_grants())
    return party


def _look_again(held: Deadline) -> None:
    """It is open again: bring it to the facts that changed while it was settled."""
    look_again(agreement=held.obligation.article.agreement, deadline=held, reason=DECIDED)


def _wake_planner(held: Deadline) -> None:
    Deadline.objects.filter(pk=held.pk).update(next_step_at=timezone.now())


def _extend(held: Deadline, decision: Decision | None, reason: str, *, by: User) -> None:
    """A further version with the days of the extension, or with none; what was computed stays."""
    before = DeadlineVersion.objects.filter(deadline=held).latest("number")
    kept = {
        field.attname: getattr(before, field.attname)
        for field in DeadlineVersion._meta.concrete_fields  # noqa: SLF001 (public API)
        if field.name not in {"id", "recorded_at", "cause", "recomputation"}
    }
    after = DeadlineVersion.objects.create(
        **kept
        | {
            "number": before.number + 1,
            "reason": reason,
            "extended_on": decision.on if decision else None,
            "extended_safe": decision.safe if decision else None,
            "extended_until": decision.until if decision else None,
        }
    )
    Deadline.objects.filter(pk=held.pk).update(current=after)
    tell_of_days(deadlines=[held], reason=reason, by=by)
