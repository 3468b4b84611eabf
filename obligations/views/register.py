"""The register: every obligation, its occurrences, and what each is on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Func, IntegerField, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.prepared import PreparedForReaders
from accounts.requests import Request
from obligations.access import count_by_status
from obligations.models import Deadline
from obligations.querysets import DeadlineQuerySet, ObligationQuerySet
from obligations.register_filter import SHOW, WITHOUT, RegisterFilter
from obligations.register_order import sort_deadlines
from obligations.register_rows import (
    deadlines_asked,
    in_group,
    obligations_shown,
    obligations_without,
    picked,
    read_filter,
    rows_of,
    with_what_is_shown,
)

PER_PAGE = 30
BY_DAY = {"", "-act-by"}


@dataclass(frozen=True)
class Chip:
    """A filter with its count."""

    value: str
    label: str | Promise
    count: int
    current: bool


@dataclass(frozen=True)
class Column:
    """A heading that sorts the table."""

    heading: str | Promise
    sort: str | None
    direction: str


@require_safe
def register(request: Request) -> HttpResponse:
    """The occurrences on the day, filtered; or the obligations that have none."""
    form = register_filter(request)
    deadlines = None
    if form.narrows or form.order not in BY_DAY:
        deadlines = deadlines_asked(user=request.user, day=request.as_of, form=form)
    if deadlines is not None and form.narrows:
        counts = deadlines.count_by_status()
    else:
        counts = count_by_status(request)
    chips = _chips(counts, form.group)
    number_without = _count_without(request, form)
    if form.group == WITHOUT:
        paginator: Paginator[Any] = Paginator(_without_deadline(request, form), PER_PAGE)
        paginator.count = number_without
    else:
        rows = (
            Rows(deadlines, form, request.as_of)
            if deadlines is not None
            else WholeRegister(request, form)
        )
        paginator = Paginator(rows, PER_PAGE)
        paginator.count = sum(counts.get(status, 0) for status in SHOW[form.group][1])
    chips.append(Chip(WITHOUT, _("Without a deadline"), number_without, form.group == WITHOUT))
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "chips": chips,
        "form": form,
        "columns": _columns(form),
        "without_deadline": form.group == WITHOUT,
        "number_without": number_without,
    }
    return render(request, "obligations/obligation_list.html", context)


def register_filter(request: Request) -> RegisterFilter:
    """What the address asks for, checked."""
    return read_filter(request.GET, request.user)


class Rows(Sequence[Deadline]):
    """The rows of a register, slice by slice: first which, then what is shown of them."""

    def __init__(self, deadlines: DeadlineQuerySet, form: RegisterFilter, day: date) -> None:
        self.day = day
        self.found = sort_deadlines(in_group(deadlines, form.group), form.order)

    def __len__(self) -> int:
        return self.found.count()

    def __getitem__(self, asked: Any) -> Any:
        numbers = list(self.found.values_list("pk", flat=True)[asked])
        shown = with_what_is_shown(Deadline.objects.as_of(self.day)).in_bulk(numbers)
        return [shown[number] for number in numbers]


class WholeRegister(Sequence[Deadline]):
    """The rows of a register that nothing narrows, by day, with SQL written before."""

    def __init__(self, request: Request, form: RegisterFilter) -> None:
        self.request, self.form = request, form

    def __len__(self) -> int:
        counts = count_by_status(self.request)
        return sum(counts.get(status, 0) for status in SHOW[self.form.group][1])

    def __getitem__(self, asked: Any) -> Any:
        if asked.start == asked.stop:
            return []
        rows = _page(self.form.group, self.form.order, asked.start)
        return rows.objects(self.request.user, day=self.request.as_of)


@lru_cache(maxsize=256)
def _page(group: str, order: str, start: int) -> PreparedForReaders:
    def write(user: User, day: date) -> DeadlineQuerySet:
        deadlines = Deadline.objects.visible_to(user).as_of(day)
        return rows_of(deadlines, group, order)[start : start + PER_PAGE]

    return PreparedForReaders(write, day=date)


def _without_deadline(request: Request, form: RegisterFilter) -> ObligationQuerySet:
    return obligations_shown(
        user=request.user, day=request.as_of, form=form, picks=picked(request.GET)
    )


def _count_without(request: Request, form: RegisterFilter) -> int:
    if form.narrows or picked(request.GET):
        return _without_deadline(request, form).count()
    rows = WITHOUT_DEADLINE(request.user, day=request.as_of)
    return sum(row["number"] for row in rows)


def _without(user: User, day: date) -> QuerySet[Any, Any]:
    rows: QuerySet[Any] = (
        obligations_without(user, day)
        .order_by()
        .values(number=Func("pk", function="COUNT", output_field=IntegerField()))
    )
    return rows


WITHOUT_DEADLINE = PreparedForReaders(_without, day=date)


def _columns(form: RegisterFilter) -> list[Column]:
    """The headings of the table, each with the order that it gives when it is pressed."""
    headings = {
        "article": _("Article"),
        "obligation": _("Obligation"),
        "kind": _("Kind"),
        "sides": _("From → to"),
        "owner": _("Owner"),
    }
    if form.group != WITHOUT:
        headings |= {"act-by": _("Act by"), "status": _("Status")}
    current = form.order or ("" if form.group == WITHOUT else "act-by")
    return [
        Column(
            heading,
            sort=_sort_of(f"-{name}" if name == current else name),
            direction={name: "ascending", f"-{name}": "descending"}.get(current, ""),
        )
        for name, heading in headings.items()
    ]


def _sort_of(name: str) -> str | None:
    """The value of `sort` in an address; the usual order needs none."""
    return None if name == "act-by" else name


def _chips(counts: dict[str, int], show: str) -> list[Chip]:
    return [
        Chip(value, label, sum(counts.get(status, 0) for status in statuses), value == show)
        for value, (label, statuses) in SHOW.items()
    ]
