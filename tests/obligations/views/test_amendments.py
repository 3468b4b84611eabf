"""Legal records an amendment and sees what moves first; everybody reads it; nobody deletes it."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from agreements.models import Agreement, Amendment
from obligations.models import Obligation, Proposal
from tests.factories import (
    AgreementReaderFactory,
    AmendmentFactory,
    ArticleChangeFactory,
    LawyerFactory,
    SourceArticleFactory,
)
from tests.obligations.views.conftest import deadline_of
from tests.obligations.views.proposals import let_confirm
from tests.obligations.views.test_every_page import counts
from tests.pages import Page, get, read, words
from tests.recorded import date_back

LIST = "/agreements/subscription-agreement/amendments/"
NEW = f"{LIST}new/"
REDLINE = "/agreements/subscription-agreement/redline/"
THIRTY = "within 30 days after the end of each fiscal quarter"
SIGNED = "Quarterly figures reach NTT within\nforty-five (45) days."
AMENDED = "Quarterly figures reach NTT within thirty (30) days."
PROPOSED = (
    "What it does to obligations waits for a second person of Legal. Until then none of them moves."
)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    """Legal: may record amendments."""
    return sign_in("legal@demo.localhost")


@pytest.fixture
def administrator(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("admin@demo.localhost")


@pytest.fixture
def agreement(sunday: None) -> Agreement:
    """The Subscription Agreement with a signed text of 12.1(3)."""
    agreement = Agreement.objects.get(slug="subscription-agreement")
    SourceArticleFactory(article=agreement.articles.get(number="12.1(3)"), text=SIGNED)
    return agreement


@pytest.fixture
def typed(agreement: Agreement) -> dict[str, str]:
    """12.1(3) reads thirty days from 2027 on, and its rule says so."""
    return {
        "title": "First amendment",
        "executed": "2026-11-20",
        "effective": "2027-01-01",
        "note": "",
        **rows(
            "texts", {"article": pk(agreement, "12.1(3)"), "effect": "replaced", "text": AMENDED}
        ),
        **rows("insertions"),
        **rows(
            "turns",
            {
                "obligation": str(Obligation.objects.get(key="sa-12-1-3").pk),
                "effect": "changes",
                "rule": THIRTY,
            },
        ),
    }


def pk(agreement: Agreement, number: str) -> str:
    return str(agreement.articles.get(number=number).pk)


def rows(prefix: str, *typed: dict[str, str]) -> dict[str, str]:
    """What the rows of one kind send."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(typed)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(typed):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def seen(page: Page) -> str:
    (hidden,) = (i for i in page.root.iter("input") if i.get("name") == "seen")
    return hidden.get("value", "")


def preview(page: Page) -> str:
    (section,) = (s for s in page.root.iter("section") if s.get("id") == "preview")
    return words(section)


def contractual(period: str) -> date | None:
    """The contractual day of 12.1(3) for a fiscal period."""
    current = deadline_of("sa-12-1-3", period).current
    assert current
    return current.before_roll


def save(client: Client, typed: dict[str, str]) -> str:
    """Look at the preview, then save; the address of the amendment."""
    token = seen(read(client.post(NEW, typed)))
    response = client.post(NEW, typed | {"save": "1", "seen": token})
    assert response.status_code == 302
    return response.headers["Location"]


