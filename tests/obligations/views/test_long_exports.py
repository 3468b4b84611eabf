"""Lists of more than 2,000 rows: a worker makes the file, and only who asked reads it."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from agreements.models import AgreementReader
from obligations import exporting
from obligations.models import Deadline, Event, Printout
from obligations.services import record_performance
from obligations.services.printouts import Progress
from obligations.tasks import make_printouts
from tests.factories import UserFactory
from tests.obligations.views.conftest import SECRET, SUNDAY, event_type
from tests.obligations.views.test_printouts import file, no_broker
from tests.pages import Page, assert_accessible, get, read
from tests.recorded import date_back

__all__ = ["no_broker"]

EVENTS, REGISTER = "/exports/events.csv", "/exports/register.csv"
IN_BACKGROUND = "rows: the file is made in the background"


@pytest.fixture
def many() -> int:
    """More facts than are sent at once: how many there are with those of the demonstration."""
    by = User.objects.get(email="legal@demo.localhost")
    kind = event_type("full issuance")
    Event.objects.bulk_create(
        Event(type=kind, happened_on=date(2026, 11, 1), note=f"={number}", recorded_by=by)
        for number in range(2_001)
    )
    return Event.objects.exclude(type__agreement__slug="umbrella").count()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows are many already."""
    for module in ("obligations.views.exports", "obligations.templatetags.exporting"):
        monkeypatch.setattr(f"{module}.MOST_AT_ONCE", 10)


def ask(client: Client, url: str) -> Printout:
    response = client.post(url)
    assert response.status_code == 302
    printout = Printout.objects.latest("pk")
    assert response.headers["Location"] == printout.get_absolute_url()
    return printout


def made(client: Client, printout: Printout) -> list[dict[str, str]]:
    """The rows of the CSV file that the worker made."""
    make_printouts()
    response = client.get(file(printout))
    assert response.status_code == 200
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"), newline="")))


def forms(page: Page) -> list[tuple[str, str]]:
    return [(item.get("method", ""), item.get("action", "")) for item in page.root.iter("form")]


def test_a_long_list_says_so_is_asked_for_made_and_read(officer: Client, many: int) -> None:
    page = get(officer, "/events/")
    assert f"{many} {IN_BACKGROUND}" in page.main
    assert "Export CSV" not in page.links
    assert ("post", EVENTS) in forms(page)
    printout = ask(officer, EVENTS)
    page = get(officer, printout.get_absolute_url())
    assert "Under way" in page.main
    assert page.heading == "Events (CSV)"
    assert page.links["The list as filtered"] == "/events/?as_of=2026-11-22"
    assert officer.get(file(printout)).status_code == 404
    rows = made(officer, printout)
    assert len(rows) == many
    assert "'=2000" in {row["Note"] for row in rows}
    page = get(officer, printout.get_absolute_url())
    assert "It is ready" in page.main
    assert f"{many} rows" in page.main
    assert page.links["Download the file"] == file(printout)
    response = officer.get(file(printout))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = 'attachment; filename="events-2026-11-22.csv"'
    assert response.headers["Content-Disposition"] == name
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert get(officer, "/printouts/").links["Events (CSV)"] == printout.get_absolute_url()


def test_a_long_list_is_not_sent_at_once_but_a_page_says_what_to_do(
    officer: Client, many: int
) -> None:
    response = officer.get(EVENTS, {"as_of": "2026-11-21"})
    assert response.status_code == 409
    page = read(response)
    assert_accessible(page)
    assert page.heading == "This list is long"
    assert f"{many} {IN_BACKGROUND}" in page.main
    assert ("post", f"{EVENTS}?as_of=2026-11-21") in forms(page)
    assert page.links["Back to the list, to filter it"] == "/events/?as_of=2026-11-21"
    few = officer.get(EVENTS, {"as_of": "2026-10-31"})
    assert few.status_code == 200
    assert few.getvalue()


