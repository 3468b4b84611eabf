"""What a breach leads to: the provisions named, what stands there, and the facts they count on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.prepared import PreparedForReaders
from accounts.requests import Request
from agreements.models import Article
from obligations.deadlines import EventAnchor, parse
from obligations.deadlines.rules import Window
from obligations.models import Breach, Deadline, EventType, Obligation

Kind = Obligation.Kind
BREAKABLE = frozenset({Kind.DUTY, Kind.PROHIBITION, Kind.CONDITION, Kind.REPRESENTATION})
"""What can be broken: not a right, nor what only defines."""

FOLLOWING = frozenset({Kind.DUTY, Kind.RIGHT})
"""What can follow from a breach."""


@dataclass(frozen=True)
class Consequence:
    """A provision to which a breach leads, with the deadlines there and at what it belongs to."""

    article: Article
    deadlines: list[Deadline]


def consequences_of(obligation: Obligation, *, user: User, day: date) -> list[Consequence]:
    """The provisions to which a breach of `obligation` leads, and what they are on `day`.

    An item takes part in its article: where 20(2) is named, the duty of 20 stands beside it.
    """
    articles = led_to(obligation, user)
    if not articles:
        return []
    places = _places(obligation, [article.pk for article in articles])
    deadlines = (
        Deadline.objects.visible_to(user)
        .as_of(day)
        .filter(
            obligation__article__in=set().union(*places.values()), obligation__kind__in=FOLLOWING
        )
        .with_places()
        .soonest_first()
    )
    found = list(deadlines)
    return [
        Consequence(
            article, [each for each in found if each.obligation.article_id in places[article.pk]]
        )
        for article in articles
    ]


def led_to(obligation: Obligation, user: User) -> list[Article]:
    """The provisions to which a breach of `obligation` leads, of those that `user` may know."""
    articles: list[Article] = LED_TO.objects(user, obligation=obligation.pk)
    return articles


def breaches_of(
    request: Request, obligation: Obligation, deadline: Deadline | None = None
) -> dict[str, Any]:
    """What the page of an obligation, or of one of its deadlines, shows of its breaches."""
    day = request.as_of
    if deadline:
        breaches = OF_DEADLINE.objects(request.user, deadline=deadline.pk, day=day)
    else:
        breaches = OF_OBLIGATION.objects(request.user, obligation=obligation.pk, day=day)
    return {
        "breaches": breaches,
        "consequences": led_to(obligation, request.user),
        "may_break": obligation.kind in BREAKABLE and request.user.may_record and request.is_today,
    }


def events_that_follow(obligation: Obligation) -> QuerySet[EventType]:
    """The declared facts from which something at the consequences is counted.

    A window between two facts, such as one from signing until closing, follows from no breach.
    """
    articles = obligation.breach_leads_to.values_list("pk", flat=True)
    places = _places(obligation, articles)
    following = Obligation.objects.filter(
        article__in=set().union(*places.values()), kind__in=FOLLOWING
    )
    rules = {each.latest_rule for each in following.prefetch_related("versions")} - {""}
    parsed = [rule for rule in map(parse, rules) if not isinstance(rule.timing, Window)]
    names = {rule.anchor.name for rule in parsed if isinstance(rule.anchor, EventAnchor)}
    return EventType.objects.filter(
        agreement=obligation.article.agreement, name__in=names
    ).select_related("agreement")


def _places(obligation: Obligation, articles: Iterable[int]) -> dict[int, set[int]]:
    """Each of `articles` with all that it belongs to, up to the chapter."""
    rows = Article.objects.filter(agreement=obligation.article.agreement)
    parents = dict(rows.values_list("pk", "parent"))
    found: dict[int, set[int]] = {}
    for article in articles:
        above: int | None = article
        found[article] = set()
        while above is not None:
            found[article].add(above)
            above = parents.get(above)
    return found


LED_TO = PreparedForReaders(
    lambda user, obligation: Article.objects.visible_to(user).linked().filter(breaches=obligation),
    obligation=int,
)
OF_DEADLINE = PreparedForReaders(
    lambda user, deadline, day: (
        Breach.objects.visible_to(user).as_of(day).with_places().filter(deadline=deadline)
    ),
    deadline=int,
    day=date,
)
OF_OBLIGATION = PreparedForReaders(
    lambda user, obligation, day: (
        Breach.objects.visible_to(user).as_of(day).with_places().filter(obligation=obligation)
    ),
    obligation=int,
    day=date,
)