class TestRecording:
    def test_the_preview_shows_the_redline_and_the_deadlines_and_writes_nothing(
        self, lawyer: Client, typed: dict[str, str]
    ) -> None:
        before = counts()
        page = read(lawyer.post(NEW, typed))
        assert counts() == before
        assert page.errors == []
        assert (
            "within [deleted: forty-five ][inserted: thirty ]([deleted: 45][inserted: 30]) days."
        ) in preview(page)
        # Q4 ends on 31 March 2027: 45 days end on Saturday 15 May, thirty on Friday 30 April.
        assert (
            "Furnish quarterly statements to NTT, Q4 FY2026 12.1(3) Change moves "
            "Act by Fri 14 May 2027 Fri 30 Apr 2027"
        ) in preview(page)
        assert page.actions[-3:] == ["Save", "Show again what changes", "Cancel"]

    def test_saving_shows_what_it_changed_and_who_recorded_it(
        self, lawyer: Client, officer: Client, typed: dict[str, str]
    ) -> None:
        url = save(lawyer, typed)
        date_back(date(2026, 11, 22), time(9))
        page = get(lawyer, url)
        assert page.messages == ["Amendment recorded.", PROPOSED]
        assert "proposed by Kenji Sato" in page.main
        assert "waits for a second person of Legal. Until then no obligation moves." in page.main
        rule = (
            "Furnish quarterly statements to NTT · Rule "
            "within 45 days after the end of each fiscal quarter "
            f"{THIRTY} Proposed, not in force"
        )
        assert rule in page.main
        assert contractual("Q4 FY2026") == date(2027, 5, 15)
        let_confirm()
        assert contractual("Q4 FY2026") == date(2027, 4, 30)
        page = get(officer, url)
        assert page.heading == "First amendment"
        assert (
            "Takes effect later dated Fri 20 Nov 2026, effective from Fri 1 Jan 2027" in page.main
        )
        assert [e.tag for e in page.root.iter() if e.tag in {"del", "ins"}] == ["del", "ins"] * 2
        assert (
            "follows another rule for facts and periods from Fri 1 Jan 2027 on: " + THIRTY
        ) in page.main
        assert "Recorded by Kenji Sato, Sun 22 Nov 2026, 09:00 Tokyo" in page.main
        assert page.actions == []

    def test_who_recorded_it_does_not_confirm_what_it_does_to_obligations(
        self, lawyer: Client, officer: Client, auditor: Client, typed: dict[str, str]
    ) -> None:
        url = save(lawyer, typed)
        proposal = Proposal.objects.get()
        own = get(lawyer, proposal.get_absolute_url())
        assert own.actions == ["Take back the proposal"]
        assert (
            "Furnish quarterly statements to NTT, Q4 FY2026 12.1(3) Change moves "
            "Act by Fri 14 May 2027 Fri 30 Apr 2027"
        ) in own.main
        lawyer.post(f"{proposal.get_absolute_url()}confirm/")
        assert get(lawyer, url).messages[-1].startswith("A second person of Legal decides")
        for client in (officer, auditor):
            page = get(client, proposal.get_absolute_url())
            assert page.heading == "First amendment"
            assert page.actions == []
            line = "Obligations under an amendment: First amendment"
            for place in ("/obligations/sa-12-1-3/", "/agreements/subscription-agreement/"):
                assert get(client, place).links[line] == proposal.get_absolute_url()
        assert line not in get(officer, "/obligations/sa-12-1-2/").links
        assert contractual("Q4 FY2026") == date(2027, 5, 15)

    def test_what_is_rejected_leaves_obligations_as_they_are(
        self, lawyer: Client, officer: Client, typed: dict[str, str]
    ) -> None:
        url = save(lawyer, typed)
        second = Client()
        second.force_login(LawyerFactory(name="Emi Ono"))
        reject = f"{Proposal.objects.get().get_absolute_url()}reject/"
        second.post(reject, {"reason": "The paper says forty"})
        page = get(officer, url)
        assert "Rejected, Emi Ono" in page.main
        assert "No obligation moved. The paper says forty" in page.main
        assert "It starts, ends and changes no obligation." in page.main
        assert contractual("Q4 FY2026") == date(2027, 5, 15)

    def test_htmx_gets_the_preview_and_the_buttons(
        self, lawyer: Client, typed: dict[str, str]
    ) -> None:
        body = lawyer.post(NEW, typed, headers=HTMX).content.decode()
        assert body.strip().startswith('<section class="card" id="preview"')
        assert 'id="amendment-actions" hx-swap-oob="true"' in body

    def test_one_more_row_keeps_what_was_typed_and_complains_of_nothing(
        self, lawyer: Client, typed: dict[str, str]
    ) -> None:
        typed |= {"executed": "20 Nov", "more": "insertions"}
        page = read(lawyer.post(NEW, typed))
        assert page.errors == []
        assert page.value("insertions-0-number") == ""
        for name in ("title", "executed", "effective", "texts-0-article", "turns-0-rule"):
            assert page.value(name) == typed[name]
        assert page.value("texts-0-text") == AMENDED

    def test_the_text_on_record_is_shown_and_filled_in(
        self, lawyer: Client, typed: dict[str, str]
    ) -> None:
        page = read(lawyer.post(NEW, typed | {"texts-0-text": "", "fill": "1"}))
        assert page.value("texts-0-text") == " ".join(SIGNED.split())
        assert "Text on record as of Fri 1 Jan 2027 (Filed English translation)" in page.main

    def test_indents_are_not_filled_in_and_new_line_breaks_are_no_change(
        self, lawyer: Client, typed: dict[str, str], agreement: Agreement
    ) -> None:
        text = agreement.articles.get(number="12.1(3)").source_texts.get()
        text.text = SIGNED.replace("forty-five", "      forty-five")
        text.save()
        page = read(lawyer.post(NEW, typed | {"texts-0-text": "", "fill": "1"}))
        assert "\n      " not in "".join(page.field("texts-0-text").itertext())
        page = read(lawyer.post(NEW, typed | {"texts-0-text": " ".join(SIGNED.split())}))
        assert "This is the text on record: change it, or empty the row." in page.main

    def test_a_provision_is_inserted_and_another_deleted(
        self, lawyer: Client, typed: dict[str, str], agreement: Agreement
    ) -> None:
        typed |= rows(
            "texts", {"article": pk(agreement, "20"), "effect": "deleted", "text": ""}
        ) | rows(
            "insertions",
            {
                "number": "12.1(9)",
                "heading": "",
                "parent": pk(agreement, "12.1"),
                "after": "",
                "text": "A new item.",
                "summary": "",
            },
        )
        page = read(lawyer.post(NEW, typed))
        assert "20 is deleted, yet “Indemnify NTT” goes on: end it here" in preview(page)
        page = get(lawyer, save(lawyer, typed))
        assert "20 Indemnification Provision deleted" in page.main
        assert "12.1(9) Provision inserted [inserted: A new item.]" in page.main
        add = "/agreements/subscription-agreement/12.1-9/obligations/new/"
        assert get(lawyer, add).heading == "Add an obligation"

    def test_an_obligation_at_an_inserted_provision_is_in_force_from_its_day(
        self, lawyer: Client, typed: dict[str, str]
    ) -> None:
        new = {"number": "12A", "text": "A new article."}
        url = save(lawyer, typed | rows("insertions", new))
        add = "/agreements/subscription-agreement/12A/obligations/new/"
        form = {
            "in_force_from": get(lawyer, add).value("in_force_from"),
            "key": "sa-12a",
            "title": "Furnish more",
            "kind": "duty",
            "counts_on": "arrival",
            "review": "none",
            "rule": THIRTY,
            "save": "1",
        }
        assert lawyer.post(add, form).status_code == 302
        let_confirm()
        assert Obligation.objects.get(key="sa-12a").in_force_from == date(2027, 1, 1)
        assert "Furnish more 12A hangs at a provision that it inserts" in get(lawyer, url).main

    def test_sent_twice_it_is_recorded_once(self, lawyer: Client, typed: dict[str, str]) -> None:
        token = seen(read(lawyer.post(NEW, typed)))
        sent = typed | {"save": "1", "seen": token}
        assert lawyer.post(NEW, sent).status_code == 302
        page = read(lawyer.post(NEW, sent))
        assert page.errors == [
            "“First amendment” is recorded already: open it, or give this one another title."
        ]
        assert Amendment.objects.count() == 1

    def test_what_somebody_changed_meanwhile_is_shown_before_it_is_saved(
        self, lawyer: Client, typed: dict[str, str], agreement: Agreement
    ) -> None:
        token = seen(read(lawyer.post(NEW, typed)))
        made = AmendmentFactory(agreement=agreement, title="Other", effective=date(2027, 6, 1))
        ArticleChangeFactory(amendment=made, article=agreement.articles.get(number="12.1(3)"))
        page = read(lawyer.post(NEW, typed | {"save": "1", "seen": token}))
        assert page.messages[0].startswith("The instrument changed after you looked.")
        assert (
            "12.1(3) is changed again by Other: from Tue 1 Jun 2027 its text stands."
        ) in preview(page)
        assert seen(page) != token


