"""An amendment before it is recorded: what it does to the text and to the obligations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agreements.inserting import with_inner
from agreements.models import Agreement, Article, ArticleChange
from agreements.texts import Wording
from obligations.models import Obligation, ObligationChange, ObligationVersion

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rewording:
    """A provision with its new text; without one it is deleted, with all that it contains."""

    article: Article
    text: str = ""


@dataclass(frozen=True)
class Insertion:
    """A provision to be inserted behind `after`, or last in `parent`, or last of all."""

    number: str
    text: str
    heading: str = ""
    summary: str = ""
    parent: Article | None = None
    after: Article | None = None


@dataclass(frozen=True)
class Turn:
    """An obligation that starts or ends, or whose rule becomes `rule` (empty: no date)."""

    obligation: Obligation
    effect: str
    rule: str = ""


@dataclass(frozen=True)
class Draft:
    """An amendment as somebody wrote it down, with nothing of it recorded yet."""

    agreement: Agreement
    title: str
    executed: date
    effective: date
    note: str = ""
    rewordings: tuple[Rewording, ...] = ()
    insertions: tuple[Insertion, ...] = ()
    turns: tuple[Turn, ...] = ()


def article_changes(draft: Draft, wordings: dict[int, Wording]) -> list[ArticleChange]:
    """What `draft` does to each provision, unsaved, over the `wordings` of its effective day.

    An inserted provision is unsaved too.
    """
    named = {rewording.article.pk for rewording in draft.rewordings}
    found = []
    for rewording in draft.rewordings:
        found.append(_change(rewording.article, rewording.text, wordings))
        if rewording.text:
            continue
        for row in with_inner(draft.agreement, rewording.article):
            wording = wordings.get(row.pk)
            if row.pk not in named and (wording is None or wording.is_present):
                named.add(row.pk)
                found.append(_change(row, "", wordings))
    return found + [_insertion(draft.agreement, insertion) for insertion in draft.insertions]


def take(turn: Turn, obligation: Obligation, effective: date) -> ObligationChange:
    """Bring `obligation`, as it stands, to what the amendment makes of it; both stay unsaved.

    The change carries the day that stood before, or the new version of the rule.
    """
    change = ObligationChange(obligation=obligation, effect=turn.effect)
    match turn.effect:
        case ObligationChange.Effect.CHANGES:
            change.version = ObligationVersion(
                obligation=obligation,
                rule=turn.rule,
                reason=ObligationVersion.Reason.AMENDMENT,
                applies_from=effective,
            )
        case effect:
            field = day_field(effect)
            change.replaced = getattr(obligation, field)
            setattr(obligation, field, given_day(effect, effective))
    return change


def day_field(effect: str) -> str:
    """The day of an obligation that an amendment which starts or ends it sets."""
    starts = effect == ObligationChange.Effect.STARTS
    return "in_force_from" if starts else "in_force_until"


def given_day(effect: str, effective: date) -> date:
    """The first day of an obligation that starts, the last one of an obligation that ends."""
    return effective if effect == ObligationChange.Effect.STARTS else effective - ONE_DAY


def day_without_withdrawn(
    obligation: Obligation, changes: Iterable[ObligationChange]
) -> date | None:
    """The day that counts once withdrawn amendments are out of `changes`, the latest one first.

    The changes are all of one effect. A day that somebody set by hand since then stays.
    """
    day: date | None = None
    for number, change in enumerate(changes):
        if number == 0:
            day = getattr(obligation, day_field(change.effect))
        standing = change.amendment.withdrawn_at is None
        if standing or day != given_day(change.effect, change.amendment.effective):
            break
        day = change.replaced
    return day


def versions_to_withdraw(
    versions: Iterable[ObligationVersion], amended: ObligationVersion
) -> Iterator[ObligationVersion]:
    """The version that an amendment brought, and the corrections of it that came later."""
    correction = ObligationVersion.Reason.CORRECTION
    for version in versions:
        if version.pk < amended.pk or version.applies_from != amended.applies_from:
            continue
        if version.pk > amended.pk and version.reason != correction:
            return
        yield version


def _change(article: Article, text: str, wordings: dict[int, Wording]) -> ArticleChange:
    effect = ArticleChange.Effect.REPLACED if text else ArticleChange.Effect.DELETED
    wording = wordings.get(article.pk)
    old_text = wording.text if wording else ""
    return ArticleChange(article=article, effect=effect, old_text=old_text, new_text=text)


def _insertion(agreement: Agreement, insertion: Insertion) -> ArticleChange:
    article = Article(agreement=agreement, number=insertion.number, heading=insertion.heading)
    effect = ArticleChange.Effect.INSERTED
    return ArticleChange(article=article, effect=effect, new_text=insertion.text)
