"""Evidence on the page of a deadline and with the form of a performance; the file itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from obligations import evidence_store
from obligations.models import Deadline, Evidence, Performance
from obligations.services import add_evidence
from tests.obligations.files import HTML, PDF
from tests.obligations.views.test_performance import act, perform, record
from tests.pages import Page, assert_accessible, get, read

NAME = "受領書 fax.pdf"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """The folder of evidence of this test."""
    with override_settings(EVIDENCE_DIR=tmp_path / "evidence"):
        yield tmp_path / "evidence"


@pytest.fixture
def performance(officer: Client, quarterly: Deadline) -> Performance:
    return record(officer, quarterly)


@pytest.fixture
def evidence(performance: Performance) -> Evidence:
    file = ContentFile(PDF, NAME)
    return add_evidence(performance=performance, file=file, by=performance.recorded_by)


@pytest.fixture
def hidden(insider: Client, secret: Deadline) -> Evidence:
    """A file that the restricted instrument's reader added."""
    performance = record(insider, secret)
    file = ContentFile(PDF, "merger.pdf")
    return add_evidence(performance=performance, file=file, by=performance.recorded_by)


def adding(performance: Performance) -> str:
    return f"/deadlines/{performance.deadline_id}/performances/{performance.pk}/evidence/"


def of(evidence: Evidence) -> str:
    return f"/deadlines/{evidence.performance.deadline_id}/evidence/{evidence.pk}/"


def proof(content: bytes = PDF, name: str = NAME, **changed: Any) -> dict[str, Any]:
    """The form: a transmission report that shows the arrival."""
    file = SimpleUploadedFile(name, content)
    return {"file": file, "shows": "arrival", "note": "Transmission report"} | changed


def come_back(client: Client, url: str, data: dict[str, Any]) -> Page:
    response = client.post(url, data)
    assert response.status_code == 200, response.status_code
    page = read(response)
    assert_accessible(page)
    return page


class TestAdding:
    def test_an_officer_adds_a_file_to_a_record(
        self, officer: Client, performance: Performance
    ) -> None:
        page = get(officer, performance.deadline.get_absolute_url())
        assert page.links["Add evidence"] == adding(performance)
        page = get(officer, adding(performance))
        assert page.actions == ["Add evidence", "Cancel"]
        response = officer.post(adding(performance), proof())
        assert response.headers["Location"] == performance.deadline.get_absolute_url()
        page = get(officer, performance.deadline.get_absolute_url())
        assert page.messages == [f"“{NAME}” is kept as evidence."]
        kept = performance.evidence.get()
        assert page.links[NAME] == of(kept)
        assert "Proof of arrival · PDF, 69 bytes Transmission report" in page.main
        assert f"SHA-256 {kept.sha256}" in page.main

    def test_what_is_refused_is_named_and_the_rest_is_kept(
        self, officer: Client, performance: Performance
    ) -> None:
        page = come_back(officer, adding(performance), proof(HTML, "page.pdf"))
        (error,) = page.errors
        assert error.startswith("“page.pdf” holds markup or a program")
        assert page.field("file").get("aria-invalid") == "true"
        assert page.value("note") == "Transmission report"
        assert "Choose the file again" in page.main
        assert not Evidence.objects.exists()

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"file": ""}, "This field is required."),
            ({"file": SimpleUploadedFile("a.pdf", b"")}, "“a.pdf” is empty: choose the file that"),
            ({"shows": "goodwill"}, "Select a valid choice. goodwill is not one"),
            ({"note": "x" * 301}, "Ensure this value has at most 300 characters"),
            (
                {"file": SimpleUploadedFile(f"{'x' * 200}.pdf", PDF)},
                "Ensure this filename has at most 200 characters",
            ),
        ],
    )
    def test_bad_input_is_named(
        self, officer: Client, performance: Performance, changed: dict[str, Any], error: str
    ) -> None:
        (said,) = come_back(officer, adding(performance), proof() | changed).errors
        assert said.startswith(error)
        assert not Evidence.objects.exists()

    def test_sending_it_twice_makes_one_record(
        self, officer: Client, performance: Performance
    ) -> None:
        assert officer.post(adding(performance), proof()).status_code == 302
        (error,) = come_back(officer, adding(performance), proof(name="copy.pdf")).errors
        assert error.startswith(f"“{NAME}” is already recorded, by Aiko Tanaka")
        assert performance.evidence.count() == 1

    def test_a_full_disk_is_explained_and_nothing_is_recorded(
        self, officer: Client, performance: Performance, folder: Path
    ) -> None:
        folder.write_text("no folder")
        page = come_back(officer, adding(performance), proof())
        assert page.errors[0].startswith("The file could not be kept, so nothing was recorded.")
        assert page.value("note") == "Transmission report"
        assert not Evidence.objects.exists()

    def test_a_withdrawal_of_a_performance_takes_no_file(
        self, officer: Client, performance: Performance
    ) -> None:
        officer.post(
            f"/deadlines/{performance.deadline_id}/performances/{performance.pk}/withdraw/",
            {"note": "Sent for another quarter"},
        )
        withdrawal = performance.deadline.performances.get(withdrawn=True)
        assert officer.post(adding(withdrawal), proof()).status_code == 404


