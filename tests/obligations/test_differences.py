"""What a load shows before it writes, and what stays although a file no longer has it."""

import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Agreement, Article, DefinedTerm, Figure
from obligations.loading import load_instrument, load_instruments
from obligations.models import Obligation, ObligationVersion, State
from tests.factories import AgreementFactory, ArticleFactory, PartyFactory
from tests.obligations.whole_file import WHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write `WHOLE` with each `old` text replaced by its `new` one."""
    PartyFactory.create(key="us", is_home=True)
    PartyFactory.create(key="them")
    ArticleFactory.create(agreement=AgreementFactory.create(slug="frame"), number="1")

    def _write(*changes: tuple[str, str]) -> Path:
        text = WHOLE
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = tmp_path / "supply.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def difference(path: Path) -> str:
    """What loading shows, without the folder."""
    (found,) = load_instruments([path])
    return str(found).replace(f"{path.parent}/", "")


def test_nothing_on_record(write):
    assert difference(write()) == (
        "supply.yaml: new: 2 events, 1 state, 1 reading, 6 provisions, 2 obligations, 2 terms, "
        "2 references, 3 figures."
    )


def test_no_change(write):
    load_instrument(write())
    assert difference(write()) == "supply.yaml: no change."


def test_a_change_is_shown_with_its_provision(write):
    load_instrument(write())
    assert difference(write(("within 10 days", "within 12 days"))).splitlines() == [
        "supply.yaml: what changes:",
        "--- on record",
        "+++ file",
        "@@ -92,5 +92,5 @@ 2.1",
        "                 obligor: us",
        "                 obligee: them",
        "-                rule: within 10 days after delivery",
        "+                rule: within 12 days after delivery",
        "                 in_force_from: 2026-05-01",
        "                 in_force_until: 2030-01-01",
    ]
    assert ObligationVersion.objects.filter(obligation__key="inspect").count() == 2


def test_an_order_that_is_not_on_record_is_no_change(write):
    load_instrument(write())
    swapped = (
        '  - name: delivery\n    description: Goods delivered\n    article: "2.1(a)"\n'
        "    notice: in\n"
        "  - name: closing\n    description: Price paid\n"
    )
    first, second = swapped.split("  - ")[1:]
    assert difference(write((swapped, f"  - {second}  - {first}"))) == "supply.yaml: no change."


def test_terms_references_and_figures_go_with_the_file(write):
    load_instrument(write())
    load_instrument(
        write(
            ('          - term: Defect\n            meaning: "\\"Any\\" flaw: see 2.1."\n', ""),
            ('              - {instrument: frame, to: "1"}\n', ""),
            ('              - {name: units, value: "25745", unit: shares}\n', ""),
        )
    )
    assert [term.term for term in DefinedTerm.objects.all()] == ["Goods"]
    assert Figure.objects.count() == 2
    article = Article.objects.get(number="2.1")
    assert [reference.words for reference in article.cross_references.all()] == [
        "the damages clause"
    ]
    assert DefinedTerm.history.filter(history_type="-").count() == 1


def test_articles_obligations_events_readings_and_parties_stay_and_are_named(write):
    load_instrument(write())
    reading = WHOLE[WHOLE.index("  readings:\n") : WHOLE.index("\nevents:")]
    changes = (
        ("    - party: them\n      role: Seller\n", ""),
        (reading, ""),
        ("  - name: closing\n    description: Price paid\n", ""),
        (
            WHOLE[
                WHOLE.index("              - key: solv") : WHOLE.index("            articles:\n")
            ],
            "",
        ),
        ('  - number: "Preamble"\n    division: formal\n    page: 1\n', '  - number: "Opening"\n'),
    )
    lines = difference(write(*changes)).splitlines()
    at = lines.index("Stays on record, although the file no longer has it:")
    assert lines[at + 1 :] == [
        "  party them, Seller",
        "  reading Which day: the first or the last?",
        "  event closing",
        "  provision Preamble",
        "  obligation solvency",
    ]
    assert [line for line in lines[:at] if line[0] in "+-"] == [
        "--- on record",
        "+++ file",
        '+  - number: "Opening"',
        "+    no_content: Names the parties.",
    ]
    assert Obligation.objects.filter(key="solvency").exists()
    assert Agreement.objects.get(slug="supply").readings.count() == 1
    again = difference(write(*changes)).splitlines()
    assert again[0] == "supply.yaml: no change."
    assert sorted(again[1:]) == sorted(lines[at:])


def test_what_goes_with_a_provision_is_said(write):
    load_instrument(write())
    start = WHOLE.index("          - term: Goods\n")
    load = write(
        (
            '      - number: "2"\n        printed: "Article 2."',
            '      - number: "2A"\n        printed: "Article 2."',
        ),
        (WHOLE[start : WHOLE.index('        articles:\n          - number: "2.1"')], ""),
        ("        terms:\n", ""),
    )
    assert "  provision 2, without its 2 terms" in difference(load)
    assert not DefinedTerm.objects.exists()


def test_states_that_people_confirmed_stay(write):
    load_instrument(write())
    State.objects.update(confirmed_on=date(2026, 9, 1), confirmed_by="Legal")
    path = write(("    confirmed_by: Auditor of the seller\n", "    confirmed_by: Somebody\n"))
    assert difference(path) == "supply.yaml: no change."
    assert State.objects.get().confirmed_by == "Legal"


def test_a_new_obligation_has_one_row_of_history_with_its_consequences(write):
    load_instrument(write())
    change = Obligation.objects.get(key="inspect").history.get()
    assert [link.article.number for link in change.breach_leads_to.all()] == ["2.1(a)", "3"]


def test_consequences_that_change_are_one_more_row(write):
    load_instrument(write())
    load_instrument(write(('breach_leads_to: ["2.1(a)", "3"]', 'breach_leads_to: "3"')))
    obligation = Obligation.objects.get(key="inspect")
    assert [a.number for a in obligation.breach_leads_to.all()] == ["3"]
    assert obligation.history.count() == 2


class TestCommand:
    def run(self, *arguments: str, answer: str | None = None, monkeypatch) -> str:
        """The output; at a terminal where there is an `answer`."""
        given = io.StringIO(f"{answer}\n")
        monkeypatch.setattr(given, "isatty", lambda: answer is not None, raising=False)
        monkeypatch.setattr(sys, "stdin", given)
        out = io.StringIO()
        call_command("load_instrument", *arguments, stdout=out)
        return out.getvalue()

    def test_without_a_terminal_it_writes_at_once(self, write, monkeypatch):
        assert "new: 2 events" in self.run(str(write()), monkeypatch=monkeypatch)
        assert Agreement.objects.filter(slug="supply").exists()

    @pytest.mark.parametrize("answer", ["y", "YES"])
    def test_at_a_terminal_it_asks(self, write, monkeypatch, answer):
        self.run(str(write()), answer=answer, monkeypatch=monkeypatch)
        assert Agreement.objects.filter(slug="supply").exists()

    @pytest.mark.parametrize("answer", ["", "n", "what"])
    def test_anything_but_yes_writes_nothing(self, write, monkeypatch, answer):
        with pytest.raises(CommandError, match="Nothing was written"):
            self.run(str(write()), answer=answer, monkeypatch=monkeypatch)
        assert not Agreement.objects.filter(slug="supply").exists()

    def test_it_does_not_ask_where_nothing_changes(self, write, monkeypatch):
        load_instrument(write())
        shown = self.run(str(write()), answer="n", monkeypatch=monkeypatch)
        assert shown.endswith("supply.yaml: no change.\n")

    def test_it_does_not_ask_with_no_input(self, write, monkeypatch):
        self.run(str(write()), "--no-input", answer="n", monkeypatch=monkeypatch)
        assert Agreement.objects.filter(slug="supply").exists()

    def test_a_dry_run_only_shows(self, write, monkeypatch):
        shown = self.run(str(write()), "--dry-run", answer="y", monkeypatch=monkeypatch)
        assert "new: 2 events" in shown
        assert not Agreement.objects.filter(slug="supply").exists()

    def test_a_check_fails_where_anything_would_change(self, write, monkeypatch):
        path = str(write())
        with pytest.raises(CommandError, match="differ"):
            self.run(path, "--check", monkeypatch=monkeypatch)
        assert not Agreement.objects.filter(slug="supply").exists()
        load_instrument(write())
        assert "no change" in self.run(path, "--check", monkeypatch=monkeypatch)

    def test_a_file_may_refer_to_one_before_it(self, write, monkeypatch, tmp_path):
        supply = write()
        later = tmp_path / "later.yaml"
        later.write_text(
            "instrument: {slug: later, title: L, short_title: L, kind: filing, governing_law: J}\n"
            "articles:\n  - number: 1\n    no_content: Cites.\n    references:\n"
            "      - {instrument: supply, to: 2.1}\n",
            encoding="utf-8",
        )
        with pytest.raises(CommandError, match="“supply” is not on record: load it first"):
            self.run(str(later), str(supply), monkeypatch=monkeypatch)
        assert not Agreement.objects.filter(slug="supply").exists()
        self.run(str(supply), str(later), "--dry-run", monkeypatch=monkeypatch)
        self.run(str(supply), str(later), monkeypatch=monkeypatch)
        reference = Article.objects.get(agreement__slug="later").cross_references.get()
        assert str(reference.target) == "Supply 2.1"

    def test_what_changed_meanwhile_is_not_overwritten(self, write, monkeypatch):
        load_instrument(write())
        path = write(("heading: Damages", "heading: Loss"))

        def meanwhile(_prompt: str) -> str:
            Article.objects.filter(number="3").update(heading="Harm")
            return "y"

        monkeypatch.setattr("builtins.input", meanwhile)
        with pytest.raises(CommandError, match="changed meanwhile"):
            self.run(str(path), answer="y", monkeypatch=monkeypatch)
        assert Article.objects.get(agreement__slug="supply", number="3").heading == "Harm"
