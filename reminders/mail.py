"""Messages as e-mails: internal, and never a contractual notice."""

from __future__ import annotations

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reminders.carrying import Carried
from reminders.mail_items import Item, item_of, words
from reminders.mime import Mail
from reminders.models import Message
from reminders.unsubscribing import unsubscribe_url


def compose(message: Message, carried: list[Carried]) -> Mail:
    """The e-mail, as text and as HTML, in the language and the zone of its recipient.

    The Message-ID follows from the message, so that a repeated one can be recognised.
    """
    person = message.recipient
    assert person is not None
    with translation.override(person.language), timezone.override(person.zone):
        items = [item_of(each) for each in carried]
        context = {
            "items": items,
            "intro": _intro(message),
            "is_single": message.kind == Message.Kind.SINGLE,
            "person": person,
            "see": settings.SITE_URL + reverse(_page(message)),
            "unsubscribe": _unsubscribe(message),
            "words": words(person.language),
        }
        mail = Mail(
            subject=" ".join(_subject(message, items).split()),
            body=get_template("reminders/email.txt").render(context).strip() + "\n",
            to=[person.email],
            headers=_headers(message),
        )
        mail.attach_alternative(get_template("reminders/email.html").render(context), "text/html")
    return mail


def _subject(message: Message, items: list[Item]) -> str:
    """What can be read in a list: what, by when, of which article."""
    if not items:
        return _("Reminders stood still, and run again")
    first, number = items[0], len(items)
    what = f"{first.opening}: {first.title} ({first.place})"
    if number > 1:
        what = ngettext(
            "%(number)s reminder, first: %(what)s", "%(number)s reminders, first: %(what)s", number
        ) % {"number": number, "what": what}
    if message.parts > 1:
        what = _("%(part)s of %(parts)s, %(what)s") % {
            "part": message.part,
            "parts": message.parts,
            "what": what,
        }
    match message.kind:
        case Message.Kind.LATE:
            return _("Late after an outage: %(what)s") % {"what": what}
        case Message.Kind.UNDELIVERED:
            return _("Not delivered to %(who)s: %(what)s") % {"who": _missed(message), "what": what}
    return what


def _intro(message: Message) -> str:
    match message.kind:
        case Message.Kind.DIGEST:
            return _("Your digest; what has to be done first comes first.")
        case Message.Kind.LATE:
            return _(
                "Reminders could not be planned or sent for a while. These come late; what has to "
                "be done first comes first."
            )
        case Message.Kind.UNDELIVERED:
            return _(
                "A reminder to %(who)s could not be delivered: “%(error)s”. Tell that person, or "
                "see to it yourself; then settle it in the list of what was not delivered."
            ) % {"who": _missed(message), "error": message.about.error if message.about else ""}
        case Message.Kind.ALARM:
            return _(
                "No reminders were planned for more than ten minutes. They are again; what fell "
                "due meanwhile comes late. Find out why it stopped: the logs of beat and worker "
                "say when."
            )
    return ""


def _missed(message: Message) -> str:
    about = message.about
    return str(about.recipient or about.webhook) if about else ""


def _page(message: Message) -> str:
    return "undelivered" if message.kind == Message.Kind.UNDELIVERED else "reminders"


def _unsubscribe(message: Message) -> str:
    if message.kind != Message.Kind.DIGEST or message.recipient is None:
        return ""
    return unsubscribe_url(message.recipient)


def _headers(message: Message) -> dict[str, str]:
    headers = {
        "Message-ID": f"<message-{message.pk}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office replies
    }
    if url := _unsubscribe(message):
        _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        headers["List-Unsubscribe"] = f"<mailto:{address}?subject=unsubscribe>, <{url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    return headers
