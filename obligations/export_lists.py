"""The lists that can be exported, as their pages filter them; a page and a worker ask the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from accounts.models import User
from agreements.models import Agreement
from obligations.export_notices import notice_table
from obligations.export_records import breach_table, consent_table, event_table, period_table
from obligations.export_tables import deadline_table, obligation_table
from obligations.exports import Table
from obligations.models import Breach, Consent, Event, PeriodLock
from obligations.notice_forms import NoticeFilter
from obligations.notices import load, notices_asked
from obligations.querysets import EventQuerySet
from obligations.record_querysets import BreachQuerySet, ConsentQuerySet
from obligations.register_filter import WITHOUT
from obligations.register_rows import deadlines_shown, obligations_shown, picked, read_filter

Rows = QuerySet[Any, Any]


class WrongFilter(Exception):
    """The address asks for something that is not offered, or no longer; its page says what."""


@dataclass(frozen=True)
class Wish:
    """Whose list, of which day, filtered as the address says."""

    user: User
    day: date
    query: QueryDict


@dataclass(frozen=True)
class Listed:
    """A list: a key for each row in their order, the rows of some keys, and their columns."""

    keys: Rows
    rows: Callable[[list[Any]], Iterable[Any]]
    table: Callable[[Iterable[Any]], Table]


def events_asked(user: User, day: date) -> EventQuerySet:
    """Every record of a fact by the day, the newest first."""
    return (
        Event.objects.visible_to(user)
        .as_of(day)
        .select_related("type__agreement", "subject", "recorded_by", "corrected_by", "corrects")
        .order_by("-recorded_at", "-pk")
    )


def consents_asked(known: ConsentQuerySet, query: QueryDict) -> ConsentQuerySet:
    """Those in the state that the address asks for; all where it asks for none."""
    asked = query.get("state", "")
    return known.in_state(asked) if asked in Consent.State.values else known


def breaches_asked(known: BreachQuerySet, query: QueryDict) -> BreachQuerySet:
    """Those in the state that the address asks for; all where it asks for none."""
    asked = query.get("state", "")
    return known.in_state(asked) if asked in Breach.State.values else known


def _register(wish: Wish) -> Listed:
    form = read_filter(wish.query, wish.user)
    if form.errors:
        raise WrongFilter
    asked: dict[str, Any] = {
        "user": wish.user,
        "day": wish.day,
        "form": form,
        "picks": picked(wish.query),
    }
    if form.group == WITHOUT:
        return _of(obligations_shown(**asked), partial(obligation_table, day=wish.day))
    return _of(deadlines_shown(**asked), partial(deadline_table, day=wish.day))


def _events(wish: Wish) -> Listed:
    return _of(events_asked(wish.user, wish.day), event_table)


def _notices(wish: Wish) -> Listed:
    form = NoticeFilter(wish.query, user=wish.user)
    if not form.is_valid():
        raise WrongFilter
    return Listed(notices_asked(user=wish.user, day=wish.day, asked=form.asked), load, notice_table)


def _consents(wish: Wish) -> Listed:
    known = Consent.objects.visible_to(wish.user).as_of(wish.day)
    return _of(consents_asked(known, wish.query).with_places(), consent_table)


def _breaches(wish: Wish) -> Listed:
    known = Breach.objects.visible_to(wish.user).as_of(wish.day)
    return _of(breaches_asked(known, wish.query).with_places(), breach_table)


def _periods(wish: Wish) -> Listed:
    """Of all instruments, or of the one that the address names."""
    locks = PeriodLock.objects.visible_to(wish.user).select_related("agreement", "recorded_by")
    if slug := wish.query.get("agreement"):
        known = Agreement.objects.visible_to(wish.user)
        locks = locks.filter(agreement=get_object_or_404(known, slug=slug))
    return _of(locks.order_by("agreement__short_title", "agreement", "-pk"), period_table)


def _of(rows: Rows, table: Callable[[Iterable[Any]], Table]) -> Listed:
    """A list whose rows are those of one table."""
    keys = rows.prefetch_related(None).values_list("pk", flat=True)
    return Listed(keys, lambda some: rows.filter(pk__in=some), table)


LISTS: dict[str, Callable[[Wish], Listed]] = {
    "register": _register,
    "events": _events,
    "notices": _notices,
    "consents": _consents,
    "breaches": _breaches,
    "periods": _periods,
}
