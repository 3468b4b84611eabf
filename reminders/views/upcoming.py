"""What a person will be reminded of in the coming sixty days, and why."""

from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role, User
from accounts.requests import Request
from reminders.upcoming import MOST
from reminders.upcoming import upcoming as coming

SPAN = timedelta(days=60)


@require_safe
def upcoming(request: Request) -> HttpResponse:
    """The person's own steps by day; administrators and auditors may ask for somebody else's.

    It looks ahead: a day in the past shows what comes from today on.
    """
    person = _person(request)
    first = _start(request)
    found = coming(person, first, first + SPAN, viewer=request.user)
    zone = ZoneInfo(person.zone)
    days = groupby(found.coming, key=lambda each: each.step.at.astimezone(zone).date())
    context = {
        "person": person,
        "is_own": person == request.user,
        "people": User.objects.filter(is_active=True) if _may_choose(request) else None,
        "days": [(day, list(rows)) for day, rows in days],
        "most": None if found.is_all else MOST,
        "first": timezone.localdate(first),
        "last": timezone.localdate(first + SPAN),
    }
    return render(request, "reminders/upcoming.html", context)


def _may_choose(request: Request) -> bool:
    return request.user.role in {Role.ADMINISTRATOR, Role.AUDITOR}


def _person(request: Request) -> User:
    """Whose page it is; raises Http404 for somebody else's where that is not open."""
    asked = request.GET.get("person", "")
    if not asked or asked == str(request.user.pk):
        return request.user
    if not _may_choose(request) or not asked.isdecimal():
        raise Http404
    return get_object_or_404(User, pk=int(asked), is_active=True)


def _start(request: Request) -> datetime:
    if request.as_of <= request.today:
        return timezone.now()
    midnight = datetime.combine(request.as_of, datetime.min.time())
    return timezone.make_aware(midnight)
