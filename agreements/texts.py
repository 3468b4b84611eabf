"""The text of an instrument as of a day: the signed text, and what amendments made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.prepared import Prepared
from agreements.models import (
    Agreement,
    Amendment,
    Article,
    ArticleChange,
    SourceArticle,
    SourceDocument,
)
from agreements.redlines import Run, redline

__all__ = ["Presence", "TextChange", "Wording", "changes_between", "redline", "texts_as_of"]

Effect = ArticleChange.Effect
Standing = SourceDocument.Standing
LAST = 2**31 - 1
"""No provision stands further back."""


class Presence(TextChoices):
    """Whether a provision is part of the instrument on a day."""

    PRESENT = "present", gettext_lazy("Part of the instrument")
    DELETED = "deleted", gettext_lazy("Deleted")
    NOT_YET = "not-yet", gettext_lazy("Not yet inserted")
    NEVER = "never", gettext_lazy("Inserted in error, withdrawn")


@dataclass(frozen=True)
class Wording:
    """The text of a provision on a day, and where it comes from.

    `amendment` is the one that gave it, deleted the provision, or has yet to insert it; None
    where the signed text stands.
    """

    text: str
    standing: str
    amendment: Amendment | None = None
    presence: Presence = Presence.PRESENT

    @property
    def is_present(self) -> bool:
        """Whether the provision is part of the instrument on the day."""
        return self.presence == Presence.PRESENT


@dataclass(frozen=True)
class TextChange:
    """A provision that reads otherwise on one day than on another; None: no text is known."""

    article: Article
    before: Wording | None
    after: Wording | None
    amendments: tuple[Amendment, ...]

    @property
    def runs(self) -> list[Run]:
        """The redline from the earlier text to the later one, by words."""
        return redline(_text(self.before), _text(self.after))


@dataclass(frozen=True)
class Texts:
    """All that is known of the texts of an instrument, for asking about several days."""

    signed: dict[int, Wording]
    changes: dict[int, list[ArticleChange]]

    def on(self, day: date) -> dict[int, Wording]:
        """Each provision that has a text, or whose presence changed, by its id, as of `day`."""
        amended = {pk: self._amended(pk, day) for pk in self.changes}
        return self.signed | {pk: wording for pk, wording in amended.items() if wording}

    def _amended(self, article: int, day: date) -> Wording | None:
        standing = [c for c in self.changes[article] if c.amendment.withdrawn_at is None]
        reached = [change for change in standing if change.amendment.effective <= day]
        if reached:
            return _after(reached[-1])
        if article in self.signed:
            return None
        if standing and standing[0].effect == Effect.INSERTED:
            amendment = standing[0].amendment
            words = _("to be inserted by %(amendment)s") % {"amendment": amendment}
            return Wording("", words, amendment, Presence.NOT_YET)
        if not standing and self.changes[article][0].effect == Effect.INSERTED:
            amendment = self.changes[article][0].amendment
            words = _("inserted by %(amendment)s, which was withdrawn") % {"amendment": amendment}
            return Wording("", words, amendment, Presence.NEVER)
        return None


def texts_as_of(
    agreement: Agreement, *, day: date, first: int = 0, last: int = LAST
) -> dict[int, Wording]:
    """The wording of each provision as of `day`, by the id of the article; two queries.

    Of provisions from position `first` to `last` only.

    The latest amendment effective on or before `day` wins, of those of one day the one recorded
    last; without one the text of the latest imported document stands. A provision of which neither
    is known is left out. Withdrawn amendments change nothing.
    """
    return load_texts(agreement, first=first, last=last).on(day)


def load_texts(agreement: Agreement, *, first: int = 0, last: int = LAST) -> Texts:
    """Read the signed text of an instrument and all changes of it; two queries."""
    here: dict[str, int] = {"agreement": agreement.pk, "first": first, "last": last}
    changes: dict[int, list[ArticleChange]] = defaultdict(list)
    row: ArticleChange
    for row in CHANGES.objects(**here):
        row.amendment.agreement = agreement
        changes[row.article_id].append(row)
    return Texts(_signed(SIGNED(**here)), dict(changes))


def changes_between(agreement: Agreement, *, first: date, last: date) -> list[TextChange]:
    """The provisions whose wording on `last` differs from that on `first`, in reading order.

    Three queries.
    """
    texts = load_texts(agreement)
    before, after = texts.on(first), texts.on(last)
    moved = [pk for pk in texts.changes if _said(before.get(pk)) != _said(after.get(pk))]
    span = (min(first, last), max(first, last))
    return [
        TextChange(
            article=article,
            before=before.get(article.pk),
            after=after.get(article.pk),
            amendments=_amendments(texts.changes[article.pk], *span),
        )
        for article in agreement.articles.filter(pk__in=moved).order_by("position")
    ]


def inserted_on(article: Article) -> date | None:
    """From which day a standing amendment inserts `article`; None for one of the signed text."""
    changes = article.changes.filter(effect=Effect.INSERTED, amendment__withdrawn_at=None)
    return (
        changes.order_by("amendment__effective")
        .values_list("amendment__effective", flat=True)
        .last()
    )


def _changes(agreement: int, first: int, last: int) -> QuerySet[ArticleChange]:
    return (
        ArticleChange.objects.filter(
            amendment__agreement=agreement,
            article__position__gte=first,
            article__position__lte=last,
        )
        .select_related("amendment")
        .order_by("amendment__effective", "amendment__pk")
    )


def _pieces(agreement: int, first: int, last: int) -> QuerySet[Any, Any]:
    latest = SourceDocument.objects.filter(agreement=agreement).order_by("-imported_at", "-pk")
    pieces: QuerySet[Any] = SourceArticle.objects.filter(
        article__position__gte=first,
        article__position__lte=last,
        document=latest.values("pk")[:1],
    ).order_by("position")
    return pieces.values("article_id", "label", "heading", "text", "document__standing")


CHANGES = Prepared(_changes, agreement=int, first=int, last=int)
SIGNED = Prepared(_pieces, agreement=int, first=int, last=int)


def _signed(pieces: Iterable[dict[str, Any]]) -> dict[int, Wording]:
    """The text of the latest imported document; pieces of one provision one after the other.

    The reader heads a provision itself; a further piece brings its printed number and heading.
    """
    texts: dict[int, list[str]] = {}
    standings: dict[int, str] = {}
    for pk, label, heading, text, standing in map(dict.values, pieces):
        head = f"{label} {heading}".strip() if pk in texts else ""
        joint = "\n\n" if heading else " "
        texts.setdefault(pk, []).append(joint.join(filter(None, (head, text))))
        standings[pk] = standing
    return {
        pk: Wording("\n\n".join(filter(None, parts)), str(Standing(standings[pk]).label))
        for pk, parts in texts.items()
        if any(parts)
    }


def _after(change: ArticleChange) -> Wording:
    if change.effect == Effect.DELETED:
        words, presence = _("deleted by %(amendment)s"), Presence.DELETED
    elif change.effect == Effect.INSERTED:
        words, presence = _("inserted by %(amendment)s"), Presence.PRESENT
    else:
        words, presence = _("as amended by %(amendment)s"), Presence.PRESENT
    standing = words % {"amendment": change.amendment}
    return Wording(change.new_text, standing, change.amendment, presence)


def _amendments(changes: Sequence[ArticleChange], first: date, last: date) -> tuple[Amendment, ...]:
    """The standing amendments that took effect after `first` and by `last`."""
    amendments = (change.amendment for change in changes)
    return tuple(a for a in amendments if a.withdrawn_at is None and first < a.effective <= last)


def _text(wording: Wording | None) -> str:
    return wording.text if wording else ""


def _said(wording: Wording | None) -> tuple[str, bool]:
    """What a reader sees: the text, and whether the provision is there."""
    return (_text(wording), wording is None or wording.is_present)
