"""The pages of the lists that can be exported: their addresses, and what these ask for."""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse

PAGES = {"register": "obligations"}
"""The name of a list's page, where it is not that of the list."""
OF_THE_PAGE = ("page", "as_of", "known")
"""What an address says of the page rather than of the rows."""


def filter_said(query: QueryDict) -> str:
    """The filter and order of an address, without page and day."""
    said = query.copy()
    for name in OF_THE_PAGE:
        said.pop(name, None)
    return said.urlencode()


def address_of_page(kind: str, query: QueryDict) -> str:
    """The page that shows the same list; that of instruments for the periods of all of them."""
    said = query.copy()
    if kind == "periods":
        slug = str(said.pop("agreement", [""])[-1])
        base = reverse("periods", args=[slug]) if slug else reverse("agreements")
    else:
        base = reverse(PAGES.get(kind, kind))
    return f"{base}?{said.urlencode()}" if said else base
