"""Recording amendments: their texts at once, what they do to obligations in a step of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from agreements.inserting import insert_article
from agreements.models import Agreement, Amendment, ArticleChange, SourceDocument
from agreements.texts import texts_as_of
from obligations.amending import Draft, Turn, article_changes, take
from obligations.facts import FactBook, load_facts
from obligations.instruments.contents import slug_of
from obligations.models import ObligationChange, ObligationVersion
from obligations.planning import Change
from obligations.services.deadlines import (
    HORIZON,
    apply_changes,
    lock_agreement,
)
from obligations.services.terms import load_terms, plan_terms, write_terms


class RecordMoved(Exception):
    """The instrument is no longer what the editor saw: look at the preview again."""


@dataclass(frozen=True)
class Consequences:
    """What an amendment does: to provisions, and to deadlines."""

    texts: list[ArticleChange]
    deadlines: list[Change]

    @property
    def moved(self) -> list[Change]:
        """The deadlines whose days are others than before."""
        return [change for change in self.deadlines if not change.keeps_its_days]


def state_of_instrument(agreement: Agreement) -> str:
    """A token of what an amendment rests on; another one once any of it has changed."""
    rules = ObligationVersion.objects.filter(obligation__article__agreement=agreement)
    latest = [
        Amendment.objects.filter(agreement=agreement).order_by("-pk"),
        Amendment.objects.filter(agreement=agreement).exclude(withdrawn_at=None).order_by("-pk"),
        SourceDocument.objects.filter(agreement=agreement).order_by("-pk"),
        rules.order_by("-pk"),
    ]
    return "-".join(str(rows.values_list("pk", flat=True).first() or 0) for rows in latest)


def preview_amendment(*, draft: Draft, today: date) -> Consequences:
    """What recording `draft` would change; writes nothing.

    Raises DeadlineError for a rule that cannot be computed.
    """
    wordings = texts_as_of(draft.agreement, day=draft.effective)
    book = load_facts(draft.agreement, until=today + HORIZON)
    _turned, deadlines = _turn(draft.turns, draft.effective, book)
    return Consequences(article_changes(draft, wordings), deadlines)


def preview_turns(*, amendment: Amendment, turns: Iterable[Turn], today: date) -> list[Change]:
    """What `turn_obligations` would do to deadlines; writes nothing.

    Raises DeadlineError for a rule that cannot be computed.
    """
    book = load_facts(amendment.agreement, until=today + HORIZON)
    _turned, deadlines = _turn(turns, amendment.effective, book)
    return deadlines


@transaction.atomic
def record_amendment(*, draft: Draft, by: User, seen: str) -> Amendment:
    """Record an amendment with what it changes in the text; no deadline moves by that.

    The old texts are those on record for the effective day. Raises RecordMoved unless `seen` is
    what is on record, and django.db.IntegrityError when an amendment of this title is recorded.
    """
    agreement = lock_agreement(draft.agreement)
    if state_of_instrument(agreement) != seen:
        raise RecordMoved
    wordings = texts_as_of(agreement, day=draft.effective)
    amendment = Amendment.objects.create(
        agreement=agreement,
        title=draft.title,
        executed=draft.executed,
        effective=draft.effective,
        note=draft.note,
        recorded_by=by,
    )
    _write_texts(draft, amendment, article_changes(draft, wordings))
    return amendment


@transaction.atomic
def turn_obligations(
    *, amendment: Amendment, turns: Iterable[Turn], by: User, today: date
) -> list[Change]:
    """Start, end and change the obligations of an amendment, and recompute the deadlines.

    Obligations that start are in force from its effective day, those that end until the day before;
    a new rule binds the anchors from it on. Performed deadlines stay. Raises DeadlineError for a
    rule that cannot be computed.
    """
    agreement = lock_agreement(amendment.agreement)
    book = load_facts(agreement, until=today + HORIZON)
    turned, deadlines = _turn(turns, amendment.effective, book, lock=True)
    for change in turned:
        change.amendment = amendment
        write_terms(change.obligation, change.version, by=by, why=amendment.title)
        change.save()
    apply_changes(deadlines, reason=gettext_noop("Instrument amended"), by=by)
    return deadlines


def _turn(
    turns: Iterable[Turn], effective: date, book: FactBook, *, lock: bool = False
) -> tuple[list[ObligationChange], list[Change]]:
    turns = list(turns)
    rows = load_terms({turn.obligation.pk for turn in turns}, lock=lock)
    turned, terms = [], []
    for turn in turns:
        obligation = rows[turn.obligation.pk]
        change = take(turn, obligation, effective)
        new = [change.version] if change.version else []
        turned.append(change)
        terms.append((obligation, [*obligation.versions.all(), *new]))
    return turned, plan_terms(book, terms)


def _write_texts(draft: Draft, amendment: Amendment, changes: list[ArticleChange]) -> None:
    inserted = {insertion.number: insertion for insertion in draft.insertions}
    for change in changes:
        change.amendment = amendment
        if change.effect == ArticleChange.Effect.INSERTED:
            insertion = inserted[change.article.number]
            change.article = insert_article(
                agreement=amendment.agreement,
                number=insertion.number,
                slug=slug_of(insertion.number),
                heading=insertion.heading,
                summary=insertion.summary,
                parent=insertion.parent,
                after=insertion.after,
            )
        change.save()
