"""How a deadline is worded on a day: its label, its headline, the days that are left."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_noop, ngettext
from django.utils.translation import gettext as _

from obligations.deadlines import Policy, holiday_name
from obligations.status import DONE, Status

if TYPE_CHECKING:
    from obligations.models import Deadline


def rest_name(day: date) -> str:
    """The name of the Japanese holiday that `day` is, in the reader's language; else empty."""
    language = "ja" if get_language() == "ja" else "en_US"
    name = holiday_name(day, Policy.JAPAN_FULL, language)
    return gettext(name) if name else ""


def status_label(deadline: Deadline) -> str:
    """The status with its number of calendar days, for example “Overdue 5 days”."""
    version, today = deadline.current, deadline.asked_on
    assert version is not None
    match deadline.status:
        case Status.OVERDUE if deadline.last_day:
            days = (today - deadline.last_day).days
            return ngettext("Overdue %(days)s day", "Overdue %(days)s days", days) % {"days": days}
        case Status.DUE_SOON if deadline.act_by:
            return _days_left(deadline.act_by, today)
        case Status.EXTENDED if deadline.extended_until:
            return _("Extended until %(day)s") % {
                "day": date_format(deadline.extended_until, "SHORT_DATE_FORMAT")
            }
        case Status.RIGHT_FUTURE if version.kind == "none":
            return _("Does not exist yet")
    return str(Status(deadline.status).label)


def days_note(deadline: Deadline) -> str:
    """How far the day to act by lies from the day asked for."""
    act_by, today = deadline.act_by, deadline.asked_on
    if deadline.performed_on and deadline.status in DONE:
        said = DONE_ON[deadline.status in {Status.EXERCISED, Status.DISPUTED}]
        return gettext(said) % {"day": date_format(deadline.performed_on, "SHORT_DATE_FORMAT")}
    if deadline.status == Status.WAIVED and deadline.waived_on:
        return _("waived %(day)s") % {"day": date_format(deadline.waived_on, "SHORT_DATE_FORMAT")}
    if act_by is None or deadline.status in {Status.ENDED, Status.DECLINED}:
        return ""
    note = _distance(deadline, act_by, today)
    return _("%(note)s, performed in part") % {"note": note} if deadline.partly_on else note


def _distance(deadline: Deadline, act_by: date, today: date) -> str:
    is_target = deadline.current is not None and deadline.current.kind == "standard"
    if act_by >= today:
        return _days_to_target(act_by, today) if is_target else _days_left(act_by, today)
    days = (today - act_by).days
    if is_target:
        return ngettext("%(days)s day past the target", "%(days)s days past the target", days) % {
            "days": days
        }
    return ngettext("%(days)s day past the safe date", "%(days)s days past the safe date", days) % {
        "days": days
    }


DONE_ON = (gettext_noop("performed %(day)s"), gettext_noop("received %(day)s"))
"""Of a duty; of an exercise, and of what came late and whose effect is disputed."""


SPAN = "span"
"""The kind of a date that ends a window or a duration, rather than being a day to act by."""


def headline(deadline: Deadline) -> str:
    """What the page of a deadline says first."""
    version = deadline.current
    assert version is not None
    days = {
        name: date_format(day, "DATE_FORMAT")
        for name in ("safe", "due", "opens", "closed_on", "internal_target")
        if (day := getattr(version, name))
    }
    for name in ("performed_on", "waived_on", "extended_until"):
        if day := getattr(deadline, name):
            days[name] = date_format(day, "DATE_FORMAT")
    kinds = {None, version.kind, SPAN if version.is_continuing else None}
    for status, kind, needed, sentence in HEADLINES:
        if status == deadline.status and kind in kinds and needed <= days.keys():
            return gettext(sentence) % days
    if version.safe and deadline.extended_until and deadline.act_by:
        days["safe"] = date_format(deadline.act_by, "DATE_FORMAT")
        return _("Act by %(safe)s; extended until %(extended_until)s") % days
    if version.safe:
        return _("Act by %(safe)s") % days
    return str(Status(deadline.status).label)


# Status, kind of answer where it matters, the days that the sentence needs; the first fit counts.
HEADLINES: list[tuple[Status, str | None, set[str], str]] = [
    (
        Status.RIGHT_FUTURE,
        "none",
        {"opens"},
        gettext_noop("Does not exist yet; would arise on %(opens)s"),
    ),
    (
        Status.PENDING,
        None,
        {"performed_on"},
        gettext_noop("Performed on %(performed_on)s, verification pending"),
    ),
    *(
        (
            Status.WAIVED,
            kind,
            {"waived_on"},
            gettext_noop("Waived: no longer binds from %(waived_on)s on"),
        )
        for kind in ("standing", "from", "open", SPAN)
    ),
    (Status.WAIVED, None, {"waived_on"}, gettext_noop("Waived on %(waived_on)s")),
    (Status.EXERCISED, None, {"performed_on"}, gettext_noop("Exercised on %(performed_on)s")),
    (
        Status.DISPUTED,
        None,
        {"performed_on"},
        gettext_noop("Received late, on %(performed_on)s; its effect is disputed"),
    ),
    (Status.RIGHT_FUTURE, None, {"opens"}, gettext_noop("Does not exist yet; arises on %(opens)s")),
    (Status.RIGHT_OPEN, None, {"opens"}, gettext_noop("Exists since %(opens)s, 00:00")),
    (
        Status.NEVER_AROSE,
        None,
        {"closed_on"},
        gettext_noop("Never arose: removed by what happened on %(closed_on)s"),
    ),
    (
        Status.WITHDRAWN,
        None,
        set(),
        gettext_noop("Withdrawn: what it was counted from no longer stands"),
    ),
    (Status.STANDING, None, {"opens", "due"}, gettext_noop("Binds from %(opens)s to %(due)s")),
    (Status.STANDING, None, {"opens"}, gettext_noop("Continuing since %(opens)s")),
    (Status.STANDING, None, set(), gettext_noop("Continuing, without a date")),
    (
        Status.STANDARD,
        None,
        {"internal_target"},
        gettext_noop("Promptly: no date; internal target %(internal_target)s"),
    ),
    (Status.STANDARD, None, set(), gettext_noop("Promptly: no date")),
    *(
        (
            status,
            "standard",
            {"internal_target"},
            gettext_noop("Promptly: no date; internal target %(internal_target)s"),
        )
        for status in (Status.ANSWER_PENDING, Status.ANSWER_LATE)
    ),
    (Status.ENDED, None, {"due"}, gettext_noop("Ended on %(due)s")),
    (Status.WINDOW_OPEN, None, {"opens", "due"}, gettext_noop("Open from %(opens)s to %(due)s")),
    (Status.WINDOW_OPEN, None, {"opens"}, gettext_noop("Open since %(opens)s")),
]


def _days_to_target(day: date, today: date) -> str:
    """As `_days_left`, for a day that is our own target and no deadline."""
    days = (day - today).days
    if days == 0:
        return _("Internal target today")
    return ngettext(
        "%(days)s day to the internal target", "%(days)s days to the internal target", days
    ) % {"days": days}


def _days_left(day: date, today: date) -> str:
    days = (day - today).days
    if days == 0:
        return _("Due today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