def test_a_workbook(officer: Client) -> None:
    printout = ask(officer, "/exports/register.xlsx?show=overdue&q=quarterly+statements")
    make_printouts()
    response = officer.get(file(printout))
    assert "obligations-2026-11-22.xlsx" in response.headers["Content-Disposition"]
    found: Any = openpyxl.load_workbook(BytesIO(response.content)).active
    headings = [cell.value for cell in found[1]]
    row = dict(zip(headings, [cell.value for cell in found[2]], strict=True))
    assert row["Status"] == "Overdue 6 days"


@pytest.mark.parametrize(
    "query",
    [
        "show=all&sort=-act-by",
        "show=overdue&agreement=subscription-agreement",
        "show=without-deadline",
        "show=open&as_of=2026-11-10",
    ],
)
def test_the_file_is_that_of_the_page_row_by_row(officer: Client, query: str) -> None:
    at_once = officer.get(f"{REGISTER}?{query}").getvalue()
    printout = ask(officer, f"{REGISTER}?{query}&page=2")
    make_printouts()
    assert officer.get(file(printout)).content == at_once
    assert at_once.count(b"\r\n") > 1


def test_the_register_too_says_that_it_is_long(officer: Client, short: None) -> None:
    page = get(officer, "/obligations/", show="all", page="2")
    assert IN_BACKGROUND in page.main
    assert ("post", f"{REGISTER}?show=all") in forms(page)
    assert officer.get(REGISTER, {"show": "all"}).status_code == 409
    few = officer.get(REGISTER, {"show": "overdue", "q": "12.1(3)"})
    assert few.status_code == 200
    assert few.getvalue()


