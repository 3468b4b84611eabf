"""Writing obligations, their rules, and what their breach leads to."""

from __future__ import annotations

from typing import Any

from agreements.models import Agreement, Article
from obligations.instruments.contents import Contents
from obligations.instruments.files import walk
from obligations.instruments.forms import OBLIGATION
from obligations.instruments.records import consequences, latest_rules
from obligations.instruments.rows import Values, change, columns
from obligations.models import Obligation, ObligationChange, ObligationVersion

PARTIES = ("obligor", "obligee", "waivable_by")


def put_obligations(
    contents: Contents,
    agreement: Agreement,
    articles: dict[str, Article],
    parties: dict[str, int],
) -> None:
    """Bring the obligations on record to those of the file; those that it lacks stay.

    So do the days on which a standing amendment starts or ends one.
    """
    entries = {
        entry["key"]: (entry, articles[article["number"]])
        for article, _parent in walk(contents.get("articles", []))
        for entry in article.get("obligations", [])
    }
    on_record = Obligation.objects.filter(article__agreement=agreement)
    rows = {row.key: row for row in on_record if row.key in entries}
    rules, before = latest_rules(agreement), consequences(agreement)
    amended = _amended(agreement)
    for key, row in rows.items():
        entry, article = entries[key]
        values = _values(entry, article, parties)
        kept = amended.get(row.pk, set())
        change(row, {name: value for name, value in values.items() if name not in kept})
        after = entry.get("breach_leads_to", [])
        if before.get(row.pk, []) != after:
            row.breach_leads_to.set([articles[number] for number in after])
    new = [
        Obligation(**_values(entry, article, parties))
        for key, (entry, article) in entries.items()
        if key not in rows
    ]
    _create(new, {row.key: entries[row.key][0].get("breach_leads_to", []) for row in new}, articles)
    rows.update({row.key: row for row in new})
    _state_rules(
        {rows[key].pk: entry.get("rule", "") for key, (entry, _) in entries.items()}, rules
    )


def _amended(agreement: Agreement) -> dict[int, set[str]]:
    """The fields of each obligation that standing amendments decide."""
    decides = {
        ObligationChange.Effect.STARTS: "in_force_from",
        ObligationChange.Effect.ENDS: "in_force_until",
    }
    changes = ObligationChange.objects.filter(
        amendment__agreement=agreement, amendment__withdrawn_at=None, effect__in=decides
    )
    amended: dict[int, set[str]] = {}
    for obligation, effect in changes.values_list("obligation", "effect"):
        amended.setdefault(obligation, set()).add(decides[ObligationChange.Effect(effect)])
    return amended


def _values(entry: dict[str, Any], article: Article, parties: dict[str, int]) -> Values:
    owed = {f"{name}_id": parties[entry[name]] if name in entry else None for name in PARTIES}
    return {**columns(entry, OBLIGATION), **owed, "article_id": article.pk}


def _create(
    new: list[Obligation], leads_to: dict[str, list[str]], articles: dict[str, Article]
) -> None:
    """Create obligations, what their breach leads to, and one row of history for both."""
    Obligation.objects.bulk_create(new)
    through = Obligation.breach_leads_to.through
    links = through.objects.bulk_create(
        through(obligation=row, article=articles[number])
        for row in new
        for number in leads_to[row.key]
    )
    history = Obligation.history
    changes = {change.id: change for change in history.bulk_history_create(new)}
    kept = history.model.breach_leads_to.model
    kept.objects.bulk_create(
        kept(
            history=changes[link.obligation_id],
            id=link.pk,
            obligation=link.obligation,
            article=link.article,
        )
        for link in links
    )


def _state_rules(wanted: dict[int, str], on_record: dict[int, str]) -> None:
    """State rules as of the start; what was amended from a later day on stays."""
    reason = ObligationVersion.Reason
    ObligationVersion.objects.bulk_create(
        ObligationVersion(
            obligation_id=obligation,
            rule=rule,
            reason=reason.CORRECTION if obligation in on_record else reason.ORIGINAL,
        )
        for obligation, rule in wanted.items()
        if on_record.get(obligation) != rule
    )
