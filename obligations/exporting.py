"""Files of lists: sent at once where they are short, made by a worker where they are long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.http import Http404, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.models import Agreement
from obligations.as_recorded import recorded_before
from obligations.export_lists import LISTS, Listed, Wish, WrongFilter
from obligations.exports import write_csv, write_xlsx
from obligations.models import Printout
from obligations.services.printouts import Progress, give_up, make_file

MOST_AT_ONCE = 2_000
"""Rows of a file that is sent at once; a worker makes longer ones."""
PIECE = 500
"""Rows that are read from the database at once, and between two notes of progress."""
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
FILE_NAMES = {"register": "obligations"}
"""What the file of a list is called, where it is not called like the list."""


def file_name(kind: str, ending: str, *, day: date, known_then: bool) -> str:
    """The name of the file of a list as of a day."""
    known = "-as-then-recorded" if known_then else ""
    return f"{FILE_NAMES.get(kind, kind)}-{day:%Y-%m-%d}{known}.{ending}"


def read_rows(
    listed: Listed, *, before: datetime | None, progress: Progress | None = None
) -> Iterator[Any]:
    """The rows of a list; only what was recorded before an instant, where that is given.

    They are read piece by piece, and in between others see how far it is: the transaction in which
    earlier records are read would keep that to itself.
    """
    with recorded_before(before):
        keys = list(listed.keys)
    if progress:
        progress.expect(len(keys))
    for start in range(0, len(keys), PIECE):
        piece = keys[start : start + PIECE]
        with recorded_before(before):
            yield from listed.rows(piece)
        if progress:
            progress.tell(start + len(piece))


def make_list(*, printout: Printout) -> None:
    """Make the file of a list: what whoever asked may know now, as the page filtered it.

    One whose filter asks for what is not offered any more is given up at once. Raises what else
    went wrong; a later call tries again.
    """
    printout.tells_of.set(Agreement.objects.visible_to(printout.requested_by))
    try:
        make_file(printout=printout, write=lambda progress: _write(printout, progress))
    except (WrongFilter, Http404):
        with translation.override(printout.language):
            said = _("Its filter asks for something that you cannot choose any more. Filter anew.")
        give_up(printout=printout, error=said)


def _write(printout: Printout, progress: Progress) -> bytes:
    before = printout.known_before
    with recorded_before(before):
        listed = LISTS[printout.kind](
            Wish(printout.requested_by, printout.as_of, QueryDict(printout.query))
        )
    table = listed.table(read_rows(listed, before=before, progress=progress))
    if printout.ending == Printout.Ending.CSV:
        return "".join(write_csv(table)).encode()
    with write_xlsx(table) as file:
        return file.read()
