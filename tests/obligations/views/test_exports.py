"""The register, the events and the findings as files, filtered as on their pages."""

import csv
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from agreements.models import Agreement, Finding
from obligations.models import Event
from tests.obligations.views.conftest import SECRET, SUNDAY
from tests.pages import get

REGISTER = "/exports/register.csv"
LISTS = ["/exports/register", "/exports/events", "/exports/findings"]


def lines(client: Client, url: str, **query: str) -> list[dict[str, str]]:
    response = client.get(url, query)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    content = response.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(client: Client, url: str, **query: str):
    response = client.get(url, query)
    assert response.status_code == 200
    return openpyxl.load_workbook(BytesIO(response.getvalue())).active


def test_a_row_says_what_the_register_says(officer: Client) -> None:
    rows = lines(officer, REGISTER, show="overdue", q="quarterly statements")
    (row,) = rows
    assert row["Instrument"] == "Subscription Agreement"
    assert row["Article"] == "12.1(3)"
    assert row["Obligor"] == "IIJ"
    assert row["Obligee"] == "NTT"
    assert row["Rule"] == "within 45 days after the end of each fiscal quarter"
    assert row["Period"] == "Q2 FY2026"
    assert row["Act by"] == "2026-11-13"
    assert row["Safe date"] == "2026-11-13"
    assert row["Contractual day"] == "2026-11-14"
    assert row["Arguable until"] == "2026-11-16"
    assert row["Performed on"] == ""
    assert row["Status"] == "Overdue 6 days"


def test_every_page_of_the_list_is_in_the_file_and_in_its_order(officer: Client) -> None:
    page = get(officer, "/obligations/", show="all")
    assert page.links["Export CSV"] == f"{REGISTER}?show=all"
    total = int(page.main.partition("1 to 30 of ")[2].split()[0])
    rows = lines(officer, REGISTER, show="all")
    assert len(rows) == total > 30
    days = [row["Act by"] for row in rows if row["Act by"]]
    assert days == sorted(days)


def test_the_filters_of_the_page_hold_for_the_file(officer: Client) -> None:
    page = get(officer, "/obligations/", show="overdue", agreement="schedule-13d", page="2")
    assert page.links["Export CSV"] == f"{REGISTER}?show=overdue&agreement=schedule-13d"
    for row in lines(officer, REGISTER, show="all", agreement="schedule-13d"):
        assert row["Instrument"] == "Schedule 13D"
    for row in lines(officer, REGISTER, show="overdue"):
        assert row["Status"].startswith("Overdue")


def test_the_list_of_what_has_no_deadline(officer: Client) -> None:
    rows = lines(officer, REGISTER, show="without-deadline")
    page = get(officer, "/obligations/", show="without-deadline")
    assert f"of {len(rows)} " in f"{page.main} "
    assert {row["Status"] for row in rows} <= {"Not triggered", "No date attaches"}
    assert "Act by" not in rows[0]


def test_it_is_read_as_of_another_day(officer: Client) -> None:
    (row,) = lines(officer, REGISTER, as_of="2026-11-10", show="due", q="quarterly statements")
    assert row["Status"] == "3 days left"
    response = officer.get(REGISTER, {"as_of": "2026-11-10"})
    assert "obligations-2026-11-10.csv" in response.headers["Content-Disposition"]


def test_a_workbook_holds_real_dates(officer: Client) -> None:
    found = sheet(officer, "/exports/register.xlsx", show="overdue", q="quarterly statements")
    headings = [cell.value for cell in found[1]]
    row = dict(zip(headings, [cell.value for cell in found[2]], strict=True))
    assert row["Act by"] == datetime(2026, 11, 13)  # noqa: DTZ001 (a workbook knows no zone)
    assert row["Status"] == "Overdue 6 days"


def test_events_with_what_became_of_them(officer: Client) -> None:
    rows = lines(officer, "/exports/events.csv")
    assert len(rows) == Event.objects.exclude(type__agreement__slug="umbrella").count()
    closing = next(row for row in rows if row["Date"] == "2003-09-16")
    assert closing["What became of it"] == "In force"
    assert closing["Recorded by"]


def test_findings_of_one_instrument_and_of_all(officer: Client) -> None:
    page = get(officer, "/agreements/subscription-agreement/findings/")
    url = page.links["Export CSV"]
    assert url == "/exports/findings.csv?agreement=subscription-agreement"
    some = lines(officer, url)
    every = lines(officer, "/exports/findings.csv")
    assert 0 < len(some) <= len(every) == Finding.objects.count()
    settled = next(row for row in every if row["Status"] == "Settled")
    assert settled["Settled"]
    assert settled["How it was settled"]


def test_a_formula_that_somebody_typed_is_none_in_the_file(officer: Client) -> None:
    closing = Event.objects.effective().get(type__name="closing")
    Event.objects.create(
        type=closing.type,
        happened_on=closing.happened_on,
        note='=HYPERLINK("https://evil.example")',
        recorded_by=closing.recorded_by,
    )
    notes = {row["Note"] for row in lines(officer, "/exports/events.csv")}
    assert '\'=HYPERLINK("https://evil.example")' in notes
    found = sheet(officer, "/exports/events.xlsx")
    cells = [cell for row in found.iter_rows() for cell in row]
    (cell,) = (cell for cell in cells if str(cell.value).startswith("=HYPERLINK"))
    assert cell.data_type == "s"


def test_headings_and_cells_speak_the_language_of_the_person(officer: Client) -> None:
    User.objects.filter(email="compliance@demo.localhost").update(language="ja")
    rows = lines(officer, REGISTER, show="overdue", q="12.1(3)")
    assert "期限超過" in rows[0]["状態"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("url", LISTS)
class TestWhoMay:
    def test_everybody_exports_what_everybody_reads(
        self, officer: Client, auditor: Client, url: str, ending: str
    ) -> None:
        for client in (officer, auditor):
            response = client.get(f"{url}.{ending}")
            assert response.status_code == 200
            assert response.headers["Content-Disposition"].startswith("attachment; filename=")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "no-store"
            assert response.getvalue()

    def test_nothing_restricted_is_in_the_file(
        self,
        officer: Client,
        insider: Client,
        auditor: Client,
        url: str,
        ending: str,
    ) -> None:
        Finding.objects.create(
            agreement=Agreement.objects.get(slug="umbrella"),
            key="umbrella",
            check_kind="address",
            template=SECRET,
            found_on=SUNDAY,
        )

        def text(client: Client) -> str:
            if ending == "csv":
                rows = lines(client, f"{url}.csv", show="all")
                return "\n".join(value for row in rows for value in row.values())
            found = sheet(client, f"{url}.xlsx", show="all")
            return "\n".join(str(cell.value) for row in found.iter_rows() for cell in row)

        assert SECRET not in text(officer)
        assert SECRET in text(insider)
        assert SECRET in text(auditor)


def test_other_endings_and_unknown_instruments_are_not_there(
    officer: Client, sign_in: Callable[[str], Client]
) -> None:
    for url in LISTS:
        assert officer.get(f"{url}.pdf").status_code == 404
    hidden = {"agreement": "umbrella"}
    assert officer.get("/exports/findings.csv", hidden).status_code == 404
    assert sign_in("insider@example.com").get("/exports/findings.csv", hidden).status_code == 200
    assert officer.get(REGISTER, hidden).headers["Location"] == "/obligations/?agreement=umbrella"
