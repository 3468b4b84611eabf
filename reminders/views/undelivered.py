"""What reached nobody: messages that failed, and reminders without anybody to remind."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import Request
from obligations.models import Deadline
from reminders.access import get_failure, may_settle
from reminders.failures import failures, stuck, unreachable, watches_all
from reminders.models import Message, Reminder
from reminders.services.failures import AlreadySettled, retry_message, settle_message

PER_PAGE = 30


@require_safe
def undelivered(request: Request) -> HttpResponse:
    """The failures that concern the person, the oldest first, each with what it carried."""
    known = Reminder.objects.visible_to(request.user).prefetch_related(
        Prefetch("deadline", Deadline.objects.as_of(request.today).with_places())
    )
    failed = failures(request.user).order_by("created_at", "pk")
    rows = failed.select_related("recipient", "webhook", "about").prefetch_related(
        Prefetch("reminders", known, to_attr="carried"),
        Prefetch("about__reminders", known, to_attr="carried_then"),
    )
    nobody = unreachable(request.user).order_by("remind_at").select_related("version")
    tried = stuck(request.user, timezone.now()).order_by("stuck_at", "pk")
    shown = list(tried.select_related("recipient", "webhook")[:PER_PAGE])
    context = {
        "stuck": shown,
        "stuck_count": len(shown) if len(shown) < PER_PAGE else tried.count(),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "nobody": nobody.prefetch_related(
            Prefetch("deadline", Deadline.objects.as_of(request.today).with_places())
        )[:PER_PAGE],
        "nobody_count": nobody.count(),
        "may_settle": may_settle(request),
        "watches_all": watches_all(request.user),
    }
    return render(request, "reminders/undelivered.html", context)


@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    """Send a message that failed once more."""
    found = get_failure(request, pk)
    try:
        retry_message(message=found, now=timezone.now())
        messages.success(request, _("It goes out again within a minute: %(who)s") % _to(found))
    except AlreadySettled:
        _say_late(request)
    return redirect("undelivered")


@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """Record that somebody has dealt with a message that failed."""
    found = get_failure(request, pk)
    try:
        settle_message(message=found, by=request.user, now=timezone.now())
        messages.success(request, _("Settled: %(who)s") % _to(found))
    except AlreadySettled:
        _say_late(request)
    return redirect("undelivered")


def _to(message: Message) -> dict[str, object]:
    return {"who": message.recipient or message.webhook}


def _say_late(request: Request) -> None:
    messages.info(request, _("Nothing was changed: somebody has dealt with it already."))
