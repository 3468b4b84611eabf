"""What both documents say of a deadline, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from obligations.models import Deadline
from obligations.status import LOOKS


def shown(day: date | None) -> str:
    """A day with its weekday; empty for None."""
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def describe(deadline: Deadline) -> dict[str, Any]:
    """A deadline, as `DeadlineQuerySet.listed` loads it, with its days and its status."""
    version, obligation = deadline.current, deadline.obligation
    assert version is not None
    rolled = version.before_roll and version.before_roll != version.due
    return {
        "article": obligation.article.number,
        "title": deadline.title,
        "sides": f"{obligation.article.agreement} · {obligation.sides}",
        "act_by": shown(deadline.act_by),
        "target": version.kind == "standard",
        "arguable": shown(version.due),
        "contractual": _("contractual day %(day)s") % {"day": shown(version.before_roll)}
        if rolled
        else None,
        "status": deadline.status_label,
        "look": LOOKS.get(deadline.status, "idle"),
    }
