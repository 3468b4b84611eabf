"""Mentions in a comment: `@` and somebody's name, or the address with which they sign in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import Role, User
from obligations.matter_querysets import kept_outside
from obligations.models import Deadline, Obligation

MARK = re.compile(r"(?<![^\W_])@(?=\w)")
WORD = re.compile(r"@[^\s,;:!?()“”「」、。]+")


@dataclass
class Mentions:
    """Who is mentioned, each once, and what was written of nobody or of several."""

    people: list[User] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def people_who_may_know(about: Obligation | Deadline) -> list[User]:
    """The active people who may know what a comment is about, by name."""
    obligation = about.obligation if isinstance(about, Deadline) else about
    agreement = obligation.article.agreement
    people = User.objects.filter(is_active=True)
    if agreement.restricted:
        let_in = Q(role=Role.AUDITOR) | Q(agreements_read=agreement)
        people = people.filter(let_in).distinct()
    if isinstance(about, Deadline):
        people = people.exclude(pk__in=kept_outside(about))
    return list(people.order_by("name", "pk"))


def find_mentions(words: str, people: Iterable[User]) -> Mentions:
    """Whom of `people` the words mention; the longest name wins, case does not matter."""
    named: dict[str, list[User]] = {}
    for person in people:
        for name in (person.name, person.email):
            named.setdefault(name.casefold(), []).append(person)
    names = sorted(named, key=len, reverse=True)
    found = Mentions()
    for mark in MARK.finditer(words):
        rest = words[mark.end() :].casefold()
        name = next((name for name in names if _begins(rest, name)), "")
        if not name:
            written = WORD.match(words, mark.start())
            found.unknown.append((written.group() if written else "@").rstrip("."))
        elif len(named[name]) > 1:
            found.ambiguous.append(f"@{named[name][0].name}")
        elif named[name][0] not in found.people:
            found.people.append(named[name][0])
    return found


def _begins(rest: str, name: str) -> bool:
    """Whether `rest` begins with the whole of a name; Japanese writes on without a space."""
    after = rest[len(name) : len(name) + 1]
    return rest.startswith(name) and not (
        name[-1].isascii() and after.isascii() and after.isalnum()
    )
