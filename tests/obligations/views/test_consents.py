"""Consents: asked, given, refused, taken back; silence decides nothing."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from agreements.models import Party
from obligations.models import Consent, ConsentRecord, Deadline
from obligations.services import answer_consent, ask_consent
from tests.factories import ConsentFactory, ConsentRecordFactory
from tests.obligations.views.conftest import SECRET
from tests.pages import Page, get, read

URL = "/consents/"
ASK = "/obligations/sa-19/consents/ask/"


def request_of(**changed: Any) -> dict[str, Any]:
    """The form: IIJ asks NTT, by letter of Monday 9 November 2026."""
    return {
        "asked_by": Party.objects.get(key="iij").pk,
        "asked_of": Party.objects.get(key="ntt").pk,
        "what": "To announce the new alliance",
        "asked_on": "2026-11-09",
        "wanted_by": "2026-11-20",
        "means": "writing",
        "document": "Letter L-12",
    } | changed


def said(kind: str = "given", **changed: Any) -> dict[str, Any]:
    """The form: given on Monday 16 November 2026 by a person of NTT."""
    return {
        "kind": kind,
        "on": "2026-11-16",
        "by_whom": "Mr. Hiroi",
        "document": "Letter N-3",
    } | changed


def send(client: Client, url: str, data: dict[str, Any]) -> Page:
    response = client.post(url, data)
    assert response.status_code == 200, response.status_code
    return read(response)


@pytest.fixture
def consent(officer: Client) -> Consent:
    assert officer.post(ASK, request_of()).status_code == 302
    return Consent.objects.get()


@pytest.fixture
def hidden(secret: Deadline) -> Consent:
    """A request under the restricted instrument."""
    insider = User.objects.get(email="insider@example.com")
    return ConsentFactory(
        obligation=secret.obligation, what=SECRET, recorded_by=insider, asked_on=date(2026, 11, 9)
    )


def test_the_form_knows_the_parties(officer: Client) -> None:
    form = get(officer, ASK)
    assert form.choices("asked_by") == ["IIJ", "NTT"]
    assert form.value("asked_by") == str(Party.objects.get(key="iij").pk)
    assert form.value("asked_of") == str(Party.objects.get(key="ntt").pk)
    assert "With the prior consent of the other party." in form.main


def test_silence_decides_nothing(officer: Client, consent: Consent) -> None:
    """The answer was wanted by 20 November; on the 22nd, and a year later, it is pending."""
    page = get(officer, consent.get_absolute_url())
    assert page.heading == "To announce the new alliance"
    assert "Answer pending" in page.main
    assert "No answer is recorded." in page.main
    assert Consent.objects.as_of(date(2027, 11, 22)).get().state == "pending"
    (row,) = get(officer, URL).rows()
    assert row == (
        "Mon 9 Nov 2026 To announce the new alliance Subscription Agreement 19 Announce nothing "
        "without the other's consent IIJ → NTT Answer pending"
    )


def test_given_with_conditions_until_a_day(officer: Client, consent: Consent) -> None:
    url = f"{consent.get_absolute_url()}answer/"
    data = said(conditions="Not before the market closes", until="2026-12-31")
    assert officer.post(url, data).status_code == 302
    page = get(officer, consent.get_absolute_url())
    assert "Given until Thu 31 Dec 2026" in page.main
    assert "Given Mon 16 Nov 2026 · until Thu 31 Dec 2026 · Mr. Hiroi · Letter N-3" in page.main
    assert "Conditions: Not before the market closes" in page.main
    assert Consent.objects.as_of(date(2026, 12, 31)).get().state == "given"
    assert Consent.objects.as_of(date(2027, 1, 1)).get().state == "ended"
    assert "Answer pending" in get(officer, consent.get_absolute_url(), as_of="2026-11-15").main


def test_the_latest_answer_counts_and_a_wrong_one_is_withdrawn(
    officer: Client, consent: Consent
) -> None:
    url = consent.get_absolute_url()
    officer.post(f"{url}answer/", said("refused"))
    officer.post(f"{url}answer/", said("given", on="2026-11-18"))
    assert Consent.objects.as_of(date(2026, 11, 22)).get().state == "given"
    assert Consent.objects.as_of(date(2026, 11, 17)).get().state == "refused"
    given = ConsentRecord.objects.get(kind="given")
    withdraw = f"{url}records/{given.pk}/withdraw/"
    assert send(officer, withdraw, {"reason": ""}).errors == ["This field is required."]
    for _ in range(2):
        assert officer.post(withdraw, {"reason": "Another request"}).status_code == 302
    page = get(officer, url)
    assert "Refused" in page.main
    assert "Withdrawn Another request Aiko Tanaka" in page.main
    assert page.messages[-1] == "This record was already withdrawn or corrected."
    assert Consent.objects.as_of(date(2026, 11, 22)).get().state == "refused"


def test_a_request_is_taken_back_with_a_reason(officer: Client, consent: Consent) -> None:
    url = f"{consent.get_absolute_url()}answer/"
    data = {"kind": "dropped", "on": "2026-11-18"}
    assert send(officer, url, data).errors == ["Say why the request is taken back."]
    officer.post(url, data | {"note": "The alliance is off"})
    assert "Request taken back" in get(officer, consent.get_absolute_url()).main
    assert officer.post(ASK, request_of()).status_code == 302
    assert Consent.objects.count() == 2


def test_the_states_are_counted_and_filter(officer: Client, consent: Consent) -> None:
    page = get(officer, URL)
    assert page.links["Answer pending 1"] == "?state=pending"
    assert page.links["Given 0"] == "?state=given"
    assert get(officer, URL, state="given").rows() == []
    assert len(get(officer, URL, state="pending").rows()) == 1
    assert len(get(officer, URL, state="nonsense").rows()) == 1


def test_the_page_of_the_obligation_shows_it(officer: Client, consent: Consent) -> None:
    page = get(officer, "/obligations/sa-19/")
    assert page.links["To announce the new alliance"] == consent.get_absolute_url()
    assert page.links["Ask for a consent"] == ASK
    assert "Answer pending IIJ → NTT, Mon 9 Nov 2026" in page.main
    assert "Answer pending" not in get(officer, "/obligations/sa-19/", as_of="2026-11-08").main


@pytest.mark.parametrize(("means", "doubtful"), [("email", True), ("facsimile", False)])
def test_article_21_asks_for_a_form_of_consents_too(
    officer: Client, means: str, doubtful: bool
) -> None:
    officer.post(ASK, request_of(means=means))
    page = get(officer, Consent.objects.get().get_absolute_url())
    assert ("Form doubtful" in page.main) is doubtful


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"asked_of": ""}, "This field is required."),
        ({"asked_on": "2026-11-23"}, "Mon 23 Nov 2026 has not come yet: record it when it has."),
        ({"wanted_by": "2026-11-08"}, "An answer cannot be wanted before it is asked."),
    ],
)
def test_a_bad_request_keeps_what_was_typed(
    officer: Client, wrong: dict[str, str], error: str
) -> None:
    page = send(officer, ASK, request_of(**wrong))
    assert page.errors == [error]
    assert page.value("what") == "To announce the new alliance"
    assert not Consent.objects.exists()


def test_a_party_does_not_ask_itself(officer: Client) -> None:
    ours = Party.objects.get(key="iij").pk
    assert send(officer, ASK, request_of(asked_of=ours)).errors == [
        "A party does not ask itself: choose another one."
    ]


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"kind": ""}, ["This field is required."]),
        ({"by_whom": ""}, ["Say who answered, and where it is written."]),
        ({"until": "2026-11-15"}, ["It cannot end before it is given."]),
        (
            {"on": "2026-11-08"},
            ["Sun 8 Nov 2026 is before it was asked on Mon 9 Nov 2026: check which day is wrong."],
        ),
        (
            {"kind": "refused", "conditions": "A fee"},
            ["Only a consent that is given has this: empty it."],
        ),
    ],
)
def test_a_bad_answer_keeps_what_was_typed(
    officer: Client, consent: Consent, wrong: dict[str, str], errors: list[str]
) -> None:
    page = send(officer, f"{consent.get_absolute_url()}answer/", said(**wrong))
    assert page.errors == errors
    assert page.value("document") == "Letter N-3"
    assert not ConsentRecord.objects.exists()


def test_the_same_twice_is_refused(officer: Client, consent: Consent) -> None:
    (error,) = send(officer, ASK, request_of()).errors
    assert error.startswith("“To announce the new alliance” is already recorded, by Aiko Tanaka")
    url = f"{consent.get_absolute_url()}answer/"
    officer.post(url, said())
    (error,) = send(officer, url, said()).errors
    assert error.startswith("“Given” is already recorded, by Aiko Tanaka")


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_do_what(
    officer: Client,
    auditor: Client,
    insider: Client,
    consent: Consent,
    hidden: Consent,
    method: str,
) -> None:
    record = ConsentRecordFactory(consent=consent)
    secret_record = ConsentRecordFactory(consent=hidden)
    for known, unknown in (
        (ASK, "/obligations/umbrella-1/consents/ask/"),
        (f"{URL}{consent.pk}/answer/", f"{URL}{hidden.pk}/answer/"),
        (
            f"{URL}{consent.pk}/records/{record.pk}/withdraw/",
            f"{URL}{hidden.pk}/records/{secret_record.pk}/withdraw/",
        ),
    ):
        assert getattr(auditor, method)(known).status_code == 403
        assert getattr(officer, method)(unknown).status_code == 404
        assert getattr(insider, method)(unknown).status_code == 200
        assert getattr(officer, method)(f"{known}?as_of=2026-11-20").status_code == 403
    elsewhere = f"{URL}{consent.pk}/records/{secret_record.pk}/withdraw/"
    assert getattr(officer, method)(elsewhere).status_code == 404
    assert ConsentRecord.objects.count() == 2


def test_who_must_not_know_finds_no_trace(
    officer: Client, auditor: Client, insider: Client, hidden: Consent
) -> None:
    page = get(officer, URL)
    assert SECRET not in page.text
    assert "Answer pending 0" in page.links
    assert officer.get(hidden.get_absolute_url()).status_code == 404
    for client in (auditor, insider):
        assert "Answer pending 1" in get(client, URL).links
        assert get(client, hidden.get_absolute_url()).heading == SECRET
    assert get(auditor, hidden.get_absolute_url()).actions == []


def test_the_database_refuses_what_does_not_fit(consent: Consent, hidden: Consent) -> None:
    by = consent.recorded_by
    other = ConsentRecordFactory(consent=hidden)
    wrong: list[dict[str, Any]] = [
        {"kind": "given", "on": date(2026, 11, 8)},
        {"kind": "withdrawn", "on": date(2026, 11, 20), "withdraws": other, "note": "x"},
        {"kind": "refused", "on": date(2026, 11, 20), "conditions": "A fee"},
        {"kind": "dropped", "on": date(2026, 11, 20)},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsentRecord.objects.create(consent=consent, recorded_by=by, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        answer_consent(consent=consent, kind="given", on=date(2026, 11, 8), by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        ask_consent(
            obligation=consent.obligation,
            asked_by=consent.asked_by,
            asked_of=consent.asked_by,
            what="x",
            asked_on=date(2026, 11, 9),
            means="writing",
            by=by,
        )
