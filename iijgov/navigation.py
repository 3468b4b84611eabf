"""The main navigation, with the counts that need action."""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.requests import Request
from audit.access import may_read_trail
from iijgov import clock
from obligations.access import count_overdue
from reminders.watching import watch


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool
    count: int | None = None
    count_label: str = ""
    is_quiet: bool = False


SECTIONS = {
    "today": {"today"},
    "calendar": {"calendar", "special-days", "propose-day"},
    "dashboard": {"dashboard"},
    "obligations": {
        "obligations",
        "obligation",
        "deadline",
        "record-performance",
        "correct-performance",
        "withdraw-performance",
        "approve-dispatch",
        "waive-deadline",
        "extend-deadline",
        "decline-right",
        "verify-performance",
        "reject-performance",
        "confirm-decision",
        "withdraw-decision",
        "reviews",
        "proposal",
        "comment-deadline",
        "comment-obligation",
        "withdraw-comment",
        "add-evidence",
        "saved-views",
        "assign-team",
        "remind-owners",
        "printouts",
        "printout",
        "withdraw-evidence",
        "change-obligation",
    },
    "agreements": {
        "agreements",
        "agreement",
        "article",
        "add-obligation",
        "terms",
        "closing",
        "periods",
        "close-period",
        "reopen-period",
        "readings",
        "propose-reading",
        "change-reading",
        "record-closing",
        "amendments",
        "amendment",
        "record-amendment",
        "withdraw-amendment",
        "redline",
        "sources",
        "source",
        "import-source",
        "preview-source",
        "source-mismatches",
        "settle-piece",
        "findings",
        "agreement-findings",
        "settle-finding",
    },
    "events": {
        "events",
        "record-event",
        "correct-event",
        "withdraw-event",
        "notices",
        "notice",
        "record-notice",
        "correct-notice",
        "withdraw-notice",
        "consents",
        "consent",
        "ask-consent",
        "answer-consent",
        "withdraw-consent-record",
        "breaches",
        "breach",
        "record-breach",
        "remedy-breach",
        "withdraw-breach",
        "undo-remedy",
        "matters",
        "matter",
        "restrict-deadline",
        "restrict-event",
        "let-in",
        "end-access",
        "close-matter",
    },
    "shareholders": {"shareholders"},
    "inbox": {
        "inbox",
        "news",
        "reminder",
        "reminders",
        "reminder-settings",
        "add-absence",
        "change-absence",
        "reminder-policies",
        "add-reminder-policy",
        "change-reminder-policy",
        "undelivered",
    },
    "audit": {"audit", "backdating"},
}
TEXTS_OF_TODAY = {
    *("agreements", "agreement", "article", "terms", "redline", "amendments", "amendment"),
    *("sources", "source", "source-mismatches", "readings", "findings", "agreement-findings"),
    *("search", "inbox", "news", "reminders", "special-days"),
}
"""Pages that show what does not tell when it was recorded."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`, `watch` and `may_record` for the templates; nothing for who has not signed in.

    `nav` and `watch` are asked only where a template shows them, so not for a fragment of a page.
    """
    user = getattr(request, "user", None)
    match = getattr(request, "resolver_match", None)
    if user is None or not user.is_authenticated or (match and match.app_name == "admin"):
        return {}
    asked = cast(Request, request)
    watched = SimpleLazyObject(lambda: watch(person=asked.user, now=clock.now()))
    return {
        "may_record": user.may_record and asked.is_today,
        "has_texts_of_today": bool(match and match.url_name in TEXTS_OF_TODAY),
        "nav": partial(_items, asked, watched, match.url_name if match else None),
        "watch": watched,
    }


def _items(request: Request, watched: Any, name: str | None) -> list[Item]:
    suffix = f"?{request.as_of_query}" if request.as_of_query else ""
    counts = {
        "today": (count_overdue(request) or None, _("overdue")),
        "inbox": (watched.unread, _("unread")),
    }
    labels = {
        "today": _("Today"),
        "calendar": _("Calendar"),
        "dashboard": _("Dashboard"),
        "obligations": _("Obligations"),
        "agreements": _("Instruments"),
        "events": _("Events"),
        "shareholders": _("Shareholders"),
        "inbox": _("Inbox"),
    }
    if may_read_trail(request.user):
        labels["audit"] = _("Audit trail")
    return [
        Item(
            label=labels[section],
            url=reverse(section) + suffix,
            current=name in names,
            count=counts.get(section, (None, ""))[0],
            count_label=counts.get(section, (None, ""))[1],
            is_quiet=section == "inbox",
        )
        for section, names in SECTIONS.items()
        if section in labels
    ]
