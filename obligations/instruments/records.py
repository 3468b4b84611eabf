"""The contents of an instrument as they are on record, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models

from agreements.models import Agreement, CrossReference, DefinedTerm, Figure
from obligations.instruments.contents import Contents, contents_of
from obligations.instruments.forms import (
    AGREEMENT_PARTY,
    ARTICLE,
    EVENT,
    FIGURE,
    INSTRUMENT,
    OBLIGATION,
    READING,
    STATE,
    TERM,
    Form,
    attribute,
)
from obligations.models import Obligation, ObligationVersion

Row = TypeVar("Row", bound=models.Model)
Entry = dict[str, Any]


def contents_on_record(agreement: Agreement) -> Contents:
    """Everything of an instrument that its file states: what people recorded is not in it."""
    return contents_of(
        {
            "instrument": {
                **_plain(agreement, INSTRUMENT),
                "parties": [
                    {**_plain(row, AGREEMENT_PARTY), "party": row.party.key}
                    for row in agreement.agreement_parties.select_related("party").order_by("pk")
                ],
                "readings": _at_articles(agreement.readings, READING),
            },
            "events": _at_articles(agreement.event_types, EVENT),
            "states": _at_articles(agreement.states, STATE),
            "articles": _tree(agreement),
        }
    )


def latest_rules(agreement: Agreement) -> dict[int, str]:
    """The rule as of the start of each obligation, by its id; amendments from a day on aside."""
    versions = ObligationVersion.objects.filter(
        obligation__article__agreement=agreement,
        applies_from=None,
        withdraws=None,
        withdrawn_by=None,
    )
    return dict(versions.order_by("recorded_at", "pk").values_list("obligation_id", "rule"))


def consequences(agreement: Agreement) -> dict[int, list[str]]:
    """The numbers of the articles to which a breach leads, by the id of the obligation."""
    links = Obligation.breach_leads_to.through.objects.filter(
        obligation__article__agreement=agreement
    )
    pairs = links.order_by("article__position").values_list("obligation_id", "article__number")
    found: dict[int, list[str]] = defaultdict(list)
    for obligation, number in pairs:
        found[obligation].append(number)
    return found


def _tree(agreement: Agreement) -> list[Entry]:
    hanging = {
        "terms": _by_article(DefinedTerm.objects.filter(agreement=agreement), _term),
        "references": _by_article(
            CrossReference.objects.filter(article__agreement=agreement).select_related(
                "target__agreement"
            ),
            _reference,
        ),
        "figures": _by_article(
            Figure.objects.filter(article__agreement=agreement), lambda row: _plain(row, FIGURE)
        ),
        "obligations": _obligations(agreement),
    }
    entries: dict[int | None, Entry] = {None: {"articles": []}}
    rows = list(agreement.articles.order_by("position"))
    for row in rows:
        found = {name: rows_of[row.pk] for name, rows_of in hanging.items() if row.pk in rows_of}
        entries[row.pk] = {**_plain(row, ARTICLE), **found, "articles": []}
    for row in rows:
        entries[row.parent_id]["articles"].append(entries[row.pk])
    top: list[Entry] = entries[None]["articles"]
    return top


def _obligations(agreement: Agreement) -> dict[int, list[Entry]]:
    rules, leads_to = latest_rules(agreement), consequences(agreement)

    def entry(row: Obligation) -> Entry:
        parties = ("obligor", "obligee", "waivable_by")
        keys = {name: party.key for name in parties if (party := getattr(row, name))}
        further = {"rule": rules.get(row.pk, ""), "breach_leads_to": leads_to.get(row.pk, [])}
        return {**_plain(row, OBLIGATION), **keys, **further}

    rows = Obligation.objects.filter(article__agreement=agreement)
    return _by_article(rows.select_related("obligor", "obligee", "waivable_by"), entry)


def _term(row: DefinedTerm) -> Entry:
    return _plain(row, TERM)


def _reference(row: CrossReference) -> Entry:
    to = row.target
    return {"instrument": to.agreement.slug, "to": to.number, "words": row.words}


def _at_articles(rows: Any, form: Form) -> list[Entry]:
    return [
        {**_plain(row, form), "article": row.article.number if row.article else None}
        for row in rows.select_related("article").order_by("pk")
    ]


def _by_article(
    rows: models.QuerySet[Row], entry: Callable[[Row], Entry]
) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.article_id].append(entry(row))  # type: ignore[attr-defined]
    return found


def _plain(row: models.Model, form: Form) -> Entry:
    return {name: getattr(row, attribute(name)) for name in form.plain}
