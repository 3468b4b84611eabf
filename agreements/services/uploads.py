"""Keeping an uploaded file while somebody looks at what its import would do."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from agreements.models import Agreement, SourceDocument, SourceUpload
from agreements.services.sources import import_source

_KEPT = timedelta(days=1)


@transaction.atomic
def keep_upload(
    *, agreement: Agreement, content: bytes, name: str, standing: str, by: User
) -> SourceUpload:
    """Keep a readable file for the one who uploaded it; files of more than a day ago go."""
    SourceUpload.objects.filter(uploaded_at__lt=timezone.now() - _KEPT).delete()
    return SourceUpload.objects.create(
        agreement=agreement,
        content=content,
        name=name[-200:],
        standing=standing,
        uploaded_by=by,
    )


@transaction.atomic
def import_upload(*, upload: SourceUpload, standing: str, part: str, by: User) -> SourceDocument:
    """Import a kept file, and keep it no longer.

    Raises SourceUpload.DoesNotExist where another request was faster, and SourceError.
    """
    kept = SourceUpload.objects.select_for_update().get(pk=upload.pk)
    document = import_source(
        agreement=kept.agreement,
        content=bytes(kept.content),
        name=kept.name,
        standing=standing,
        part=part,
        by=by,
    )
    kept.delete()
    return document
