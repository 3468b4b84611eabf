"""The mail as it arrives: what the recipient reads, in a list and opened."""

from datetime import date
from types import MappingProxyType

import pytest

from reminders.services import deliver_messages
from tests.factories import DeadlineVersionFactory, PartyFactory, UserFactory
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db

FRIDAY = at(6, 9)
TO_TARGET = {"step": "target-before-1"}
PROMPTLY = {"kind": "standard", "safe": None, "before_roll": None, "due": None}


@pytest.fixture
def arrived(planned, open_deadline, mail_server):
    """The mail about a deadline that differs from the usual one in `changes`, sent at `now`."""

    def arrived(*, now=FRIDAY, reminder=MappingProxyType({}), **changes):
        planned(open_deadline(**changes), remind_at=now, **reminder)
        deliver_messages(clock=lambda: now)
        return mail_server.ledger[-1]

    return arrived


@pytest.fixture
def ntt():
    return PartyFactory(short_name="NTT")


def body(message):
    return message.get_body("plain").get_content().replace("\r\n", "\n")


def test_the_whole_mail(arrived, settings):
    settings.SITE_URL = "https://governance.example:8443"
    message = arrived(
        reminder={"pk": 31},
        deadline__pk=712,
        deadline__obligation__form="In writing or by facsimile (21)",
    )
    assert message["To"] == "mari@iij.example"
    assert (
        body(message)
        == """\
Act by Fri 13 Nov 2026

Furnish quarterly statements
Subscription Agreement 12.1(3)

Act by (safe date): Friday 13 November 2026 (on Fri 6 Nov 2026: 7 days left)
Contractual day: Saturday 14 November 2026
Arguable until: Monday 16 November 2026
Form: In writing or by facsimile (21)
Team: Finance
Time zone: Tokyo
Why you: 7 days before the safe date; Responsible person

See the steps, and record what was done:
https://governance.example:8443/deadlines/712/
Say that you have taken note:
https://governance.example:8443/reminders/31/

This is an internal reminder. It is not a contractual notice, neither under article 21 of the \
Subscription Agreement nor under any other instrument.
"""
    )


def test_the_headers_keep_machines_quiet_and_repetitions_recognisable(arrived, settings):
    settings.SITE_URL = "https://governance.example:8443"
    message = arrived()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].startswith("<message-")
    assert message["Message-ID"].endswith("@governance.example>")


@pytest.mark.parametrize(
    ("now", "subject"),
    [
        (at(6, 9), "Act by Fri 13 Nov 2026"),
        (at(13, 9), "Act by Fri 13 Nov 2026"),
        (at(14, 9), "Past the safe date, Fri 13 Nov 2026"),
        (at(17, 9), "Overdue, last day was Mon 16 Nov 2026"),
    ],
)
def test_the_subject_tells_the_day_the_matter_and_the_article(arrived, now, subject):
    message = arrived(now=now)
    assert message["Subject"] == (
        f"{subject}: Furnish quarterly statements (Subscription Agreement 12.1(3))"
    )


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (at(12, 9), "Internal target Fri 13 Nov 2026"),
        (at(16, 9), "Internal target passed, Fri 13 Nov 2026"),
    ],
)
def test_an_internal_target_is_named_as_such_and_never_as_a_deadline(arrived, now, opening):
    message = arrived(now=now, reminder=TO_TARGET, **PROMPTLY, internal_target=date(2026, 11, 13))
    assert message["Subject"].startswith(f"{opening}: ")
    assert "Internal target, not a legal deadline: Friday 13 November 2026" in body(message)
    assert "asks for this promptly and names no day" in body(message)
    for legal in ("Act by", "safe date", "Contractual day", "Arguable", "Overdue"):
        assert legal not in message["Subject"] + body(message)


def test_promptly_without_a_target_says_that_there_is_no_date(arrived):
    message = arrived(now=at(12, 9), **PROMPTLY, anchored_on=date(2026, 11, 5))
    assert message["Subject"].startswith("Promptly, no date: ")
    assert "Internal target" not in body(message)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (at(6, 9), "Monitoring, due from NTT by Mon 16 Nov 2026"),
        (at(17, 9), "Monitoring, nothing recorded from NTT by Mon 16 Nov 2026"),
    ],
)
def test_the_duty_of_another_party_is_worded_as_monitoring(arrived, ntt, now, opening):
    message = arrived(now=now, deadline__obligation__obligor=ntt)
    assert message["Subject"].startswith(f"{opening}: ")
    assert "We monitor this duty of NTT." in body(message)
    assert "Contractual day: Saturday 14 November 2026" in body(message)
    for ours in ("Act by", "Overdue", "days left"):
        assert ours not in message["Subject"] + body(message)


def test_what_another_party_does_promptly_is_monitored_without_a_date(arrived, ntt):
    message = arrived(
        **PROMPTLY, deadline__obligation__obligor=ntt, internal_target=date(2026, 11, 13)
    )
    assert message["Subject"].startswith("Monitoring, to be done promptly by NTT: ")
    assert "Contractual day" not in body(message)


def test_a_duty_whose_obligor_is_not_named_is_monitored(arrived):
    message = arrived(deadline__obligation__obligor=None)
    assert message["Subject"].startswith("Monitoring, due from another party by ")


