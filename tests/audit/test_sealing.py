"""The chain of seals, and what tampering with it or with entries leaves behind.

Tests tamper as the tables' owner, with the triggers disabled.
"""

from datetime import timedelta
from io import StringIO
from threading import Event as Signal
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Team
from audit import services
from audit.models import Entry, Seal
from audit.services import seal_entries
from audit.tasks import seal
from audit.verifying import verify
from tests.factories import TeamFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def key(settings: Settings) -> None:
    settings.AUDIT_KEY = "a key of these tests"


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Nine entries in three seals, each of four at most; their numbers."""
    monkeypatch.setattr(services, "MOST", 4)
    team = TeamFactory.create()
    for number in range(9 - Entry.objects.count()):
        Team.objects.filter(pk=team.pk).update(name=f"Name {number}")
    seal_entries(now=timezone.now())
    assert Seal.objects.count() == 3
    assert not problems()
    return list(Entry.objects.order_by("pk").values_list("pk", flat=True))


def problems(*heads: str) -> list[str]:
    return list(verify(now=timezone.now(), heads=heads))


def tamper(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(statement)
        for table in ("audit_entry", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_not_emptied")


@pytest.mark.parametrize(
    "change",
    [
        "why = 'nothing happened'",
        'after = \'{"name": "Team 4", "id": 1}\'',
        "person_id = 1",
        "at = at - interval '1 day'",
        "action = 'delete'",
        '"row" = 99',
        "transaction = transaction + 1",
        "request = 'another'",
        "role = 'another'",
        "before = NULL",
    ],
)
def test_a_changed_entry(change: str, sealed: list[int]) -> None:
    tamper(f"UPDATE audit_entry SET {change} WHERE id = 6")
    assert problems() == ["Entry 6 was changed (seal 2)."]


def test_a_missing_entry(sealed: list[int]) -> None:
    tamper("DELETE FROM audit_entry WHERE id = 4")
    assert problems() == ["Entry 4 is missing (seal 1)."]


def test_an_exchange_of_numbers(sealed: list[int]) -> None:
    tamper(
        "UPDATE audit_entry SET id = -3 WHERE id = 3; UPDATE audit_entry SET id = 3 WHERE id = 2;"
        "UPDATE audit_entry SET id = 2 WHERE id = -3"
    )
    assert problems() == ["Entry 2 was changed (seal 1).", "Entry 3 was changed (seal 1)."]


def test_an_entry_before_the_first(sealed: list[int]) -> None:
    tamper("UPDATE audit_entry SET id = 0 WHERE id = 4")
    assert problems() == [
        "Entry 4 is missing (seal 1).",
        "Entry 0 was put in: numbers begin at 1.",
    ]


def test_a_number_of_a_rolled_back_transaction_filled_later() -> None:
    team = TeamFactory.create()
    with transaction.atomic():
        Team.objects.update(name="gone")
        gap = Entry.objects.latest("pk").pk
        transaction.set_rollback(True)
    Team.objects.filter(pk=team.pk).update(name="kept")
    seal_entries(now=timezone.now())
    assert not problems()
    tamper(
        f'INSERT INTO audit_entry (id, "table", action, role, why, request, at, transaction) '
        f"VALUES ({gap}, 'accounts_team', 'update', '', '', '', now(), 1)"
    )
    assert problems() == [f"Entry {gap} was put in (seal 1)."]


@pytest.mark.parametrize(
    "change",
    [
        "last = last + 1",
        "sealed_at = sealed_at - interval '1 second'",
        "digests = digests || digests",
        "entries = entries || 99::bigint",
        f"hmac = '{'0' * 64}'",
    ],
)
def test_a_changed_seal(change: str, sealed: list[int]) -> None:
    tamper(f"UPDATE audit_seal SET {change} WHERE number = 3")
    assert "Seal 3 was changed or put in: its entries cannot be verified." in problems()


def test_a_missing_seal(sealed: list[int]) -> None:
    tamper("DELETE FROM audit_seal WHERE number = 2")
    assert problems() == ["Seal 2 is missing.", "Entries 5 to 8 cannot be verified without it."]


def test_seals_renumbered_over_a_gap(sealed: list[int]) -> None:
    tamper(
        "DELETE FROM audit_entry WHERE id BETWEEN 5 AND 8; DELETE FROM audit_seal WHERE number = 2;"
        "UPDATE audit_seal SET number = 2 WHERE number = 3"
    )
    assert problems() == [
        "Seal 2 does not continue seal 1: one of them was put in.",
        "Seal 2 was changed or put in: its entries cannot be verified.",
    ]


def test_a_chain_made_anew_with_another_key(sealed: list[int], settings: Settings) -> None:
    tamper("DELETE FROM audit_seal")
    settings.AUDIT_KEY = "guessed"
    seal_entries(now=timezone.now())
    settings.AUDIT_KEY = "a key of these tests"
    assert [text.partition(":")[0] for text in problems()] == [
        f"Seal {number} was changed or put in" for number in (1, 2, 3)
    ]


def test_the_end_cut_off_is_found_by_the_head_written_down(sealed: list[int]) -> None:
    head = StringIO()
    call_command("audit_head", stdout=head)
    written = head.getvalue().strip()
    assert written == f"3:{Seal.objects.get(number=3).hmac}"
    assert not problems(written)
    tamper("DELETE FROM audit_seal WHERE number = 3; DELETE FROM audit_entry WHERE id > 8")
    assert not problems()
    assert problems(written) == [f"Seal 3 is missing: it was written down as {written}."]
    Team.objects.update(name="after")
    seal_entries(now=timezone.now())
    assert problems(written) == [f"Seal 3 is not the one written down as {written}."]


def test_the_last_seal_alone_taken_out_is_found_after_an_hour(sealed: list[int]) -> None:
    tamper("DELETE FROM audit_seal WHERE number = 3")
    assert not problems()
    later = timezone.now() + timedelta(minutes=61)
    [sentence] = verify(now=later)
    assert sentence == (
        "Entry 9 and 0 more have not been sealed for an hour: the task that seals does not run, "
        "or the latest seals are missing."
    )


def test_sealing_again_adds_nothing(sealed: list[int]) -> None:
    assert seal_entries(now=timezone.now()) == []
    seal()
    assert Seal.objects.count() == 3


def test_nothing_is_sealed_past_a_transaction_that_runs() -> None:
    """It holds a lower number than what others have written since: its entries come later."""
    wrote, may_end = Signal(), Signal()

    def write_slowly() -> None:
        with transaction.atomic():
            TeamFactory.create(name="slow")
            wrote.set()
            may_end.wait(20)
        connection.close()

    thread = Thread(target=write_slowly)
    thread.start()
    assert wrote.wait(20)
    TeamFactory.create(name="fast")
    try:
        assert seal_entries(now=timezone.now(), patience=2) == []
    finally:
        may_end.set()
        thread.join()
    [made] = seal_entries(now=timezone.now())
    assert made.entries == list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    assert not problems()


class TestCommand:
    @pytest.fixture(autouse=True)
    def chain(self, sealed: list[int]) -> None:
        """Nine entries in three seals."""

    def test_all_well(self) -> None:
        out = StringIO()
        call_command("verify_audit", stdout=out)
        assert out.getvalue() == "9 entries, 3 seals: all as they were sealed.\n"

    def test_what_is_found_fails(self) -> None:
        tamper("UPDATE audit_entry SET why = 'x' WHERE id = 6")
        out = StringIO()
        with pytest.raises(CommandError, match="9 entries, 3 seals: 1 found that must not be"):
            call_command("verify_audit", stdout=out)
        assert out.getvalue() == "Entry 6 was changed (seal 2).\n"

    def test_without_the_key(self, settings: Settings) -> None:
        settings.AUDIT_KEY = ""
        with pytest.raises(CommandError, match="AUDIT_KEY is not set"):
            call_command("verify_audit")
        Team.objects.update(name="unsealed")
        with pytest.raises(ImproperlyConfigured):
            seal_entries(now=timezone.now())


def test_without_a_key_the_task_says_so(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.AUDIT_KEY = ""
    TeamFactory.create()
    seal()
    assert Seal.objects.count() == 0
    assert "AUDIT_KEY is not set" in caplog.text


def test_no_seal_has_no_head() -> None:
    with pytest.raises(CommandError, match="Nothing is sealed yet"):
        call_command("audit_head")
