"""The inbox: what a person was reminded of here, and the page of one reminder."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import Request
from obligations.models import Deadline, Notification
from obligations.models.notification import NotificationQuerySet
from reminders.access import get_own_reminder, get_reminder, require_today
from reminders.models import Reminder
from reminders.services.reading import (
    acknowledge,
    mark_all_read,
    mark_news_read,
    mark_notification_read,
    mark_read,
)
from reminders.telling import told, with_telling

PER_PAGE = 30


@require_safe
def inbox(request: Request) -> HttpResponse:
    """What the person was reminded of by the day of the page, the latest first."""
    known = Deadline.objects.visible_to(request.user).known_on(request.as_of)
    reminders = Reminder.objects.in_inbox_of(request.user).filter(deadline__in=known.values("pk"))
    if not request.is_today:
        reminders = reminders.planned_by(request.as_of)
    deadlines = Deadline.objects.as_of(request.as_of).with_places()
    rows = reminders.select_related("stands_in_for").prefetch_related(
        Prefetch("deadline", deadlines)
    )
    unread = reminders.filter(read_at=None).order_by()
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "last_unread": unread.aggregate(last=Max("pk"))["last"] if request.is_today else None,
        "news": _news(request).filter(read_at=None)[:PER_PAGE],
    }
    return render(request, "reminders/inbox.html", context)


@require_safe
def news(request: Request) -> HttpResponse:
    """What others said or changed that concerns the person, the latest first."""
    rows = _news(request)
    unread = rows.filter(read_at=None).order_by()
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "last_unread": unread.aggregate(last=Max("pk"))["last"] if request.is_today else None,
    }
    return render(request, "reminders/news.html", context)


@require_POST
def open_notification(request: Request, pk: int) -> HttpResponse:
    """Mark a mention or a change as read, and go to what it is about."""
    require_today(request)
    found = get_object_or_404(_news(request), pk=pk)
    mark_notification_read(notification=found, now=timezone.now())
    return redirect(found)


@require_POST
def read_news(request: Request) -> HttpResponse:
    """Mark as read what the page showed; what came since stays unread."""
    require_today(request)
    until = request.POST.get("until", "")
    if until.isdecimal():
        number = mark_news_read(by=request.user, until=int(until), now=timezone.now())
        said = ngettext("%(number)s marked as read.", "%(number)s marked as read.", number)
        messages.success(request, said % {"number": number})
    return redirect("news")


def _news(request: Request) -> NotificationQuerySet:
    found = Notification.objects.in_inbox_of(request.user).with_places()
    return found if request.is_today else found.filter(recorded_at__date__lte=request.as_of)


@require_POST
def open_reminder(request: Request, pk: int) -> HttpResponse:
    """Mark a reminder as read, and go to its deadline."""
    found = get_own_reminder(request, pk)
    mark_read(reminder=found, by=request.user, now=timezone.now())
    return redirect(found.deadline)


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark as read what the page showed; what came since stays unread."""
    require_today(request)
    until = request.POST.get("until", "")
    if until.isdecimal():
        number = mark_all_read(by=request.user, until=int(until), now=timezone.now())
        said = ngettext("%(number)s marked as read.", "%(number)s marked as read.", number)
        messages.success(request, said % {"number": number})
    return redirect("inbox")


@require_safe
def reminder(request: Request, pk: int) -> HttpResponse:
    """One reminder, as its mail links to it. Looking changes nothing."""
    found = get_reminder(request, pk)
    same = Reminder.objects.filter(version=found.version_id, step=found.step)
    rows = told(with_telling(same))
    mine = next((row for row in rows if row.who == request.user), None)
    context = {
        "reminder": found,
        "deadline": found.deadline,
        "rows": rows,
        "mine": mine,
        "may_acknowledge": mine and not mine.acknowledged_at and request.is_today,
    }
    return render(request, "reminders/reminder_detail.html", context)


@require_POST
def acknowledge_reminder(request: Request, pk: int) -> HttpResponse:
    """Take note of a reminder; the deadline stays open."""
    found = get_own_reminder(request, pk)
    if acknowledge(reminder=found, by=request.user, now=timezone.now()):
        messages.success(request, _("Acknowledged: %(title)s") % {"title": found.deadline.title})
    else:
        messages.info(request, _("Nothing was changed: you have acknowledged it before."))
    return redirect("inbox") if "inbox" in request.POST else redirect(found)