class TestRefusing:
    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            ({"title": ""}, "This field is required."),
            (
                {"executed": "2026-11-23"},
                "Mon 23 Nov 2026 has not come yet: record an amendment when it is signed.",
            ),
            (
                {"effective": "2003-09-15"},
                (
                    "Mon 15 Sep 2003 is before Tue 16 Sep 2003, when the instrument was executed: "
                    "check the year."
                ),
            ),
            (
                {"effective": "1 Jan"},
                "“1 Jan” is not a date: write it as year-month-day, like 2026-11-12.",
            ),
            ({"texts-0-text": ""}, "Write how the provision reads from the effective day on."),
            ({"texts-0-article": ""}, "This field is required."),
            (
                {"texts-0-text": SIGNED.replace("\n", "\r\n")},
                "This is the text on record: change it, or empty the row.",
            ),
            (
                {"texts-0-effect": "deleted"},
                "A deleted provision has no new text: empty this field.",
            ),
            ({"turns-0-rule": ""}, "Write the rule that it follows from the effective day on."),
            (
                {"turns-0-rule": "within 30 dys after closing"},
                "This rule cannot be used: what is wrong, and where, stands under it.",
            ),
            (
                {"turns-0-rule": THIRTY.replace("30", "45")},
                "It follows this rule already: write the new one.",
            ),
            (
                {"turns-0-effect": "ends"},
                "It only starts or ends: empty this field, or change that.",
            ),
        ],
    )
    def test_a_mistake_is_named_and_nothing_typed_is_lost(
        self, lawyer: Client, typed: dict[str, str], wrong: dict[str, str], error: str
    ) -> None:
        before = counts()
        typed |= wrong
        page = read(lawyer.post(NEW, typed | {"save": "1"}))
        assert page.errors == [error]
        assert counts() == before
        for name, value in typed.items():
            if "_FORMS" not in name:
                assert page.value(name) == " ".join(value.split())
        assert error in preview(page)

    @pytest.mark.parametrize(
        ("inserted", "error"),
        [
            (
                {"number": "12.1(3)"},
                "12.1(3) is on record: give another number, or change its text above.",
            ),
            (
                {"number": "12/A"},
                "This cannot stand in an address: write the number like 12A or 12.1(4).",
            ),
            (
                {"number": "12A", "after": "12.1(3)"},
                "12.1(3) does not stand there: choose a provision of the same rank.",
            ),
        ],
    )
    def test_an_inserted_provision_has_a_number_and_a_place_of_its_own(
        self,
        lawyer: Client,
        typed: dict[str, str],
        agreement: Agreement,
        inserted: dict[str, str],
        error: str,
    ) -> None:
        if after := inserted.get("after"):
            inserted = inserted | {"after": pk(agreement, after)}
        typed |= rows("insertions", {"text": "New.", **inserted})
        assert read(lawyer.post(NEW, typed)).errors == [error]

    def test_a_row_can_be_left_out_and_none_at_all_says_nothing(
        self, lawyer: Client, typed: dict[str, str]
    ) -> None:
        typed |= {"texts-0-text": "", "texts-0-DELETE": "on"}
        page = read(lawyer.post(NEW, typed))
        assert page.errors == []
        assert "12.1(3) Text replaced" not in preview(page)
        page = read(lawyer.post(NEW, typed | {"turns-0-DELETE": "on"}))
        assert page.errors == ["Say what it changes: at least one provision or one obligation."]

    def test_one_provision_stands_in_one_row(
        self, lawyer: Client, typed: dict[str, str], agreement: Agreement
    ) -> None:
        row = {"article": pk(agreement, "12.1(3)"), "effect": "replaced", "text": AMENDED}
        page = read(lawyer.post(NEW, typed | rows("texts", row, row)))
        assert page.errors == ["It stands in two rows: take one of them out."]

    @pytest.mark.parametrize("number", ["", "-1", "x", "9" * 5000, "٣"])
    def test_a_tampered_number_of_rows_is_no_error_of_ours(
        self, lawyer: Client, typed: dict[str, str], number: str
    ) -> None:
        typed |= {"texts-TOTAL_FORMS": number, "more": "texts"}
        assert lawyer.post(NEW, typed).status_code == 200


