"""What a person will be reminded of, and why: asked of the functions that the planner follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from django.utils import timezone

from accounts.models import User
from obligations.models import Deadline
from obligations.querysets import DeadlineQuerySet
from reminders.calendars import BusinessDays
from reminders.models import Channel, PolicyStep
from reminders.outlook import Outlook
from reminders.policies import PolicyBook
from reminders.recipients import Addressee, Roster
from reminders.steps import SILENT, Step
from reminders.timing import Departure

MOST = 500
"""How many deadlines are looked at: a page is no export."""


@dataclass(frozen=True)
class Coming:
    """One step of a deadline that will remind one person, as what and how."""

    deadline: Deadline
    step: Step
    addressee: Addressee
    mail: Departure | None

    @property
    def rule(self) -> PolicyStep:
        """The step of the policy; its policy has no key where the built-in default applies."""
        return self.step.rule

    @property
    def in_inbox(self) -> bool:
        """Whether it will stand in the inbox: by the policy, or since digests were stopped."""
        return Channel.INBOX in self.rule.channels or self.mail is None


def upcoming(
    person: User, first: datetime, until: datetime, *, viewer: User | None = None
) -> list[Coming]:
    """What `person` will be reminded of after `first` and until `until`, the earliest first.

    As things stand: nothing is performed or moved meanwhile. Only what `viewer` may know, too.
    Looks at the 500 deadlines whose next step is the nearest.
    """
    outlook = Outlook.load(first, until)
    deadlines = _concerning(outlook.roster, person, first, until).visible_to(viewer or person)
    found = [
        Coming(deadline, step, addressee, _mail(outlook, step, following, person))
        for deadline in deadlines.order_by("next_step_at", "pk")[:MOST]
        if deadline.status not in SILENT
        for step, following in coming_steps(outlook, deadline, first, until)
        if _reminds_people(outlook, deadline, step)
        for addressee in outlook.addressees(deadline, step, step.at)
        if addressee.person == person
    ]
    return sorted(found, key=lambda each: (each.step.at, each.step.act_by, each.deadline.pk))


def next_step(deadline: Deadline, now: datetime) -> Step | None:
    """The step of `deadline` that follows; None when nothing asks for attention any more."""
    if deadline.status in SILENT or deadline.performed_on:
        return None
    outlook = Outlook(PolicyBook.load(), BusinessDays.load(), Roster())
    return next((step for step in outlook.steps(deadline) if step.at > now), None)


def coming_steps(
    outlook: Outlook, deadline: Deadline, first: datetime, until: datetime
) -> Iterator[tuple[Step, Step | None]]:
    """The steps of `deadline` after `first` and until `until`, each with the one that follows.

    Of two steps at one moment the later one counts, as for the planner.
    """
    pairs = takewhile(lambda pair: pair[0].at <= until, _followed(outlook.steps(deadline)))
    for step, following in pairs:
        if step.at > first and not (following and following.at == step.at):
            yield step, following


def _followed(series: Iterator[Step]) -> Iterator[tuple[Step, Step | None]]:
    """Each step with the next one; None after the last."""
    present = next(series, None)
    while present:
        following = next(series, None)
        yield present, following
        present = following


def _mail(outlook: Outlook, step: Step, following: Step | None, person: User) -> Departure | None:
    """How the e-mail leaves; None where the step sends none."""
    if Channel.EMAIL not in step.rule.channels:
        return None
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
