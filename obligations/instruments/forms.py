"""What each entry of a file may say, in the order in which it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.db import models

from agreements.models import (
    Agreement,
    AgreementParty,
    Article,
    CrossReference,
    DefinedTerm,
    Figure,
    FiscalYear,
    Party,
)
from obligations.models import EventType, Obligation, ObligationVersion, Reading, State

if TYPE_CHECKING:
    Field = models.Field[Any, Any]


@dataclass(frozen=True)
class Form:
    """The names of one kind of entry, in canonical order.

    A name that is neither nested nor a link is a plain value that fits the model's field. `links`
    say what a name is the key of, `nested` which entries it lists.
    """

    model: type[models.Model]
    names: tuple[str, ...]
    required: frozenset[str]
    links: Mapping[str, str] = field(default_factory=dict)
    nested: dict[str, Form] = field(default_factory=dict)

    @property
    def plain(self) -> list[str]:
        """The names whose values are columns of the model itself."""
        apart = {*self.links, *self.nested, "rule"}
        return [name for name in self.names if name not in apart]

    def field(self, name: str) -> Field:
        """The model's field that a plain value must fit."""
        if name == "rule":
            return _field(ObligationVersion, "rule")
        return _field(self.model, attribute(name))

    def left_out(self, name: str, value: Any) -> bool:
        """Whether an entry says nothing by leaving the value out."""
        if value in (None, "", []) or value is False:
            return True
        return (
            name in {"division", "counts_on", "review"} and value == self.field(name).get_default()
        )

    def default(self, name: str) -> Any:
        """The value of a plain name that an entry leaves out."""
        default = self.field(name).get_default()
        return default() if callable(default) else default


def attribute(name: str) -> str:
    """The model's name of what a file calls `name`."""
    return {"page": "source_page", "first_start": "start", "last_end": "end"}.get(name, name)


def _field(model: type[models.Model], name: str) -> Field:
    return cast("Field", model._meta.get_field(name))  # noqa: SLF001 (public API)


def _form(
    model: type[models.Model],
    names: str,
    links: Mapping[str, str] | None = None,
    nested: dict[str, Form] | None = None,
) -> Form:
    """A form from its names; an exclamation mark follows what is required."""
    words = names.split()
    return Form(
        model,
        tuple(word.rstrip("!") for word in words),
        frozenset(word[:-1] for word in words if word.endswith("!")),
        links or {},
        nested or {},
    )


FISCAL_YEARS = _form(FiscalYear, "first_start! last_end!")
PARTY = _form(
    Party,
    "key! name! short_name! kind! parent is_home fiscal_years",
    links={"parent": "party"},
    nested={"fiscal_years": FISCAL_YEARS},
)

AGREEMENT_PARTY = _form(AgreementParty, "party! role! notice_address", links={"party": "party"})
READING = _form(
    Reading,
    "article question! choice! other counting reason! decided_by! decided_on!",
    links={"article": "article"},
)
INSTRUMENT = _form(
    Agreement,
    "slug! title! short_title! kind! governing_law! zone policy executed in_force_from "
    "source_standing source_part is_template parties readings",
    nested={"parties": AGREEMENT_PARTY, "readings": READING},
)
EVENT = _form(EventType, "name! description! article notice", links={"article": "article"})
STATE = _form(
    State, "name! article since until confirmed_on confirmed_by", links={"article": "article"}
)
TERM = _form(DefinedTerm, "term! meaning! also")
REFERENCE = _form(
    CrossReference,
    "instrument to! words",
    links={"instrument": "instrument", "to": "article of the instrument"},
)
FIGURE = _form(Figure, "name! value! unit!")
OBLIGATION = _form(
    Obligation,
    "key! title! kind! obligor obligee rule in_force_from in_force_until counts_on form "
    "review target_days note exceptions survives survival waivable_by breach_leads_to "
    "on_closing_list",
    links={
        "obligor": "party",
        "obligee": "party",
        "waivable_by": "party",
        "breach_leads_to": "articles",
    },
)
ARTICLE = _form(
    Article,
    "number! division printed heading page summary note no_content terms references figures "
    "obligations articles",
    nested={"terms": TERM, "references": REFERENCE, "figures": FIGURE, "obligations": OBLIGATION},
)
ARTICLE.nested["articles"] = ARTICLE

SECTIONS = {"events": EVENT, "states": STATE, "articles": ARTICLE}
"""The lists at the top of a file, beside `instrument`."""
