"""The register of notices, and recording what nothing else records."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from agreements.models import Agreement, AgreementParty, Party
from obligations.models import Deadline, Event, Notice, Performance
from obligations.services import When, record_event, record_notice
from tests.factories import PartyFactory
from tests.obligations.views.conftest import SECRET, SUNDAY, event_type
from tests.obligations.views.test_performance import record as perform
from tests.pages import Page, get, read

URL = "/notices/"


def letter(**changed: Any) -> dict[str, Any]:
    """The form: a letter of NTT that arrived on Thursday 19 November 2026."""
    return {
        "way": "in",
        "agreement": Agreement.objects.get(slug="subscription-agreement").pk,
        "article": "12.2",
        "title": "NTT asks for the segment data",
        "party": Party.objects.get(key="ntt").pk,
        "dispatched_on": "2026-11-18",
        "arrived_on": "2026-11-19",
        "means": "writing",
        "proof": "Stamp of the mail room",
    } | changed


def send(client: Client, url: str, data: dict[str, Any]) -> Page:
    response = client.post(url, data)
    assert response.status_code == 200, response.status_code
    return read(response)


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("legal@demo.localhost")


@pytest.fixture
def notice(officer: Client) -> Notice:
    assert officer.post("/notices/record/", letter()).status_code == 302
    return Notice.objects.get()


@pytest.fixture
def hidden(insider: Client, secret: Deadline) -> Notice:
    """A notice about the restricted instrument."""
    agreement = secret.obligation.article.agreement
    return record_notice(
        agreement=agreement,
        way="out",
        title=SECRET,
        party=Party.objects.get(key="ntt"),
        means="email",
        dispatched_on=date(2026, 11, 5),
        by=User.objects.get(email="insider@example.com"),
    )


def test_what_was_dispatched_to_perform_stands_in_it(officer: Client) -> None:
    """The demonstration performed three times: the latest dispatch was on 11 August 2026."""
    rows = [row for row in get(officer, URL).rows() if row.startswith("Out Performance")]
    assert rows == [
        f"Out Performance {what} · IIJ → NTT {days} In writing NTT, address for notices"
        for what, days in (
            (
                "Furnish quarterly statements to NTT, Q1 FY2026 Subscription Agreement 12.1(3)",
                "Tue 11 Aug 2026 Wed 12 Aug 2026",
            ),
            (
                "Furnish audited annual statements to NTT, FY2025 Subscription Agreement 12.1(1)",
                "Wed 27 May 2026 Thu 28 May 2026",
            ),
            (
                "Furnish quarterly statements to NTT, Q4 FY2025 Subscription Agreement 12.1(3)",
                "Mon 11 May 2026 Tue 12 May 2026",
            ),
        )
    ]


def test_a_fact_that_is_a_notice_stands_in_it(officer: Client) -> None:
    """The demonstration's notice to a director of 17 November 2026."""
    (row,) = [row for row in get(officer, URL).rows() if "Event" in row]
    assert row.startswith("Out Event Director received IIJ's notice of having caused it damage")
    assert "— Tue 17 Nov 2026 not recorded" in row
    assert "Signing" not in get(officer, URL).main


def test_an_entry_says_how_a_notice_was_given(officer: Client) -> None:
    """It then stands in the place of the fact, also after the fact was corrected."""
    page = get(officer, URL)
    (url,) = [url for text, url in page.links.items() if text.startswith("Record how it was given")]
    form = get(officer, url)
    assert form.value("way") == "out"
    assert form.value("arrived_on") == "2026-11-17"
    said = {
        name: form.value(name)
        for name in ("way", "agreement", "article", "title", "party", "arrived_on")
    }
    event = Event.objects.get(type__name="receipt of damage notice")
    data = said | {"means": "writing", "dispatched_on": "2026-11-16", "event": event.pk}
    assert officer.post("/notices/record/", data).status_code == 302
    rows = get(officer, URL).rows()
    assert not [row for row in rows if "Event" in row]
    assert rows[0].startswith("Out Entry Director received IIJ's notice of having caused it damage")
    by = User.objects.get(email="compliance@demo.localhost")
    record_event(
        event_type=event.type,
        when=When(on=date(2026, 11, 16)),
        by=by,
        today=SUNDAY,
        corrects=event,
        reason="The receipt says so",
    )
    assert not [row for row in get(officer, URL).rows() if "Event" in row]


