"""Real contracts of different layout: their top-level numbers as a reader finds them."""

import pytest

from tests.agreements.sources.making import (
    CONTRACTS,
    article,
    needs_contracts,
    numbers,
    real_split,
    top,
)

pytestmark = needs_contracts


def count(last: int) -> list[str]:
    return [str(number) for number in range(1, last + 1)]


ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI"]
TOPS = {
    "atmosenergy*": ROMAN[:9],
    "bellicum*": count(20),
    "xacct*": count(8),
    "xybernaut*": count(22),
    "legacytech*": count(22),
    "entertainmentgaming*": count(28),
    "middlebrook*": count(22),
    "americanphysicians*": list("ABCDEFGHI"),
    "vericel*": count(11),
    "zounds*": count(15),
    "bluehills*": count(20),
    "lucid*": count(21),
    "rewalk*": count(12),
    "verizon*": ROMAN,
    "paratek*": count(19),
    "herimports*": ["1", "2", "3", "4", *count(13)[2:]],
}


@pytest.mark.parametrize(("pattern", "expected"), TOPS.items(), ids=TOPS)
def test_top_level_numbers(pattern, expected):
    result = real_split(CONTRACTS, pattern)
    alike = [name for name in top(result) if name.isdecimal() == expected[0].isdecimal()]
    assert [name for name in alike if len(name) <= len("VIII")] == expected


@pytest.mark.parametrize(
    ("pattern", "number", "begins"),
    [
        ("americanphysicians*", "A.3.a", "MICOA will not be responsible"),
        ("americanphysicians*", "F.1.b", "Immediately if either party"),
        ("atmosenergy*", "1.4", '"Fuel Usage and Applicable'),
        ("bellicum*", "1.1", "For the purposes of"),
        ("entertainmentgaming*", "5.1.5", "Any additional number of"),
        ("rewalk*", "4(g)", "To discuss the potential"),
        ("xacct*", "3.2(d)", "Follow operating instructions"),
        ("xybernaut*", "1(b)(iii)", "an XC logo shall"),
        ("lucid*", "17(A).1", "The Distributor shall terminate"),
        ("middlebrook*", "6.4", "MBRK shall be responsible"),
        ("vericel*", "2.8(a)", "Vericel shall furnish"),
        ("legacytech*", "8(b)", "Upon the  occurrence"),
        ("healthgate*", "2.3", "to hand over the System"),
        ("herimports*", "13", "Any provision of this"),
    ],
)
def test_nested_articles(pattern, number, begins):
    found = article(real_split(CONTRACTS, pattern), number)
    assert found.text.startswith(begins) or found.heading.startswith(begins)


def test_a_number_printed_twice_is_reported():
    result = real_split(CONTRACTS, "ecoscience*")
    assert numbers(result).count("10") == 2
    assert "10 comes twice; 11 was expected" in " ".join(
        str(item.message) for item in result.breaks
    )


@pytest.mark.parametrize("pattern", ["atentosa*", "nelnet*", "unitednational*", "netzee*"])
def test_a_document_without_numbers_is_kept_whole(pattern):
    result = real_split(CONTRACTS, pattern)
    assert result.whole
    assert len(result.articles) == 1
    assert result.reasons