class TestWithdrawing:
    def test_it_stays_visible_and_texts_and_rules_follow_the_rest(
        self, lawyer: Client, typed: dict[str, str]
    ) -> None:
        url = save(lawyer, typed)
        page = read(lawyer.get(f"{url}withdraw/", follow=True))
        assert page.messages[-1].startswith("What Kenji Sato proposed about it waits")
        let_confirm()
        page = get(lawyer, f"{url}withdraw/")
        assert "Q4 FY2026 12.1(3) Change moves Act by Fri 30 Apr 2027 Fri 14 May 2027" in page.main
        page = read(lawyer.post(f"{url}withdraw/", {"because": " "}))
        assert page.errors == ["This field is required."]
        response = lawyer.post(f"{url}withdraw/", {"because": "Typed in twice"})
        assert response.headers["Location"] == url
        page = get(lawyer, url)
        assert page.messages == [PROPOSED]
        assert Amendment.objects.get().withdrawn_at is None
        line = "Withdrawal of an amendment: First amendment"
        assert line in get(lawyer, "/obligations/sa-12-1-3/").links
        assert contractual("Q4 FY2026") == date(2027, 4, 30)
        proposal = get(lawyer, let_confirm().get_absolute_url())
        assert "Amendment Withdrawn Typed in twice" in proposal.main
        assert contractual("Q4 FY2026") == date(2027, 5, 15)
        page = get(lawyer, url)
        assert "Withdrawn by Emi Ono, Sun 22 Nov 2026" in page.main
        assert "Typed in twice" in page.main
        assert page.actions == []
        assert "First amendment Typed in twice" in get(lawyer, LIST).rows()[0]
        span = {"from": "2003-09-16", "to": "2027-06-01"}
        assert "no amendment took effect between them" in get(lawyer, REDLINE, **span).main
        response = lawyer.post(f"{url}withdraw/", {"because": "Again"})
        assert response.headers["Location"] == url
        assert Amendment.objects.get().withdrawn_because == "Typed in twice"


