"""Loading instruments from their files: all or nothing, and the same again changes nothing.

Facts, deadlines and performances that users recorded are never touched.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from agreements.models import Agreement, AgreementParty, Article, Party
from agreements.services import create_twelve_month_year, extend_fiscal_years
from obligations.instrument_checks import check_instrument, check_parties
from obligations.instrument_files import (
    LINES,
    InstrumentFile,
    InstrumentFileError,
    entries_of,
    read_instrument,
    read_yaml,
)
from obligations.models import EventType, Obligation, ObligationVersion, Reading

AnyModel = TypeVar("AnyModel", bound=models.Model)


@transaction.atomic
def load_parties(path: Path) -> None:
    """Load parties and their fiscal years.

    Raises InstrumentFileError with every problem, each with its line, and then writes nothing.
    """
    entries = entries_of(path, read_yaml(path), "parties")
    if not entries:
        raise InstrumentFileError([f"{path}:1: “parties:” is missing: add it."])
    check_parties(path, entries, on_record=set(Party.objects.values_list("key", flat=True)))
    for entry in entries:
        parent = entry.get("parent")
        party = _put(
            Party,
            {"key": entry["key"]},
            name=entry["name"],
            short_name=entry["short_name"],
            kind=entry["kind"],
            is_home=entry.get("is_home", False),
            parent=Party.objects.get(key=parent) if parent else None,
        )
        years = entry.get("fiscal_years")
        if years and not party.fiscal_years.exists():
            create_twelve_month_year(party=party, start=years["first_start"])
            extend_fiscal_years(party=party, until=years["last_end"])


@transaction.atomic
def load_instrument(path: Path) -> Agreement:
    """Load one instrument file.

    Raises InstrumentFileError with every problem, each with its line, and then writes nothing.
    """
    file = read_instrument(path)
    parties = {party.key: party for party in Party.objects.all()}
    elsewhere = Obligation.objects.exclude(article__agreement__slug=file.instrument.get("slug"))
    check_instrument(file, parties=set(parties), taken=set(elsewhere.values_list("key", flat=True)))
    agreement = _load_agreement(file, parties)
    articles = _load_articles(file, agreement)
    _load_events(file, agreement, articles)
    for entry in file.articles:
        for obligation in entry.obligations:
            _load_obligation(obligation, articles[entry.number], articles, parties)
    for reading in file.instrument["readings"]:
        _load_reading(reading, agreement, articles)
    return agreement


def _load_agreement(file: InstrumentFile, parties: dict[str, Party]) -> Agreement:
    data = {k: v for k, v in file.instrument.items() if k not in {"parties", "readings", LINES}}
    agreement = _put(Agreement, {"slug": data.pop("slug")}, **data)
    for entry in file.instrument["parties"]:
        _put(
            AgreementParty,
            {"agreement": agreement, "party": parties[entry["party"]], "role": entry["role"]},
            notice_address=entry.get("notice_address", ""),
        )
    return agreement


def _load_articles(file: InstrumentFile, agreement: Agreement) -> dict[str, Article]:
    articles: dict[str, Article] = {}
    for entry in file.articles:
        articles[entry.number] = _put(
            Article,
            {"agreement": agreement, "number": entry.number},
            slug=entry.slug,
            parent=articles[entry.parent] if entry.parent else None,
            heading=entry.data.get("heading", ""),
            summary=entry.data.get("summary", ""),
            source_page=entry.data.get("page"),
            position=entry.position,
        )
    _keep_behind(file, agreement)
    return articles


def _keep_behind(file: InstrumentFile, agreement: Agreement) -> None:
    """Put provisions that the file no longer has behind the others: nothing is deleted."""
    gone = agreement.articles.exclude(number__in=[entry.number for entry in file.articles])
    for position, article in enumerate(gone.order_by("position"), len(file.articles) + 1):
        _put(Article, {"pk": article.pk}, position=position)


def _load_events(file: InstrumentFile, agreement: Agreement, articles: dict[str, Article]) -> None:
    for entry in file.events:
        _put(
            EventType,
            {"agreement": agreement, "name": entry["name"]},
            description=entry["description"],
            article=articles.get(str(entry.get("article"))),
        )


def _load_obligation(
    entry: dict[str, Any],
    article: Article,
    articles: dict[str, Article],
    parties: dict[str, Party],
) -> None:
    obligation = _put(
        Obligation,
        {"key": entry["key"]},
        article=article,
        title=entry["title"],
        kind=entry["kind"],
        obligor=parties.get(entry.get("obligor", "")),
        obligee=parties.get(entry.get("obligee", "")),
        in_force_from=entry.get("in_force_from"),
        in_force_until=entry.get("in_force_until"),
        counts_on=entry.get("counts_on", Obligation.CountsOn.ARRIVAL),
        form=entry.get("form", ""),
        target_days=entry.get("target_days"),
        note=entry.get("note", ""),
        breach_leads_to=articles.get(str(entry.get("breach_leads_to"))),
    )
    _load_rule(obligation, entry.get("rule", ""))


def _load_rule(obligation: Obligation, rule: str) -> None:
    """State the rule as of the start; what was amended from a later day on stays."""
    latest = obligation.versions.filter(applies_from=None).last()
    if latest is None or latest.rule != rule:
        reason = ObligationVersion.Reason
        ObligationVersion.objects.create(
            obligation=obligation,
            rule=rule,
            reason=reason.CORRECTION if latest else reason.ORIGINAL,
        )


def _load_reading(
    entry: dict[str, Any], agreement: Agreement, articles: dict[str, Article]
) -> None:
    _put(
        Reading,
        {"agreement": agreement, "question": entry["question"]},
        article=articles.get(str(entry.get("article"))),
        choice=entry["choice"],
        other=entry.get("other", ""),
        reason=entry["reason"],
        decided_by=entry["decided_by"],
        decided_on=entry["decided_on"],
    )


def _put(model: type[AnyModel], key: dict[str, Any], **values: Any) -> AnyModel:
    """Create the row of `key`, or bring it to `values`; an equal row is left alone."""
    rows = model._default_manager  # noqa: SLF001 (documented for generic code)
    row = rows.filter(**key).first()
    if row is None:
        return rows.create(**key, **values)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save()
    return row
