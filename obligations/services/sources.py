"""Importing the signed text, and what the consistency checks then find."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from agreements.models import Agreement, SourceDocument, SourceUpload
from agreements.services import import_source, import_upload
from obligations.services.findings import run_checks


@transaction.atomic
def import_text(*, agreement: Agreement, today: date, **file: Any) -> SourceDocument:
    """Import a file as in `agreements.services.import_source`, and check the instrument."""
    document = import_source(agreement=agreement, **file)
    run_checks(today=today, agreement=agreement)
    return document


@transaction.atomic
def import_uploaded_text(
    *, upload: SourceUpload, standing: str, part: str, by: User, today: date
) -> SourceDocument:
    """Import a kept file as in `agreements.services.import_upload`, and check the instrument."""
    document = import_upload(upload=upload, standing=standing, part=part, by=by)
    run_checks(today=today, agreement=upload.agreement)
    return document