def test_what_somebody_enters_is_shown_with_all_of_it(officer: Client, notice: Notice) -> None:
    page = get(officer, notice.get_absolute_url())
    assert page.heading == "NTT asks for the segment data"
    assert "Subscription Agreement Article 12.2 Other party NTT" in page.main
    assert "Dispatched Wed 18 Nov 2026 Arrived Thu 19 Nov 2026 Stamp of the mail room" in page.main
    assert "Form doubtful" not in page.main
    assert get(officer, URL).rows()[0].startswith("In Entry NTT asks for the segment data")


def test_the_instant_and_its_zone_stand_where_somebody_notes_them(
    officer: Client, lawyer: Client, auditor: Client
) -> None:
    """20:30 on 18 November in New York is 10:30 on the 19th in Tokyo: that is the local day."""
    sent = {"dispatched_time": "20:30", "dispatched_zone": "America/New_York"}
    came = {"arrived_time": "10:31", "arrived_zone": "Asia/Tokyo"}
    url = officer.post("/notices/record/", letter(**sent, **came)).headers["Location"]
    made = Notice.objects.get()
    assert (made.dispatched_on, made.arrived_on) == (date(2026, 11, 19), date(2026, 11, 19))
    for client in (officer, lawyer, auditor):
        page = get(client, url)
        assert "Dispatched Wed 18 Nov 2026, 20:30 New York" in page.main
        assert "Arrived Thu 19 Nov 2026, 10:31 Tokyo" in page.main
        (row,) = [row for row in get(client, URL).rows() if "NTT asks" in row]
        assert "Wed 18 Nov 2026, 20:30 New York Thu 19 Nov 2026, 10:31 Tokyo" in row
    form = get(lawyer, f"{url}correct/")
    typed = {name: form.value(name) for name in letter(**sent, **came)}
    assert {name: typed[name] for name in sent} == sent
    assert typed["dispatched_on"] == "2026-11-18"
    corrected = typed | {"arrived_time": "", "reason": "The hour is not proved"}
    assert lawyer.post(f"{url}correct/", corrected).status_code == 302
    latest = Notice.objects.get(corrects=made)
    assert (latest.arrived_at, latest.arrived_zone) == (None, "")
    assert latest.dispatched_at == made.dispatched_at
    lawyer.post(f"{latest.get_absolute_url()}withdraw/", {"reason": "Another letter"})
    assert Notice.objects.get(corrects=latest).dispatched_zone == "America/New_York"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"arrived_time": "25:00"}, "“25:00” is not a time: write hour and minute, like 10:20."),
        ({"arrived_on": "", "arrived_time": "10:00"}, "Give the day of this time too."),
        (
            {"arrived_on": "2026-11-22", "arrived_time": "09:01"},
            "Sun 22 Nov 2026, 09:01 has not come yet: record it when it has.",
        ),
        (
            {
                "dispatched_on": "2026-11-19",
                "dispatched_time": "10:01",
                "arrived_time": "10:00",
            },
            "It cannot arrive before it was dispatched: check which day is wrong.",
        ),
    ],
)
def test_a_wrong_instant_is_named_and_kept(
    officer: Client, wrong: dict[str, str], error: str
) -> None:
    page = send(officer, "/notices/record/", letter(**wrong))
    assert page.errors == [error]
    for name, value in wrong.items():
        assert page.value(name) == value
    assert not Notice.objects.exists()


def test_an_instant_without_a_zone_is_refused_by_the_database(notice: Notice) -> None:
    own = {"agreement": notice.agreement, "party": notice.party, "recorded_by": notice.recorded_by}
    with pytest.raises(IntegrityError, match="notice_arrived_instant"), transaction.atomic():
        Notice.objects.create(
            **own,
            way="in",
            title="A fax",
            means="facsimile",
            arrived_on=date(2026, 11, 19),
            arrived_at=datetime(2026, 11, 19, 1, tzinfo=UTC),
        )


@pytest.mark.parametrize(("means", "doubtful"), [("email", True), ("facsimile", False)])
def test_article_21_asks_for_writing_or_facsimile(
    officer: Client, means: str, doubtful: bool
) -> None:
    officer.post("/notices/record/", letter(means=means))
    said = "Form doubtful Asked for: In writing or by facsimile (21)."
    assert (said in get(officer, URL).rows()[0]) is doubtful
    page = get(officer, Notice.objects.get().get_absolute_url())
    assert (said in page.main) is doubtful


