"""PDF documents: made from what their reader may know, once, and given up after three failures."""

import re
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from pypdf import PdfReader

from accounts.models import User
from agreements.models import Party
from obligations import tasks
from obligations.models import Deadline, Printout
from obligations.printouts.typesetting import draw, typeset
from obligations.services import add_evidence, printouts, record_performance, withdraw_evidence
from obligations.services.decisions import verify_performance
from obligations.services.printouts import deadlines_of, make_printout, request_printout
from tests.factories import (
    AgreementFactory,
    AgreementReaderFactory,
    DeadlineVersionFactory,
    DecisionFactory,
    LawyerFactory,
    PartyFactory,
    PerformanceFactory,
    UserFactory,
    confirm,
)
from tests.obligations.files import PDF

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 21, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def home() -> Party:
    return PartyFactory(short_name="IIJ", is_home=True)


@pytest.fixture
def person() -> User:
    return UserFactory(name="山田 花子")


def due(home: Party, title: str = "Furnish statements", **given: Any) -> Deadline:
    """A duty of ours: act by Fri 11, contractual day Sat 12, arguable until Mon 14 Dec 2026."""
    version = DeadlineVersionFactory(
        deadline__obligation__title=title,
        deadline__obligation__obligor=home,
        deadline__obligation__article__agreement__title="新株引受契約",
        **given,
    )
    deadline: Deadline = version.deadline
    return deadline


def ask(person: User, **changed: Any) -> Printout:
    asked: dict[str, Any] = {
        "kind": "certificate",
        "agreement": None,
        "first_day": date(2026, 12, 1),
        "last_day": date(2026, 12, 31),
        "as_of": date(2026, 12, 20),
        "by": person,
    }
    return request_printout(**(asked | changed))


def made(printout: Printout) -> str:
    """The words of the PDF, without what breaks its lines."""
    make_printout(printout=printout, now=NOW)
    printout.refresh_from_db()
    assert printout.content is not None
    assert printout.sha256 == sha256(printout.content).hexdigest()
    reader = PdfReader(BytesIO(bytes(printout.content)))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


class TestCertificate:
    def test_it_says_what_was_recorded_by_whom_and_that_it_is_no_opinion(
        self, home: Party, person: User
    ) -> None:
        done, still_open = due(home), due(home, title="Pay the fee")
        performance = record_performance(
            deadline=done,
            by=UserFactory(name="Aiko Tanaka"),
            dispatched_on=date(2026, 12, 9),
            arrived_on=date(2026, 12, 10),
            means="facsimile",
            to_whom="NTT, Department 1",
        )
        kept = add_evidence(
            performance=performance, file=ContentFile(PDF, "receipt.pdf"), by=person
        )
        withdrawn = add_evidence(
            performance=performance, file=ContentFile(b"Sent", "wrong.txt"), by=person
        )
        withdraw_evidence(evidence=withdrawn, by=person, reason="Of another quarter")
        text = made(ask(person))
        assert "Compliance certificate" in text
        assert "What falls due from Tue 1 Dec 2026 to Thu 31 Dec 2026" in text
        assert "Recorded facts as of Sun 20 Dec 2026." in text
        assert "It is no opinion on whether anything was complied with" in text
        assert "Mon 21 Dec 2026, 12:00 Tokyo, for 山田 花子" in text
        assert "新株引受契約" in text
        assert "Fri 11 Dec 2026 Mon 14 Dec 2026 contractual day Sat 12 Dec 2026" in text
        assert "sent Wed 9 Dec 2026, arrived Thu 10 Dec 2026" in text
        assert "recorded by Aiko Tanaka" in text
        assert f"receipt.pdf, SHA-256 {kept.sha256[:16]}" in text
        assert "wrong.txt" not in text
        assert still_open.obligation.title in text
        assert "Overdue 6 days" in text
        assert "Signed off by" in text

    def test_it_says_who_verified_and_who_waived(self, home: Party, person: User) -> None:
        performance = PerformanceFactory(deadline=due(home), needs_verification=True)
        text = made(ask(person))
        assert "Performed, verification pending" in text
        second = LawyerFactory(name="Ken Mori")
        verify_performance(performance=performance, by=second, today=date(2026, 12, 15))
        waiver = DecisionFactory(deadline=due(home), granted_by=PartyFactory(short_name="NTT"))
        unconfirmed = made(ask(person))
        assert "Verified by Ken Mori, Tue 15 Dec 2026" in unconfirmed
        assert "verification pending" not in unconfirmed
        assert "Waiver, granted by NTT" in unconfirmed
        assert "not confirmed, without effect: Agreed" in unconfirmed
        confirm(waiver)
        text = made(ask(person))
        assert "not confirmed" not in text
        assert "; confirmed by " in text
        assert "Waived" in text

    def test_facts_after_its_day_are_not_in_it(self, home: Party, person: User) -> None:
        record_performance(
            deadline=due(home),
            by=person,
            dispatched_on=None,
            arrived_on=date(2026, 12, 18),
            means="writing",
        )
        assert "Performed late" in made(ask(person))
        text = made(ask(person, as_of=date(2026, 12, 17)))
        assert "Performed" not in text
        assert "arrived" not in text
        assert "Overdue 3 days" in text

    @pytest.mark.parametrize(
        ("first", "last", "number"),
        [
            (date(2026, 12, 14), date(2026, 12, 14), 1),
            (date(2026, 12, 1), date(2026, 12, 13), 0),
            (date(2026, 12, 15), date(2026, 12, 31), 0),
        ],
    )
    def test_it_takes_what_could_last_be_done_in_time_in_the_period(
        self, home: Party, person: User, first: date, last: date, number: int
    ) -> None:
        due(home)
        printout = ask(person, first_day=first, last_day=last)
        assert deadlines_of(printout).count() == number

    def test_a_period_without_deadlines_says_so(self, person: User) -> None:
        assert "Nothing falls due in this period." in made(ask(person))


