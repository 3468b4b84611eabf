"""Breaches: the fact, what it leads to, its remedy, and withdrawing either."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from agreements.models import Article, Party
from obligations.models import Breach, BreachRecord, Deadline, Event, Obligation
from obligations.services import record_breach
from tests.factories import BreachFactory, EventTypeFactory, ObligationFactory
from tests.obligations.views.conftest import SECRET, SUNDAY, deadline_of
from tests.pages import Page, get, read

URL = "/breaches/"
RECORD = "/obligations/sa-19/breaches/record/"


def breach_of(**changed: Any) -> dict[str, Any]:
    """The form: IIJ announced something on Monday 16 November 2026, known two days later."""
    return {
        "party": Party.objects.get(key="iij").pk,
        "happened_on": "2026-11-16",
        "known_on": "2026-11-18",
        "what": "Press release without consent",
        "reason": "NTT had not consented beforehand",
        "record": "1",
    } | changed


def send(client: Client, url: str, data: dict[str, Any]) -> Page:
    response = client.post(url, data)
    assert response.status_code == 200, response.status_code
    return read(response)


@pytest.fixture
def breach(officer: Client) -> Breach:
    assert officer.post(RECORD, breach_of()).status_code == 302
    return Breach.objects.get()


@pytest.fixture
def hidden(secret: Deadline) -> Breach:
    """A breach of the restricted instrument."""
    insider = User.objects.get(email="insider@example.com")
    return BreachFactory(
        obligation=secret.obligation, deadline=secret, what=SECRET, recorded_by=insider
    )


@pytest.fixture
def claim() -> Obligation:
    """A claim that 20(2) attaches to a declared fact: 30 days after the breach."""
    article = Article.objects.get(agreement__slug="subscription-agreement", number="20(2)")
    EventTypeFactory(
        agreement=article.agreement, name="breach of covenant", description="Covenant broken"
    )
    return ObligationFactory(
        article=article,
        key="claim",
        title="Pay damages",
        obligor=Party.objects.get(key="iij"),
        rule="within 30 days after breach of covenant",
    )


def test_what_is_recorded_is_shown_with_what_it_leads_to(officer: Client, breach: Breach) -> None:
    """19 leads to 18.1(2), whose right ended at the closing, and to the indemnity of 20."""
    page = get(officer, breach.get_absolute_url())
    assert page.heading == "Press release without consent"
    assert "Not remedied" in page.main
    assert "Day of the breach Mon 16 Nov 2026 Known on Wed 18 Nov 2026" in page.main
    assert "NTT had not consented beforehand" in page.main
    assert "Terminate on an event of default before closing Ended" in page.main
    assert "Indemnify NTT Continuing" in page.main
    assert get(officer, URL).rows() == [
        " ".join(
            [
                "Mon 16 Nov 2026 Press release without consent Subscription Agreement 19",
                "Announce nothing without the other's consent IIJ Wed 18 Nov 2026 Not remedied",
            ]
        )
    ]


def test_it_is_shown_at_its_obligation_and_deadline(officer: Client, quarterly: Deadline) -> None:
    page = get(officer, quarterly.get_absolute_url())
    url = page.links["Record a breach"]
    assert url == f"/obligations/sa-12-1-3/breaches/record/?deadline={quarterly.pk}"
    form = get(officer, url)
    assert form.value("party") == str(Party.objects.get(key="iij").pk)
    assert officer.post(url, breach_of(deadline=quarterly.pk)).status_code == 302
    found = Breach.objects.get()
    assert found.deadline == quarterly
    for place in (quarterly.get_absolute_url(), "/obligations/sa-12-1-3/"):
        assert (
            get(officer, place).links["Press release without consent"] == f"/breaches/{found.pk}/"
        )
    assert "Press release" not in get(officer, "/obligations/sa-12-1-3/", as_of="2026-11-17").main


def test_a_fact_recorded_with_it_opens_what_the_instrument_attaches(
    officer: Client, claim: Obligation
) -> None:
    """Thirty days from Monday 16 November 2026 end on Wednesday 16 December."""
    assert get(officer, RECORD).choices("event_type") == ["None", "Covenant broken"]
    fact = claim.article.agreement.event_types.get(name="breach of covenant").pk
    data = breach_of(event_type=fact)
    preview = send(officer, RECORD, {name: data[name] for name in data if name != "record"})
    assert "Pay damages" in preview.main
    assert "opens Act by Wed 16 Dec 2026" in preview.main
    assert not Breach.objects.exists()
    page = read(officer.post(RECORD, data, follow=True))
    assert page.messages == ["Breach recorded. 1 deadline opened or moved."]
    assert "Pay damages" in page.main
    deadline = deadline_of("claim")
    assert deadline.current
    assert deadline.current.safe == date(2026, 12, 16)
    assert str(Breach.objects.get().event) == "Covenant broken 2026-11-16"


def test_withdrawing_it_withdraws_the_fact_too(officer: Client, claim: Obligation) -> None:
    fact = claim.article.agreement.event_types.get(name="breach of covenant").pk
    officer.post(RECORD, breach_of(event_type=fact))
    url = Breach.objects.get().get_absolute_url()
    assert send(officer, f"{url}withdraw/", {"reason": ""}).errors == ["This field is required."]
    for _ in range(2):
        officer.post(f"{url}withdraw/", {"reason": "NTT had consented"})
    page = get(officer, url)
    assert page.actions == []
    assert "Breach withdrawn Sun 22 Nov 2026 NTT had consented" in page.main
    assert page.messages[-1] == "Somebody recorded that already. What stands is below."
    assert not Event.objects.effective().filter(type__name="breach of covenant").exists()
    deadline = deadline_of("claim")
    assert deadline.current
    assert deadline.current.kind == "withdrawn"
    assert officer.post(RECORD, breach_of(event_type=fact)).status_code == 302


def test_a_remedy_and_its_withdrawal(officer: Client, breach: Breach) -> None:
    url = breach.get_absolute_url()
    remedy = {"on": "2026-11-20", "note": "NTT consented afterwards"}
    assert officer.post(f"{url}remedy/", remedy).status_code == 302
    page = get(officer, url)
    assert "Remedied Fri 20 Nov 2026 NTT consented afterwards" in page.main
    assert "Record a remedy" not in page.actions
    assert "Not remedied" in get(officer, url, as_of="2026-11-19").main
    officer.post(f"{url}remedy/", remedy)
    record = BreachRecord.objects.get()
    undo = f"{url}records/{record.pk}/withdraw/"
    for _ in range(2):
        assert officer.post(undo, {"reason": "It was refused"}).status_code == 302
    assert Breach.objects.as_of(SUNDAY).get().state == "open"
    assert "Withdrawn It was refused Aiko Tanaka" in get(officer, url).main
    assert BreachRecord.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"reason": ""}, "This field is required."),
        ({"known_on": "2026-11-15"}, "Nobody knows of a breach before it happens."),
        ({"known_on": "2026-11-23"}, "Mon 23 Nov 2026 has not come yet: record it when it has."),
    ],
)
def test_bad_input_keeps_what_was_typed(officer: Client, wrong: dict[str, str], error: str) -> None:
    page = send(officer, RECORD, breach_of(**wrong))
    assert page.errors == [error]
    assert page.value("what") == "Press release without consent"
    assert not Breach.objects.exists()


def test_a_remedy_comes_after_the_breach(officer: Client, breach: Breach) -> None:
    url = f"{breach.get_absolute_url()}remedy/"
    assert send(officer, url, {"on": "2026-11-15", "note": "x"}).errors == [
        "Sun 15 Nov 2026 is before the breach of Mon 16 Nov 2026: check which day is wrong."
    ]


def test_the_same_twice_is_refused(officer: Client, breach: Breach) -> None:
    (error,) = send(officer, RECORD, breach_of()).errors
    assert error.startswith("“Press release without consent” is already recorded, by Aiko Tanaka")


def test_the_states_are_counted_and_filter(officer: Client, breach: Breach) -> None:
    page = get(officer, URL)
    assert page.links["Not remedied 1"] == "?state=open"
    assert get(officer, URL, state="remedied").rows() == []
    assert len(get(officer, URL, state="open").rows()) == 1


def test_a_right_is_not_broken(officer: Client) -> None:
    assert officer.get("/obligations/sa-18-2/breaches/record/").status_code == 404
    assert "Record a breach" not in get(officer, "/obligations/sa-18-2/").links


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_do_what(
    officer: Client,
    auditor: Client,
    insider: Client,
    breach: Breach,
    hidden: Breach,
    method: str,
) -> None:
    for known, unknown in (
        (RECORD, "/obligations/umbrella-1/breaches/record/"),
        (f"{URL}{breach.pk}/remedy/", f"{URL}{hidden.pk}/remedy/"),
        (f"{URL}{breach.pk}/withdraw/", f"{URL}{hidden.pk}/withdraw/"),
    ):
        assert getattr(auditor, method)(known).status_code == 403
        assert getattr(officer, method)(unknown).status_code == 404
        assert getattr(insider, method)(unknown).status_code == 200
        assert getattr(officer, method)(f"{known}?as_of=2026-11-20").status_code == 403
    assert Breach.objects.count() == 2
    assert not BreachRecord.objects.exists()


def test_who_must_not_know_finds_no_trace(
    officer: Client, auditor: Client, insider: Client, secret: Deadline, hidden: Breach
) -> None:
    page = get(officer, URL)
    assert SECRET not in page.text
    assert "Not remedied 0" in page.links
    assert officer.get(hidden.get_absolute_url()).status_code == 404
    for client in (auditor, insider):
        assert "Not remedied 1" in get(client, URL).links
        assert get(client, hidden.get_absolute_url()).heading == SECRET
    assert get(auditor, hidden.get_absolute_url()).actions == []
    assert send(officer, RECORD, breach_of(deadline=secret.pk)).errors


def test_the_database_refuses_what_does_not_fit(
    breach: Breach, hidden: Breach, quarterly: Deadline
) -> None:
    by = breach.recorded_by
    with pytest.raises(IntegrityError, match="belongs elsewhere"), transaction.atomic():
        record_breach(
            obligation=breach.obligation,
            deadline=quarterly,
            party=breach.party,
            happened_on=SUNDAY,
            known_on=SUNDAY,
            what="x",
            reason="y",
            by=by,
            today=SUNDAY,
        )
    other = BreachRecord.objects.create(
        breach=hidden, kind="remedied", on=SUNDAY, note="x", recorded_by=by
    )
    wrong: list[dict[str, Any]] = [
        {"kind": "remedied", "on": date(2026, 11, 15), "note": "x"},
        {"kind": "remedied", "on": SUNDAY, "note": ""},
        {"kind": "undone", "on": SUNDAY, "note": "x", "withdraws": other},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            BreachRecord.objects.create(breach=breach, recorded_by=by, **values)
