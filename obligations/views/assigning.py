"""Giving the rows that somebody selected in the register to a team."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Team
from accounts.requests import Request
from obligations.access import require_recorder
from obligations.models import Deadline, Obligation
from obligations.register_filter import WITHOUT
from obligations.register_rows import picked
from obligations.services import ChangedMeanwhile
from obligations.services.assigning import assign_obligations
from obligations.views.register import register_filter


class AssignForm(forms.Form):
    """The team, and what the person saw: each obligation with the team that it had."""

    team = forms.ModelChoiceField(
        Team.objects.all(), label=gettext_lazy("Team"), empty_label=gettext_lazy("Choose a team")
    )
    seen = forms.RegexField(
        r"^(\d+:\d+,)*$", label=gettext_lazy("Seen"), required=False, widget=forms.HiddenInput
    )

    def teams_seen(self, now: dict[int, int | None]) -> dict[int, int | None]:
        """The team that was seen at each obligation; what was not seen has the one of `now`."""
        said = (pair.split(":") for pair in self.cleaned_data["seen"].split(",") if pair)
        seen = {int(pk): int(team) or None for pk, team in said}
        return {pk: seen.get(pk, team) for pk, team in now.items()}


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Request) -> HttpResponse:
    """Choose the team of the obligations behind the selected rows."""
    require_recorder(request)
    asked = register_filter(request)
    obligations = _obligations(request, is_without=asked.group == WITHOUT)
    now = {row.pk: row.team_id for row in obligations}
    back = f"{reverse('obligations')}?{asked.said}"
    form = AssignForm(request.POST or None)
    if request.method == "POST" and now and form.is_valid():
        team = form.cleaned_data["team"]
        try:
            number = assign_obligations(seen=form.teams_seen(now), team=team, by=request.user)
            messages.success(request, _say(number, team))
            return redirect(back)
        except ChangedMeanwhile as error:
            form.add_error(None, _say_who_was_first(error))
    context = {
        "form": form,
        "obligations": obligations,
        "seen": "".join(f"{pk}:{team or 0}," for pk, team in now.items()),
        "back": back,
    }
    return render(request, "obligations/assign.html", context)


def _obligations(request: Request, *, is_without: bool) -> list[Obligation]:
    """The obligations behind the rows; raises Http404 where one of these must not be known."""
    picks = picked(request.GET)
    obligations = Obligation.objects.visible_to(request.user).listed()
    if is_without:
        found = {row.pk: row for row in obligations.filter(pk__in=picks)}
        wanted = picks
    else:
        deadlines = Deadline.objects.visible_to(request.user).filter(pk__in=picks)
        of = dict(deadlines.values_list("pk", "obligation"))
        if set(of) != picks:
            raise Http404
        wanted = set(of.values())
        found = {row.pk: row for row in obligations.filter(pk__in=wanted)}
    if set(found) != wanted:
        raise Http404
    return list(found.values())


def _say(number: int, team: Team) -> str:
    said = ngettext(
        "%(number)s obligation assigned to %(team)s.",
        "%(number)s obligations assigned to %(team)s.",
        number,
    )
    return said % {"number": number, "team": team}


def _say_who_was_first(error: ChangedMeanwhile) -> str:
    return _(
        "%(who)s changed one of these obligations, %(when)s, after you opened this page. Nothing "
        "was assigned: look at the teams that they have now, and assign again."
    ) % {
        "who": error.by or _("The loader of files"),
        "when": date_format(timezone.localtime(error.at), "DATETIME_FORMAT"),
    }
