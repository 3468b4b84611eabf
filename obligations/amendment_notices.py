"""What somebody who records an amendment should know before it is saved."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import ArticleChange
from agreements.texts import Texts
from obligations.amending import Draft
from obligations.models import Obligation, ObligationChange
from obligations.models.obligation import standing_versions


def notices(draft: Draft, changes: Sequence[ArticleChange], record: Texts) -> list[str]:
    """Later amendments of the same texts and rules, and obligations that a deletion leaves."""
    return [
        *_later_texts(draft, changes, record),
        *_later_rules(draft),
        *_left_hanging(draft, changes),
    ]


def _later_texts(draft: Draft, changes: Sequence[ArticleChange], record: Texts) -> list[str]:
    later = [
        (change.article.number, other.amendment)
        for change in changes
        for other in record.changes.get(change.article.pk, ())
        if other.amendment.withdrawn_at is None and other.amendment.effective > draft.effective
    ]
    words = _("%(number)s is changed again by %(title)s: from %(day)s its text stands.")
    return [
        words % {"number": number, "title": amendment, "day": _shown(amendment.effective)}
        for number, amendment in later
    ]


def _later_rules(draft: Draft) -> list[str]:
    words = _("%(title)s follows another rule again from %(day)s on, as recorded before.")
    return [
        words % {"title": turn.obligation.title, "day": _shown(version.applies_from)}
        for turn in draft.turns
        if turn.effect == ObligationChange.Effect.CHANGES
        for version in standing_versions(turn.obligation.versions.all())
        if version.applies_from and version.applies_from > draft.effective
    ]


def _left_hanging(draft: Draft, changes: Sequence[ArticleChange]) -> list[str]:
    gone = [c.article.pk for c in changes if c.effect == ArticleChange.Effect.DELETED]
    ended = {t.obligation.pk for t in draft.turns if t.effect == ObligationChange.Effect.ENDS}
    left = (
        Obligation.objects.filter(article__in=gone)
        .exclude(pk__in=ended)
        .exclude(in_force_until__lt=draft.effective)
        .select_related("article")
    )
    words = _("%(number)s is deleted, yet “%(title)s” goes on: end it here, or it stays in force.")
    return [words % {"number": row.article.number, "title": row.title} for row in left]


def _shown(day: object) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")  # type: ignore[arg-type]
