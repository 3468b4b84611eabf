"""The reminder as an e-mail: internal, and never a contractual notice."""

from __future__ import annotations

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from obligations.models import Deadline
from obligations.status import Status
from reminders.models import Reminder

SERVICE_CLOSES = 421


def compose(reminder: Reminder, deadline: Deadline) -> EmailMessage:
    """The message; `deadline` carries its status (`as_of`).

    The Message-ID follows from the reminder, so that a repeated message can be recognised.
    """
    assert reminder.recipient is not None
    opening = _opening(deadline)
    subject = f"{opening}: {deadline.title} ({deadline.obligation.article})"
    context = {
        "deadline": deadline,
        "monitored": deadline.status in {Status.ANSWER_PENDING, Status.ANSWER_LATE},
        "obligor": _obligor(deadline),
        "opening": opening,
        "url": settings.SITE_URL + deadline.get_absolute_url(),
        "version": deadline.current,
    }
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("reminders/email.txt", context),
        to=[reminder.recipient.email],
        headers={
            "Message-ID": f"<reminder-{reminder.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office replies
        },
    )


def refusal(error: Exception) -> int | None:
    """The code with which the mail server refused one message (4xx for now, 5xx for good).

    None for any other trouble: no connection, no sign-in, the service closing down.
    """
    code = None
    match error:
        case SMTPRecipientsRefused():
            code = max(code for code, _reply in error.recipients.values())
        case SMTPSenderRefused() | SMTPDataError():
            code = error.smtp_code
    return None if code == SERVICE_CLOSES else code


def _opening(deadline: Deadline) -> str:
    """What matters about the deadline, with the day: it stays true while the mail lies unread."""
    version = deadline.current
    assert version is not None
    target = version.internal_target
    match deadline.status:
        case Status.STANDARD if target and target < deadline.asked_on:
            text = _("Internal target passed, %(target)s")
        case Status.STANDARD if target:
            text = _("Internal target %(target)s")
        case Status.STANDARD:
            text = _("Promptly, no date")
        case Status.ANSWER_PENDING if version.due is None:
            text = _("Monitoring, to be done promptly by %(obligor)s")
        case Status.ANSWER_PENDING:
            text = _("Monitoring, due from %(obligor)s by %(due)s")
        case Status.ANSWER_LATE:
            text = _("Monitoring, nothing recorded from %(obligor)s by %(due)s")
        case Status.OVERDUE:
            text = _("Overdue, last day was %(due)s")
        case Status.PAST_SAFE:
            text = _("Past the safe date, %(safe)s")
        case _other:
            text = _("Act by %(safe)s")
    days = {"safe": version.safe, "due": version.due, "target": target}
    words = {name: date_format(day, "SHORT_DATE_FORMAT") for name, day in days.items() if day}
    return text % (words | {"obligor": _obligor(deadline)})


def _obligor(deadline: Deadline) -> str:
    return str(deadline.obligation.obligor or _("another party"))