class TestReading:
    def test_the_list_names_what_each_changes(
        self, lawyer: Client, officer: Client, typed: dict[str, str]
    ) -> None:
        assert "No amendment is recorded by this day" in get(lawyer, LIST).main
        save(lawyer, typed)
        (row,) = get(officer, LIST).rows()
        assert row == (
            "First amendment Fri 20 Nov 2026 Fri 1 Jan 2027 12.1(3) · 0 obligations "
            "· waits for a second person of Legal Takes effect later"
        )
        let_confirm()
        (row,) = get(officer, LIST).rows()
        assert "12.1(3) · 1 obligation Takes" in row
        assert get(officer, LIST).actions == ["Redline between two days"]
        assert get(lawyer, LIST).actions == ["Redline between two days", "Record an amendment"]

    def test_before_its_date_nobody_knows_of_it(
        self, officer: Client, lawyer: Client, typed: dict[str, str]
    ) -> None:
        url = save(lawyer, typed)
        assert get(officer, LIST, as_of="2026-11-19").rows() == []
        assert officer.get(url, {"as_of": "2026-11-19"}).status_code == 404
        assert "In effect" in get(officer, url, as_of="2027-01-01").main

    def test_the_redline_compares_two_days(
        self, officer: Client, lawyer: Client, typed: dict[str, str]
    ) -> None:
        save(lawyer, typed)
        page = get(officer, REDLINE, **{"from": "2026-12-31", "to": "2027-01-01"})
        assert "12.1(3) First amendment (Fri 1 Jan 2027)" in page.main
        assert "[deleted: forty-five ][inserted: thirty ]" in page.main
        page = get(officer, REDLINE)
        assert page.value("from") == "2003-09-16"
        assert page.value("to") == "2026-11-22"
        assert "no amendment took effect between them" in page.main

    @pytest.mark.parametrize(
        ("span", "error"),
        [
            (
                {"from": "2027-01-01", "to": "2026-01-01"},
                "Thu 1 Jan 2026 is before Fri 1 Jan 2027: exchange the two days.",
            ),
            (
                {"from": "soon"},
                "“soon” is not a date: write it as year-month-day, like 2026-11-12.",
            ),
            ({"to": ""}, "This field is required."),
        ],
    )
    def test_a_wrong_span_is_named(
        self, officer: Client, agreement: Agreement, span: dict[str, str], error: str
    ) -> None:
        page = get(officer, REDLINE, **span)
        assert page.errors == [error]
        for name, value in span.items():
            assert page.value(name) == value

    def test_markup_in_a_text_is_text(self, lawyer: Client, typed: dict[str, str]) -> None:
        url = save(lawyer, typed | {"texts-0-text": "<b>Thirty</b> & more"})
        assert "<b>Thirty" not in lawyer.get(url).content.decode()

    def test_more_changes_ask_no_more_queries(self, officer: Client, agreement: Agreement) -> None:
        made = AmendmentFactory(agreement=agreement)
        articles = iter(agreement.articles.all())
        get(officer, LIST)
        asked = []
        for number in (1, 20):
            for _ in range(number):
                ArticleChangeFactory(amendment=made, article=next(articles))
            pages = (LIST, made.get_absolute_url(), f"{REDLINE}?to=2027-06-01")
            asked.append([queries(officer, url) for url in pages])
        assert asked[0] == asked[1]
        assert max(asked[0]) <= 15

    def test_the_form_asks_no_more_queries_for_more_rows(
        self, lawyer: Client, typed: dict[str, str], agreement: Agreement
    ) -> None:
        numbers = [row.number for row in agreement.articles.all()[:12]]
        lawyer.post(NEW, typed)
        asked = []
        for some in (numbers[:1], numbers):
            made = [
                {"article": pk(agreement, n), "effect": "replaced", "text": f"New {n}"}
                for n in some
            ]
            typed |= rows("texts", *made)
            with CaptureQueriesContext(connection) as captured:
                assert lawyer.post(NEW, typed).status_code == 200
            asked.append(len(captured))
        assert asked[0] == asked[1]


