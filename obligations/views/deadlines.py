"""One deadline: its steps, its facts, its history; recording that it was met."""

from datetime import date

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.prepared import Prepared, PreparedForReaders
from accounts.requests import Request
from obligations import transitions
from obligations.access import get_deadline, may_restrict, require_recorder
from obligations.breaches import breaches_of
from obligations.deciding import decided
from obligations.discussion import discussion
from obligations.evidence_forms import say_not_kept
from obligations.forms import say_already_performed, say_already_recorded
from obligations.models import Deadline, DeadlineVersion, Event, Performance
from obligations.notices import notices_about
from obligations.performance_forms import PerformanceForm, WithdrawPerformanceForm
from obligations.services import (
    AlreadyPerformed,
    AlreadyRecorded,
    InClosedPeriod,
    add_evidence,
    record_performance,
    withdraw_performance,
)


@require_safe
def deadline(request: Request, pk: int) -> HttpResponse:
    """Everything about one deadline."""
    found = get_deadline(request, pk)
    about: dict[str, int | date] = {"deadline": found.pk, "day": request.as_of}
    performances: list[Performance] = PERFORMANCES.objects(**about)
    context = {
        "deadline": found,
        "article": found.obligation.article,
        "may_restrict": may_restrict(request) and not found.matters,
        "versions": VERSIONS.objects(deadline=found.pk),
        "performances": performances,
        "chain": CHAIN.objects(first=found.event.root_id or found.event.pk) if found.event else [],
        "overlaps": _overlaps(request, found),
        **breaches_of(request, found.obligation, found),
        "notices": notices_about(request.user, found, request.as_of),
        "act": transitions.act_of(is_right=found.obligation.is_right),
        **decided(request, found, performances),
        **discussion(request, found),
    }
    return render(request, "obligations/deadline_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request, pk: int) -> HttpResponse:
    """Record that a deadline was met: sent, arrived, how, to whom."""
    found = get_deadline(request, pk)
    require_recorder(request)
    if not found.may_be_performed:
        messages.error(
            request,
            _("Nothing more was recorded: the status is “%(status)s”.")
            % {"status": found.status_label},
        )
        return redirect(found)
    form = PerformanceForm(
        request.POST or None, request.FILES or None, deadline=found, today=request.today
    )
    if request.method == "POST" and form.is_valid() and _try_to_record(request, found, form):
        messages.success(request, _("Performance recorded."))
        return redirect(found)
    context = {
        "deadline": found,
        "article": found.obligation.article,
        "form": form,
        "act": transitions.act_of(is_right=found.obligation.is_right),
    }
    return render(request, "obligations/performance_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, pk: int, performance: int) -> HttpResponse:
    """Correct a record of performance by a later one; the earlier one stays visible."""
    found = get_deadline(request, pk)
    require_recorder(request)
    record_ = get_object_or_404(found.performances, pk=performance)
    if record_.withdrawn or hasattr(record_, "corrected_by"):
        return _send_to_latest(request, found)
    form = PerformanceForm(
        request.POST or None,
        request.FILES or None,
        deadline=found,
        today=request.today,
        corrects=record_,
    )
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and _try_to_record(request, found, form, corrects=record_):
        messages.success(request, _("Record corrected. The earlier one stays visible."))
        return redirect(found)
    context = {
        "deadline": found,
        "article": found.obligation.article,
        "form": form,
        "corrects": record_,
    }
    return render(request, "obligations/performance_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int, performance: int) -> HttpResponse:
    """Withdraw a record of performance that was made in error; it stays visible."""
    found = get_deadline(request, pk)
    require_recorder(request)
    record_ = get_object_or_404(found.performances, pk=performance)
    form = WithdrawPerformanceForm(request.POST or None)
    if record_.withdrawn or hasattr(record_, "corrected_by"):
        return _send_to_latest(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_performance(performance=record_, by=request.user, **form.cleaned_data)
        except IntegrityError:
            return _send_to_latest(request, found)
        messages.success(request, _("Record withdrawn. It stays visible in the history."))
        return redirect(found)
    context = {"deadline": found, "performance": record_, "form": form}
    return render(request, "obligations/performance_withdraw.html", context)


def _try_to_record(
    request: Request, found: Deadline, form: PerformanceForm, *, corrects: Performance | None = None
) -> bool:
    try:
        with transaction.atomic():
            performance = record_performance(
                deadline=found, by=request.user, corrects=corrects, **form.said
            )
            file = form.cleaned_data["evidence"]
            if file:
                add_evidence(performance=performance, file=file, by=request.user)
    except AlreadyPerformed as error:
        form.add_error(None, say_already_performed(error.earlier))
    except AlreadyRecorded as error:
        form.add_error(None, say_already_recorded(error.earlier))
    except OSError:
        form.add_error("evidence", say_not_kept())
    except InClosedPeriod as error:
        form.add_error(None, str(error))
    except IntegrityError:
        form.add_error(None, _("The deadline moved in the meantime. Open it again and look first."))
    return form.is_valid()


def _send_to_latest(request: Request, found: Deadline) -> HttpResponse:
    messages.error(request, _("This record was already withdrawn or corrected."))
    return redirect(found)


def _overlaps(request: Request, found: Deadline) -> list[Deadline]:
    """Other deadlines of the instrument with the same period and contractual day."""
    version = found.current
    if version is None or version.before_roll is None or found.period is None:
        return []
    same: list[Deadline] = SAME_DAY.objects(
        request.user,
        instrument=found.obligation.article.agreement_id,
        end=found.period.end,
        day=version.before_roll,
    )
    return [each for each in same if each != found]


PERFORMANCES = Prepared(
    lambda deadline, day: (
        Performance.objects.filter(deadline=deadline)
        .filter(
            Q(dispatched_on__lte=day)
            | Q(arrived_on__lte=day)
            | Q(corrects__dispatched_on__lte=day)
            | Q(corrects__arrived_on__lte=day)
        )
        .select_related("recorded_by", "corrected_by", "address__party")
        .with_evidence()
    ),
    deadline=int,
    day=date,
)
"""The records, without what was done after the day of the page."""

VERSIONS = Prepared(
    lambda deadline: (
        DeadlineVersion.objects.filter(deadline=deadline).defer("steps").order_by("-number")
    ),
    deadline=int,
)
CHAIN = Prepared(
    lambda first: (
        Event.objects.filter(Q(pk=first) | Q(root=first))
        .select_related("recorded_by")
        .order_by("recorded_at", "pk")
    ),
    first=int,
)
SAME_DAY = PreparedForReaders(
    lambda user, instrument, end, day: (
        Deadline.objects.visible_to(user)
        .filter(
            current__before_roll=day,
            period__end=end,
            obligation__article__agreement=instrument,
        )
        .select_related("obligation__article")
        .only("obligation__title", "obligation__article__number")
    ),
    instrument=int,
    end=date,
    day=date,
)
