"""The reminder as an e-mail: internal, and never a contractual notice."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.models import Deadline
from reminders.models import Reminder


def send_reminder(reminder: Reminder) -> None:
    """Send one reminder; raises smtplib.SMTPException or OSError when the server does not take it.

    The Message-ID follows from the reminder, so that a repeated message can be recognised.
    """
    today = timezone.localdate()
    deadline = Deadline.objects.as_of(today).with_places().get(pk=reminder.deadline_id)
    context = {
        "deadline": deadline,
        "reminder": reminder,
        "version": reminder.version,
        "url": settings.SITE_URL + deadline.get_absolute_url(),
    }
    EmailMessage(
        subject=_subject(deadline),
        body=render_to_string("reminders/email.txt", context),
        to=[reminder.recipient.email],
        headers={"Message-ID": f"<reminder-{reminder.pk}@{settings.SITE_URL.split('//')[1]}>"},
    ).send()


def _subject(deadline: Deadline) -> str:
    return _("%(status)s: %(title)s (%(cite)s)") % {
        "status": deadline.status_label,
        "title": deadline.title,
        "cite": deadline.obligation.article,
    }
