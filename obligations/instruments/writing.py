"""Writing the contents of a file. What people recorded has no place in it and is not touched."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter, itemgetter
from typing import Any

from agreements.models import (
    Agreement,
    AgreementParty,
    Article,
    CrossReference,
    DefinedTerm,
    Figure,
    Party,
)
from obligations.instruments.contents import Contents
from obligations.instruments.files import walk
from obligations.instruments.forms import (
    AGREEMENT_PARTY,
    EVENT,
    FIGURE,
    INSTRUMENT,
    READING,
    REFERENCE,
    STATE,
    TERM,
    Form,
)
from obligations.instruments.rows import Values, change, columns, keyed, put, remove_others
from obligations.instruments.tree import put_articles
from obligations.instruments.undertakings import put_obligations
from obligations.models import EventType, Reading, State


def write_contents(contents: Contents, agreement: Agreement | None) -> Agreement:
    """Bring what is on record of an instrument to the contents of its file.

    Needs a transaction. Articles, obligations, events, states, readings and parties that the file
    no longer has stay; terms, references and figures go.
    """
    parties = dict(Party.objects.values_list("key", "pk"))
    values = columns(contents["instrument"], INSTRUMENT)
    if agreement:
        change(agreement, values)
    else:
        agreement = Agreement.objects.create(**values)
    _put_parties(contents["instrument"].get("parties", []), agreement, parties)
    articles = put_articles(contents, agreement)
    _put_terms(contents, agreement, articles)
    _put_figures(contents, agreement, articles)
    _put_references(contents, agreement, articles)
    _put_declared(contents, agreement, articles)
    put_obligations(contents, agreement, articles, parties)
    return agreement


def hanging(contents: Contents, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries under `name` with the number of the provision at which they hang."""
    for article, _parent in walk(contents.get("articles", [])):
        for entry in article.get(name, []):
            yield article["number"], entry


def _put_parties(
    entries: list[dict[str, Any]], agreement: Agreement, parties: dict[str, int]
) -> None:
    wanted = {
        (parties[entry["party"]], entry["role"]): {
            **columns(entry, AGREEMENT_PARTY),
            "agreement_id": agreement.pk,
            "party_id": parties[entry["party"]],
        }
        for entry in entries
    }
    rows = {(row.party_id, row.role): row for row in agreement.agreement_parties.all()}
    put(AgreementParty, rows, wanted)


def _put_terms(contents: Contents, agreement: Agreement, articles: dict[str, Article]) -> None:
    wanted = {
        entry["term"]: {
            **columns(entry, TERM),
            "agreement_id": agreement.pk,
            "article_id": articles[number].pk,
        }
        for number, entry in hanging(contents, "terms")
    }
    rows = {row.term: row for row in agreement.terms.all()}
    remove_others(rows, wanted)
    put(DefinedTerm, rows, wanted)


def _put_figures(contents: Contents, agreement: Agreement, articles: dict[str, Article]) -> None:
    wanted = {
        (articles[number].pk, entry["name"]): {
            **columns(entry, FIGURE),
            "article_id": articles[number].pk,
        }
        for number, entry in hanging(contents, "figures")
    }
    figures = Figure.objects.filter(article__agreement=agreement)
    rows = {(row.article_id, row.name): row for row in figures}
    remove_others(rows, wanted)
    put(Figure, rows, wanted)


def _put_references(contents: Contents, agreement: Agreement, articles: dict[str, Article]) -> None:
    targets = {(agreement.slug, number): row.pk for number, row in articles.items()}
    entries = list(hanging(contents, "references"))
    others = {entry["instrument"] for _number, entry in entries if "instrument" in entry}
    there = Article.objects.filter(agreement__slug__in=others)
    for slug, number, pk in there.values_list("agreement__slug", "number", "pk"):
        targets[slug, number] = pk
    wanted = {}
    for number, entry in entries:
        target = targets[entry.get("instrument", agreement.slug), entry["to"]]
        link = {"article_id": articles[number].pk, "target_id": target}
        wanted[tuple(link.values())] = {**columns(entry, REFERENCE), **link}
    references = CrossReference.objects.filter(article__agreement=agreement)
    rows = {(row.article_id, row.target_id): row for row in references}
    remove_others(rows, wanted)
    put(CrossReference, rows, wanted)


def _put_declared(contents: Contents, agreement: Agreement, articles: dict[str, Article]) -> None:
    """Events, readings, and the states of which none of that name is on record."""
    confirmed = set(agreement.states.values_list("name", flat=True))
    states = [entry for entry in contents.get("states", []) if entry["name"] not in confirmed]
    readings = contents["instrument"].get("readings", [])

    def wanted(entries: list[dict[str, Any]], form: Form, name: str) -> dict[Any, Values]:
        values = [
            {
                **columns(entry, form),
                "agreement_id": agreement.pk,
                "article_id": articles[entry["article"]].pk if "article" in entry else None,
            }
            for entry in entries
        ]
        return keyed(values, itemgetter(name))

    events = keyed(agreement.event_types.order_by("pk"), attrgetter("name"))
    put(EventType, events, wanted(contents.get("events", []), EVENT, "name"))
    put(State, {}, wanted(states, STATE, "name"))
    decided = keyed(agreement.readings.order_by("pk"), attrgetter("question"))
    put(Reading, decided, wanted(readings, READING, "question"))
