"""Periodic work of obligations; safe to run twice or late."""

import structlog
from celery import shared_task
from django.utils import timezone

from agreements.models import Agreement
from obligations.models import Recomputation
from obligations.recomputing import run_recomputation
from obligations.services import open_coming_deadlines as open_for

log = structlog.get_logger(__name__)


@shared_task
def open_coming_deadlines() -> None:
    """Open the deadlines of the coming 24 months under every instrument that is tracked.

    An instrument that cannot be computed is logged and does not stop the others.
    """
    recompute_deadlines()
    today = timezone.localdate()
    for agreement in Agreement.objects.filter(tracked_from__isnull=False):
        try:
            open_for(agreement=agreement, today=today)
        except Exception:
            log.exception("deadlines_not_opened", agreement=agreement.pk)


@shared_task
def recompute_deadlines() -> None:
    """Do the recomputations that are asked for and not finished, in order.

    The message only wakes the worker up: a lost one is made good by the next periodic tick.
    """
    for recomputation in Recomputation.objects.filter(finished_at=None).order_by("pk"):
        run_recomputation(recomputation=recomputation, today=timezone.localdate())
