"""The list of instruments."""

from django.test import Client

from tests.obligations.views.conftest import SECRET
from tests.pages import get

URL = "/agreements/"


def test_each_instrument_with_its_counts(officer: Client) -> None:
    rows = get(officer, URL).rows()
    assert rows[0] == (
        "Subscription Agreement between NTT and IIJ Japan Filed English translation, Exhibit 1 to"
        " the Schedule 13D of 25 September 2003 Agreement NTT, IIJ Tue 16 Sep 2003"
        " in force as last confirmed Wed 1 Apr 2026 236 of 236 215"
    )
    (template,) = (row for row in rows if row.startswith("Agreement on Limited Liability"))
    assert "Agreement Template IIJ, Outside director Thu 24 Jun 2004" in template
    assert "17 of 17" in template
    assert len(rows) == 5


def test_a_restricted_one_is_seen_by_its_readers_only(
    officer: Client, auditor: Client, insider: Client
) -> None:
    assert SECRET not in get(officer, URL).text
    for person in (auditor, insider):
        rows = get(person, URL).rows()
        assert rows[-1] == (
            f"{SECRET} Japan Agreement — Sun 1 Nov 2026 in force not confirmed 1 of 1 2"
        )
