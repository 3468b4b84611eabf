"""Whom a reminder goes to: people by their part, stand-ins for those who are away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from accounts.models import Team, User
from agreements.models import Agreement
from obligations.matter_querysets import hidden_deadlines
from obligations.models import Deadline
from reminders.models import Absence, Audience, Preferences, Webhook


@dataclass(frozen=True)
class Addressee:
    """A person who is reminded, as what, and for whom if it is somebody else."""

    person: User
    audience: Audience
    stands_in_for: User | None = None


@dataclass
class Roster:
    """People, teams, absences and webhooks of a span of time, read once."""

    people: dict[int, User] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    absences: dict[int, list[Absence]] = field(default_factory=lambda: defaultdict(list))
    preferences: dict[int, Preferences] = field(default_factory=dict)
    webhooks: list[Webhook] = field(default_factory=list)
    _known: dict[int, set[int]] = field(default_factory=dict)
    _hidden: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def load(cls, first: datetime, last: datetime) -> Self:
        """As it is now, with the absences between two instants."""
        roster = cls(
            people={person.pk: person for person in User.objects.order_by("name", "pk")},
            teams={team.pk: team for team in Team.objects.all()},
            preferences={row.person_id: row for row in Preferences.objects.all()},
            webhooks=list(Webhook.objects.filter(is_active=True)),
        )
        members = Team.members.through.objects.order_by("user__name", "user")
        for team, person in members.values_list("team", "user"):
            roster.members[team].append(person)
        for absence in Absence.objects.around(first, last):
            roster.absences[absence.person_id].append(absence)
        return roster

    def addressees(
        self, deadline: Deadline, audience: Container[str], at: datetime
    ) -> list[Addressee]:
        """Whom a step for `audience` reaches at an instant, each person once.

        Who has left, or may not know of the deadline, gets nothing; for the responsible person
        the backup then stands in. Who is away and has nobody to stand in is told all the same.
        """
        team = self.teams.get(deadline.obligation.team_id or 0)
        found: dict[int, Addressee] = {}
        for part in Audience:
            if part in audience:
                for addressee in self._reached(part, team, deadline, at):
                    found.setdefault(addressee.person.pk, addressee)
        return list(found.values())

    def webhooks_for(self, deadline: Deadline) -> list[Webhook]:
        """The webhooks that are told of `deadline`."""
        obligation = deadline.obligation
        return [
            webhook
            for webhook in self.webhooks
            if webhook.team_id in {None, obligation.team_id}
            and self.knows(webhook.on_behalf_of_id, deadline)
        ]

    def preferences_of(self, person: User) -> Preferences:
        """How `person` wants to be reminded; the defaults where nothing was said."""
        return self.preferences.get(person.pk) or Preferences(person=person)

    def knows(self, person: int, deadline: Deadline) -> bool:
        """Whether a person may know of a deadline; nobody who has left does."""
        if person not in self._known:
            known = Agreement.objects.visible_to(self.people[person])
            self._known[person] = set(known.values_list("pk", flat=True))
            self._hidden[person] = hidden_deadlines(self.people[person])
        agreement = deadline.obligation.article.agreement_id
        return agreement in self._known[person] and deadline.pk not in self._hidden[person]

    def stand_in(self, person: int, deadline: Deadline, at: datetime) -> User | None:
        """Who is reminded of a deadline instead of a person who is away at an instant.

        None for who is there, and where nobody who may know of it stands in.
        """
        absent = self.people[person]
        found = self._stand_in(absent, at)
        return found if found != absent and self.knows(found.pk, deadline) else None

    def _reached(
        self, part: Audience, team: Team | None, deadline: Deadline, at: datetime
    ) -> Iterator[Addressee]:
        reached = [
            addressee
            for person in self._holders(part, team)
            if (addressee := self._reach(person, part, deadline, at))
        ]
        if part == Audience.OWNER and not reached:
            return self._reached(Audience.BACKUP, team, deadline, at)
        return iter(reached)

    def _holders(self, part: Audience, team: Team | None) -> list[User]:
        match part:
            case Audience.HEAD:
                return [person for person in self.people.values() if person.heads_compliance]
            case Audience.TEAM if team:
                return [self.people[pk] for pk in self.members[team.pk]]
            case Audience.OWNER if team:
                return [self.people[team.responsible_id]]
            case Audience.BACKUP if team and team.backup_id:
                return [self.people[team.backup_id]]
        return []

    def _reach(
        self, person: User, part: Audience, deadline: Deadline, at: datetime
    ) -> Addressee | None:
        if stand_in := self.stand_in(person.pk, deadline, at):
            return Addressee(stand_in, part, stands_in_for=person)
        return Addressee(person, part) if self.knows(person.pk, deadline) else None

    def _stand_in(self, person: User, at: datetime) -> User:
        """Who is there for `person`: the stand-in of the stand-in where that one is away too."""
        asked, present = {person.pk}, person
        while absence := self._absence(present, at):
            if absence.stand_in_id in asked:
                return person
            asked.add(absence.stand_in_id)
            present = self.people[absence.stand_in_id]
        return present

    def _absence(self, person: User, at: datetime) -> Absence | None:
        absences = self.absences.get(person.pk, ())
        today = at.astimezone(ZoneInfo(person.zone)).date() if absences else None
        return next((a for a in absences if today and a.first_day <= today <= a.last_day), None)