def test_a_title_cannot_add_headers_and_is_not_escaped(arrived):
    message = arrived(
        deadline__obligation__title="Answer <NTT> & others\nBcc: all@iij.example 十一月"
    )
    assert message["Bcc"] is None
    assert "Answer <NTT> & others Bcc: all@iij.example 十一月" in message["Subject"]
    assert "Answer <NTT> & others" in body(message)


def test_days_are_counted_on_the_day_of_sending(arrived):
    assert "(on Wed 11 Nov 2026: 2 days left)" in body(arrived(now=at(11, 23, 59)))


def html(message):
    return message.get_body("html").get_content()


def test_the_html_says_the_same_escaped_and_asks_nothing_of_other_servers(arrived):
    message = arrived(reminder={"pk": 31}, deadline__obligation__title="Answer <NTT> & others")
    page = html(message)
    assert "Answer &lt;NTT&gt; &amp; others" in page
    for words in (
        "Act by Fri 13 Nov 2026",
        "Friday 13 November 2026 (on Fri 6 Nov 2026: 7 days left)",
        "Contractual day",
        "7 days before the safe date; Responsible person",
        'href="http://localhost:8000/reminders/31/"',
        "It is not a contractual notice, neither under article 21",
    ):
        assert words in page, words
    for outside in ("<script", "<style", "<img", "<link"):
        assert outside not in page


def test_a_deadline_that_moved_says_from_where(planned, open_deadline, mail_server):
    deadline = open_deadline(deadline__next_step_at=None)
    DeadlineVersionFactory(
        deadline=deadline,
        number=2,
        anchored_on=date(2026, 9, 30),
        safe=date(2026, 11, 20),
        before_roll=date(2026, 11, 20),
        due=date(2026, 11, 20),
    )
    deadline.refresh_from_db()
    planned(deadline)
    deliver_messages(clock=lambda: FRIDAY)
    text = body(mail_server.ledger[0])
    assert "Moved: from Fri 13 Nov 2026 to Fri 20 Nov 2026" in text


def test_an_extension_moves_the_day_and_the_last_day(planned, open_deadline, mail_server):
    """Until Monday 23 November, a holiday: the safe date of the extension is the Friday before."""
    deadline = open_deadline(deadline__next_step_at=None)
    DeadlineVersionFactory(
        deadline=deadline,
        number=2,
        anchored_on=date(2026, 9, 30),
        safe=date(2026, 11, 13),
        before_roll=date(2026, 11, 14),
        due=date(2026, 11, 16),
        extended_on=date(2026, 11, 5),
        extended_safe=date(2026, 11, 20),
        extended_until=date(2026, 11, 23),
    )
    deadline.refresh_from_db()
    planned(deadline)
    deliver_messages(clock=lambda: FRIDAY)
    text = body(mail_server.ledger[0])
    assert "Moved: from Fri 13 Nov 2026 to Fri 20 Nov 2026" in text
    assert "Contractual day: Saturday 14 November 2026" in text
    assert "Arguable until: Monday 23 November 2026" in text
    assert "Extended until: Monday 23 November 2026" in text


def test_a_safe_date_never_moves_to_an_internal_target(planned, open_deadline, mail_server):
    deadline = open_deadline(deadline__next_step_at=None)
    DeadlineVersionFactory(
        deadline=deadline,
        number=2,
        anchored_on=date(2026, 9, 30),
        internal_target=date(2026, 11, 20),
        **PROMPTLY,
    )
    deadline.refresh_from_db()
    planned(deadline)
    deliver_messages(clock=lambda: FRIDAY)
    assert "Moved" not in body(mail_server.ledger[0])


def test_a_day_in_new_york_is_not_over_with_that_of_tokyo(arrived):
    """Held back by quiet hours to 08:00 in Tokyo: 18:00 of the day before in New York."""
    day = date(2026, 11, 13)
    message = arrived(now=at(14, 8), zone="America/New_York", safe=day, before_roll=day, due=day)
    assert message["Subject"].startswith("Act by Fri 13 Nov 2026: ")
    assert "(on Fri 13 Nov 2026: Due today)" in body(message)


def test_what_never_moved_says_nothing_of_moving(arrived):
    assert "Moved" not in body(arrived())


def test_who_is_elsewhere_reads_when_the_day_ends_there(arrived, team):
    team.responsible.zone = "America/New_York"
    team.responsible.save()
    # Midnight in Tokyo between 13 and 14 November is 10:00 on the 13th in New York.
    line = "For you that day ends: Fri 13 Nov 2026, 10:00 New York"
    message = arrived()
    assert line in body(message)
    assert line in html(message)
    assert "For you" not in body(arrived(reminder={"recipient": UserFactory()}))


def test_the_mail_is_in_the_language_of_its_recipient(arrived, team):
    team.responsible.language = "ja"
    team.responsible.save()
    message = arrived()
    assert '<html lang="ja">' in html(message)
    assert "2026年11月13日" in body(message)


def test_a_stand_in_reads_for_whom(arrived, team):
    message = arrived(reminder={"stands_in_for": team.backup, "audience": "backup"})
    assert "Why you: 7 days before the safe date; you stand in for Aiko Tanaka" in body(message)