class TestWithThePerformance:
    def test_the_form_takes_a_file(self, officer: Client, quarterly: Deadline) -> None:
        performance = record(officer, quarterly, evidence=SimpleUploadedFile(NAME, PDF))
        kept = performance.evidence.get()
        assert (kept.name, kept.shows) == (NAME, "performance")
        assert evidence_store.load(kept.sha256) == PDF

    def test_a_refused_file_records_nothing_and_loses_nothing(
        self, officer: Client, quarterly: Deadline
    ) -> None:
        file = SimpleUploadedFile("page.html", HTML)
        page = come_back(officer, perform(quarterly), act(evidence=file))
        (error,) = page.errors
        assert error.startswith("“page.html” holds markup")
        for name in ("dispatched_on", "arrived_on", "to_whom", "note"):
            assert page.value(name) == act()[name]
        assert not quarterly.performances.exists()

    def test_a_full_disk_records_nothing(
        self, officer: Client, quarterly: Deadline, folder: Path
    ) -> None:
        folder.write_text("no folder")
        page = come_back(officer, perform(quarterly), act(evidence=SimpleUploadedFile(NAME, PDF)))
        assert page.errors[0].startswith("The file could not be kept, so nothing was recorded.")
        assert page.value("to_whom") == "NTT, Department 1"
        assert not quarterly.performances.exists()


class TestTheFile:
    def test_it_comes_as_it_was_sent_and_cannot_run(
        self, officer: Client, auditor: Client, evidence: Evidence
    ) -> None:
        for client in (officer, auditor):
            response = client.get(of(evidence))
            assert response.content == PDF
            assert response.headers["Content-Type"] == "application/pdf"
            assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert response.headers["Cache-Control"] == "no-store"

    def test_a_file_that_changed_is_not_given_out(
        self, officer: Client, evidence: Evidence
    ) -> None:
        evidence_store.path_of(evidence.sha256).write_bytes(b"changed")
        response = officer.get(of(evidence))
        assert response.headers["Location"] == evidence.performance.deadline.get_absolute_url()
        said = get(officer, response.headers["Location"]).messages[-1]
        assert said.startswith(f"“{NAME}” is missing or was changed on the disk.")

    def test_it_hangs_on_its_own_deadline(
        self, insider: Client, evidence: Evidence, hidden: Evidence
    ) -> None:
        elsewhere = f"/deadlines/{evidence.performance.deadline_id}/evidence/{hidden.pk}/"
        assert insider.get(elsewhere).status_code == 404
        assert insider.get(f"{elsewhere}withdraw/").status_code == 404


class TestWithdrawing:
    def test_it_stays_marked_with_the_reason(self, officer: Client, evidence: Evidence) -> None:
        page = get(officer, evidence.performance.deadline.get_absolute_url())
        assert page.links["Withdraw this file"] == f"{of(evidence)}withdraw/"
        assert get(officer, f"{of(evidence)}withdraw/").actions == ["Withdraw evidence", "Cancel"]
        page = come_back(officer, f"{of(evidence)}withdraw/", {"reason": " "})
        assert page.errors == ["This field is required."]
        officer.post(f"{of(evidence)}withdraw/", {"reason": "Of another quarter"})
        page = get(officer, evidence.performance.deadline.get_absolute_url())
        assert "withdrawn: Of another quarter (Aiko Tanaka, " in page.main
        assert "Withdraw this file" not in page.links
        assert officer.get(of(evidence)).content == PDF

    def test_a_second_withdrawal_says_that_there_was_one(
        self, officer: Client, evidence: Evidence
    ) -> None:
        for reason in ("Of another quarter", "Of another year"):
            officer.post(f"{of(evidence)}withdraw/", {"reason": reason})
        page = get(officer, evidence.performance.deadline.get_absolute_url())
        assert page.messages[-1] == f"“{NAME}” was withdrawn already."
        assert evidence.withdrawal.reason == "Of another quarter"


@pytest.mark.parametrize("method", ["get", "post"])
class TestWhoMay:
    def test_the_auditor_reads_and_changes_nothing(
        self, auditor: Client, evidence: Evidence, method: str
    ) -> None:
        page = get(auditor, evidence.performance.deadline.get_absolute_url())
        assert page.links[NAME] == of(evidence)
        assert "Add evidence" not in page.links
        assert "Withdraw this file" not in page.links
        for url in (adding(evidence.performance), f"{of(evidence)}withdraw/"):
            assert getattr(auditor, method)(url, proof()).status_code == 403

    def test_whoever_must_not_know_the_instrument_finds_nothing(
        self, officer: Client, insider: Client, hidden: Evidence, method: str
    ) -> None:
        pages = [adding(hidden.performance), f"{of(hidden)}withdraw/"]
        for url in [*pages, of(hidden)]:
            assert getattr(officer, method)(url, proof()).status_code in {404, 405}
            assert insider.get(url).status_code == 200
        assert officer.get(of(hidden)).status_code == 404

    def test_nothing_is_written_from_another_day(
        self, officer: Client, evidence: Evidence, method: str
    ) -> None:
        for url in (adding(evidence.performance), f"{of(evidence)}withdraw/"):
            response = getattr(officer, method)(f"{url}?as_of=2026-11-21")
            assert response.status_code == 403
