"""Instrument files: all or nothing, the same again changes nothing, every problem is named."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from agreements.inserting import insert_article
from agreements.models import Agreement, AgreementParty, Article, FiscalYear, Party
from obligations.instruments.files import InstrumentFileError
from obligations.loading import load_instrument, load_parties
from obligations.models import (
    Deadline,
    DeadlineVersion,
    Event,
    EventType,
    Obligation,
    ObligationVersion,
    Performance,
    Reading,
)
from obligations.services import When, open_coming_deadlines, record_event, record_performance
from tests.factories import (
    AmendmentFactory,
    ArticleChangeFactory,
    PartyFactory,
    UserFactory,
)
from tests.obligations.conftest import FIXTURES

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
FILE = """\
instrument:
  slug: supply
  title: Supply Agreement
  short_title: Supply
  kind: agreement
  governing_law: Japan
  executed: 2026-04-01
  in_force_from: 2026-04-01
  parties:
    - {party: us, role: Buyer}
  readings:
    - {article: "2", question: Which day, choice: This, reason: Usage, decided_by: Us,
       decided_on: 2026-04-01}
events:
  - name: delivery
    description: Goods delivered
    article: "2"
articles:
  - number: "2"
    heading: Delivery
    articles:
      - number: "2.1"
        page: 3
        summary: The buyer inspects what it was given.
        obligations:
          - key: inspect
            title: Inspect the goods
            kind: duty
            obligor: us
            rule: within 10 days after delivery
            breach_leads_to: "3"
  - number: "3"
    heading: Damages
    no_content: Left open.
"""


@pytest.fixture
def us():
    return PartyFactory.create(key="us", is_home=True)


@pytest.fixture
def load(tmp_path: Path, us: Party) -> Callable[..., Agreement]:
    """Load `FILE` with each `old` text replaced by its `new` one."""

    def _load(*changes: tuple[str, str]) -> Agreement:
        text = FILE
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = tmp_path / "supply.yaml"
        path.write_text(text, encoding="utf-8")
        return load_instrument(path)

    return _load


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours, those of the histories included."""
    ours = ("accounts", "agreements", "obligations")
    models = [model for app in ours for model in apps.get_app_config(app).get_models()]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values_list())  # noqa: SLF001
        for model in models
    }


def problems(load, *changes: tuple[str, str]) -> list[str]:
    """What is refused, without the folder; nothing is written."""
    before = everything()
    with pytest.raises(InstrumentFileError) as error:
        load(*changes)
    assert everything() == before
    return [re.sub(r"^\S*/(?=supply)", "", problem) for problem in error.value.problems]


class TestTheSubscriptionAgreement:
    def test_it_is_there(self):
        load_parties(FIXTURES / "parties.yaml")
        agreement = load_instrument(FIXTURES / "subscription-agreement.yaml")
        found = agreement.articles.get(number="12.1(3)")
        assert [a.number for a in found.ancestors()] == ["12.1", "12", "Chapter 7"]
        assert (found.slug, found.source_page) == ("12.1-3", 21)
        obligation = found.obligations.get()
        assert obligation.latest_rule == "within 45 days after the end of each fiscal quarter"
        assert [str(obligation.obligor), str(obligation.obligee)] == ["IIJ", "NTT"]
        assert [a.number for a in obligation.breach_leads_to.all()] == ["20(2)"]
        assert {party.role for party in agreement.agreement_parties.all()} == {"Investor", "Issuer"}
        years = FiscalYear.objects.order_by("start")
        assert (years[0].start, years.latest("end").end) == (date(2002, 4, 1), date(2027, 3, 31))
        assert Party.objects.get(is_home=True).key == "iij"

    def test_a_second_load_changes_no_row_and_adds_no_history(self):
        for _ in range(2):
            load_parties(FIXTURES / "parties.yaml")
            load_instrument(FIXTURES / "subscription-agreement.yaml")
        once = everything()
        load_parties(FIXTURES / "parties.yaml")
        load_instrument(FIXTURES / "subscription-agreement.yaml")
        assert everything() == once
        assert len(once["HistoricalAgreement"]) == 1
        assert len(once["HistoricalArticle"]) == Article.objects.count()


