"""Adding and withdrawing evidence."""

from __future__ import annotations

from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from obligations import evidence_store
from obligations.evidence_types import identify
from obligations.models import Evidence, EvidenceWithdrawal, Performance
from obligations.repetition import refuse_repetition
from obligations.services.deadlines import lock_agreement


@transaction.atomic
def add_evidence(
    *,
    performance: Performance,
    file: File[bytes],
    by: User,
    shows: str = Evidence.Shows.PERFORMANCE,
    note: str = "",
) -> Evidence:
    """Keep a file that shows what a record of performance says.

    Raises AlreadyRecorded for a file that stands for the same record already,
    django.core.exceptions.ValidationError for a file of a kind that is not kept, and OSError where
    the disk takes nothing; then nothing is recorded.
    """
    name = PurePath(file.name or "").name
    content = file.read()
    media_type = identify(content, name=name)
    lock_agreement(performance.deadline.obligation.article.agreement)
    digest = evidence_store.keep(content)
    refuse_repetition(performance.evidence.standing().filter(sha256=digest, shows=shows))
    return Evidence.objects.create(
        performance=performance,
        shows=shows,
        name=name,
        sha256=digest,
        size=len(content),
        media_type=media_type,
        note=note,
        recorded_by=by,
    )


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, by: User, reason: str) -> EvidenceWithdrawal:
    """Say that a file is no evidence; it stays, and stays readable.

    Raises django.db.IntegrityError when somebody withdrew it in the meantime.
    """
    return EvidenceWithdrawal.objects.create(evidence=evidence, reason=reason, recorded_by=by)
