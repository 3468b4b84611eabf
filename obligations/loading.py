"""Loading parties and instruments from their files: all or nothing, the same again nothing.

Facts, deadlines and performances that users recorded are never touched.
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from agreements.models import Agreement, Article, Party
from agreements.services import create_twelve_month_year, extend_fiscal_years
from obligations.instruments.checks import OnRecord, check_instrument, read_instrument, read_parties
from obligations.instruments.differences import Difference, difference_of
from obligations.instruments.forms import PARTY
from obligations.instruments.records import contents_on_record
from obligations.instruments.rows import columns, put
from obligations.instruments.writing import write_contents
from obligations.models import Obligation


@transaction.atomic
def load_parties(path: Path) -> None:
    """Load parties and their fiscal years.

    Raises InstrumentFileError with every problem, each with its line, and then writes nothing.
    """
    parties = {party.key: party for party in Party.objects.all()}
    for entry in read_parties(path, on_record=parties.keys()):
        parent = parties[entry["parent"]].pk if "parent" in entry else None
        key = entry["key"]
        values = {**columns(entry, PARTY), "parent_id": parent}
        parties |= put(Party, parties, {key: values})
        if (years := entry.get("fiscal_years")) and not parties[key].fiscal_years.exists():
            create_twelve_month_year(party=parties[key], start=years[0]["first_start"])
            extend_fiscal_years(party=parties[key], until=years[0]["last_end"])


@transaction.atomic
def load_instrument(path: Path) -> Agreement:
    """Load one instrument file.

    Raises InstrumentFileError with every problem, each with its line, and then writes nothing.
    """
    return _load(path)[0]


@transaction.atomic
def load_instruments(paths: list[Path], *, keep: bool = True) -> list[Difference]:
    """Load instrument files one after the other; what each changes.

    With `keep` off nothing is written, and the differences say what would be. Raises
    InstrumentFileError with every problem of the first file that has one, and writes nothing.
    """
    differences = [_load(path)[1] for path in paths]
    if not keep:
        transaction.set_rollback(True)
    return differences


def _load(path: Path) -> tuple[Agreement, Difference]:
    file = read_instrument(path)
    agreement = Agreement.objects.select_for_update(no_key=True).filter(slug=file.slug).first()
    contents = check_instrument(file, on_record=_on_record(file.slug))
    before = contents_on_record(agreement) if agreement else None
    difference = difference_of(path, before, contents)
    return write_contents(contents, agreement), difference


def _on_record(slug: str) -> OnRecord:
    """What the file of the instrument `slug` may refer to, or must leave alone."""
    numbers: dict[str, set[str]] = {
        other: set()
        for other in Agreement.objects.exclude(slug=slug).values_list("slug", flat=True)
    }
    elsewhere = Article.objects.exclude(agreement__slug=slug)
    for other, number in elsewhere.values_list("agreement__slug", "number"):
        numbers[other].add(number)
    taken = Obligation.objects.exclude(article__agreement__slug=slug)
    own = Article.objects.filter(agreement__slug=slug)
    return OnRecord(
        parties=set(Party.objects.values_list("key", flat=True)),
        numbers=numbers,
        taken=set(taken.values_list("key", flat=True)),
        addresses=dict(own.values_list("slug", "number")),
    )
