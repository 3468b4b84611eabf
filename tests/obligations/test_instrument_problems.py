"""Problems of the whole format: each names file, line, value and the fix; nothing is written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agreements.models import Agreement, Article
from obligations.instruments.files import InstrumentFileError
from obligations.loading import load_instrument
from tests.factories import AgreementFactory, ArticleFactory, PartyFactory
from tests.obligations.whole_file import WHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[str, str], list[str]]:
    """What is refused of `WHOLE` with `old` replaced by `new`, without the folder."""
    PartyFactory.create(key="us")
    PartyFactory.create(key="them")
    ArticleFactory.create(agreement=AgreementFactory.create(slug="frame"), number="1")

    def _problems(old: str, new: str) -> list[str]:
        assert WHOLE.count(old) == 1, old
        path = tmp_path / "supply.yaml"
        path.write_text(WHOLE.replace(old, new), encoding="utf-8")
        with pytest.raises(InstrumentFileError) as error:
            load_instrument(path)
        assert not Agreement.objects.filter(slug="supply").exists()
        return [problem.removeprefix(f"{tmp_path}/") for problem in error.value.problems]

    return _problems


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '{to: "3", words',
            '{to: "4", words',
            "supply.yaml:80: to “4” is unknown: known: 2, 2.1, 2.1(a), 3, Chapter 1, Preamble.",
        ),
        (
            '{instrument: frame, to: "1"}',
            '{instrument: frame, to: "2"}',
            "supply.yaml:81: to “2” is unknown: known: 1.",
        ),
        (
            '{instrument: frame, to: "1"}',
            '{instrument: framework, to: "1"}',
            "supply.yaml:81: instrument “framework” is not on record: load it first.",
        ),
        (
            '{instrument: frame, to: "1"}',
            '{to: "3"}',
            "supply.yaml:81: to “3” stands twice here: remove one.",
        ),
        (
            "    no_content: Names the parties.\n",
            "",
            (
                "supply.yaml:51: nothing accounts for “Preamble”: give it obligations, terms or "
                "no_content."
            ),
        ),
        (
            "            summary: The buyer",
            "            no_content: Nothing.\n            summary: The buyer",
            "supply.yaml:78: no_content of “2.1” contradicts its obligations: remove one.",
        ),
        (
            "term: Defect",
            "term: Goods",
            "supply.yaml:71: term “Goods” stands twice: remove or rename one.",
        ),
        (
            "name: share of the whole",
            "name: units",
            "supply.yaml:84: name “units” stands twice: remove or rename one.",
        ),
        (
            'value: "31.6"',
            "value: much",
            "supply.yaml:84: value “much” value must be a decimal number.",
        ),
        (
            "key: solvency",
            "key: inspect",
            "supply.yaml:108: key “inspect” stands twice: remove or rename one.",
        ),
        (
            "waivable_by: them",
            "waivable_by: theirs",
            "supply.yaml:105: waivable_by “theirs” is unknown: did you mean “them”?",
        ),
        (
            'breach_leads_to: ["2.1(a)", "3"]',
            'breach_leads_to: ["2.1(b)", "3"]',
            "supply.yaml:106: breach_leads_to “2.1(b)” is unknown: did you mean “2.1(a)”?",
        ),
        (
            "rule: while the seller is solvent",
            "rule: while the seller is solid",
            (
                "supply.yaml:111: state “the seller is solid” is not declared: did you mean “the "
                "seller is solvent”?"
            ),
        ),
        (
            "survives: true",
            "survives: perhaps",
            "supply.yaml:103: survives “perhaps”: write true or false.",
        ),
        (
            "title: Stay solvent",
            "title: [Stay, solvent]",
            "supply.yaml:109: title must be one value, not a list or further lines.",
        ),
        (
            'also: [Good, "wares, and parts"]',
            "also: [{word: Good}]",
            "supply.yaml:70: also must be a list of texts, like [one, two].",
        ),
        (
            "in_force_until: 2030-01-01",
            "in_force_until: never",
            (
                "supply.yaml:96: in_force_until “never” value has an invalid date format. It must "
                "be in YYYY-MM-DD format."
            ),
        ),
        (
            "division: item",
            "division: point",
            (
                "supply.yaml:114: division “point” is unknown: known: article, chapter, exhibit, "
                "formal, item, paragraph, row, section."
            ),
        ),
        (
            'number: "2.1(a)"',
            'number: "2.1-a"',
            None,
        ),
        (
            '"Preamble"',
            '"Preamble which is much longer than any number"',
            (
                "supply.yaml:51: number “Preamble which is much longer than any number”: Ensure "
                "this value has at most 40 characters (it has 45)."
            ),
        ),
        (
            "\nstates:",
            "\nstate:",
            "supply.yaml:42: section “state” is unknown: did you mean “states”?",
        ),
    ],
)
def test_one_problem(problems, old, new, expected):
    if expected:
        assert expected in problems(old, new)
    else:
        assert problems(old, new) == [
            "supply.yaml:37: article “2.1(a)” is unknown: did you mean “2.1-a”?",
            "supply.yaml:106: breach_leads_to “2.1(a)” is unknown: did you mean “2.1-a”?",
        ]


def test_two_numbers_with_one_address(problems):
    found = problems(
        '  - number: "3"\n', '  - number: "2.1-a"\n    no_content: No.\n  - number: "3"\n'
    )
    assert found == [
        "supply.yaml:117: number “2.1-a” has the address of “2.1(a)”, 2.1-a: rename it."
    ]


def test_a_number_whose_address_a_provision_on_record_has(problems, tmp_path):
    ArticleFactory.create(agreement__slug="supply", number="3-", slug="3")
    path = tmp_path / "supply.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    with pytest.raises(InstrumentFileError, match="number “3” has the address of “3-”, 3: rename"):
        load_instrument(path)
    assert Article.objects.filter(agreement__slug="supply").count() == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &a [*a]\ninstrument: *a", ":"),
        ("? [a]\n: b\n", ":1: is not valid YAML: expected a name before the colon."),
        ("instrument: {slug: !!python/object:os.system x}\n", ":1: is not valid YAML: could not"),
        ("a: " + "[" * 3000, ":"),
    ],
)
def test_hostile_files_are_refused(tmp_path, text, expected):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InstrumentFileError) as error:
        load_instrument(path)
    assert f"x.yaml{expected}" in str(error.value)


def test_plain_values_are_what_was_typed(tmp_path):
    """Unquoted, 2.10 keeps its nought, and “no” is a word."""
    path = tmp_path / "x.yaml"
    path.write_text(
        "instrument: {slug: x, title: 1e3, short_title: 007, kind: filing, governing_law: no}\n"
        "articles:\n  - {number: 2.10, no_content: ~x}\n",
        encoding="utf-8",
    )
    agreement = load_instrument(path)
    assert (agreement.title, agreement.short_title, agreement.governing_law) == ("1e3", "007", "no")
    assert [article.number for article in agreement.articles.all()] == ["2.10"]
    assert (agreement.zone, agreement.policy) == ("Asia/Tokyo", "japan-full")
