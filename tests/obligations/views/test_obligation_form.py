"""Legal changes an obligation or adds one, and sees what follows before anything is saved."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from obligations.models import Deadline, Obligation
from obligations.services import state_of
from tests.factories import AgreementReaderFactory, UserFactory
from tests.obligations.views.conftest import deadline_of
from tests.obligations.views.proposals import let_confirm
from tests.obligations.views.test_every_page import counts
from tests.pages import Page, get, read

CHANGE = "/obligations/sa-12-1-3/change/"
ADD = "/agreements/subscription-agreement/12.1-3/obligations/new/"
THIRTY = "within 30 days after the end of each fiscal quarter"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    """Legal: may write obligations."""
    return sign_in("legal@demo.localhost")


@pytest.fixture
def administrator(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("admin@demo.localhost")


def typed(page: Page, **other: str) -> dict[str, str]:
    """What the form of a page would send, with some fields typed anew."""
    form = next(f for f in page.root.iter("form") if f.get("hx-post"))
    names = [
        field.get("name", "")
        for field in form.iter()
        if field.tag in {"input", "select", "textarea"} and field.get("type") != "hidden"
    ]
    hidden = {
        field.get("name", ""): field.get("value", "")
        for field in form.iter("input")
        if field.get("type") == "hidden" and field.get("name") != "csrfmiddlewaretoken"
    }
    return {name: page.value(name) for name in names} | hidden | other


def amended(page: Page, **other: str) -> dict[str, str]:
    amendment = {
        "rule": THIRTY,
        "reason": "amendment",
        "applies_from": "2027-01-01",
        "why": "First amendment",
    }
    return typed(page, **amendment | other)


def preview(page: Page) -> str:
    (section,) = (s for s in page.root.iter("section") if s.get("id") == "preview")
    return " ".join("".join(section.itertext()).split())


class TestChanging:
    def test_the_form_holds_what_is_on_record(self, lawyer: Client) -> None:
        page = get(lawyer, CHANGE)
        assert page.heading == "Change an obligation"
        assert page.value("title") == "Furnish quarterly statements to NTT"
        assert page.value("rule") == "within 45 days after the end of each fiscal quarter"
        assert page.value("kind") == "duty"
        assert page.value("counts_on") == "arrival"
        assert page.choices("reason") == [
            "The rule stays",
            "Correction of our reading",
            "Amendment of the text",
            "Change of law",
        ]
        assert "Read as: within 45 days after the end of each fiscal quarter" in page.main
        assert page.actions == ["Show what changes", "Cancel"]

    def test_the_preview_shows_from_what_to_what_and_writes_nothing(self, lawyer: Client) -> None:
        before = counts()
        page = read(lawyer.post(CHANGE, amended(get(lawyer, CHANGE))))
        assert counts() == before
        assert page.errors == []
        # Q4 ends on 31 March 2027: 45 days end on Saturday 15 May, thirty on Friday 30 April.
        assert (
            "Q4 FY2026 Change moves Act by Fri 14 May 2027 Fri 30 Apr 2027 "
            "Contractual day Sat 15 May 2027 Fri 30 Apr 2027 "
            "Arguable until Mon 17 May 2027 Fri 30 Apr 2027"
        ) in preview(page)
        assert "Q3 FY2026" not in preview(page)
        assert page.actions == ["Propose", "Show again what changes", "Cancel"]
        assert page.value("rule") == THIRTY

    def test_htmx_gets_the_preview_and_the_buttons(self, lawyer: Client) -> None:
        form = amended(get(lawyer, CHANGE))
        body = lawyer.post(CHANGE, form, headers=HTMX).content.decode()
        assert body.strip().startswith('<section class="card" id="preview"')
        assert 'id="obligation-actions" hx-swap-oob="true"' in body
        assert "Fri 30 Apr 2027" in body

    def test_htmx_hears_what_hinders_the_preview(self, lawyer: Client) -> None:
        form = amended(get(lawyer, CHANGE), applies_from="")
        page = read(lawyer.post(CHANGE, form, headers=HTMX))
        assert "Applies from Say from which day the new rule applies." in page.text
        assert "Save" not in page.text.split()

    def test_a_rule_moves_the_deadlines_once_a_second_person_confirms(self, lawyer: Client) -> None:
        before = get(lawyer, "/obligations/sa-12-1-3/").rows()
        response = lawyer.post(CHANGE, amended(get(lawyer, CHANGE), save="1"))
        page = get(lawyer, response.headers["Location"])
        assert page.messages == ["Proposed. It takes effect when another person confirms."]
        page = get(lawyer, "/obligations/sa-12-1-3/")
        assert page.rows() == before
        assert "Rule within 45 days after the end of each fiscal quarter" in page.main
        let_confirm()
        page = get(lawyer, "/obligations/sa-12-1-3/")
        assert "Q4 FY2026 Fri 30 Apr 2027 Fri 30 Apr 2027 Fri 30 Apr 2027 Scheduled" in page.rows()
        assert (
            f"{THIRTY} Amendment First amendment Applies from Fri 1 Jan 2027 · Kenji Sato, "
            "confirmed by Emi Ono, "
        ) in page.main
        assert "Original text Applies from the start · loaded from a file" in page.main

    def test_a_correction_of_an_amended_rule_applies_where_that_does(self, lawyer: Client) -> None:
        lawyer.post(CHANGE, amended(get(lawyer, CHANGE), save="1"))
        let_confirm()
        form = typed(
            get(lawyer, CHANGE),
            rule=THIRTY.replace("30", "31"),
            reason="correction",
            why="Misread",
            save="1",
        )
        assert lawyer.post(CHANGE, form).status_code == 302
        let_confirm()
        versions = Obligation.objects.get(key="sa-12-1-3").versions.order_by("pk")
        assert [str(v.applies_from) for v in versions] == ["None", "2027-01-01", "2027-01-01"]
        current = deadline_of("sa-12-1-3", "Q4 FY2026").current
        assert current
        # The 31st day is Saturday 1 May, and 3 to 5 May are holidays.
        assert (str(current.before_roll), str(current.due)) == ("2027-05-01", "2027-05-06")

    def test_performed_and_overdue_deadlines_of_a_correction(self, lawyer: Client) -> None:
        done = deadline_of("sa-12-1-3", "Q1 FY2026").current
        form = typed(get(lawyer, CHANGE), rule=THIRTY, reason="correction", why="Misread", save="1")
        lawyer.post(CHANGE, form)
        let_confirm()
        assert deadline_of("sa-12-1-3", "Q1 FY2026").current == done
        late = deadline_of("sa-12-1-3", "Q2 FY2026").current
        assert late
        assert str(late.due) == "2026-10-30"

    @pytest.mark.parametrize(
        ("other", "said"),
        [
            ({"rule": "within 30 dys after closing"}, "This rule cannot be used"),
            ({"reason": ""}, "The rule changes: say for which reason."),
            ({"applies_from": ""}, "Say from which day the new rule applies."),
            ({"applies_from": "soon"}, "“soon” is not a date"),
            ({"reason": "correction"}, "A correction applies wherever the rule did"),
            ({"why": ""}, "This field is required."),
            ({"title": ""}, "This field is required."),
            ({"target_days": "few"}, "“few” is not a number of days: write it in figures"),
            ({"rule": "within 45 days after the end of each fiscal quarter"}, "is not changed"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
        self, lawyer: Client, other: dict[str, str], said: str
    ) -> None:
        before = counts()
        form = amended(get(lawyer, CHANGE), **other, save="1")
        page = read(lawyer.post(CHANGE, form))
        assert [error for error in page.errors if said in error], page.errors
        assert counts() == before
        for name in ("title", "rule", "why", "target_days"):
            assert page.value(name) == form[name]

    def test_who_may_waive_it_and_what_survives_are_changed_with_it(self, lawyer: Client) -> None:
        ntt = Obligation.objects.get(key="sa-12-1-3").obligee
        form = typed(
            get(lawyer, CHANGE),
            waivable_by=str(ntt and ntt.pk),
            exceptions="None while NTT holds no share.",
            survives="on",
            survival="three months",
            on_closing_list="on",
            why="The file left it out",
            save="1",
        )
        lawyer.post(CHANGE, form)
        duty = Obligation.objects.get(key="sa-12-1-3")
        assert (duty.waivable_by, duty.survives, duty.on_closing_list) == (ntt, True, True)
        page = get(lawyer, "/obligations/sa-12-1-3/")
        assert "May be waived by NTT" in page.main
        assert "Exceptions None while NTT holds no share." in page.main
        assert "Survives the end three months" in page.main
        assert page.links["Its state on the closing checklist"].endswith("/closing/#sa-12-1-3")

    def test_an_item_with_a_recorded_state_stays_on_the_checklist(self, lawyer: Client) -> None:
        url = "/obligations/sa-5-1/change/"
        page = get(lawyer, url)
        assert page.value("on_closing_list") == "on"
        form = typed(page, on_closing_list="", why="Not an item", save="1")
        refused = read(lawyer.post(url, form))
        assert refused.errors == ["Its state is recorded on the closing checklist: it stays there."]
        assert Obligation.objects.get(key="sa-5-1").on_closing_list

    def test_an_undeclared_event_offers_the_declared_ones(self, lawyer: Client) -> None:
        form = amended(get(lawyer, CHANGE), rule="within 30 days after clsing")
        page = read(lawyer.post(CHANGE, form))
        assert "The agreement does not declare the event “clsing”. Column 22." in page.main
        assert "Nearest valid form: within 30 days after closing" in page.main
        offered = page.main.partition("Expected here:")[2].split(" · ")
        assert {"receipt of issuance notice", "full issuance"} <= set(offered)

    def test_a_rule_taken_away_shows_what_is_withdrawn(self, lawyer: Client) -> None:
        form = typed(get(lawyer, CHANGE), rule="", reason="correction", why="No date attaches")
        page = read(lawyer.post(CHANGE, form))
        assert "Q3 FY2026 Change is withdrawn Act by Fri 12 Feb 2027 —" in preview(page)
        lawyer.post(CHANGE, typed(page, save="1"))
        let_confirm()
        page = get(lawyer, "/obligations/sa-12-1-3/")
        assert "No date attaches to it. Correction No date attaches Applies from" in page.main

    def test_a_day_before_the_present_rule_is_refused(self, lawyer: Client) -> None:
        lawyer.post(CHANGE, amended(get(lawyer, CHANGE), save="1"))
        let_confirm()
        rule = THIRTY.replace("30", "20")
        form = amended(get(lawyer, CHANGE), rule=rule, applies_from="2026-12-31")
        (error,) = read(lawyer.post(CHANGE, form)).errors
        assert error == (
            "Thu 31 Dec 2026 is before Fri 1 Jan 2027, when the present rule begins: "
            "give a later day."
        )

    def test_a_date_beyond_the_holiday_data_is_an_error_of_the_rule(self, lawyer: Client) -> None:
        rule = THIRTY.replace("30 days", "90 years")
        page = read(lawyer.post(CHANGE, amended(get(lawyer, CHANGE), rule=rule, save="1")))
        assert any("2099" in error for error in page.errors)

    def test_nothing_changed_is_said(self, lawyer: Client) -> None:
        page = read(lawyer.post(CHANGE, typed(get(lawyer, CHANGE), why="Nothing")))
        assert "Nothing is changed yet: change a field first." in page.main

    def test_what_a_breach_leads_to(self, lawyer: Client) -> None:
        page = get(lawyer, CHANGE)
        assert page.value("consequences") == "20(2)"
        form = typed(page, consequences="18.1(1), 20(2)", why="Also 18.1(1)", save="1")
        assert lawyer.post(CHANGE, form).status_code == 302
        changed = Obligation.objects.get(key="sa-12-1-3")
        numbers = changed.breach_leads_to.order_by("position").values_list("number", flat=True)
        assert list(numbers) == ["18.1(1)", "20(2)"]
        assert str(changed.history.latest().history_user) == "Kenji Sato"

    def test_a_breach_leads_to_no_provision_that_is_not_there(self, lawyer: Client) -> None:
        form = typed(get(lawyer, CHANGE), consequences="20(2), 99.9", why="Typed wrong", save="1")
        page = read(lawyer.post(CHANGE, form))
        assert page.errors == [
            (
                "“99.9”: no provision of this instrument has that number. "
                "Write it as the contents do, like 12.1(3)."
            )
        ]
        assert page.value("consequences") == "20(2), 99.9"

    def test_the_days_on_which_it_is_in_force(self, lawyer: Client) -> None:
        days = {"in_force_from": "2026-04-01", "in_force_until": "2026-03-31"}
        page = read(lawyer.post(CHANGE, typed(get(lawyer, CHANGE), **days, why="Ends", save="1")))
        assert page.errors == [
            "Tue 31 Mar 2026 is before Wed 1 Apr 2026, “in force from”: give a later day."
        ]
        form = typed(page, in_force_until="2027-03-31", why="Ends", save="1")
        assert lawyer.post(CHANGE, form).status_code == 302
        changed = Obligation.objects.get(key="sa-12-1-3")
        assert (str(changed.in_force_from), str(changed.in_force_until)) == (
            "2026-04-01",
            "2027-03-31",
        )

    def test_another_field_needs_no_reason_of_the_rule(self, lawyer: Client) -> None:
        form = typed(get(lawyer, CHANGE), title="Furnish figures", why="Shorter", save="1")
        assert lawyer.post(CHANGE, form).status_code == 302
        changed = Obligation.objects.get(key="sa-12-1-3")
        assert changed.title == "Furnish figures"
        assert changed.versions.count() == 1
        record = changed.history.latest()
        assert (str(record.history_user), record.history_change_reason) == ("Kenji Sato", "Shorter")

    def test_who_comes_second_is_told_and_loses_nothing(
        self, lawyer: Client, administrator: Client
    ) -> None:
        mine = amended(get(lawyer, CHANGE), save="1")
        theirs = typed(get(administrator, CHANGE), title="Furnish figures", why="Short", save="1")
        assert administrator.post(CHANGE, theirs).status_code == 302
        page = read(lawyer.post(CHANGE, mine))
        assert "Hiroshi Mori changed this obligation, Sun 22 Nov 2026, 09:00" in page.main
        assert (
            "On record now Rule within 45 days after the end of each fiscal quarter "
            "Title Furnish figures"
        ) in page.main
        for name in ("rule", "why", "applies_from", "title"):
            assert page.value(name) == mine[name]
        again = typed(page, save="1")
        assert again["seen"] != mine["seen"]
        assert lawyer.post(CHANGE, again).status_code == 302
        let_confirm()
        changed = Obligation.objects.get(key="sa-12-1-3")
        assert changed.title == "Furnish quarterly statements to NTT"
        assert changed.latest_rule == THIRTY

    def test_a_look_at_the_preview_does_not_hide_the_other_change(
        self, lawyer: Client, administrator: Client
    ) -> None:
        form = amended(get(lawyer, CHANGE))
        page = read(lawyer.post(CHANGE, form))
        theirs = typed(get(administrator, CHANGE), title="Furnish figures", why="Short", save="1")
        administrator.post(CHANGE, theirs)
        page = read(lawyer.post(CHANGE, typed(page, save="1")))
        assert "Hiroshi Mori changed this obligation" in page.main


class TestAdding:
    def test_a_key_is_suggested_from_the_number(self, lawyer: Client) -> None:
        page = get(lawyer, ADD)
        assert page.heading == "Add an obligation"
        assert page.value("key") == "sa-12-1-3-2"
        empty = ADD.replace("12.1-3", "12.6")
        assert get(lawyer, empty).value("key") == "sa-12-6"

    def test_it_is_shown_then_added(self, lawyer: Client) -> None:
        ours = Obligation.objects.get(key="sa-12-1-3").obligor
        assert ours
        before = counts()
        form = typed(
            get(lawyer, ADD), title="Send figures", kind="duty", rule=THIRTY, obligor=str(ours.pk)
        )
        page = read(lawyer.post(ADD, form))
        assert counts() == before
        assert "Q2 FY2026 Change opens Act by Fri 30 Oct 2026" in preview(page)
        response = lawyer.post(ADD, typed(page, save="1"))
        page = get(lawyer, response.headers["Location"])
        assert page.heading == "Send figures"
        assert "New obligation Proposed, not in force" in page.main
        assert lawyer.get("/obligations/sa-12-1-3-2/").status_code == 404
        let_confirm()
        page = get(lawyer, "/obligations/sa-12-1-3-2/")
        assert page.heading == "Send figures"
        assert (
            "Original text Applies from the start · Kenji Sato, confirmed by Emi Ono" in page.main
        )
        assert len(page.rows()) == 11  # Q4 FY2025 to Q2 FY2028

    def test_one_to_which_no_date_attaches_is_added_at_once(self, lawyer: Client) -> None:
        form = typed(get(lawyer, ADD), title="Be loyal", kind="duty", rule="")
        page = read(lawyer.post(ADD, form))
        assert page.actions == ["Save", "Show again what changes", "Cancel"]
        assert lawyer.post(ADD, typed(page, save="1")).status_code == 302
        page = get(lawyer, "/obligations/sa-12-1-3-2/")
        assert page.messages == ["Obligation added. 0 deadlines opened, moved or withdrawn."]

    def test_a_taken_key_is_refused_with_a_free_one(self, lawyer: Client) -> None:
        form = typed(get(lawyer, ADD), title="Again", kind="duty", key="sa-12-2", save="1")
        page = read(lawyer.post(ADD, form))
        assert page.errors == ["“sa-12-2” is taken: choose another key, for example “sa-12-1-3-2”."]
        assert page.value("key") == "sa-12-2"

    def test_the_page_of_the_provision_leads_there(self, lawyer: Client, officer: Client) -> None:
        provision = "/agreements/subscription-agreement/12.1-3/"
        assert get(lawyer, provision).links["Add an obligation: 12.1(3)"] == ADD
        assert "Add an obligation: 12.1(3)" not in get(officer, provision).links


class TestWhoMay:
    @pytest.mark.parametrize("person", ["lawyer", "administrator"])
    def test_legal_and_administrators_find_the_button(
        self, person: str, request: pytest.FixtureRequest
    ) -> None:
        client = request.getfixturevalue(person)
        assert get(client, "/obligations/sa-12-1-3/").links["Change"] == CHANGE
        get(client, CHANGE)
        get(client, ADD)

    @pytest.mark.parametrize("person", ["officer", "auditor"])
    def test_others_see_no_button_and_are_refused(
        self, person: str, request: pytest.FixtureRequest
    ) -> None:
        client = request.getfixturevalue(person)
        assert "Change" not in get(client, "/obligations/sa-12-1-3/").links
        before = counts()
        for address in (CHANGE, ADD):
            assert client.get(address).status_code == 403
            assert client.post(address, {"title": "x", "save": "1"}).status_code == 403
        assert counts() == before

    def test_who_must_not_know_finds_nothing(self, lawyer: Client, administrator: Client) -> None:
        for client in (lawyer, administrator):
            for address in (
                "/obligations/umbrella-1/change/",
                "/agreements/umbrella/1/obligations/new/",
                "/rules/check/?agreement=umbrella&rule=at+any+time",
            ):
                assert client.get(address).status_code == 404
                assert client.post(address).status_code in {404, 405}

    def test_a_lawyer_who_is_let_in_may(self, client: Client) -> None:
        agreement = Obligation.objects.get(key="umbrella-1").article.agreement
        let_in = UserFactory(role="legal")
        AgreementReaderFactory(agreement=agreement, user=let_in, granted_by=let_in)
        client.force_login(let_in)
        page = get(client, "/obligations/umbrella-1/change/")
        assert page.value("rule") == "within 10 days after umbrella signing"
        assert get(client, "/agreements/umbrella/1/obligations/new/").value("key") == "umbrella-1-2"

    def test_nothing_is_written_as_of_another_day(self, lawyer: Client) -> None:
        assert "Change" not in get(lawyer, "/obligations/sa-12-1-3/", as_of="2026-11-14").links
        for address in (CHANGE, ADD):
            response = lawyer.get(address, {"as_of": "2026-11-14"})
            assert response.status_code == 403
            assert "Go back to today" in read(response).main

    def test_who_has_not_signed_in_is_asked_to(self, client: Client) -> None:
        for address in (CHANGE, ADD):
            assert client.get(address).headers["Location"] == f"/accounts/login/?next={address}"

    def test_only_get_and_post_are_taken(self, lawyer: Client) -> None:
        for address in (CHANGE, ADD):
            for method in ("put", "patch", "delete"):
                assert getattr(lawyer, method)(address).status_code == 405
            assert lawyer.head(address).headers["Cache-Control"] == "no-store"


def test_the_live_reading_knows_the_declared_events(lawyer: Client) -> None:
    field = get(lawyer, CHANGE).field("rule")
    page = read(lawyer.get(f"{field.get('hx-get')}&rule=promptly+after+clsing", headers=HTMX))
    assert "The agreement does not declare the event “clsing”." in page.text
    assert "Nearest valid form: promptly after closing" in page.text


def test_more_deadlines_and_versions_ask_no_more_queries(lawyer: Client) -> None:
    def queries(page: Page, **other: str) -> int:
        form = amended(page, **other)
        with CaptureQueriesContext(connection) as captured:
            assert "Propose" in read(lawyer.post(CHANGE, form)).actions
        return len(captured)

    few = queries(get(lawyer, CHANGE), applies_from="2028-09-30")
    assert queries(get(lawyer, CHANGE)) == few
    assert few <= 44


def test_a_deadline_says_which_version_of_the_rule_gave_it(lawyer: Client) -> None:
    lawyer.post(CHANGE, amended(get(lawyer, CHANGE), save="1"))
    let_confirm()
    moved: Deadline = deadline_of("sa-12-1-3", "Q4 FY2026")
    page = get(lawyer, f"/deadlines/{moved.pk}/")
    assert "Rule amended Act by Fri 30 Apr 2027" in page.main


def test_a_change_by_nobody_is_one_by_the_loader(lawyer: Client) -> None:
    form = amended(get(lawyer, CHANGE), save="1")
    found = Obligation.objects.get(key="sa-12-1-3")
    found.title = "Furnish figures"
    found.save()
    assert state_of(found) != form["seen"]
    assert "The loader of files changed this obligation" in read(lawyer.post(CHANGE, form)).main
    assert User.objects.filter(name="The loader of files").count() == 0