class TestLoadingAgain:
    def test_the_same_file_changes_nothing(self, load):
        load()
        before = everything()
        load()
        assert everything() == before

    def test_values_written_otherwise_are_the_same(self, load):
        """Quoted days and bare numbers mean what they meant."""
        load()
        before = everything()
        load(
            ("executed: 2026-04-01", 'executed: "2026-04-01"'),
            ("page: 3", 'page: "3"'),
            ('number: "3"', "number: 3"),
        )
        assert everything() == before

    def test_a_changed_value_is_one_row_of_history(self, load):
        agreement = load()
        load(("title: Supply Agreement", "title: Framework Agreement"))
        agreement.refresh_from_db()
        assert agreement.title == "Framework Agreement"
        assert agreement.history.count() == 2

    def test_a_changed_rule_is_a_new_version(self, load):
        load()
        load(("within 10 days", "within 12 days"))
        versions = ObligationVersion.objects.filter(obligation__key="inspect")
        assert [(v.rule, v.reason) for v in versions] == [
            ("within 10 days after delivery", "original"),
            ("within 12 days after delivery", "correction"),
        ]

    def test_a_rule_that_comes_back_is_a_third_version(self, load):
        load()
        load(("within 10 days", "within 12 days"))
        load()
        assert Obligation.objects.get().latest_rule == "within 10 days after delivery"
        assert ObligationVersion.objects.count() == 3

    def test_an_amendment_made_here_survives(self, load):
        load()
        obligation = Obligation.objects.get()
        obligation.versions.create(
            rule="within 5 days after delivery",
            reason="amendment",
            applies_from=date(2027, 1, 1),
        )
        load()
        assert obligation.versions.count() == 2
        assert obligation.latest_rule == "within 5 days after delivery"

    def test_what_an_amendment_ended_and_inserted_survives(self, load):
        agreement = load()
        amendment = AmendmentFactory.create(agreement=agreement)
        obligation = Obligation.objects.get()
        obligation.in_force_until = date(2026, 12, 31)
        obligation.save()
        amendment.obligation_changes.create(obligation=obligation, effect="ends")
        inserted = insert_article(
            agreement=agreement,
            number="2.1bis",
            slug="2.1bis",
            heading="Samples",
            summary="",
            parent=None,
            after=Article.objects.get(number="2.1"),
        )
        ArticleChangeFactory.create(
            amendment=amendment, article=inserted, effect="inserted", old_text=""
        )
        load(("Inspect the goods", "Inspect what was given"))
        obligation.refresh_from_db()
        assert (obligation.title, obligation.in_force_until) == (
            "Inspect what was given",
            date(2026, 12, 31),
        )
        numbers = agreement.articles.order_by("position").values_list("number", flat=True)
        assert list(numbers) == ["2", "2.1", "2.1bis", "3"]

    def test_what_people_recorded_is_untouched(self, load):
        agreement = load()
        agreement.tracked_from = date(2026, 4, 1)
        agreement.save()
        by = UserFactory.create()
        record_event(
            event_type=EventType.objects.get(),
            when=When(on=date(2026, 11, 2)),
            by=by,
            today=TODAY,
        )
        record_performance(
            deadline=Deadline.objects.get(),
            by=by,
            dispatched_on=None,
            arrived_on=date(2026, 11, 10),
            means="writing",
        )
        recorded = (Event, Deadline, DeadlineVersion, Performance)
        before = [list(model.objects.order_by("pk").values()) for model in recorded]
        load(("within 10 days", "within 12 days"), ("Goods delivered", "Goods handed over"))
        assert [list(model.objects.order_by("pk").values()) for model in recorded] == before
        agreement.refresh_from_db()
        assert agreement.tracked_from == date(2026, 4, 1)
        assert open_coming_deadlines(agreement=agreement, today=TODAY) == []

    def test_a_provision_that_left_the_file_stays_behind_the_others(self, load):
        agreement = load()
        load(
            ('  - number: "2"\n    heading: Delivery\n', '  - number: "1"\n    heading: General\n'),
            ('{article: "2", ', "{"),
            ('    article: "2"\n', ""),
        )
        connection.check_constraints()
        assert [a.number for a in agreement.articles.order_by("position")] == [
            "1",
            "2.1",
            "3",
            "2",
        ]

    def test_a_provision_may_change_its_place_in_the_tree(self, load):
        """What was below comes above: no loop on the way."""
        agreement = load()
        nested = FILE[FILE.index('  - number: "2"\n') :]
        load(
            (
                nested,
                (
                    '  - number: "2.1"\n    articles:\n      - number: "2"\n'
                    '        no_content: Empty.\n  - number: "3"\n    no_content: Left open.\n'
                ),
            )
        )
        found = agreement.articles.get(number="2")
        assert [a.number for a in found.ancestors()] == ["2.1"]

    def test_what_the_file_does_not_say_stays(self, load):
        agreement = load()
        agreement.terminated = date(2030, 1, 1)
        agreement.restricted = True
        agreement.save()
        load()
        agreement.refresh_from_db()
        assert (agreement.terminated, agreement.restricted) == (date(2030, 1, 1), True)


