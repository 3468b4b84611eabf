"""Periodic work of the audit trail; safe to run twice or late."""

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from audit.services import seal_entries

log = structlog.get_logger(__name__)


@shared_task
def seal() -> None:
    """Seal what was written since the last run."""
    if settings.AUDIT_KEY:
        seal_entries(now=timezone.now())
    else:
        log.error("audit_not_sealed", why="AUDIT_KEY is not set")
