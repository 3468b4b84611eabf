"""What is loaded is dumped as it was written, and loads again without a trace."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from agreements.models import Agreement, Party
from obligations.instruments.layout import lay_out
from obligations.instruments.records import contents_on_record
from obligations.loading import load_instrument, load_instruments
from obligations.models import Obligation, ObligationVersion
from tests.factories import AgreementFactory, ArticleFactory, PartyFactory
from tests.obligations.whole_file import WHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def around():
    """What the whole file refers to."""
    PartyFactory.create(key="us", is_home=True)
    PartyFactory.create(key="them")
    ArticleFactory.create(agreement=AgreementFactory.create(slug="frame"), number="1")


@pytest.fixture
def whole(around, tmp_path: Path) -> Path:
    path = tmp_path / "whole.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    return path


def dumped(slug: str) -> str:
    return lay_out(contents_on_record(Agreement.objects.get(slug=slug)))


def histories() -> dict[str, int]:
    """How many rows each table of ours has, those of the histories included."""
    models = [
        m for app in ("agreements", "obligations") for m in apps.get_app_config(app).get_models()
    ]
    return {model.__name__: model._default_manager.count() for model in models}  # noqa: SLF001


def test_everything_that_a_file_can_say_comes_back(whole):
    load_instrument(whole)
    assert dumped("supply") == WHOLE


def test_loading_the_dump_writes_nothing(whole):
    load_instrument(whole)
    before = histories()
    assert [d.text for d in load_instruments([whole])] == [""]
    assert histories() == before


def test_nothing_is_left_to_a_default_by_accident(whole):
    """Each name of the format that the whole file does not use is one that nobody tested."""
    used = set(re.findall(r"[{ ](\w+):(?= |$)", WHOLE, re.MULTILINE))
    assert {
        "also",
        "counting",
        "waivable_by",
        "no_content",
        "words",
        "unit",
        "since",
        "review",
    } <= used
    obligation = load_instrument(whole).articles.get(number="2.1").obligations.get(key="inspect")
    assert (obligation.target_days, obligation.survives, obligation.counts_on) == (
        0,
        True,
        "dispatch",
    )
    assert obligation.review == "approval"
    assert obligation.waivable_by == Party.objects.get(key="them")


def test_an_amendment_is_not_in_the_file(whole):
    load_instrument(whole)
    obligation = Obligation.objects.get(key="inspect")
    obligation.versions.create(
        rule="within 5 days after delivery", reason="amendment", applies_from="2027-01-01"
    )
    wrong = obligation.versions.create(rule="at any time", reason="correction")
    ObligationVersion.objects.create(obligation=obligation, reason="correction", withdraws=wrong)
    assert dumped("supply") == WHOLE


def test_what_people_wrote_with_line_ends_of_browsers_loads_unchanged(whole, tmp_path):
    agreement = load_instrument(whole)
    article = agreement.articles.get(number="3")
    article.summary = " One.\r\nTwo. "
    article.save()
    path = tmp_path / "again.yaml"
    path.write_text(dumped("supply"), encoding="utf-8")
    before = histories()
    assert [d.text for d in load_instruments([path])] == [""]
    assert histories() == before
    assert "summary: |-\n      One.\n      Two.\n" in path.read_text(encoding="utf-8")


class TestCommand:
    def test_to_standard_output(self, whole, capsys):
        load_instrument(whole)
        call_command("dump_instrument", "supply")
        assert capsys.readouterr().out == WHOLE

    def test_to_a_file_whose_comment_stays(self, whole):
        load_instrument(whole)
        whole.write_text("# In our own words.\n# Pages of the copy.\nold: text\n# gone\n")
        call_command("dump_instrument", "supply", str(whole))
        assert whole.read_text() == f"# In our own words.\n# Pages of the copy.\n{WHOLE}"

    def test_an_unknown_instrument_offers_the_known_ones(self, around):
        with pytest.raises(CommandError, match=r"“suply” is not on record: known: frame\."):
            call_command("dump_instrument", "suply")

    def test_a_folder_that_is_not_there(self, whole, tmp_path):
        load_instrument(whole)
        with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
            call_command("dump_instrument", "supply", str(tmp_path / "none" / "x.yaml"))