def test_an_instrument_that_asks_for_no_form_gives_no_doubt(officer: Client) -> None:
    agreement = Agreement.objects.get(slug="joint-filing-agreement")
    data = letter(agreement=agreement.pk, article="", means="email")
    assert officer.post("/notices/record/", data).status_code == 302
    assert "Form doubtful" not in get(officer, URL).main


@pytest.mark.parametrize(
    ("query", "first_words", "number"),
    [
        ({"way": "in"}, "In Entry", 1),
        ({"way": "out"}, "Out", 4),
        ({"agreement": "limited-liability-agreement"}, "Out Event", 1),
        ({"party": "demo-director-minato"}, "Out Event", 1),
        ({"party": "ntt"}, "", 4),
        ({"means": "writing"}, "", 4),
        ({"means": "facsimile"}, "", 0),
        ({"unproved": "on"}, "Out Performance", 3),
        ({"first": "2026-11-18"}, "In Entry", 1),
        ({"last": "2026-05-31"}, "Out Performance", 2),
        ({"word": "segment"}, "In Entry", 1),
        ({"word": "12.1(3)"}, "Out Performance", 2),
    ],
)
def test_the_filter(
    officer: Client, notice: Notice, query: dict[str, str], first_words: str, number: int
) -> None:
    rows = get(officer, URL, **query).rows()
    assert len(rows) == number
    assert all(row.startswith(first_words) for row in rows)


def test_a_wrong_filter_says_what_to_do(officer: Client) -> None:
    page = get(officer, URL, way="up", first="2026-11-20", last="2026-11-01")
    assert page.errors == [
        "Direction: “up” is not in the list. Choose one of it.",
        "2026-11-01 lies before “from day”, 2026-11-20: give a later day.",
    ]
    assert "Nothing is shown until the filter is right." in page.main


def test_as_of_an_earlier_day(officer: Client, notice: Notice) -> None:
    rows = get(officer, URL, as_of="2026-05-20").rows()
    assert [row[:60] for row in rows] == [
        "Out Performance Furnish quarterly statements to NTT, Q4 FY2025"[:60]
    ]


def test_what_was_withdrawn_or_rejected_is_no_notice(
    officer: Client, quarterly: Deadline, notice: Notice
) -> None:
    performance = perform(officer, quarterly)
    before = len(get(officer, URL).rows())
    officer.post(
        f"/deadlines/{quarterly.pk}/performances/{performance.pk}/withdraw/", {"note": "Wrong"}
    )
    officer.post(f"{notice.get_absolute_url()}withdraw/", {"reason": "Another agreement"})
    assert len(get(officer, URL).rows()) == before - 2
    page = get(officer, notice.get_absolute_url())
    assert "Withdrawn" in page.main
    assert "Correct" not in page.actions
    later = get(officer, page.links["A later record withdraws it"])
    assert "Reason: Another agreement" in later.main


def test_a_correction_keeps_the_earlier_record(officer: Client, notice: Notice) -> None:
    url = f"{notice.get_absolute_url()}correct/"
    form = get(officer, url)
    assert form.value("title") == "NTT asks for the segment data"
    assert form.value("article") == "12.2"
    data = letter(arrived_on="2026-11-20")
    assert send(officer, url, data).errors == ["This field is required."]
    assert officer.post(url, data | {"reason": "Misread"}).status_code == 302
    assert "Fri 20 Nov 2026" in get(officer, URL).rows()[0]
    assert "Corrected" in get(officer, notice.get_absolute_url()).main
    page = get(officer, notice.get_absolute_url())
    assert "A later record corrects it" in page.links
    assert officer.post(url, data | {"reason": "Again"}).status_code == 302
    assert Notice.objects.count() == 2


def test_a_second_record_of_the_same_is_refused(officer: Client, notice: Notice) -> None:
    (error,) = send(officer, "/notices/record/", letter()).errors
    assert error.startswith("“NTT asks for the segment data” is already recorded, by Aiko Tanaka")
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"title": ""}, "This field is required."),
        (
            {"dispatched_on": "", "arrived_on": ""},
            "Give the day of dispatch, of arrival, or both.",
        ),
        (
            {"dispatched_on": "2026-11-20"},
            "It cannot arrive before it was dispatched: check which day is wrong.",
        ),
        (
            {"arrived_on": "2026-11-23"},
            "Mon 23 Nov 2026 has not come yet: record it when it has.",
        ),
        (
            {"article": "99"},
            "“99” is no provision of Subscription Agreement: write it as it is cited there.",
        ),
    ],
)
def test_bad_input_names_the_fix_and_keeps_what_was_typed(
    officer: Client, wrong: dict[str, str], error: str
) -> None:
    page = send(officer, "/notices/record/", letter(**wrong))
    assert page.errors == [error]
    assert page.value("proof") == "Stamp of the mail room"
    assert not Notice.objects.exists()


