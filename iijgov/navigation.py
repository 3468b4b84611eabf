"""The main navigation, with the counts that need action."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from obligations.models import Deadline
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
    "obligations": {"obligations", "obligation", "deadline", "record-performance"},
    "agreements": {"agreements", "agreement", "article"},
    "events": {"events", "record-event", "correct-event", "withdraw-event"},
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav` for the templates; nothing for people who have not signed in."""
    user = getattr(request, "user", None)
    match = getattr(request, "resolver_match", None)
    if user is None or not user.is_authenticated or (match and match.app_name == "admin"):
        return {}
    name = match.url_name if match else None
    as_of = request.as_of  # type: ignore[attr-defined]
    suffix = "" if request.is_today else f"?as_of={as_of:%Y-%m-%d}"  # type: ignore[attr-defined]
    overdue = Deadline.objects.visible_to(user).as_of(as_of).with_status(Status.OVERDUE).count()
    labels = {
        "today": _("Today"),
        "calendar": _("Calendar"),
        "obligations": _("Obligations"),
        "agreements": _("Instruments"),
        "events": _("Events"),
    }
    return {
        "may_record": user.may_record and request.is_today,  # type: ignore[attr-defined]
        "nav": [
            Item(
                label=labels[section],
                url=reverse(section) + suffix,
                current=name in names,
                count=overdue if section == "today" and overdue else None,
                count_label=_("overdue"),
            )
            for section, names in SECTIONS.items()
        ],
    }
