"""The register of notices in and out, and recording what nothing else records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from obligations.access import require_recorder
from obligations.forms import say_already_recorded
from obligations.models import Deadline, Event, Notice
from obligations.moment_forms import Moment, initial_instant
from obligations.notice_forms import NoticeFilter, NoticeForm, WithdrawForm
from obligations.notices import doubtful_form, forms_of_notices, load, notices_asked
from obligations.services import AlreadyRecorded, InClosedPeriod, record_notice, withdraw_notice

PER_PAGE = 50


@require_safe
def notices(request: Request) -> HttpResponse:
    """Every notice in and out by the day of the page, the latest first."""
    form = NoticeFilter(request.GET, user=request.user)
    found: Any = []
    if form.is_valid():
        found = notices_asked(user=request.user, day=request.as_of, asked=form.asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": load(page.object_list), "form": form}
    return render(request, "obligations/notice_list.html", context)


@require_safe
def notice(request: Request, pk: int) -> HttpResponse:
    """One entry with all its records."""
    found = _get(request, pk)
    context = {
        "notice": found,
        "doubtful": doubtful_form(found, forms_of_notices([found.agreement_id])),
        "later": getattr(found, "corrected_by", None),
    }
    return render(request, "obligations/notice_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request) -> HttpResponse:
    """Record a notice."""
    require_recorder(request)
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=request.today,
        initial=_prefilled(request),
    )
    return _record(request, form, corrects=None)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    """Correct an entry by a later record; the earlier one stays."""
    found = _get(request, pk)
    require_recorder(request)
    if found.withdrawn or hasattr(found, "corrected_by"):
        return _send_to_latest(request, found)
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=request.today,
        corrects=found,
    )
    return _record(request, form, corrects=found)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw an entry that was made in error; it stays visible."""
    found = _get(request, pk)
    require_recorder(request)
    if found.withdrawn or hasattr(found, "corrected_by"):
        return _send_to_latest(request, found)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                withdraw_notice(notice=found, by=request.user, **form.cleaned_data)
        except IntegrityError:
            return _send_to_latest(request, found)
        messages.success(request, _("Record withdrawn. It stays visible in the history."))
        return redirect(found)
    return render(request, "obligations/notice_withdraw.html", {"notice": found, "form": form})


def _record(request: Request, form: NoticeForm, *, corrects: Notice | None) -> HttpResponse:
    if form.is_valid():
        try:
            with transaction.atomic():
                made = record_notice(**form.said, by=request.user, corrects=corrects)
        except AlreadyRecorded as error:
            form.add_error(None, say_already_recorded(error.earlier))
        except InClosedPeriod as error:
            form.add_error(None, str(error))
        except IntegrityError:
            form.add_error(
                None,
                _("Somebody corrected this record in the meantime. Open it again and look first."),
            )
        else:
            messages.success(request, _("Notice recorded."))
            return redirect(made)
    context = {"form": form, "corrects": corrects, "linked": _linked(form)}
    return render(request, "obligations/notice_form.html", context)


def _prefilled(request: Request) -> dict[str, Any]:
    """What a link from a deadline or a fact says already; nothing of what must not be known."""
    if (key := request.GET.get("event", "")).isdecimal():
        event = (
            Event.objects.visible_to(request.user)
            .effective()
            .filter(pk=key)
            .exclude(type__notice="")
            .select_related("type__article", "subject")
            .first()
        )
        return _of_event(event) if event else {}
    if (key := request.GET.get("deadline", "")).isdecimal():
        deadlines = Deadline.objects.visible_to(request.user).with_places()
        deadline = deadlines.filter(pk=key).first()
        return _of_deadline(deadline) if deadline else {}
    return {}


def _of_event(event: Event) -> dict[str, Any]:
    is_dispatch = event.type.name.startswith("dispatch of ")
    moment: Moment = "dispatched" if is_dispatch else "arrived"
    when = {f"{moment}_on": event.happened_on}
    if event.happened_at:
        when = initial_instant(moment, event.happened_at, event.zone)
    return when | {
        "event": event.pk,
        "way": event.type.notice,
        "agreement": event.type.agreement_id,
        "article": event.type.article.number if event.type.article else "",
        "title": event.type.description,
        "party": event.subject_id,
    }


def _of_deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "deadline": deadline.pk,
        "agreement": deadline.obligation.article.agreement_id,
        "article": deadline.obligation.article.number,
        "title": deadline.title[:200],
    }


def _linked(form: NoticeForm) -> Deadline | Event | None:
    """What the entry is about, to show it."""
    for name in ("deadline", "event"):
        field = form.fields[name]
        value = form[name].value()
        if value and str(value).isdecimal():
            found: Deadline | Event | None = field.queryset.filter(pk=value).first()  # type: ignore[attr-defined]
            return found
    return None


def _get(request: Request, pk: int) -> Notice:
    related = Notice.objects.visible_to(request.user).select_related(
        "agreement",
        "article__agreement",
        "party",
        "address__party",
        "deadline__obligation__article",
        "deadline__period__fiscal_year",
        "deadline__subject",
        "event__type",
        "recorded_by",
        "corrects",
        "corrected_by",
    )
    return get_object_or_404(related, pk=pk)


def _send_to_latest(request: Request, found: Notice) -> HttpResponse:
    messages.error(request, _("This record was already withdrawn or corrected."))
    return redirect(found)
