"""What a person will be reminded of, and why: asked of the functions that the planner follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

from django.utils import timezone

from accounts.models import User
from obligations.models import Deadline
from obligations.querysets import DeadlineQuerySet
from reminders.calendars import BusinessDays
from reminders.models import Channel, PolicyStep
from reminders.outlook import Outlook
from reminders.policies import PolicyBook
from reminders.recipients import Addressee, Roster
from reminders.steps import SILENT, Step, moments
from reminders.timing import Departure

MOST = 500
"""How many deadlines are looked at: a page is no export."""


BY_PERSON, INBOX_ONLY = frozenset({Channel.EMAIL, Channel.INBOX}), frozenset({Channel.INBOX})


@dataclass(frozen=True)
class Coming:
    """One step of a deadline that will remind one person, as what and how."""

    deadline: Deadline
    step: Step
    addressee: Addressee
    mail: Departure | None
    channels: frozenset[str]

    @property
    def rule(self) -> PolicyStep:
        """The step of the policy; its policy has no key where the built-in default applies."""
        return self.step.rule

    @property
    def in_inbox(self) -> bool:
        """Whether it will stand in the inbox: by the policy, or since digests were stopped."""
        return Channel.INBOX in self.channels or self.mail is None


class Outlined(NamedTuple):
    """What is coming, the earliest first; `is_all` is False where more deadlines were left out."""

    coming: list[Coming]
    is_all: bool


def upcoming(
    person: User, first: datetime, until: datetime, *, viewer: User | None = None
) -> Outlined:
    """What `person` will be reminded of after `first` and until `until`, the earliest first.

    As things stand: nothing is performed or moved meanwhile. Only what `viewer` may know, too.
    Looks at the 500 deadlines whose next step is the nearest.
    """
    outlook = Outlook.load(first, until)
    deadlines = _concerning(outlook.roster, person, first, until).visible_to(viewer or person)
    looked_at = list(deadlines.order_by("next_step_at", "pk")[: MOST + 1])
    found = [
        coming
        for deadline in looked_at[:MOST]
        if deadline.status not in SILENT
        for moment, following in coming_moments(outlook, deadline, first, until)
        for coming in _reminding(outlook, deadline, moment, following, person)
    ]
    found.sort(key=lambda each: (each.step.at, each.step.act_by, each.deadline.pk))
    return Outlined(found, is_all=len(looked_at) <= MOST)


def _reminding(
    outlook: Outlook,
    deadline: Deadline,
    moment: list[Step],
    following: Step | None,
    person: User,
) -> Iterator[Coming]:
    """The steps of one moment that remind `person`, by each channel once, as the planner does."""
    told: set[str] = set()
    for step in reversed(moment):
        if not _reminds_people(outlook, deadline, step):
            continue
        channels = (frozenset(step.rule.channels) & BY_PERSON or INBOX_ONLY) - told
        for addressee in outlook.addressees(deadline, step, step.at):
            if addressee.person == person and channels:
                mail = (
                    _mail(outlook, step, following, person) if Channel.EMAIL in channels else None
                )
                yield Coming(deadline, step, addressee, mail, channels)
                told |= channels


def next_step(deadline: Deadline, now: datetime) -> Step | None:
    """The step of `deadline` that follows; None when nothing asks for attention any more."""
    if deadline.status in SILENT or deadline.performed_on:
        return None
    outlook = Outlook(PolicyBook.load(), BusinessDays.load(), Roster())
    return next((step for step in outlook.steps(deadline) if step.at > now), None)


def coming_moments(
    outlook: Outlook, deadline: Deadline, first: datetime, until: datetime
) -> Iterator[tuple[list[Step], Step | None]]:
    """The steps of `deadline` after `first` and until `until`, moment by moment.

    With each moment comes the first step of the following one.
    """
    series = _followed(moments(outlook.steps(deadline)))
    for moment, following in takewhile(lambda pair: pair[0][0].at <= until, series):
        if moment[0].at > first:
            yield moment, following[0] if following else None


def _followed(
    series: Iterator[list[Step]],
) -> Iterator[tuple[list[Step], list[Step] | None]]:
    """Each moment with the next one; None after the last."""
    present = next(series, None)
    while present:
        following = next(series, None)
        yield present, following
        present = following


def _mail(outlook: Outlook, step: Step, following: Step | None, person: User) -> Departure | None:
    """How the e-mail leaves; None where the inbox has to do."""
    return outlook.departure(step, following, person, step.at)


def _reminds_people(outlook: Outlook, deadline: Deadline, step: Step) -> bool:
    """Whether the step reaches people, or webhooks alone."""
    by_webhook = set(step.rule.channels) == {Channel.WEBHOOK}
    return not (by_webhook and outlook.roster.webhooks_for(deadline))


def _concerning(roster: Roster, person: User, first: datetime, until: datetime) -> DeadlineQuerySet:
    """The deadlines with a step until `until` that may remind `person` in some part."""
    parts = _stood_in_for(roster, person)
    deadlines = Deadline.objects.as_of(timezone.localdate(first)).with_places()
    coming = deadlines.filter(next_step_at__lte=until, state__counted_on=None)
    if any(roster.people[part].heads_compliance for part in parts):
        return coming
    teams = [
        team.pk
        for team in roster.teams.values()
        if parts & {team.responsible_id, team.backup_id, *roster.members[team.pk]}
    ]
    return coming.filter(obligation__team__in=teams)


def _stood_in_for(roster: Roster, person: User) -> set[int]:
    """The keys of the person and of everybody for whom they stand in, also at second hand."""
    parts = {person.pk}
    absences = [absence for rows in roster.absences.values() for absence in rows]
    while more := {a.person_id for a in absences if a.stand_in_id in parts} - parts:
        parts |= more
    return parts