def test_an_address_of_another_instrument_is_refused(officer: Client) -> None:
    other = AgreementParty.objects.create(
        agreement=Agreement.objects.get(slug="joint-filing-agreement"),
        party=PartyFactory(),
        role="Filer",
        notice_address="1 Main Street",
    )
    version = other.history.get()
    page = send(officer, "/notices/record/", letter(address=version.pk))
    assert page.errors == [
        "This address stands in another instrument: choose one of Subscription Agreement."
    ]


def test_it_belongs_to_one_instrument(officer: Client, quarterly: Deadline) -> None:
    agreement = Agreement.objects.get(slug="joint-filing-agreement")
    data = letter(agreement=agreement.pk, article="", deadline=quarterly.pk)
    page = send(officer, "/notices/record/", data)
    assert page.errors == [
        "What this notice is linked to belongs to another instrument: choose that one."
    ]
    by = User.objects.get(email="compliance@demo.localhost")
    with pytest.raises(IntegrityError, match="belongs elsewhere"), transaction.atomic():
        record_notice(
            agreement=agreement,
            way="in",
            title="x",
            party=Party.objects.get(key="ntt"),
            means="writing",
            arrived_on=SUNDAY,
            deadline=quarterly,
            by=by,
        )


def test_from_the_page_of_a_deadline(officer: Client, quarterly: Deadline) -> None:
    page = get(officer, quarterly.get_absolute_url())
    form = get(officer, page.links["Record a notice about it"])
    assert form.value("article") == "12.1(3)"
    assert (
        "About: Subscription Agreement 12.1(3) Furnish quarterly statements to NTT, Q2 FY2026"
        in form.main
    )
    officer.post("/notices/record/", letter(article="12.1(3)", deadline=quarterly.pk))
    page = get(officer, quarterly.get_absolute_url())
    assert page.links["NTT asks for the segment data"] == Notice.objects.get().get_absolute_url()


@pytest.mark.parametrize("action", ["correct", "withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_do_what(
    officer: Client,
    auditor: Client,
    insider: Client,
    notice: Notice,
    hidden: Notice,
    action: str,
    method: str,
) -> None:
    url = f"{notice.get_absolute_url()}{action}/"
    secret_url = f"{hidden.get_absolute_url()}{action}/"
    assert getattr(auditor, method)(url).status_code == 403
    assert getattr(officer, method)(secret_url).status_code == 404
    assert getattr(insider, method)(secret_url).status_code == 200
    assert getattr(officer, method)(f"{url}?as_of=2026-11-20").status_code == 403
    assert getattr(auditor, method)("/notices/record/").status_code == 403
    assert Notice.objects.count() == 2


def test_who_must_not_know_finds_no_trace(
    officer: Client, auditor: Client, insider: Client, secret: Deadline, hidden: Notice
) -> None:
    perform(insider, secret)
    number = len(get(officer, URL).rows())
    assert SECRET not in get(officer, URL).text
    assert officer.get(hidden.get_absolute_url()).status_code == 404
    for client in (auditor, insider):
        assert SECRET in get(client, URL).main
        assert len(get(client, URL).rows()) == number + 2
        assert get(client, hidden.get_absolute_url()).heading == SECRET


def test_nothing_hidden_can_be_linked(officer: Client, secret: Deadline) -> None:
    assert "About:" not in get(officer, f"/notices/record/?deadline={secret.pk}").main
    signing = Event.objects.get(type__name="umbrella signing")
    for linked in ({"deadline": secret.pk}, {"event": signing.pk}):
        page = send(officer, "/notices/record/", letter(**linked))
        assert page.errors
        assert SECRET not in page.text
    assert event_type("umbrella signing").notice == ""
    assert not Notice.objects.exists()


def test_the_auditor_reads_and_is_offered_nothing(
    sign_in: Callable[[str], Client], auditor: Client, notice: Notice
) -> None:
    assert get(auditor, URL).actions == ["Export CSV", "Export Excel", "Filter"]
    assert get(auditor, notice.get_absolute_url()).actions == []
    assert Performance.objects.exists()
