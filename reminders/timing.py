"""When an e-mail leaves: outside quiet hours, by itself or in a digest, and never too late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from obligations.deadlines.calendars import Calendar
from reminders.models import Message, Preferences
from reminders.steps import Step

FAR_AHEAD = timedelta(days=7)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Departure:
    """By itself or in a digest, and when."""

    kind: Message.Kind
    at: datetime


def departure(
    step: Step,
    following: Step | None,
    *,
    preferences: Preferences,
    zone: str,
    calendar: Calendar,
    now: datetime,
) -> Departure | None:
    """How a step that is planned at `now` leaves to the person of `preferences`, who is in `zone`.

    None when that person stopped digests: such a step then stands in the inbox alone. `calendar`
    tells the business days of `zone`.
    """
    if preferences.delivery != Preferences.Delivery.SINGLE and not step.is_after:
        slot = next_digest(preferences, zone=zone, calendar=calendar, now=now)
        if _early_enough(slot, step, following):
            if not preferences.digest_stopped:
                return Departure(Message.Kind.DIGEST, slot)
            if step.act_by - _day(now, step) > FAR_AHEAD:
                return None
    return Departure(Message.Kind.SINGLE, _awake_in_time(step, preferences, zone, now))


def next_digest(
    preferences: Preferences, *, zone: str, calendar: Calendar, now: datetime
) -> datetime:
    """The next digest after `now`: on business days, a weekly one rather earlier than later."""
    weekly = preferences.delivery == Preferences.Delivery.WEEKLY
    day = now.astimezone(ZoneInfo(zone)).date()
    while True:
        if not weekly or day.weekday() == preferences.digest_weekday:
            on = calendar.on_or_before(day)
            at = datetime.combine(on, preferences.digest_at, ZoneInfo(zone))
            if at > now:
                return at
        day += ONE_DAY


def awake(preferences: Preferences, *, zone: str, now: datetime) -> datetime:
    """`now`, or when the quiet hours that it falls into end."""
    start, end = preferences.quiet_from, preferences.quiet_until
    local = now.astimezone(ZoneInfo(zone))
    over_midnight = start > end
    evening = over_midnight and local.time() >= start
    quiet = evening or ((over_midnight or local.time() >= start) and local.time() < end)
    if not quiet:
        return now
    day = local.date() + ONE_DAY if evening else local.date()
    return datetime.combine(day, end, ZoneInfo(zone))


def retry_at(at: datetime, *, preferences: Preferences, zone: str, act_by: date | None) -> datetime:
    """`at`, or when the quiet hours that it falls into end.

    They yield where that would be after the day to act by. `zone` is that of the person.
    """
    awoken = awake(preferences, zone=zone, now=at)
    today, day = (moment.astimezone(ZoneInfo(zone)).date() for moment in (at, awoken))
    return at if act_by and today <= act_by < day else awoken


def _awake_in_time(step: Step, preferences: Preferences, zone: str, now: datetime) -> datetime:
    """Quiet hours yield where they would push a step past its day, or past the day to act by."""
    at = awake(preferences, zone=zone, now=now)
    today, day = _day(now, step), _day(step.at, step)
    last = day if today <= day else step.act_by
    return at if step.is_after or _day(at, step) <= last else now


def _early_enough(slot: datetime, step: Step, following: Step | None) -> bool:
    return _day(slot, step) < step.act_by and (following is None or slot < following.at)


def _day(at: datetime, step: Step) -> date:
    """The day of an instant in the zone of the instrument."""
    return at.astimezone(step.at.tzinfo).date()