def test_only_what_had_been_recorded_then(officer: Client, quarterly: Deadline) -> None:
    by = UserFactory.create()
    date_back(date(2026, 11, 1), loaded_too=True)
    record_performance(
        deadline=quarterly,
        by=by,
        dispatched_on=date(2026, 11, 19),
        arrived_on=date(2026, 11, 19),
        means="writing",
    )
    date_back(date(2026, 11, 21))
    query = "show=all&q=quarterly+statements&as_of=2026-11-20"
    then = ask(officer, f"{REGISTER}?{query}&known=then")
    midnight = datetime(2026, 11, 21, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert (then.as_of, then.known_before) == (date(2026, 11, 20), midnight)
    assert status(made(officer, then)) == "Overdue 4 days"
    assert status(made(officer, ask(officer, f"{REGISTER}?{query}"))) == "Performed late"
    page = get(officer, then.get_absolute_url())
    assert "as then recorded" in page.main
    assert page.links["The list as filtered"] == f"/obligations/?{query}&known=then"
    named = officer.get(file(then)).headers["Content-Disposition"]
    assert "obligations-2026-11-20-as-then-recorded.csv" in named


def status(rows: list[dict[str, str]]) -> str:
    (row,) = (row for row in rows if row["Period"] == "Q2 FY2026")
    return row["Status"]


def test_progress_moves_while_it_is_made(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PIECE", 20)
    printout = ask(officer, f"{REGISTER}?show=all")
    seen: list[tuple[int, int]] = []
    tell = Progress.tell

    def look(progress: Progress, number: int) -> None:
        tell(progress, number)
        found = Printout.objects.get(pk=printout.pk)
        seen.append((found.done, found.total))

    monkeypatch.setattr(Progress, "tell", look)
    make_printouts()
    assert len(seen) > 2
    total = len(made(officer, printout))
    assert {each for _done, each in seen} == {total}
    assert [done for done, _total in seen] == [*range(20, total, 20), total]


class TestFailing:
    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
        """Tables cannot be written."""

        def fail(*rest: Any) -> Any:
            raise OSError("no space left\nof row 7")

        with monkeypatch.context() as patch:
            patch.setattr(exporting, "write_csv", fail)
            yield patch

    def test_it_says_why_and_is_asked_for_again(
        self, officer: Client, broken: pytest.MonkeyPatch
    ) -> None:
        printout = ask(officer, f"{REGISTER}?show=overdue")
        for _ in range(4):
            make_printouts()
        page = get(officer, printout.get_absolute_url())
        assert "It could not be made" in page.main
        assert "What went wrong: OSError: no space left" in page.main
        assert "row 7" not in page.main
        again = f"/printouts/{printout.pk}/again/"
        assert ("post", again) in forms(page)
        broken.undo()
        second = ask(officer, again)
        assert second != printout
        assert (second.kind, second.query) == ("register", "show=overdue")
        assert made(officer, second)

    def test_a_filter_that_is_not_offered_any_more(self, insider: Client) -> None:
        printout = ask(insider, f"{REGISTER}?agreement=umbrella")
        AgreementReader.objects.all().delete()
        Printout.tells_of.through.objects.all().delete()
        make_printouts()
        page = get(insider, printout.get_absolute_url())
        assert "It could not be made" in page.main
        assert "you cannot choose any more" in page.main
        assert Printout.objects.get(pk=printout.pk).attempts == 1

    @pytest.mark.parametrize("url", [f"{REGISTER}?first=soon", "/exports/notices.csv?way=up"])
    def test_a_wrong_filter_leads_back_to_the_page(self, officer: Client, url: str) -> None:
        response = officer.post(url)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(("/obligations/?", "/notices/?"))
        assert not Printout.objects.exists()


def test_asked_for_twice_it_is_made_once(officer: Client) -> None:
    first = ask(officer, EVENTS)
    assert ask(officer, EVENTS) == first
    assert ask(officer, "/exports/events.xlsx") != first


def test_only_lists_are_made_as_tables() -> None:
    by = User.objects.get(email="legal@demo.localhost")
    said = {"as_of": SUNDAY, "language": "en", "requested_by": by}
    for wrong in ({"kind": "events"}, {"kind": "calendar", "ending": "csv"}):
        with pytest.raises(IntegrityError, match="printout_kind_known"), transaction.atomic():
            Printout.objects.create(**said, **wrong)


class TestWhoMay:
    def test_nobody_reads_or_repeats_that_of_another(
        self, officer: Client, auditor: Client
    ) -> None:
        printout = ask(officer, EVENTS)
        make_printouts()
        assert auditor.get(printout.get_absolute_url()).status_code == 404
        assert auditor.get(file(printout)).status_code == 404
        assert auditor.post(f"/printouts/{printout.pk}/again/").status_code == 404

    @pytest.mark.parametrize("kind", ["register", "events"])
    def test_it_holds_what_who_asked_may_know(
        self, officer: Client, insider: Client, auditor: Client, kind: str
    ) -> None:
        def text(client: Client) -> str:
            rows = made(client, ask(client, f"/exports/{kind}.csv?show=all"))
            return "\n".join(value for row in rows for value in row.values())

        assert SECRET not in text(officer)
        assert SECRET in text(insider)
        assert SECRET in text(auditor)

    def test_who_is_put_out_before_it_is_made_is_told_nothing(self, insider: Client) -> None:
        printout = ask(insider, f"{REGISTER}?show=all")
        AgreementReader.objects.all().delete()
        Printout.tells_of.through.objects.all().delete()
        assert SECRET not in {row["Obligation"] for row in made(insider, printout)}

    def test_who_is_put_out_later_loses_it(self, insider: Client) -> None:
        printout = ask(insider, f"{REGISTER}?show=all")
        assert SECRET in {row["Obligation"] for row in made(insider, printout)}
        AgreementReader.objects.all().delete()
        for url in (printout.get_absolute_url(), file(printout)):
            assert insider.get(url).status_code == 404

    def test_it_speaks_the_language_of_who_asked(self, officer: Client) -> None:
        User.objects.filter(email="compliance@demo.localhost").update(language="ja")
        rows = made(officer, ask(officer, f"{REGISTER}?show=overdue&q=12.1(3)"))
        assert "期限超過" in rows[0]["状態"]