class TestCalendar:
    def test_it_shows_each_month_and_what_is_due(self, home: Party, person: User) -> None:
        due(home)
        days = {"first_day": date(2026, 11, 15), "last_day": date(2027, 1, 3)}
        text = made(ask(person, kind="calendar", **days))
        for month in ("November 2026", "December 2026", "January 2027"):
            assert month in text
        assert "Labor Thanksgiving Day" in text
        assert "Fri 11 Dec 2026" in text
        assert "Furnish statements" in text
        assert text.count("Nothing is to be done in this month.") == 2

    @pytest.mark.parametrize(
        ("first", "number"), [(date(2026, 12, 11), 1), (date(2026, 12, 12), 0)]
    )
    def test_a_deadline_stands_on_its_safe_date(
        self, home: Party, person: User, first: date, number: int
    ) -> None:
        due(home)
        assert deadlines_of(ask(person, kind="calendar", first_day=first)).count() == number

    def test_a_full_day_counts_what_it_has_no_room_for(self, home: Party, person: User) -> None:
        for _ in range(5):
            due(home)
        assert "and 2 more" in made(ask(person, kind="calendar"))


def test_it_speaks_the_language_of_who_asked(home: Party) -> None:
    due(home)
    text = made(ask(UserFactory(language="ja")))
    assert "遵守状況証明書" in text
    assert "2026年12月14日(月)" in text.replace(" ", "")
    assert "Compliance certificate" not in text


def test_titles_are_text_and_never_markup(home: Party, person: User) -> None:
    hostile = '#panic() $x$ *bold* `raw` "quoted" \\ #import "common.typ" <label> @ref'
    due(home, title=hostile)
    assert "#panic() $x$ *bold*" in made(ask(person))
    assert "#panic() $x$ *bold*" in made(ask(person, kind="calendar"))


def test_it_can_be_looked_at_as_pictures() -> None:
    """A page of the certificate that says nothing: A4 across, 842 by 595 points at 144 dots."""
    names = ["title", "author", "period", "standing", "no_opinion", "summary", "nothing"]
    words = dict.fromkeys([*names, "signatures", "sign_note", "footer"], "-")
    content = {
        "words": words | {"sign_lines": ["-"]},
        "terms": [],
        "totals": [],
        "number": 0,
        "groups": [],
    }
    (page,) = draw("certificate", content, language="en")
    assert page.startswith(b"\x89PNG")
    assert int.from_bytes(page[16:20]) == 1684


class TestWhatItsReaderMayKnow:
    def test_what_is_restricted_is_in_it_for_its_reader_alone(self, home: Party) -> None:
        secret = AgreementFactory(title="Merger with Umbrella", restricted=True)
        insider = AgreementReaderFactory(agreement=secret).user
        due(home, title="Tell nobody", deadline__obligation__article__agreement=secret)
        assert "Tell nobody" in made(ask(insider))
        outsider = made(ask(UserFactory()))
        assert "Tell nobody" not in outsider
        assert "Umbrella" not in outsider

    def test_who_is_put_out_before_it_is_made_is_told_nothing(self, home: Party) -> None:
        secret = AgreementFactory(title="Merger with Umbrella", restricted=True)
        grant = AgreementReaderFactory(agreement=secret)
        due(home, title="Tell nobody", deadline__obligation__article__agreement=secret)
        printout = ask(grant.user)
        grant.delete()
        assert "Tell nobody" not in made(printout)

    def test_one_instrument(self, home: Party, person: User) -> None:
        wanted, other = due(home, title="Wanted"), due(home, title="Other")
        text = made(ask(person, agreement=wanted.obligation.article.agreement))
        assert "Wanted" in text
        assert other.obligation.title not in text


class TestMaking:
    def test_the_task_makes_all_that_wait_once(self, home: Party, person: User) -> None:
        due(home)
        first, second = ask(person), ask(person, kind="calendar")
        tasks.make_printouts()
        tasks.make_printouts()
        for printout in (first, second):
            printout.refresh_from_db()
            assert printout.finished_at
            assert (printout.done, printout.total, printout.attempts) == (1, 1, 1)
            assert not printout.failed

    def test_one_that_waits_is_asked_for_once(self, person: User) -> None:
        first = ask(person)
        assert ask(person) == first
        assert ask(UserFactory()) != first
        tasks.make_printouts()
        assert ask(person) != first

    def test_one_that_fails_does_not_stop_the_next_and_is_given_up(
        self, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad, good = ask(person), ask(person, kind="calendar")

        def fail(kind: str, *rest: Any, **named: Any) -> bytes:
            if kind == "certificate":
                raise RuntimeError("no such letter")
            return typeset(kind, *rest, **named)

        monkeypatch.setattr(printouts, "typeset", fail)
        for _ in range(5):
            tasks.make_printouts()
        for printout in (bad, good):
            printout.refresh_from_db()
        assert (bad.failed, bad.attempts) == (True, 3)
        assert (good.failed, good.attempts) == (False, 1)

    def test_progress_is_noted_on_the_way(
        self, home: Party, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(21):
            due(home)
        printout = ask(person)
        seen: list[tuple[int, int]] = []

        def look(*rest: Any, **named: Any) -> bytes:
            printout.refresh_from_db()
            seen.append((printout.done, printout.total))
            return b"%PDF"

        monkeypatch.setattr(printouts, "typeset", look)
        make_printout(printout=printout, now=NOW)
        assert seen == [(20, 21)]
