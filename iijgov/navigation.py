"""The main navigation, with the counts that need action."""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import Request
from obligations.access import count_by_status
from obligations.status import Status


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool
    count: int | None = None
    count_label: str = ""


SECTIONS = {
    "today": {"today"},
    "calendar": {"calendar"},
    "obligations": {
        "obligations",
        "obligation",
        "deadline",
        "record-performance",
        "withdraw-performance",
        "change-obligation",
    },
    "agreements": {
        "agreements",
        "agreement",
        "article",
        "add-obligation",
        "terms",
        "closing",
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
    "events": {"events", "record-event", "correct-event", "withdraw-event"},
    "shareholders": {"shareholders"},
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav` and `may_record` for the templates; nothing for people who have not signed in.

    `nav` is counted only where a template asks for it, so not for a fragment of a page.
    """
    user = getattr(request, "user", None)
    match = getattr(request, "resolver_match", None)
    if user is None or not user.is_authenticated or (match and match.app_name == "admin"):
        return {}
    asked = cast(Request, request)
    return {
        "may_record": user.may_record and asked.is_today,
        "nav": partial(_items, asked, match.url_name if match else None),
    }


def _items(request: Request, name: str | None) -> list[Item]:
    suffix = "" if request.is_today else f"?as_of={request.as_of:%Y-%m-%d}"
    overdue = count_by_status(request).get(Status.OVERDUE)
    labels = {
        "today": _("Today"),
        "calendar": _("Calendar"),
        "obligations": _("Obligations"),
        "agreements": _("Instruments"),
        "events": _("Events"),
        "shareholders": _("Shareholders"),
    }
    return [
        Item(
            label=labels[section],
            url=reverse(section) + suffix,
            current=name in names,
            count=overdue if section == "today" else None,
            count_label=_("overdue"),
        )
        for section, names in SECTIONS.items()
    ]
