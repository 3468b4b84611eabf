"""What is found, best first, of what the person may know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Length

from accounts.models import User
from agreements.models import Agreement
from obligations.models.search import SearchEntry, SearchEntryQuerySet, SearchWord
from obligations.search.query import Query, parse

MOST = 200
"""How many results are looked at: nobody turns more pages, and a common word has thousands."""
ALIKE = 0.75
"""From which share of characters in common, in order, a word may be what a misspelt one meant."""
SHORTEST_MISSPELT = 4
MOST_SPELLINGS = 10


@dataclass(frozen=True)
class Found:
    """The keys of the results, best first, and what they answer.

    `asked` is what was typed, `query` what was looked for: another where nothing has a word as
    typed. Where nothing was found, `alone` are the words that stand somewhere by themselves.
    """

    pks: list[int]
    asked: Query
    query: Query
    alone: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Whether there may be more."""
        return len(self.pks) == MOST

    @property
    def is_respelt(self) -> bool:
        """Whether other words than those typed were looked for."""
        return self.query != self.asked


def find(text: str, *, user: User, kind: str = "", agreement: str = "") -> Found:
    """What answers `text`, of one kind and in the instrument of this slug where they are given.

    Provisions of that very number come first, then what lies below them, then titles that have
    all words, then other texts, by how often and how near to each other the words stand. Words
    that nothing has are taken for misspelt.
    """
    asked = parse(text)
    if not asked:
        return Found([], asked, asked)
    places = dict(Agreement.objects.visible_to(user).order_by().values_list("pk", "slug"))
    known = rows = SearchEntry.objects.within(places)
    if agreement:
        rows = SearchEntry.objects.within(pk for pk, slug in places.items() if slug == agreement)
    if kind:
        rows = rows.filter(kind=kind)
    with _by_index():
        return _find(known, rows, asked)


@contextmanager
def _by_index() -> Iterator[None]:
    """Let PostgreSQL look into the index first, for all rows at once.

    Where it needs only a few rows it would rather read one after the other until it has them, as
    it does not count what it costs to fetch lexemes, which lie beside the table.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off;"
            "SET LOCAL enable_indexonlyscan = off"
        )
        yield


def _find(known: SearchEntryQuerySet, rows: SearchEntryQuerySet, asked: Query) -> Found:
    if pks := _best(rows, known, asked):
        return Found(pks, asked, asked)
    standing = _standing(known, {word: asked.tsquery((word,)) for word in asked.words})
    alone = tuple(word for word in asked.words if word in standing)
    query = _respelt(known, asked, alone)
    if query and (pks := _best(rows, known, query)):
        return Found(pks, asked, query)
    return Found([], asked, asked, alone if len(asked.terms) > 1 else ())


def _best(rows: SearchEntryQuerySet, known: SearchEntryQuerySet, query: Query) -> list[int]:
    found: dict[int, None] = {}
    for tier in _tiers(rows, known, query):
        found |= dict.fromkeys(tier.values_list("pk", flat=True)[:MOST])
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def _tiers(
    rows: SearchEntryQuerySet, known: SearchEntryQuerySet, query: Query
) -> Iterator[SearchEntryQuerySet]:
    asked = _tsquery(query.tsquery(query.terms))
    if query.numbers:
        yield _numbered(rows, known, query)
    if query.words:
        yield rows.filter(title_lexemes=asked).closest_title_first(query.words[0])
    some = list(rows.filter(lexemes=asked).values_list("pk", flat=True)[:MOST])
    yield SearchEntry.objects.filter(pk__in=some).in_reading_order(
        SearchRank(F("lexemes"), asked, cover_density=True).desc()
    )


def _numbered(
    rows: SearchEntryQuerySet, known: SearchEntryQuerySet, query: Query
) -> SearchEntryQuerySet:
    """What has one of the numbers, or lies below it.

    Other words stand in it, or name its instrument: “Subscription Agreement 12.1(3)”.
    """
    exact = Q(number_key__in=query.numbers)
    below = Q()
    for number in query.numbers:
        below |= Q(number_key__startswith=f"{number}x")
    found = rows.filter(exact | below)
    if not query.words:
        return found.in_reading_order(_unless(exact))
    words = _tsquery(query.tsquery(query.words))
    named = known.filter(kind=SearchEntry.Kind.INSTRUMENT, lexemes=words).values("agreement")
    return found.filter(Q(lexemes=words) | Q(agreement__in=named)).in_reading_order(
        _unless(exact), _unless(Q(title_lexemes=words))
    )


def _unless(condition: Q) -> Case:
    """Sorts what meets the condition first."""
    return Case(When(condition, then=Value(0)), default=Value(1))


def _tsquery(text: str) -> SearchQuery:
    return SearchQuery(text, search_type="raw", config="simple")


def _standing(known: SearchEntryQuerySet, asked: dict[str, str]) -> set[str]:
    """Those of the words whose tsquery finds something."""
    found = [
        known.filter(lexemes=_tsquery(text))
        .annotate(word=Value(word, output_field=CharField()))
        .values_list("word", flat=True)[:1]
        for word, text in asked.items()
    ]
    return set(found[0].union(*found[1:], all=True)) if found else set()


def _respelt(known: SearchEntryQuerySet, asked: Query, right: tuple[str, ...]) -> Query | None:
    """The query with the nearest words for those that are not `right`; None without such words."""
    wrong = [word for word in asked.words if word not in right]
    nearest = _nearest(known, wrong)
    if not wrong or len(nearest) < len(wrong):
        return None
    words = [nearest.get(word, word) for word in asked.words]
    return parse(" ".join([*asked.numbers, *words]))


def _nearest(known: SearchEntryQuerySet, wrong: list[str]) -> dict[str, str]:
    """For each word the one most like it that stands in what the person may know, if any does."""
    like = Q(pk__in=[])
    for word in wrong:
        if not word.isascii() or len(word) < SHORTEST_MISSPELT:
            return {}
        as_long = (len(word) - 1, len(word) + 1)
        like |= Q(word__trigram_similar=word)
        like |= Q(word__startswith=word[:2], length__range=as_long)
    spelt = SearchWord.objects.annotate(length=Length("word")).filter(like)
    words = sorted(set(spelt.values_list("word", flat=True)))
    alike = {word: get_close_matches(word, words, MOST_SPELLINGS, ALIKE) for word in wrong}
    standing = _standing(known, {near: f"'{near}'" for some in alike.values() for near in some})
    firsts = {word: next(filter(standing.__contains__, some), "") for word, some in alike.items()}
    return {word: near for word, near in firsts.items() if near}