class TestAccess:
    def test_who_may_only_read_is_told_so(
        self, officer: Client, auditor: Client, lawyer: Client, typed: dict[str, str]
    ) -> None:
        url = save(lawyer, typed)
        for client in (officer, auditor):
            for page in (NEW, f"{url}withdraw/"):
                assert client.get(page).status_code == 403
                assert client.post(page, typed | {"because": "x", "save": "1"}).status_code == 403
            assert client.get(url).status_code == 200
        assert Amendment.objects.get().withdrawn_at is None

    def test_an_administrator_may_record(
        self, administrator: Client, typed: dict[str, str]
    ) -> None:
        assert save(administrator, typed).startswith(LIST)

    def test_as_of_another_day_nothing_is_recorded(
        self, lawyer: Client, typed: dict[str, str]
    ) -> None:
        past = f"{NEW}?as_of=2026-11-01"
        assert lawyer.get(past).status_code == 403
        assert lawyer.post(past, typed | {"save": "1"}).status_code == 403
        page = get(lawyer, LIST, as_of="2026-11-01")
        assert page.actions == ["Redline between two days"]

    def test_who_must_not_know_the_instrument_finds_nothing(self, lawyer: Client) -> None:
        hidden = Agreement.objects.get(slug="umbrella")
        made = AmendmentFactory(agreement=hidden)
        urls = [
            "/agreements/umbrella/amendments/",
            "/agreements/umbrella/amendments/new/",
            "/agreements/umbrella/redline/",
            made.get_absolute_url(),
            f"{made.get_absolute_url()}withdraw/",
        ]
        assert {lawyer.get(url).status_code for url in urls} == {404}
        AgreementReaderFactory(
            agreement=hidden,
            user=User.objects.get(email="legal@demo.localhost"),
            granted_by=User.objects.get(email="insider@example.com"),
        )
        assert {lawyer.get(url).status_code for url in urls} == {200}

    def test_an_amendment_is_found_under_its_own_instrument_only(
        self, lawyer: Client, agreement: Agreement
    ) -> None:
        made = AmendmentFactory()
        assert lawyer.get(f"{LIST}{made.pk}/").status_code == 404

    def test_pages_that_show_take_nothing(self, lawyer: Client, agreement: Agreement) -> None:
        made = AmendmentFactory(agreement=agreement)
        for url in (LIST, REDLINE, made.get_absolute_url()):
            assert lawyer.post(url).status_code == 405


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
