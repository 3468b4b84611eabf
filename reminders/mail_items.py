"""What an e-mail says of one deadline: a line for lists, the days, and why somebody is reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from obligations.models import Deadline, DeadlineVersion
from obligations.status import Status
from reminders.carrying import Carried
from reminders.models import Audience

ONE_DAY = timedelta(days=1)
MONITORED = {Status.ANSWER_PENDING, Status.ANSWER_LATE}


@dataclass(frozen=True)
class Item:
    """One deadline in an e-mail; `ends` is when its day to act by is over."""

    opening: str
    title: str
    place: str
    note: str
    facts: list[tuple[str, str]]
    zone: str
    ends: datetime | None
    why: str
    url: str
    acknowledge_url: str


def item_of(carried: Carried) -> Item:
    """In the language that is active."""
    deadline, reminder = carried.deadline, carried.reminder
    assert deadline is not None
    version = deadline.current
    assert version is not None
    return Item(
        opening=opening(deadline),
        title=" ".join(deadline.title.split()),
        place=str(deadline.obligation.article),
        note=_note(deadline, version),
        facts=[(label, value) for label, value in _facts(carried, deadline, version) if value],
        zone=version.zone,
        ends=_end(version),
        why=_why(carried),
        url=_address("deadline", deadline.pk),
        acknowledge_url=_address("reminder", reminder.pk),
    )


@cache
def words(language: str | None) -> dict[str, str]:
    """What every mail says, in one language: asked once, since thousands of mails say it."""
    with translation.override(language):
        return {
            "act_by": _("Act by (safe date)"),
            "target": _("Internal target, not a legal deadline"),
            "contractual": _("Contractual day"),
            "arguable": _("Arguable until"),
            "extended": _("Extended until"),
            "moved": _("Moved"),
            "form": _("Form"),
            "team": _("Team"),
            "zone": _("Time zone"),
            "ends": _("For you that day ends"),
            "why": _("Why you"),
            "see": _("See the steps, and record what was done"),
            "acknowledge": _("Say that you have taken note"),
            "all": _("All that comes, and what was not delivered"),
            "stop": _("No digests any more"),
            "internal": _(
                "This is an internal reminder. It is not a contractual notice, neither under "
                "article 21 of the Subscription Agreement nor under any other instrument."
            ),
        }


def opening(deadline: Deadline) -> str:
    """What matters about the deadline, with the day: it stays true while the mail lies unread."""
    version = deadline.current
    assert version is not None
    target = version.internal_target
    match deadline.status:
        case Status.STANDARD if target and target < deadline.asked_on:
            text = _("Internal target passed, %(target)s")
        case Status.STANDARD if target:
            text = _("Internal target %(target)s")
        case Status.STANDARD:
            text = _("Promptly, no date")
        case Status.ANSWER_PENDING if version.due is None:
            text = _("Monitoring, to be done promptly by %(obligor)s")
        case Status.ANSWER_PENDING:
            text = _("Monitoring, due from %(obligor)s by %(due)s")
        case Status.ANSWER_LATE:
            text = _("Monitoring, nothing recorded from %(obligor)s by %(due)s")
        case Status.OVERDUE:
            text = _("Overdue, last day was %(due)s")
        case Status.PAST_SAFE:
            text = _("Past the safe date, %(safe)s")
        case _other:
            text = _("Act by %(safe)s")
    days = {"safe": version.act_by, "due": version.last_day, "target": target}
    words = {name: _short(day) for name, day in days.items()}
    return text % (words | {"obligor": _obligor(deadline)})


def _note(deadline: Deadline, version: DeadlineVersion) -> str:
    if deadline.status in MONITORED:
        return _(
            "We monitor this duty of %(obligor)s. Record what arrives; where nothing does, "
            "follow it up."
        ) % {"obligor": _obligor(deadline)}
    if version.kind == DeadlineVersion.Kind.STANDARD:
        return _("The agreement asks for this promptly and names no day.")
    return ""


def _facts(carried: Carried, deadline: Deadline, version: DeadlineVersion) -> list[tuple[str, str]]:
    """Label and value; what has no value is left out."""
    said = words(get_language())
    is_ours = deadline.status not in MONITORED
    return [
        (
            said["act_by"],
            _counted(version.act_by, deadline) if is_ours else "",
        ),
        (
            said["target"],
            _counted(version.internal_target, deadline) if is_ours else "",
        ),
        (said["contractual"], _long(version.before_roll)),
        (said["arguable"], _long(version.last_day)),
        (said["extended"], _long(version.extended_until)),
        (said["moved"], _moved(carried.earlier, version)),
        (said["form"], deadline.obligation.form),
        (said["team"], str(deadline.obligation.team or "")),
    ]


def _counted(day: date | None, deadline: Deadline) -> str:
    """The day, and how far away it was on the day of sending, which is named."""
    if day is None:
        return ""
    words = {"day": _long(day), "on": _short(deadline.asked_on), "note": deadline.days_note}
    return _("%(day)s (on %(on)s: %(note)s)") % words if deadline.act_by == day else _long(day)


def _moved(earlier: DeadlineVersion | None, version: DeadlineVersion) -> str:
    """From which day to which, where the last version changed the day to act by.

    Two safe dates or two internal targets: the one never moved to the other.
    """
    clock = "internal_target" if version.safe is None else "act_by"
    was, now = getattr(earlier, clock, None), getattr(version, clock)
    if not was or not now or was == now:
        return ""
    return _("from %(was)s to %(now)s") % {"was": _short(was), "now": _short(now)}


def _end(version: DeadlineVersion) -> datetime | None:
    day = version.act_by or version.internal_target
    return datetime.combine(day + ONE_DAY, time(0), ZoneInfo(version.zone)) if day else None


def _why(carried: Carried) -> str:
    """As what somebody is reminded, and by which step."""
    reminder = carried.reminder
    if reminder.stands_in_for:
        return _("%(step)s; you stand in for %(who)s") % {
            "step": reminder.step_text,
            "who": reminder.stands_in_for,
        }
    part = _audience(reminder.audience, get_language())
    return f"{reminder.step_text}; {part}" if part else reminder.step_text


@lru_cache(maxsize=64)
def _audience(value: str, _language: str | None) -> str:
    return str(Audience(value).label) if value else ""


def _address(name: str, number: int) -> str:
    """The page with that name about one thing."""
    before, after = _around_number(name)
    return f"{settings.SITE_URL}{before}{number}{after}"


@cache
def _around_number(name: str) -> tuple[str, str]:
    """To reverse an address takes as long as to send a line."""
    before, _number, after = reverse(name, args=[0]).partition("0")
    return before, after


def _obligor(deadline: Deadline) -> str:
    return str(deadline.obligation.obligor or _("another party"))


def _short(day: date | None) -> str:
    return _written(day, "SHORT_DATE_FORMAT", get_language()) if day else ""


def _long(day: date | None) -> str:
    return _written(day, "DATE_FORMAT", get_language()) if day else ""


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, _language: str | None) -> str:
    """A mail names a handful of days many times over."""
    return date_format(day, pattern)
