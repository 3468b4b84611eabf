"""Rows that are selected in the register: given to a team, or exported."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.test import Client

from accounts.models import Team, User
from audit.models import Entry
from obligations.models import Deadline, Obligation
from obligations.services import ChangedMeanwhile
from obligations.services.assigning import assign_obligations
from tests.obligations.views.conftest import SECRET, deadline_of
from tests.pages import Page, get, read

URL = "/assign/"


@pytest.fixture
def rows(quarterly: Deadline) -> list[Deadline]:
    """Two deadlines of one obligation of Finance, and one of another."""
    return [quarterly, deadline_of("sa-12-1-3", "Q3 FY2026"), deadline_of("sa-12-1-2")]


def address(rows: list[Deadline]) -> str:
    return URL + "?show=all&kind=duty" + "".join(f"&pick={row.pk}" for row in rows)


def team(name: str) -> Team:
    return Team.objects.get(name=name)


def owner(key: str) -> str:
    return str(Obligation.objects.get(key=key).team)


def seen(page: Page) -> str:
    (field,) = (item for item in page.root.iter("input") if item.get("name") == "seen")
    return field.get("value", "")


def test_the_register_sends_what_is_ticked(officer: Client, quarterly: Deadline) -> None:
    page = get(officer, "/obligations/", show="overdue", party="ntt", as_of="2026-11-22")
    (form,) = (form for form in page.root.iter("form") if form.get("id") == "rows")
    fields = {item.get("name"): item.get("value") for item in form.iter("input")}
    ticks = [item for item in form.iter("input") if item.get("name") == "pick"]
    assert str(quarterly.pk) in [item.get("value") for item in ticks]
    assert "Select Furnish quarterly statements to NTT, Q2 FY2026" in [
        item.get("aria-label") for item in ticks
    ]
    assert (fields["show"], fields["party"]) == ("overdue", "ntt")
    assert "csrfmiddlewaretoken" not in fields
    buttons = {item.get("formaction") for item in form.iter("button")}
    assert buttons == {URL, "/remind/", "/exports/register.csv", "/exports/register.xlsx"}


def test_the_obligations_behind_the_rows_get_the_team(
    officer: Client, rows: list[Deadline]
) -> None:
    page = get(officer, address(rows))
    assert page.main.count("Subscription Agreement · Finance") == 2
    entries = Entry.objects.filter(table="obligations_obligation")
    before = entries.count()
    said = {"team": str(team("Legal").pk), "seen": seen(page)}
    response = officer.post(address(rows), said, follow=True)
    assert response.redirect_chain == [("/obligations/?kind=duty&show=all", 302)]
    assert read(response).messages == ["2 obligations assigned to Legal."]
    assert (owner("sa-12-1-3"), owner("sa-12-1-2")) == ("Legal", "Legal")
    assert owner("sa-12-1-1") == "Finance"
    change = Obligation.objects.get(key="sa-12-1-2").history.latest("history_id")
    assert change.history_user == User.objects.get(email="compliance@demo.localhost")
    assert entries.count() == before + 2
    entry = entries.latest("pk")
    assert entry.person == change.history_user
    assert list(entry.before or {}) == ["team_id"]


def test_a_team_must_be_chosen(officer: Client, rows: list[Deadline]) -> None:
    page = read(officer.post(address(rows), {"seen": ""}))
    assert page.errors == ["This field is required."]
    page = read(officer.post(address(rows), {"team": "0", "seen": "x"}))
    assert "Select a valid choice" in page.errors[0]
    assert owner("sa-12-1-3") == "Finance"


def test_who_changed_one_meanwhile_is_named_and_nothing_is_assigned(
    officer: Client, rows: list[Deadline]
) -> None:
    page = get(officer, address(rows))
    lawyer = User.objects.get(email="legal@demo.localhost")
    duty = Obligation.objects.get(key="sa-12-1-3")
    assign_obligations(seen={duty.pk: duty.team_id}, team=team("Compliance"), by=lawyer)
    said = {"team": str(team("Legal").pk), "seen": seen(page)}
    page = read(officer.post(address(rows), said))
    assert "Kenji Sato changed one of these obligations" in page.main
    assert (owner("sa-12-1-3"), owner("sa-12-1-2")) == ("Compliance", "Finance")
    assert "Subscription Agreement · Compliance" in page.main
    said["seen"] = seen(page)
    officer.post(address(rows), said)
    assert (owner("sa-12-1-3"), owner("sa-12-1-2")) == ("Legal", "Legal")


def test_the_service_takes_all_or_none(officer: Client, rows: list[Deadline]) -> None:
    first, second = (Obligation.objects.get(key=key) for key in ("sa-12-1-2", "sa-12-1-3"))
    lawyer = User.objects.get(email="legal@demo.localhost")
    stale = {first.pk: first.team_id, second.pk: team("Legal").pk}
    with pytest.raises(ChangedMeanwhile):
        assign_obligations(seen=stale, team=team("Compliance"), by=lawyer)
    assert owner("sa-12-1-2") == "Finance"
    same = {first.pk: first.team_id}
    assert assign_obligations(seen=same, team=team("Finance"), by=lawyer) == 0


def test_what_has_no_deadline_can_be_assigned_too(officer: Client) -> None:
    duty = Obligation.objects.get(key="sa-14-3")
    url = f"{URL}?show=without-deadline&pick={duty.pk}"
    said = {"team": str(team("Finance").pk), "seen": seen(get(officer, url))}
    response = officer.post(url, said)
    assert response.headers["Location"] == "/obligations/?show=without-deadline"
    assert owner("sa-14-3") == "Finance"


def test_nothing_selected_says_so(officer: Client) -> None:
    page = get(officer, URL)
    assert "Nothing is selected: go back to the register and tick rows." in page.main
    assert read(officer.post(URL, {"team": str(team("Legal").pk)})).main == page.main


def test_who_only_reads_exports_and_assigns_nothing(
    auditor: Client, officer: Client, rows: list[Deadline]
) -> None:
    page = get(auditor, "/obligations/")
    assert "Export the selected rows as CSV" in page.actions
    assert "Assign to a team" not in page.actions
    assert auditor.get(address(rows)).status_code == 403
    assert auditor.post(address(rows), {"team": team("Legal").pk}).status_code == 403
    assert officer.get(address(rows) + "&as_of=2026-11-13").status_code == 403
    assert owner("sa-12-1-3") == "Finance"


def test_who_must_not_know_an_obligation_cannot_assign_it(
    officer: Client, insider: Client, secret: Deadline, sign_in: Callable[[str], Client]
) -> None:
    assert SECRET in get(insider, address([secret])).main
    for client in (officer, sign_in("legal@demo.localhost")):
        assert client.get(address([secret])).status_code == 404
        assert client.post(address([secret]), {"team": team("Legal").pk}).status_code == 404
    assert officer.get(f"{URL}?pick=999999999").status_code == 404
    assert officer.get(f"{URL}?pick=one").status_code == 404
    assert owner("umbrella-1") == "None"


@pytest.mark.parametrize("show", ["show=all", "show=overdue"])
def test_only_the_selected_rows_are_exported(
    officer: Client, quarterly: Deadline, secret: Deadline, show: str
) -> None:
    url = f"/exports/register.csv?{show}&pick={quarterly.pk}&pick={secret.pk}"
    content = officer.get(url).getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(content, newline=""))
    assert (row["Article"], row["Period"]) == ("12.1(3)", "Q2 FY2026")
    assert officer.get("/exports/register.csv?pick=one").status_code == 404


def test_selected_obligations_without_a_deadline_are_exported(officer: Client) -> None:
    duty = Obligation.objects.get(key="sa-14-3")
    url = f"/exports/register.csv?show=without-deadline&pick={duty.pk}"
    (row,) = csv.DictReader(StringIO(officer.get(url).getvalue().decode("utf-8-sig"), newline=""))
    assert row["Article"] == "14.3"
