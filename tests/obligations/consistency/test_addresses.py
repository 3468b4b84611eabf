"""One place, two postcodes."""

import pytest

from obligations.consistency.addresses import find_addresses, places_in, postcodes_in
from obligations.consistency.records import Notice
from tests.obligations.consistency.made import sentences, texts

HERE = "Send it to 1-105 Kanda, Jinbocho\n  Chiyoda-ku, Tokyo 100-0051 Japan, Fax 03-5205-5129."
THERE = "The office is at Mitsui Bldg., 1-105 Kanda Jinbocho, Chiyoda-ku, Tokyo 101-0051."


def test_the_same_place_in_two_instruments():
    one, other = texts(HERE), texts("Nothing.", THERE, pk=2, slug="filing")
    (found,) = find_addresses([one, other])
    assert sentences([found]) == [
        (
            "1-105 Kanda, Jinbocho Chiyoda-ku, Tokyo has the postcode 100-0051 at Supply 1 and "
            "101-0051 at Filing 2."
        )
    ]
    assert (found.instrument, found.articles) == (1, (1, 2))


def test_within_one_instrument():
    assert len(list(find_addresses([texts(HERE, THERE)]))) == 1


def test_one_postcode_or_another_place_is_no_finding():
    again, elsewhere = HERE.replace("Kanda,", "Kanda"), THERE.replace("1-105", "1-106")
    one = texts(HERE, again)
    assert list(find_addresses([one, texts(elsewhere, pk=2, slug="filing")])) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Tel. 555-1234, 12 Main Street", []),
        ("J24210-10-6 and 03-5205-6441", []),
        ("12 Main Street, Albany, NY 12207", [("12 Main Street, Albany, NY", "12207")]),
        ("2-3-1 Otemachi, Tokyo 100-8116", [("2-3-1 Otemachi, Tokyo", "100-8116")]),
    ],
)
def test_what_is_a_postcode(text, places):
    assert list(places_in(text)) == places
    assert postcodes_in(text) == {postcode for _, postcode in places}


def test_one_party_with_notices_to_two_places():
    def notices(address: str, pk: int):
        slug = f"number-{pk}"
        return texts(address, pk=pk, slug=slug, notices=(Notice("IIJ", address),))

    here, there = "2-3-1 Otemachi, Tokyo 100-8116", "1-3 Kudan, Tokyo 102-0074"
    assert sentences(find_addresses([notices(here, 1), notices(there, 2)])) == [
        (
            "The address of IIJ for notices has the postcode 100-8116 in Number-1 and 102-0074 in "
            "Number-2."
        )
    ]
    assert list(find_addresses([notices(here, 1), notices(here, 2)])) == []
