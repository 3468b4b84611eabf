"""The rows of the register, for its pages and for its exports."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, QueryDict

from accounts.models import User
from obligations.models import Deadline, Obligation, ObligationVersion
from obligations.querysets import DeadlineQuerySet, ObligationQuerySet
from obligations.register_choices import register_choices
from obligations.register_filter import SHOW, RegisterFilter
from obligations.register_order import sort_deadlines, sort_obligations

MOST_DIGITS = 19
"""Numbers of rows are shorter."""


def read_filter(query: QueryDict, user: User) -> RegisterFilter:
    """What an address asks for, checked."""
    form = RegisterFilter(query, choices=register_choices(user))
    form.full_clean()
    return form


def picked(query: QueryDict) -> set[int]:
    """The numbers of the rows that are selected; raises Http404 for what is no number."""
    given = query.getlist("pick")
    if not all(each.isascii() and each.isdigit() and len(each) < MOST_DIGITS for each in given):
        raise Http404
    return {int(each) for each in given}


def deadlines_asked(*, user: User, day: date, form: RegisterFilter) -> DeadlineQuerySet:
    """The deadlines that are asked for, of whatever group of statuses, on the day."""
    return form.narrow(Deadline.objects.visible_to(user).as_of(day))


def deadlines_shown(
    *, user: User, day: date, form: RegisterFilter, picks: Collection[int] = ()
) -> DeadlineQuerySet:
    """All rows of the register that are asked for, or the selected ones; in their order."""
    rows = rows_of(deadlines_asked(user=user, day=day, form=form), form.group, form.order)
    return rows.filter(pk__in=picks) if picks else rows


def obligations_shown(
    *, user: User, day: date, form: RegisterFilter, picks: Collection[int] = ()
) -> ObligationQuerySet:
    """Obligations that nothing triggered by the day, and those to which no date attaches.

    Only the selected ones, where some are.
    """
    found = (
        obligations_without(user, day)
        .filter(form.asked_of_obligations())
        .listed()
        .prefetch_related("versions")
    )
    return sort_obligations(found.filter(pk__in=picks) if picks else found, form.order)


def rows_of(deadlines: DeadlineQuerySet, group: str, order: str) -> DeadlineQuerySet:
    """Those of a group of statuses, in an order, with what a list shows."""
    return sort_deadlines(with_what_is_shown(in_group(deadlines, group)), order)


def in_group(deadlines: DeadlineQuerySet, group: str) -> DeadlineQuerySet:
    """Those of a group of statuses; every row has one, and asking for it takes longest of all."""
    return deadlines if group == "all" else deadlines.with_status(*SHOW[group][1])


def with_what_is_shown(deadlines: DeadlineQuerySet) -> DeadlineQuerySet:
    """Load what a list shows of each."""
    rules = ObligationVersion.objects.only("rule")
    return deadlines.listed().prefetch_related(Prefetch("current__rule_version", rules))


def obligations_without(user: User, day: date) -> ObligationQuerySet:
    """The obligations that have no deadline on the day."""
    known = Deadline.objects.outside_matters_of_others(user).known_on(day)
    return Obligation.objects.visible_to(user).exclude(
        Exists(known.filter(obligation=OuterRef("pk")))
    )
