"""What the checks read, and what they yield."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from agreements.models import Article, Finding

LONGEST_KEY = 120
Check = Finding.Check
Division = Article.Division


@dataclass(frozen=True)
class Found:
    """A disagreement: a template, its values, and the ids of the provisions that it cites.

    `instrument` is the id of the one to which it belongs. The key says what disagrees, not how,
    so that the same disagreement is known again. Values hold what the reader must weigh: when one
    of them changes, an earlier settlement no longer speaks of it.
    """

    instrument: int
    check: Check
    key: str
    template: str
    values: dict[str, str]
    articles: tuple[int, ...]


@dataclass(frozen=True)
class Provision:
    """A provision that is part of the instrument on the day; `text` is empty where none is known.

    A numbered piece of the imported document that nobody has matched yet has no id.
    """

    pk: int | None
    number: str
    printed: str = ""
    division: str = Division.PARAGRAPH
    heading: str = ""
    parent: int | None = None
    summary: str = ""
    text: str = ""

    @property
    def cited(self) -> tuple[int, ...]:
        return () if self.pk is None else (self.pk,)


@dataclass(frozen=True)
class Link:
    """A cross-reference on record, with the words of the text where they name it otherwise."""

    article: int
    target: int
    words: str


@dataclass(frozen=True)
class Term:
    """A defined term on record, with its other forms."""

    article: int
    term: str
    also: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.term, *self.also)


@dataclass(frozen=True)
class Undertaking:
    """A duty on record with its latest rule."""

    article: int
    number: str
    key: str
    obligor: str
    obligee: str
    rule: str


@dataclass(frozen=True)
class Notice:
    """The address of a party for notices."""

    party: str
    address: str


@dataclass(frozen=True)
class Disorder:
    """A break of the numbering that the import reported: `values` has the number of its piece."""

    template: str
    values: dict[str, Any]
    article: int | None = None


@dataclass(frozen=True)
class Instrument:
    """An instrument as the checks read it, provisions in reading order.

    `names` are those of parties, which are no defined terms.
    """

    pk: int
    slug: str
    title: str
    provisions: tuple[Provision, ...]
    links: tuple[Link, ...] = ()
    terms: tuple[Term, ...] = ()
    undertakings: tuple[Undertaking, ...] = ()
    notices: tuple[Notice, ...] = ()
    disorders: tuple[Disorder, ...] = ()
    names: tuple[str, ...] = ()
    by_pk: dict[int, Provision] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        rows = {p.pk: p for p in self.provisions if p.pk is not None}
        object.__setattr__(self, "by_pk", rows)

    @cached_property
    def is_imported(self) -> bool:
        """Whether the text of the instrument is on record, and not summaries alone."""
        return any(provision.text for provision in self.provisions)

    @cached_property
    def passages(self) -> tuple[tuple[Provision, str], ...]:
        """What the provisions say, on one line each: the text where it is known, else summaries."""
        texts = ((p, p.text if self.is_imported else p.summary) for p in self.provisions)
        return tuple((p, " ".join(text.split())) for p, text in texts if text)

    def above(self, provision: Provision) -> Iterator[Provision]:
        """The provision and those that contain it, the nearest first."""
        at: Provision | None = provision
        while at is not None:
            yield at
            at = self.by_pk.get(at.parent) if at.parent is not None else None


def key_of(check: Check, *parts: str) -> str:
    """The key of a finding; one that is too long ends with a digest of itself."""
    key = ":".join([check.value, *parts])
    if len(key) <= LONGEST_KEY:
        return key
    digest = sha256(key.encode()).hexdigest()[:12]
    return f"{key[: LONGEST_KEY - 13]}~{digest}"