class TestProblems:
    """Each names file, line, value and the fix."""

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            (
                "obligor: us",
                "obligor: uss",
                "supply.yaml:29: obligor “uss” is unknown: did you mean “us”?",
            ),
            (
                "party: us",
                "party: them",
                "supply.yaml:10: party “them” is unknown: known: us.",
            ),
            (
                'breach_leads_to: "3"',
                'breach_leads_to: "4.2"',
                "supply.yaml:31: breach_leads_to “4.2” is unknown: known: 2, 2.1, 3.",
            ),
            (
                '    article: "2"',
                '    article: "9"',
                "supply.yaml:17: article “9” is unknown: known: 2, 2.1, 3.",
            ),
            (
                '{article: "2", ',
                '{article: "9", ',
                "supply.yaml:12: article “9” is unknown: known: 2, 2.1, 3.",
            ),
            (
                'number: "2.1"',
                'number: "2"',
                "supply.yaml:22: number “2” stands twice: remove or rename one.",
            ),
            (
                'number: "2.1"',
                'number: "第2条"',
                "supply.yaml:22: number “第2条” cannot stand in an address: write it like 12.1(3).",
            ),
            (
                "kind: duty",
                "kind: dutty",
                "supply.yaml:28: kind “dutty” is unknown: did you mean “duty”?",
            ),
            (
                "kind: agreement",
                "kind: agreemint",
                "supply.yaml:5: kind “agreemint” is unknown: did you mean “agreement”?",
            ),
            (
                "governing_law: Japan",
                "governing_law: Japan\n  policy: japan-ful",
                "supply.yaml:7: policy “japan-ful” is unknown: did you mean “japan-full”?",
            ),
            (
                "governing_law: Japan",
                "governing_law: Japan\n  zone: Tokyo",
                (
                    "supply.yaml:7: zone “Tokyo” is not a time zone: write it like Asia/Tokyo or "
                    "America/New_York."
                ),
            ),
            (
                "executed: 2026-04-01",
                'executed: "2026-04-31"',
                (
                    "supply.yaml:7: executed “2026-04-31” value has the correct format "
                    "(YYYY-MM-DD) but it is an invalid date."
                ),
            ),
            (
                "page: 3",
                "page: three",
                "supply.yaml:23: page “three” value must be an integer.",
            ),
            (
                "    heading: Delivery",
                "    headding: Delivery",
                "supply.yaml:20: field “headding” is unknown: did you mean “heading”?",
            ),
            (
                "            title: Inspect the goods\n",
                "",
                "supply.yaml:26: “title” is missing: add it.",
            ),
            (
                "    description: Goods delivered\n",
                "",
                "supply.yaml:15: “description” is missing: add it.",
            ),
            (
                "{party: us, role: Buyer}",
                "{party: us}",
                "supply.yaml:10: “role” is missing: add it.",
            ),
            ('number: "2.1"', "number:", "supply.yaml:22: “number” is missing: add it."),
            (
                "no_content: Left open.",
                "articles: [4]",
                "supply.yaml:34: “articles” must be a list of entries with “name: value” lines.",
            ),
            (
                "    heading: Damages",
                "    heading: Damages\n    heading: Loss",
                "supply.yaml:34: is not valid YAML: “heading” stands twice here: remove one.",
            ),
            (
                "    heading: Damages",
                "   heading: Damages",
                "supply.yaml:33: is not valid YAML: did not find expected '-' indicator.",
            ),
        ],
    )
    def test_one_problem(self, load, old, new, expected):
        assert problems(load, (old, new)) == [expected]

    def test_an_undeclared_event_offers_the_declared_ones(self, load):
        (problem,) = problems(load, ("days after delivery", "days after delivry"))
        assert problem.startswith(
            "supply.yaml:30: The agreement does not declare the event “delivry”."
        )
        assert "Nearest valid form: within 10 days after delivery" in problem

    def test_a_bad_rule_points_at_the_column(self, load):
        (problem,) = problems(load, ("within 10 days", "wthin 10 days"))
        assert problem.startswith("supply.yaml:30: rule “wthin” cannot stand here. (column 1)")

    def test_every_problem_is_named_at_once(self, load):
        found = problems(
            load, ("obligor: us", "obligor: you"), ("page: 3", "page: x"), ("within 10", "wthn 10")
        )
        assert [problem.split(":")[1] for problem in found] == ["23", "29", "30"]

    def test_an_obligation_of_another_instrument_is_not_taken_over(self, load):
        load()
        (problem,) = problems(load, ("slug: supply", "slug: other"))
        assert problem == "supply.yaml:26: key “inspect” belongs to another instrument: rename it."

    def test_a_missing_file(self, tmp_path):
        with pytest.raises(InstrumentFileError) as error:
            load_instrument(tmp_path / "none.yaml")
        assert str(error.value).endswith("none.yaml: cannot be read: No such file or directory.")

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "x.yaml:1: expected “name: value” lines at the top."),
            (b"- 1\n", "x.yaml:1: expected “name: value” lines at the top."),
            (b"articles: []\n", "x.yaml:1: “instrument:” is missing: add it."),
            (b"title: \xff\n", "x.yaml: is not UTF-8: save it in that encoding."),
            (
                b"a: [1\n",
                "x.yaml:2: is not valid YAML: did not find expected ',' or ']'.",
            ),
            (b"a: \x07\n", "x.yaml:1: is not valid YAML: "),
        ],
    )
    def test_what_is_no_instrument_file(self, tmp_path, content, expected):
        path = tmp_path / "x.yaml"
        path.write_bytes(content)
        with pytest.raises(InstrumentFileError) as error:
            load_instrument(path)
        assert str(error.value).split("/")[-1].startswith(expected)

    def test_the_command_says_it_without_a_traceback(self, tmp_path):
        path = tmp_path / "x.yaml"
        path.write_text("articles: []\n", encoding="utf-8")
        with pytest.raises(CommandError, match="“instrument:” is missing"):
            call_command("load_instrument", str(path))


