"""Days on which a calendar departs from the law, and proposing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from obligations.access import may_draft, pending_proposals, require_drafter
from obligations.models import CalendarDay, Proposal
from obligations.proposal_forms import CalendarDayForm
from obligations.proposal_records import ProposalRefused
from obligations.proposing import propose_day


@require_safe
def special_days(request: Request) -> HttpResponse:
    """Every special day, with what is proposed."""
    context = {
        "days": CalendarDay.objects.all(),
        "proposals": pending_proposals(request).filter(kind=Proposal.Kind.DAY),
        "may_draft": may_draft(request),
    }
    return render(request, "obligations/special_days.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request) -> HttpResponse:
    """Propose what a day is; `?country=…&day=…` fills the form."""
    require_drafter(request)
    asked = {name: request.GET[name] for name in ("country", "day") if name in request.GET}
    data = request.POST if request.method == "POST" else None
    form = CalendarDayForm(data, initial=asked)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("country", "day", "reason")}
        try:
            made = propose_day(**said, rests=form.rests, by=request.user)
        except ProposalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Proposed. It takes effect when another person confirms."))
            return redirect(made)
    return render(request, "obligations/special_day_form.html", {"form": form})
