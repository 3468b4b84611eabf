"""Telling people in the inbox of what concerns them; never somebody who must not know of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from accounts.models import Team, User
from agreements.models import Agreement
from obligations.models import Comment, Deadline, Notification, Obligation

Kind = Notification.Kind
Concerned = dict[User, list[Deadline]] | dict[User, list[Obligation]]


def tell_of_mention(*, comment: Comment, people: Iterable[User]) -> None:
    """Tell those whom a comment mentions, save its author."""
    about = comment.about
    Notification.objects.bulk_create(
        Notification(
            person=person,
            kind=Kind.MENTION,
            agreement=_agreement_of(about),
            obligation=_obligation_of(about),
            deadline=comment.deadline,
            comment=comment,
            by=comment.recorded_by,
        )
        for person in dict.fromkeys(people)
        if person != comment.recorded_by and _known_to(person, [about])
    )


def tell_of_owner(
    *, obligations: Iterable[Obligation], before: Mapping[int, int | None], now: Team, by: User
) -> None:
    """Tell who answered for obligations and who answers now that they changed hands.

    `before` says which team each had; a person gets one line for an instrument.
    """
    earlier = Team.objects.select_related("responsible", "backup").in_bulk(
        {team for team in before.values() if team}
    )
    concerned: dict[User, list[Obligation]] = defaultdict(list)
    for row in obligations:
        was = earlier.get(before[row.pk] or 0)
        for person in dict.fromkeys([*_answering(was), *_answering(now)]):
            concerned[person].append(row)
    _tell(Kind.OWNER, concerned, detail=now.name, by=by)


def tell_of_rule(*, obligation: Obligation, rule: str, by: User) -> None:
    """Tell who answers for an obligation that its rule changed."""
    concerned = {person: [obligation] for person in _answering(obligation.team)}
    _tell(Kind.RULE, concerned, detail=rule, by=by)


def tell_of_days(*, deadlines: Sequence[Deadline], reason: str, by: User | None) -> None:
    """Tell who answers for deadlines that their days changed, and why.

    A person gets one line for an instrument, however many moved. `reason` is a message that the
    inbox translates.
    """
    concerned: dict[User, list[Deadline]] = defaultdict(list)
    for row in deadlines:
        for person in _answering(row.obligation.team):
            concerned[person].append(row)
    _tell(Kind.DATES, concerned, detail=reason, by=by)


def _tell(kind: Kind, concerned: Concerned, *, detail: str, by: User | None) -> None:
    lines = []
    for person, rows in concerned.items():
        known = _known_to(person, rows) if person.is_active and person != by else set()
        groups: dict[Agreement, list[Deadline | Obligation]] = defaultdict(list)
        for row in rows:
            if row.pk in known:
                groups[_agreement_of(row)].append(row)
        lines += [
            Notification(
                person=person,
                kind=kind,
                agreement=agreement,
                obligation=_obligation_of(group[0]) if len(group) == 1 else None,
                deadline=group[0] if len(group) == 1 and isinstance(group[0], Deadline) else None,
                number=len(group),
                detail=detail,
                by=by,
            )
            for agreement, group in groups.items()
        ]
    Notification.objects.bulk_create(lines)


def _answering(team: Team | None) -> list[User]:
    """Who answers for what a team owns: its responsible person and the backup."""
    return [person for person in (team.responsible, team.backup) if person] if team else []


def _known_to(person: User, rows: Sequence[Deadline | Obligation]) -> set[int]:
    """The numbers of `rows`, all of one kind, that a person may know."""
    model = Deadline if isinstance(rows[0], Deadline) else Obligation
    visible = model.objects.visible_to(person).filter(pk__in=[row.pk for row in rows])
    return set(visible.values_list("pk", flat=True))


def _obligation_of(about: Deadline | Obligation) -> Obligation:
    return about.obligation if isinstance(about, Deadline) else about


def _agreement_of(about: Deadline | Obligation) -> Agreement:
    return _obligation_of(about).article.agreement
