"""`manage.py import_source`, and the signed texts of the demonstration."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from agreements.models import Agreement, SourceArticle, SourceDocument
from agreements.placing import places
from obligations.demo_sources import load_demo_sources
from tests.agreements.loan import TEXT, put_on_record
from tests.factories import UserFactory
from tests.obligations.conftest import FIXTURES, TODAY

pytestmark = pytest.mark.django_db
SEEDS = Path(settings.BASE_DIR).parent / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(
    not SEEDS.exists(), reason="the signed documents are not beside the project"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "loan.txt"
    path.write_text(TEXT)
    return path


def run(*args: object) -> list[str]:
    out = StringIO()
    call_command("import_source", *map(str, args), stdout=out)
    return out.getvalue().splitlines()


def test_it_imports_and_says_what_is_to_be_settled(file: Path) -> None:
    put_on_record()
    assert run("loan", file, "--standing", "translation") == [
        "Loan: loan.txt, Filed English translation, confidence 100%",
        "  9 pieces, 7 matched, 2 to be settled",
        "  to be settled: Preamble, perhaps Opening",
        "  to be settled: 4, perhaps Closing words",
        "  on record, not in the document: 2.1(iii)",
    ]
    assert SourceDocument.objects.get().standing == "translation"


def test_it_refuses_what_it_cannot_read_and_writes_nothing(file: Path, tmp_path: Path) -> None:
    put_on_record()
    (tmp_path / "empty.txt").touch()
    for args, said in (
        (["lend", file], "“lend” is not on record. Choose one of these: loan."),
        (["loan", tmp_path / "none.txt"], "cannot be read: No such file or directory"),
        (["loan", tmp_path / "empty.txt"], "“empty.txt” is empty"),
        (["loan", file, "--part", "Exhibit 9"], "no part “Exhibit 9”"),
    ):
        with pytest.raises(CommandError, match=said):
            run(*args)
    assert not SourceDocument.objects.exists()


def test_the_demonstration_passes_over_files_that_are_not_there(
    subscription: Agreement, tmp_path: Path
) -> None:
    UserFactory(email="legal@demo.localhost")
    assert load_demo_sources(FIXTURES, folder=tmp_path / "none", today=TODAY) == []


@needs_seeds
def test_the_demonstration_imports_each_text_once(subscription: Agreement) -> None:
    UserFactory(email="legal@demo.localhost")
    (document,) = load_demo_sources(FIXTURES, folder=SEEDS, today=TODAY)
    assert (document.part, document.standing) == ("Exhibit 1", "translation")
    assert load_demo_sources(FIXTURES, folder=SEEDS, today=TODAY) == []
    rows = list(document.articles.select_related("article"))
    assert [row.number for row in rows if row.match == SourceArticle.Match.OPEN] == ["Witnesseth"]
    words = {row.number: row for row in rows if row.article}
    assert words["12.1(3)"].text.startswith("within forty five (45) days")
    assert (words["12.1(3)"].page_from, words["Signature page"].page_from) == (21, 28)
    articles = list(subscription.articles.order_by("position"))
    standing = {p.article.number: p for p in places(articles, rows)}
    assert [p for p in standing.values() if p.standing == "missing"] == []
    assert standing["12.6(i)"].holder == subscription.articles.get(number="12.6")
    assert standing["14.1(ii)"].holder == subscription.articles.get(number="14.1")
    # Each of the 29 articles and of the four exhibits is a piece of its own.
    numbers = [str(n) for n in range(1, 30)]
    exhibits = [f"Exhibit 3-{n}" for n in (1, 3, 7, 16)]
    assert {*numbers, *exhibits} <= {row.article.number for row in words.values() if row.article}