class TestParties:
    def write(self, tmp_path: Path, text: str) -> Path:
        path = tmp_path / "parties.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("x: 1", ":1: “parties:” is missing: add it."),
            (
                "parties:\n  - {key: a, name: A, short_name: A, kind: company, parent: b}",
                ":2: parent “b” is unknown: none is known.",
            ),
            (
                "parties:\n  - {key: a, name: A, kind: company}",
                ":2: “short_name” is missing: add it.",
            ),
            (
                "parties:\n  - {key: a, name: A, short_name: A, kind: firm}",
                ":2: kind “firm” is unknown: known: company, group, organ, person.",
            ),
            (
                (
                    "parties:\n  - key: a\n    name: A\n    short_name: A\n    kind: company\n"
                    "    fiscal_years: {first_start: 2026-04-01, last_end: soon}"
                ),
                (
                    ":6: last_end “soon” value has an invalid date format. It must be in "
                    "YYYY-MM-DD format."
                ),
            ),
        ],
    )
    def test_problems(self, tmp_path, text, expected):
        with pytest.raises(InstrumentFileError) as error:
            load_parties(self.write(tmp_path, text))
        assert str(error.value).endswith(f"parties.yaml{expected}")
        assert not Party.objects.exists()

    def test_a_parent_stands_before_its_child(self, tmp_path):
        one, two = (
            "  - {key: a, name: A, short_name: A, kind: company}\n",
            "  - {key: b, name: B, short_name: B, kind: company, parent: a}\n",
        )
        load_parties(self.write(tmp_path, f"parties:\n{one}{two}"))
        assert Party.objects.get(key="b").parent == Party.objects.get(key="a")

    def test_fiscal_years_entered_here_stay(self, tmp_path):
        path = self.write(
            tmp_path,
            "parties:\n  - key: a\n    name: A\n    short_name: A\n    kind: company\n"
            "    fiscal_years: {first_start: 2026-04-01, last_end: 2027-03-31}\n",
        )
        load_parties(path)
        FiscalYear.objects.update(label="As stated")
        load_parties(path)
        assert [year.label for year in FiscalYear.objects.all()] == ["As stated"]


def test_what_is_loaded_is_counted(load):
    load()
    models = (Agreement, AgreementParty, Article, EventType, Obligation, Reading)
    assert [model.objects.count() for model in models] == [1, 1, 3, 1, 1, 1]
