"""Template tags of the whole product: days and moments, statuses, form fields, steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from obligations.status import LOOKS

register = template.Library()

ZONES = {"Asia/Tokyo": _("Tokyo"), "America/New_York": _("New York"), "UTC": _("UTC")}


def _time(machine: str, human: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine, human)


@register.filter
def day(value: date | None) -> str:
    """A date with its short weekday, "Fri 13 Nov 2026"; nothing for None."""
    return _date(value, "SHORT_DATE_FORMAT", get_language()) if value else ""


@register.filter
def longday(value: date | None) -> str:
    """A date with its full weekday and month, "Friday 13 November 2026"; nothing for None."""
    return _date(value, "DATE_FORMAT", get_language()) if value else ""


@lru_cache(maxsize=4_096)
def _date(value: date, name: str, language: str) -> SafeString:
    """A date in the format of that name, in `language`; a page names the same days often."""
    return _time(value.isoformat(), date_format(value, name))


@register.filter
def moment(value: datetime | None, zone: str) -> str:
    """An instant on the clock of the IANA `zone`, "Thu 12 Nov 2026, 10:20 Tokyo".

    Nothing for None. Raises ValueError for an instant that has no zone of its own, and
    ZoneInfoNotFoundError for an unknown `zone`.
    """
    if value is None:
        return ""
    if value.tzinfo is None:
        raise ValueError(f"The instant {value} has no time zone: pass an aware datetime.")
    local = value.astimezone(ZoneInfo(zone))
    human = f"{date_format(local, 'DATETIME_FORMAT')} {zone_name(zone)}"
    return _time(local.isoformat(timespec="minutes"), human)


@register.filter
def zone_name(zone: str) -> str:
    """What people call an IANA zone: the city, "Tokyo" for "Asia/Tokyo"."""
    return str(ZONES.get(zone, zone.rpartition("/")[2].replace("_", " ")))


@register.filter
def at(target: Any, request: HttpRequest) -> str:
    """The address of a page or an object, read as of the day of `request` unless that is today."""
    url: str = target if isinstance(target, str) else target.get_absolute_url()
    query: str = request.as_of_query  # type: ignore[attr-defined]
    if not query:
        return url
    address, separator, fragment = url.partition("#")
    mark = "&" if "?" in address else "?"
    return f"{address}{mark}{query}{separator}{fragment}"


@register.filter
def look(status: str) -> str:
    """The CSS class that gives a status its colour and its shape."""
    return LOOKS.get(status, "idle")


@register.simple_tag
def status(value: str, label: str) -> SafeString:
    """A chip for a status: its shape and its word."""
    return format_html('<span class="status mark {}">{}</span>', look(value), label)


@register.simple_tag
def status_chip(deadline: Any) -> SafeString:
    """The chip of a deadline that carries `status` and `status_label`."""
    return status(deadline.status, deadline.status_label)


@register.inclusion_tag("includes/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Label, help, control and errors of a form field."""
    return {"field": bound}


@register.filter
def step_text(step: Mapping[str, Any]) -> str:
    """The sentence of a step (`Step.to_json`), translated, its days written out."""
    return _sentence(step["template"], step["values"])


@register.filter
def step_authority(step: Mapping[str, Any]) -> str:
    """The law or the text that a step rests on, translated; empty where it needs none."""
    return _sentence(step["authority"], step["authority_values"]) if step["authority"] else ""


@register.filter
def step_day(step: Mapping[str, Any]) -> str:
    """The day of a step; empty where the step has none."""
    return day(date.fromisoformat(step["on"])) if step["on"] else ""


def _sentence(msgid: str, values: Mapping[str, Any]) -> str:
    return gettext(msgid) % {name: _readable(name, value) for name, value in values.items()}


def _readable(name: str, value: Any) -> Any:
    if name.endswith("_on"):
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    return value


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """What stands between `once` and `endonce` is rendered once for a process: it never differs."""
    nodes = parser.parse(["endonce"])
    parser.delete_first_token()
    return OnceNode(nodes)


class OnceNode(Node):
    """Keeps what it rendered."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: SafeString | None = None

    def render(self, context: Context) -> SafeString:
        """The text of the first time."""
        if self.rendered is None:
            self.rendered = self.nodelist.render(context)
        return self.rendered
