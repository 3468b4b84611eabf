"""Consistency findings: listed by instrument, settled with a reason, opened again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role
from accounts.requests import Request
from agreements.models import Agreement, Article, Finding
from agreements.querysets import FindingQuerySet
from obligations.consistency import Weighed
from obligations.finding_forms import SettleFindingForm
from obligations.finding_list import list_findings
from obligations.services.findings import (
    AlreadySettled,
    reopen_finding,
    settle_finding,
    weigh_equations,
)


@require_safe
def findings(request: Request, slug: str | None = None) -> HttpResponse:
    """The findings of all instruments or of one, known by the day of the page.

    `?agrees=1` lists also the equations between figures that hold today.
    """
    agreement = None
    if slug is not None:
        agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    groups = list_findings(findings_asked(request, agreement), day=request.as_of)
    context = {
        "agreement": agreement,
        "groups": groups,
        "open": sum(group.open for group in groups),
        "agreeing": _agreeing(request, agreement) if "agrees" in request.GET else None,
        "may_settle": _may_settle(request),
    }
    return render(request, "obligations/finding_list.html", context)


def findings_asked(request: Request, agreement: Agreement | None) -> FindingQuerySet:
    """The findings of all instruments, or those that belong to or cite one."""
    visible = Finding.objects.visible_to(request.user)
    if agreement is None:
        return visible
    return visible.filter(agreement=agreement) | visible.filter(
        pk__in=Finding.objects.filter(articles__agreement=agreement).values("pk")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request, pk: int) -> HttpResponse:
    """Settle a finding with a reason."""
    found = _get_finding(request, pk)
    form = SettleFindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            settle_finding(finding=found, reason=reason, by=request.user, today=request.today)
            messages.success(request, _("Settled: %(finding)s") % {"finding": found.sentence})
        except AlreadySettled as error:
            said = _("Nothing was changed: somebody has settled it already, “%(reason)s”.")
            messages.info(request, said % {"reason": error})
        return _back(found)
    context = {"finding": found, "form": form}
    return render(request, "obligations/finding_settle.html", context)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Open a settled finding again."""
    found = _get_finding(request, pk)
    try:
        reopen_finding(finding=found)
        messages.success(request, _("Open again: %(finding)s") % {"finding": found.sentence})
    except AlreadySettled:
        messages.info(request, _("Nothing was changed: the finding is open already."))
    return _back(found)


def _may_settle(request: Request) -> bool:
    return request.user.role == Role.LEGAL and request.is_today


def _get_finding(request: Request, pk: int) -> Finding:
    """The finding; raises Http404 where it must not be known, and PermissionDenied for others."""
    standing = Finding.objects.visible_to(request.user).standing_on(request.today)
    found = get_object_or_404(standing.select_related("agreement"), pk=pk)
    if not request.is_today:
        raise PermissionDenied(
            _("This page is read as of another day. Go back to today to settle findings.")
        )
    if not _may_settle(request):
        raise PermissionDenied(_("Findings are settled by Legal. Ask a colleague there."))
    return found


def _back(found: Finding) -> HttpResponse:
    return redirect(f"{reverse('agreement-findings', args=[found.agreement.slug])}#f{found.pk}")


def _agreeing(request: Request, agreement: Agreement | None) -> list[tuple[Weighed, list[Article]]]:
    """The equations that hold, each with the provisions whose figures it takes."""
    weighed = [each for each in weigh_equations(user=request.user) if each.found is None]
    if agreement:
        weighed = [each for each in weighed if agreement.slug in each.equation.instruments]
    pks = {pk for each in weighed for pk in each.articles}
    articles = Article.objects.select_related("agreement").in_bulk(pks)
    return [(each, [articles[pk] for pk in each.articles]) for each in weighed]
