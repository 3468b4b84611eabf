"""What a page offers to export its list, and where the list of a file is shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse

from obligations.exporting import MOST_AT_ONCE
from obligations.list_pages import address_of_page
from obligations.models import Printout

register = template.Library()


@register.inclusion_tag("obligations/includes/export_links.html", takes_context=True)
def export_list(context: Context, kind: str, number: int = 0, **more: str) -> dict[str, Any]:
    """The control that exports a list of `number` rows as filtered, `more` added to the address.

    A link where the file is sent at once; a button where it is long and a worker makes it.
    """
    query = context["request"].GET.copy()
    query.pop("page", None)
    query.pop("agrees", None)
    query.update(more)
    said = f"?{query.urlencode()}" if query else ""
    return {
        "csv_url": f"{reverse(f'export-{kind}', args=['csv'])}{said}",
        "xlsx_url": f"{reverse(f'export-{kind}', args=['xlsx'])}{said}",
        "number": number,
        "is_long": number > MOST_AT_ONCE,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def page_of_list(printout: Printout) -> str:
    """The page that shows what the file of a list holds, as of the same day."""
    page = address_of_page(printout.kind, QueryDict(printout.query))
    day = {"as_of": printout.as_of.isoformat()}
    if printout.known_before:
        day["known"] = "then"
    return f"{page}{'&' if '?' in page else '?'}{urlencode(day)}"
