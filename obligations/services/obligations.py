"""Adding and changing obligations; what a new rule opens, moves or withdraws is written with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_noop

from accounts.models import User
from agreements.models import Agreement, Article
from obligations.facts import load_facts
from obligations.models import Obligation, ObligationVersion
from obligations.planning import Change
from obligations.services.deadlines import (
    HORIZON,
    apply_changes,
    lock_agreement,
    plan_written,
    settling,
)
from obligations.services.notifications import tell_of_owner, tell_of_rule

REASONS = {
    ObligationVersion.Reason.ORIGINAL: gettext_noop("Obligation added"),
    ObligationVersion.Reason.AMENDMENT: gettext_noop("Rule amended"),
    ObligationVersion.Reason.LAW: gettext_noop("Law changed"),
    ObligationVersion.Reason.CORRECTION: gettext_noop("Reading of the rule corrected"),
}


class ChangedMeanwhile(Exception):
    """The obligation is no longer what the editor saw: `by` changed it `at` an instant.

    `by` is None where a file was loaded.
    """

    def __init__(self, by: User | None, at: datetime) -> None:
        super().__init__(f"Changed by {by} at {at}")
        self.by = by
        self.at = at


def state_of(obligation: Obligation) -> str:
    """A token of what is on record; another one after every change, of whatever kind."""
    change = obligation.history.order_by("-history_id").values_list("pk", flat=True).first()
    version = obligation.versions.order_by("-pk").values_list("pk", flat=True).first()
    return f"{change or 0}-{version or 0}"


def preview_obligation(
    *, obligation: Obligation, version: ObligationVersion | None, today: date, seen: str = ""
) -> list[Change]:
    """What saving would open, move or withdraw; writes nothing.

    `obligation` carries the new values, `version` is unsaved; None where the rule stays. Raises
    ChangedMeanwhile unless `seen` is what is on record, and DeadlineError for a rule that cannot
    be computed.
    """
    _refuse_unseen(obligation, seen)
    return _plan(obligation.article.agreement, obligation, version, today)


@transaction.atomic
def change_obligation(
    *,
    obligation: Obligation,
    version: ObligationVersion | None,
    why: str,
    by: User,
    today: date,
    seen: str,
    consequences: Collection[Article] | None = None,
) -> list[Change]:
    """Save the new values of an obligation and a new version of its rule, and apply them.

    No version is edited, and performed deadlines stay. `why` (at most 100 characters) goes into
    the history. `consequences` are the provisions of the same instrument to which a breach leads;
    None leaves them, and those of other instruments stay.

    Raises ChangedMeanwhile unless `seen` is what is on record, and DeadlineError for a rule that
    cannot be computed.
    """
    agreement = lock_agreement(obligation.article.agreement)
    # Admin and the loader of files write this row without a look at the lock above.
    before = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
    _refuse_unseen(obligation, seen)
    changes = _plan(agreement, obligation, version, today)
    at = _record(version, by) if version else None
    _sign(obligation, by=by, why=why, at=at)
    obligation.save()
    _lead_to(obligation, consequences)
    reason = ObligationVersion.Reason(version.reason) if version else None
    said = REASONS[reason] if reason else gettext_noop("Obligation changed")
    apply_changes(changes, reason=said, by=by)
    if version:
        tell_of_rule(obligation=obligation, rule=version.rule, by=by)
    if obligation.team and obligation.team_id != before.team_id:
        teams = {obligation.pk: before.team_id}
        tell_of_owner(obligations=[obligation], before=teams, now=obligation.team, by=by)
    return changes


@transaction.atomic
def add_obligation(
    *,
    obligation: Obligation,
    version: ObligationVersion,
    by: User,
    today: date,
    consequences: Collection[Article] = (),
) -> list[Change]:
    """Save an obligation with the first version of its rule, and open what follows from it.

    Raises django.db.IntegrityError when the key is taken, and DeadlineError for a rule that cannot
    be computed.
    """
    agreement = lock_agreement(obligation.article.agreement)
    changes = _plan(agreement, obligation, version, today)
    _sign(obligation, by=by, why="", at=None)
    obligation.save()
    _lead_to(obligation, consequences)
    _record(version, by)
    apply_changes(changes, reason=REASONS[ObligationVersion.Reason(version.reason)], by=by)
    return changes


def _plan(
    agreement: Agreement, obligation: Obligation, version: ObligationVersion | None, today: date
) -> list[Change]:
    versions: list[ObligationVersion] = []
    if obligation.pk:
        prefetch_related_objects(
            [obligation],
            "versions",
            "deadlines__current__rule_version",
            "deadlines__event__type",
            "deadlines__period__fiscal_year",
            *settling(),
        )
        versions = list(obligation.versions.all())
    if version:
        versions.append(version)
    book = load_facts(agreement, until=today + HORIZON)
    return plan_written(book, obligation, versions)


def _refuse_unseen(obligation: Obligation, seen: str) -> None:
    if not obligation.pk or state_of(obligation) == seen:
        return
    change = obligation.history.select_related("history_user").order_by("-history_id").first()
    if change and not seen.startswith(f"{change.pk}-"):
        raise ChangedMeanwhile(change.history_user, change.history_date)
    version = obligation.versions.select_related("recorded_by").latest("pk")
    raise ChangedMeanwhile(version.recorded_by, version.recorded_at)


def _record(version: ObligationVersion, by: User) -> datetime:
    version.recorded_by = by
    version.save()
    return version.recorded_at


def _lead_to(obligation: Obligation, consequences: Collection[Article] | None) -> None:
    if consequences is not None:
        elsewhere = obligation.breach_leads_to.exclude(agreement=obligation.article.agreement_id)
        obligation.breach_leads_to.set([*elsewhere, *consequences])


def _sign(obligation: Obligation, *, by: User, why: str, at: datetime | None) -> None:
    """Say who changes it and why, at the instant of the new rule, by which both are found."""
    signature = {"_history_user": by, "_change_reason": why or None}
    for name, value in (signature | ({"_history_date": at} if at else {})).items():
        setattr(obligation, name, value)
