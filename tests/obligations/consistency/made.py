"""Small instruments, and what the checks say of them in words."""

from collections.abc import Iterable
from typing import Any

from obligations.consistency.records import Found, Instrument, Provision


def make(*provisions: Provision, pk: int = 1, slug: str = "supply", **said: Any) -> Instrument:
    return Instrument(pk, slug, slug.capitalize(), provisions, **said)


def texts(*said: str, **more: Any) -> Instrument:
    """An instrument of the signed texts 1, 2, 3 and so on."""
    provisions = [Provision(n, str(n), text=text) for n, text in enumerate(said, 1)]
    return make(*provisions, **more)


def sentences(found: Iterable[Found]) -> list[str]:
    return [each.template % each.values for each in found]
