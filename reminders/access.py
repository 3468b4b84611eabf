"""Who may open and who may change; one loader per object does access and 404."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.requests import Request
from agreements.models import Agreement
from obligations.access import get_deadline
from reminders.failures import failures
from reminders.models import Absence, Message, Reminder, ReminderPolicy


def require_today(request: Request) -> None:
    """Raise PermissionDenied where the page is read as of another day."""
    if not request.is_today:
        raise PermissionDenied(
            _("This page is read as of another day. Go back to today to change it.")
        )


def get_reminder(request: Request, pk: int) -> Reminder:
    """The reminder with its deadline as of the day; raises Http404 where it must not be known."""
    reminders = Reminder.objects.visible_to(request.user).select_related(
        "version", "recipient", "webhook", "stands_in_for", "message"
    )
    found: Reminder = get_object_or_404(reminders, pk=pk)
    found.deadline = get_deadline(request, found.deadline_id)
    return found


def get_own_reminder(request: Request, pk: int) -> Reminder:
    """The reminder, to act on it; raises Http404, or PermissionDenied where it is another's."""
    found = get_reminder(request, pk)
    require_today(request)
    if found.recipient != request.user:
        raise PermissionDenied(
            _("This reminder went to %(who)s, who alone can acknowledge it.")
            % {"who": found.recipient or found.webhook or _("nobody")}
        )
    return found


def get_absence(request: Request, pk: int) -> Absence:
    """The person's own absence, which has not ended; raises Http404."""
    require_today(request)
    coming = Absence.objects.filter(person=request.user, last_day__gte=request.today)
    return get_object_or_404(coming, pk=pk)


def visible_policies(user: User) -> QuerySet[ReminderPolicy]:
    """The policies that `user` may know: the general ones, and those of visible instruments."""
    known = Agreement.objects.visible_to(user).values("pk")
    of_agreement = Q(agreement=None) | Q(agreement__in=known)
    of_obligation = Q(obligation=None) | Q(obligation__article__agreement__in=known)
    policies = ReminderPolicy.objects.filter(of_agreement, of_obligation)
    return policies.select_related("agreement", "obligation__article__agreement")


def may_write_policies(request: Request) -> bool:
    """Whether the person may change reminder policies, and reads as of today."""
    return request.user.role in {Role.LEGAL, Role.ADMINISTRATOR} and request.is_today


def require_policy_writer(request: Request) -> None:
    """Raise PermissionDenied unless the person may change reminder policies, as of today."""
    require_today(request)
    if not may_write_policies(request):
        raise PermissionDenied(
            _("Reminder policies are written by Legal and administrators. Ask a colleague there.")
        )


def get_policy(request: Request, pk: int) -> ReminderPolicy:
    """The policy; raises Http404 where it must not be known."""
    return get_object_or_404(visible_policies(request.user), pk=pk)


def may_settle(request: Request) -> bool:
    """Whether the person may try again and settle what failed: all but who only reads."""
    return request.user.role != Role.AUDITOR and request.is_today


def get_failure(request: Request, pk: int) -> Message:
    """The message that failed; raises Http404, or PermissionDenied for who may only read."""
    found = get_object_or_404(failures(request.user), pk=pk)
    require_today(request)
    if not may_settle(request):
        raise PermissionDenied(_("Your role reads. Ask an administrator to try again."))
    return found
