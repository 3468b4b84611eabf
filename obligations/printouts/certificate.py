"""What a compliance certificate says: the recorded facts of a period, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import Agreement
from obligations.models import Deadline, Decision, Performance, Printout
from obligations.printouts.rows import describe, shown
from obligations.querysets import DeadlineQuerySet
from obligations.status import LOOKS, Status


def certificate_of(
    printout: Printout,
    deadlines: DeadlineQuerySet,
    *,
    agreements: Iterable[Agreement],
    now: datetime,
    tick: Callable[[int], None],
) -> dict[str, Any]:
    """The words and rows of a certificate; `tick` is told how many deadlines are gathered.

    `deadlines` are those that fall due in the period, as of its day.
    """
    rows, totals = [], Counter[str]()
    for number, deadline in enumerate(_with_records(printout, deadlines), start=1):
        rows.append((str(deadline.obligation.article.agreement), _row(deadline)))
        totals[deadline.status] += 1
        tick(number)
    return {
        "words": _words(printout),
        "terms": _terms(printout, agreements, now),
        "totals": _totals(totals),
        "number": len(rows),
        "groups": [
            {"title": title, "rows": [row for _title, row in group]}
            for title, group in groupby(rows, key=lambda pair: pair[0])
        ],
    }


def _with_records(printout: Printout, deadlines: DeadlineQuerySet) -> DeadlineQuerySet:
    """The deadlines by instrument, each with the standing records and decisions by the day."""
    day = printout.as_of
    records = (
        Performance.objects.effective()
        .filter(Q(dispatched_on__lte=day) | Q(arrived_on__lte=day))
        .with_evidence()
        .select_related("recorded_by")
    )
    decisions = (
        Decision.objects.standing()
        .filter(on__lte=day)
        .select_related("decided_by", "granted_by", "confirmation__decided_by")
    )
    return (
        deadlines.listed()
        .prefetch_related(
            Prefetch("performances", records, to_attr="records"),
            Prefetch("decisions", decisions, to_attr="decided"),
        )
        .order_by("obligation__article__agreement__short_title", "act_by", "pk")  # type: ignore[misc]
    )


def _row(deadline: Deadline) -> dict[str, Any]:
    records: list[Performance] = deadline.records  # type: ignore[attr-defined]
    decided: list[Decision] = deadline.decided  # type: ignore[attr-defined]
    row = describe(deadline)
    row["sides"] = deadline.obligation.sides
    row["records"] = [
        *(
            _record(record, [d for d in decided if d.performance_id == record.pk])
            for record in records
        ),
        *(_decision(each) for each in decided if each.performance_id is None),
    ]
    return row


def _record(record: Performance, judged: list[Decision]) -> dict[str, Any]:
    days = [
        _("in part only") if record.is_partial else "",
        _("sent %(day)s") % {"day": shown(record.dispatched_on)} if record.dispatched_on else "",
        _("arrived %(day)s") % {"day": shown(record.arrived_on)} if record.arrived_on else "",
    ]
    files = [each for each in record.evidence.all() if not hasattr(each, "withdrawal")]
    return {
        "what": ", ".join(filter(None, [record.get_means_display(), record.to_whom, *days])),
        "who": _("recorded by %(who)s, %(when)s")
        % {"who": record.recorded_by, "when": _moment(record.recorded_at)},
        "notes": [
            *(_decided(each) for each in judged),
            *(f"{file.name}, SHA-256 {file.sha256[:16]}…" for file in files),
        ],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    """An approval, a waiver, an extension, or that a right was declined."""
    until = (
        _("until %(day)s") % {"day": shown(decision.until)} if decision.until is not None else ""
    )
    party = (
        _("granted by %(party)s") % {"party": decision.granted_by} if decision.granted_by else ""
    )
    return {
        "what": ", ".join(filter(None, [decision.get_kind_display(), until, party])),
        "who": _decided(decision),
        "notes": [],
    }


def _decided(decision: Decision) -> str:
    """Who decided what on which day, who confirmed it, and why."""
    said = _("%(what)s by %(who)s, %(day)s") % {
        "what": decision.get_kind_display(),
        "who": decision.decided_by,
        "day": shown(decision.on),
    }
    if confirmation := getattr(decision, "confirmation", None):
        said += "; " + _("confirmed by %(who)s") % {"who": confirmation.decided_by}
    elif decision.kind in {Decision.Kind.WAIVED, Decision.Kind.EXTENDED}:
        said += "; " + _("not confirmed, without effect")
    return f"{said}: {decision.reason}" if decision.reason else said


def _totals(totals: Counter[str]) -> list[dict[str, Any]]:
    """How many deadlines have each status, in the order of the statuses."""
    return [
        {"status": str(status.label), "look": LOOKS.get(status, "idle"), "number": totals[status]}
        for status in Status
        if totals[status]
    ]


def _terms(
    printout: Printout, agreements: Iterable[Agreement], now: datetime
) -> list[dict[str, str]]:
    named = {
        _("Instruments"): ", ".join(str(agreement) for agreement in agreements),
        _("Facts as of"): shown(printout.as_of),
        _("Made"): _("%(when)s, for %(who)s")
        % {"when": _moment(now), "who": printout.requested_by},
    }
    return [{"name": name, "text": text} for name, text in named.items()]


def _words(printout: Printout) -> dict[str, Any]:
    day = shown(printout.as_of)
    return {
        "title": _("Compliance certificate"),
        "author": str(_("IIJ Governance")),
        "period": _("What falls due from %(first)s to %(last)s")
        % {"first": shown(printout.first_day), "last": shown(printout.last_day)},
        "standing": _("Recorded facts as of %(day)s.") % {"day": day},
        "no_opinion": _(
            "This certificate repeats what the register holds: which days were computed, what was "
            "recorded, by whom. It is no opinion on whether anything was complied with, and what "
            "nobody recorded is not in it. What fell due before an instrument was tracked is not "
            "assessed."
        ),
        "summary": _("In numbers"),
        "nothing": _("Nothing falls due in this period."),
        "number": _("Deadlines"),
        "total": _("All"),
        "article": _("Article"),
        "obligation": _("Obligation"),
        "act_by": _("Act by"),
        "arguable": _("Arguable until"),
        "target": _("internal target"),
        "status": _("Status"),
        "record": _("Record"),
        "no_record": _("nothing recorded"),
        "signatures": _("Signed off by"),
        "sign_note": _("Whoever signs vouches that these are the facts on record, for no more."),
        "sign_lines": [_("Name and title"), _("Day"), _("Signature or seal")],
        "footer": _("Compliance certificate · facts as of %(day)s · no opinion on compliance")
        % {"day": day},
    }


def _moment(instant: datetime) -> str:
    """An instant in Tokyo."""
    local = instant.astimezone(ZoneInfo("Asia/Tokyo"))
    return f"{date_format(local, 'DATETIME_FORMAT')} {_('Tokyo')}"
