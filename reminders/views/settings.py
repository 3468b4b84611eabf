"""A person's own settings: language, zone, quiet hours, digest, absences; and unsubscribing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import Request
from reminders.access import get_absence, require_today
from reminders.forms import AbsenceForm, SettingsForm, overlaps
from reminders.models import Absence
from reminders.services.preferences import (
    end_absence,
    save_absence,
    save_settings,
    stop_digests,
)
from reminders.unsubscribing import unsubscribing


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    """How the person wants to be reminded, and when the person is away."""
    form = SettingsForm(request.POST or None, person=request.user)
    if request.method == "POST":
        require_today(request)
        if form.is_valid():
            save_settings(person=request.user, **form.cleaned_data)
            messages.success(request, _("Settings saved."))
            return redirect("reminder-settings")
    coming = Absence.objects.filter(last_day__gte=request.today)
    context = {
        "form": form,
        "absences": coming.filter(person=request.user).select_related("stand_in"),
        "stands_in": coming.filter(stand_in=request.user).select_related("person"),
    }
    return render(request, "reminders/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_absence(request: Request) -> HttpResponse:
    """Say on which days the person is away, and who stands in."""
    require_today(request)
    return _edit(request, Absence(person=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def change_absence(request: Request, pk: int) -> HttpResponse:
    """Change the days or the stand-in of an absence that has not ended."""
    return _edit(request, get_absence(request, pk))


@require_POST
def finish_absence(request: Request, pk: int) -> HttpResponse:
    """The person is back, or does not go."""
    found = get_absence(request, pk)
    end_absence(absence=found, today=request.today)
    messages.success(request, _("Absence ended: reminders come to you again from today on."))
    return redirect("reminder-settings")


def _edit(request: Request, absence: Absence) -> HttpResponse:
    form = AbsenceForm(request.POST or None, instance=absence, today=request.today)
    if request.method == "POST" and form.is_valid() and _try_to_save(form):
        _say_saved(request, absence)
        return redirect("reminder-settings")
    return render(request, "reminders/absence_form.html", {"form": form, "absence": absence})


def _try_to_save(form: AbsenceForm) -> bool:
    try:
        save_absence(absence=form.instance)
    except IntegrityError:
        other = form.overlapping(form.instance.first_day, form.instance.last_day)
        if other is None:
            raise
        form.add_error(None, overlaps(other))
    return form.is_valid()


def _say_saved(request: Request, absence: Absence) -> None:
    messages.success(
        request,
        _("Absence saved: %(who)s gets your reminders from %(first)s to %(last)s.")
        % {
            "who": absence.stand_in,
            "first": date_format(absence.first_day, "SHORT_DATE_FORMAT"),
            "last": date_format(absence.last_day, "SHORT_DATE_FORMAT"),
        },
    )
    away = Absence.objects.filter(
        person=absence.stand_in_id,
        first_day__lte=absence.last_day,
        last_day__gte=absence.first_day,
    )
    if away.exists():
        said = _("%(who)s is away on some of these days too: choose somebody else if you can.")
        messages.warning(request, said % {"who": absence.stand_in})


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the digests of the person whom the signed token names.

    GET shows what would stop; POST stops it, from this page or at once from a mail program (RFC
    8058), which sends neither cookies nor a token of ours.
    """
    person = unsubscribing(token)
    if person is None:
        raise Http404
    stopped = request.method == "POST"
    if stopped:
        stop_digests(person=person)
    return render(request, "reminders/unsubscribe.html", {"person": person, "stopped": stopped})
