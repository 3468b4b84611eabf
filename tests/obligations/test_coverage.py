"""What accounts for each provision, and the command that fails where nothing does."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, Article, DefinedTerm
from obligations.coverage import accounted_for, count_accounts
from tests.factories import AgreementFactory, ArticleFactory, ObligationFactory

pytestmark = pytest.mark.django_db
SOURCE = """\
                                SUPPLY AGREEMENT

Article 1. (Delivery)

The seller delivers the goods.

Article 2. (Inspection)

(1) The buyer inspects what it was given, where (i) it has the means, and (ii) it was told.

(2) The seller may attend.

Article 3. (Damages)

Nobody answers for delay.
"""


@pytest.fixture
def supply():
    """1 introduces nothing, 2 introduces (1) and (2); 3 has no content."""
    agreement = AgreementFactory.create(slug="supply", title="Supply")
    two = None
    for number, printed in (
        ("1", "Article 1."),
        ("2", "Article 2."),
        ("2(1)", "(1)"),
        ("2(2)", "(2)"),
        ("3", "Article 3."),
    ):
        article = ArticleFactory.create(
            agreement=agreement,
            number=number,
            slug=number.replace("(", "-").replace(")", ""),
            printed=printed,
            parent=two if "(" in number else None,
        )
        two = article if number == "2" else two
    Article.objects.filter(number="3").update(no_content="Empty words.")
    ObligationFactory.create(article=Article.objects.get(number="2(1)"), kind="duty")
    ObligationFactory.create(article=Article.objects.get(number="2(1)"), kind="right")
    ObligationFactory.create(article=Article.objects.get(number="2(2)"), kind="right")
    DefinedTerm.objects.create(
        agreement=agreement, article=Article.objects.get(number="2(2)"), term="x", meaning="y"
    )
    return agreement


def account_for_1(agreement: Agreement) -> None:
    DefinedTerm.objects.create(
        agreement=agreement, article=Article.objects.get(number="1"), term="Goods", meaning="All."
    )


def run(*arguments: str) -> tuple[list[str], str]:
    """The lines printed, and the error."""
    out = io.StringIO()
    try:
        call_command("coverage", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), ""


def test_each_provision_has_its_account_in_one_query(supply):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = list(accounted_for(supply.articles.all()))
    assert len(queries) == 1
    assert [(row.number, row.account, sorted(row.kinds), row.has_terms) for row in rows] == [
        ("1", "missing", [], False),
        ("2", "introduces", [], False),
        ("2(1)", "obligations", ["duty", "right"], False),
        ("2(2)", "obligations", ["right"], True),
        ("3", "no_content", [], False),
    ]


def test_counts_by_kind(supply):
    counted = count_accounts(accounted_for(supply.articles.all()))
    assert {str(label): number for label, number in counted.items()} == {
        "Duty": 1,
        "Right": 2,
        "Definition": 1,
        "No operative content": 1,
        "Only introduces others": 1,
        "Missing": 1,
    }


def test_the_command_names_what_is_missing_and_fails(supply):
    lines, error = run("supply")
    assert lines[0] == "Supply (supply): 5 provisions"
    assert "      2 Right" in lines
    assert [line for line in lines if "missing" in line] == [
        f"  missing: 1 {Article.objects.get(number='1').heading}"
    ]
    assert error == "1 missing."


def test_the_command_passes_where_everything_is_accounted_for(supply):
    account_for_1(supply)
    lines, error = run()
    assert (len(lines), error) == (6, "")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["suply"], "Not on record: suply."),
        (["--source", "x.txt"], "--source goes with exactly one SLUG."),
        (["supply", "--source", "/none/x.txt"], "/none/x.txt: cannot be read: No such file"),
    ],
)
def test_what_cannot_be_checked(supply, arguments, expected):
    assert run(*arguments)[1].startswith(expected)


def test_nothing_on_record_is_not_coverage():
    assert run()[1].startswith("No instrument is on record")


class TestSource:
    @pytest.fixture
    def source(self, supply, tmp_path):
        account_for_1(supply)
        path = tmp_path / "supply.txt"
        path.write_text(SOURCE, encoding="utf-8")
        return path

    def run(self, source) -> tuple[list[str], str]:
        lines, error = run("supply", "--source", str(source))
        return [line.strip() for line in lines if " source" in line], error

    def test_both_agree(self, source):
        assert self.run(source) == ([], "")

    def test_numbered_in_the_source_and_not_on_record(self, supply, source):
        supply.articles.filter(number="3").delete()
        lines, error = self.run(source)
        assert lines == ["in the source, not on record: 3 (page 1) Damages"]
        assert error == "1 missing."

    def test_printed_on_record_and_not_in_the_source(self, supply, source):
        ArticleFactory.create(agreement=supply, number="4", printed="4.", no_content="None.")
        lines, error = self.run(source)
        assert lines == ["on record, not in the source: 4, printed 4."]
        assert error == "1 missing."

    def test_what_the_source_does_not_number_need_not_be_found(self, supply, source):
        ArticleFactory.create(agreement=supply, number="2 proviso", slug="p", no_content="None.")
        assert self.run(source) == ([], "")

    def test_numbers_within_a_sentence_are_found_once_each(self, supply, source):
        above = supply.articles.get(number="2(1)")
        for number in ("2(1)(i)", "2(1)(ii)"):
            ArticleFactory.create(
                agreement=supply,
                number=number,
                parent=above,
                printed=number[4:],
                no_content="None.",
            )
        assert self.run(source) == ([], "")
        ArticleFactory.create(
            agreement=supply,
            number="2(1)(ii) again",
            slug="again",
            parent=above,
            printed="(ii)",
            no_content="None.",
        )
        assert self.run(source) == (
            ["on record, not in the source: 2(1)(ii) again, printed (ii)"],
            "1 missing.",
        )

    def test_a_file_that_cannot_be_read(self, source):
        source.write_bytes(b"")
        assert str(source) in self.run(source)[1]

    def test_a_part_that_the_file_does_not_have(self, supply, source):
        Agreement.objects.filter(slug="supply").update(source_part="Exhibit 9")
        assert "Exhibit 9" in self.run(source)[1]
