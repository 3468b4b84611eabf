"""Files of evidence: kept once by their hash, never changed, withdrawn by a later record."""

from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django.fixtures import Settings

from obligations import evidence_store
from obligations.models import Evidence, EvidenceWithdrawal, Performance
from obligations.services import AlreadyRecorded, add_evidence, withdraw_evidence
from tests.factories import PerformanceFactory, UserFactory
from tests.obligations.files import HTML, PDF

pytestmark = pytest.mark.django_db
DIGEST = sha256(PDF).hexdigest()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """The folder of evidence of this test."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


@pytest.fixture
def performance() -> Performance:
    return PerformanceFactory()


def add(performance: Performance, content: bytes = PDF, name: str = "fax.pdf", **given: str):
    return add_evidence(
        performance=performance, file=ContentFile(content, name), by=UserFactory(), **given
    )


def files(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def verify() -> str:
    said = StringIO()
    call_command("verify_evidence", stdout=said)
    return said.getvalue()


def test_a_file_lies_under_its_hash_and_its_name_is_only_recorded(
    performance: Performance, folder: Path
) -> None:
    kept = add(performance, name="../../etc/fax.pdf", shows="arrival", note="Answered by Mr Sato")
    assert (kept.name, kept.sha256, kept.size) == ("fax.pdf", DIGEST, len(PDF))
    assert (kept.media_type, kept.get_shows_display()) == ("application/pdf", "Proof of arrival")
    assert kept.note == "Answered by Mr Sato"
    assert files(folder) == [f"{DIGEST[:2]}/{DIGEST}"]
    assert evidence_store.load(DIGEST) == PDF


def test_the_same_file_shares_its_storage(performance: Performance, folder: Path) -> None:
    first, second = add(performance), add(PerformanceFactory(), name="copy.pdf")
    assert first.pk != second.pk
    assert len(files(folder)) == 1


def test_sending_it_twice_makes_one_record(performance: Performance) -> None:
    first = add(performance)
    with pytest.raises(AlreadyRecorded) as refused:
        add(performance, name="copy.pdf")
    assert refused.value.earlier == first
    add(performance, shows="arrival")
    assert performance.evidence.count() == 2


def test_what_is_refused_leaves_nothing(performance: Performance, folder: Path) -> None:
    with pytest.raises(ValidationError):
        add(performance, HTML, "fax.pdf")
    assert not folder.exists()
    assert not Evidence.objects.exists()


def test_a_disk_that_takes_nothing_leaves_no_record_and_no_half_file(
    performance: Performance, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        add(performance)
    assert files(folder) == []
    assert not Evidence.objects.exists()


def test_a_withdrawn_file_stays_and_may_be_added_again(performance: Performance) -> None:
    kept = add(performance)
    withdraw_evidence(evidence=kept, by=UserFactory(), reason="Of another quarter")
    assert list(performance.evidence.standing()) == []
    assert evidence_store.load(DIGEST) == PDF
    assert add(performance) != kept


def test_it_is_withdrawn_once(performance: Performance) -> None:
    kept = add(performance)
    withdraw_evidence(evidence=kept, by=UserFactory(), reason="Of another quarter")
    with pytest.raises(IntegrityError, match="obligations_evidencewithdrawal_evidence_id_key"):
        withdraw_evidence(evidence=kept, by=UserFactory(), reason="Of another year")


@pytest.mark.parametrize("model", [Evidence, EvidenceWithdrawal])
def test_the_database_refuses_every_change(
    performance: Performance, model: type[Evidence] | type[EvidenceWithdrawal]
) -> None:
    withdraw_evidence(evidence=add(performance), by=UserFactory(), reason="Of another quarter")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        model.objects.update(recorded_by=UserFactory())
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        model.objects.all()._raw_delete("default")  # noqa: SLF001 (past Django's own PROTECT)


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"sha256": "../../etc/passwd"}, "evidence_sha256_is_one"),
        ({"sha256": DIGEST.upper()}, "evidence_sha256_is_one"),
        ({"size": 0}, "evidence_size_within_limit"),
        ({"size": 25 * 1024 * 1024 + 1}, "evidence_size_within_limit"),
        ({"media_type": "text/html"}, "evidence_media_type_known"),
        ({"shows": "goodwill"}, "evidence_shows_known"),
    ],
)
def test_the_database_refuses_what_no_evidence_is(
    performance: Performance, changed: dict[str, object], constraint: str
) -> None:
    row = {"sha256": DIGEST, "size": 1, "media_type": "text/plain", "shows": "performance"}
    with pytest.raises(IntegrityError, match=constraint):
        Evidence.objects.create(
            performance=performance, name="a.txt", recorded_by=UserFactory(), **(row | changed)
        )


def test_a_withdrawal_needs_a_reason(performance: Performance) -> None:
    with pytest.raises(IntegrityError, match="evidence_withdrawal_has_a_reason"):
        withdraw_evidence(evidence=add(performance), by=UserFactory(), reason="")


def test_no_path_comes_from_anything_but_a_hash() -> None:
    for wrong in ("", "../secret_key", f"{DIGEST}/..", DIGEST.upper(), f"{DIGEST}\n"):
        with pytest.raises(ValueError, match="is no SHA-256"):
            evidence_store.path_of(wrong)


class TestVerifying:
    def test_all_is_as_recorded(self, performance: Performance) -> None:
        add(performance)
        add(PerformanceFactory(), name="copy.pdf")
        assert verify() == "1 files as recorded, 0 not.\n"

    def test_a_changed_and_a_missing_file_are_named(
        self, performance: Performance, capsys: pytest.CaptureFixture[str]
    ) -> None:
        changed, missing = add(performance), add(performance, b"Sent", "log.txt")
        add(performance, b"Arrived", "arrived.txt")
        evidence_store.path_of(changed.sha256).write_bytes(PDF.replace(b"1.7", b"1.6"))
        evidence_store.path_of(missing.sha256).unlink()
        with pytest.raises(CommandError, match=r"1 files as recorded, 2 not\. Take them from"):
            call_command("verify_evidence")
        said = capsys.readouterr().out
        assert f"changed: {DIGEST} fax.pdf (evidence {changed.pk})" in said
        assert f"missing: {missing.sha256} log.txt (evidence {missing.pk})" in said
        assert "arrived.txt" not in said

    def test_sending_a_changed_file_again_mends_it(self, performance: Performance) -> None:
        evidence_store.path_of(add(performance).sha256).write_bytes(b"changed")
        add(PerformanceFactory())
        assert verify() == "1 files as recorded, 0 not.\n"

    def test_a_file_without_a_record_is_counted(self) -> None:
        evidence_store.keep(PDF)
        assert "1 files belong to no record" in verify()
