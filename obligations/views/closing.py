"""The closing checklist of an instrument, and recording the state of one of its items."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from agreements.models import Agreement
from obligations.access import require_recorder
from obligations.closing import Checklist, State, read_checklist, read_item
from obligations.closing_forms import ClosingForm
from obligations.models import Obligation
from obligations.services import AlreadyRecorded, InClosedPeriod, record_closing


@require_safe
def closing(request: Request, slug: str) -> HttpResponse:
    """The conditions, deliveries and steps with the state that each has on the day."""
    found = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    checklist = read_checklist(found, user=request.user, day=request.as_of)
    context = {"agreement": found, "checklist": checklist, "summary": _summary(checklist)}
    return render(request, "obligations/closing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request, slug: str, key: str) -> HttpResponse:
    """Record that an item is satisfied, waived, failed or open again."""
    found = _get_obligation(request, slug, key)
    require_recorder(request)
    item = read_item(found, day=request.today)
    form = ClosingForm(request.POST or None, item=item, user=request.user, today=request.today)
    if request.method == "POST" and form.is_valid():
        _record(request, found, form)
        return redirect(f"{reverse('closing', args=[slug])}#{key}")
    context = {"item": item, "agreement": found.article.agreement, "form": form}
    return render(request, "obligations/closing_form.html", context)


def _summary(checklist: Checklist) -> str:
    """How many items have each state, for example “13 of 15 satisfied, 1 waived, 1 open”."""
    counts = checklist.counts
    total = {"number": counts.pop(State.SATISFIED), "total": len(checklist.items)}
    parts = [_("%(number)s of %(total)s satisfied") % total]
    words = {State.WAIVED: _("waived"), State.FAILED: _("failed"), State.OPEN: _("open")}
    parts += [f"{number} {words[state]}" for state, number in counts.items() if number]
    return ", ".join(parts)


def _get_obligation(request: Request, slug: str, key: str) -> Obligation:
    """The obligation on the checklist; raises Http404 where it must not be known."""
    obligations = Obligation.objects.visible_to(request.user).filter(on_closing_list=True)
    places = obligations.with_places().select_related("waivable_by")
    return get_object_or_404(places, key=key, article__agreement__slug=slug)


def _record(request: Request, found: Obligation, form: ClosingForm) -> None:
    what = {"number": found.article.number, "title": found.title}
    try:
        made = record_closing(
            obligation=found, by=request.user, today=request.today, **form.cleaned_data
        )
    except AlreadyRecorded as error:
        who = {"who": error.earlier.recorded_by}
        said = _("Nothing was added: %(who)s has recorded the same on %(number)s, %(title)s.")
        messages.info(request, said % (what | who))
        return
    except InClosedPeriod as error:
        messages.error(request, str(error))
        return
    state = {"state": made.get_state_display(), "day": date_format(made.on, "SHORT_DATE_FORMAT")}
    said = _("Recorded for %(number)s, %(title)s: %(state)s from %(day)s on.")
    messages.success(request, said % (what | state))
