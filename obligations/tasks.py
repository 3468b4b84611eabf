"""Periodic work of obligations; safe to run twice or late."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from celery import shared_task
from django.db import connection
from django.utils import timezone

from agreements.models import Agreement
from obligations.exporting import make_list
from obligations.models import Printout, Recomputation
from obligations.recomputing import run_recomputation
from obligations.services import open_coming_deadlines as open_for
from obligations.services.matters import end_overdue_access as end_access
from obligations.services.printouts import make_printout

log = structlog.get_logger(__name__)


@shared_task
def open_coming_deadlines() -> None:
    """Open the deadlines of the coming 24 months under every instrument that is tracked.

    An instrument that cannot be computed is logged and does not stop the others. Does nothing while
    an earlier tick is still at it: two would wait for each other and keep reminders from a worker.
    """
    with alone("open_coming_deadlines") as is_alone:
        if is_alone:
            _open_coming_deadlines()


def _open_coming_deadlines() -> None:
    recompute_deadlines()
    today = timezone.localdate()
    for agreement in Agreement.objects.filter(tracked_from__isnull=False):
        try:
            open_for(agreement=agreement, today=today)
        except Exception:
            log.exception("deadlines_not_opened", agreement=agreement.pk)


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether nobody else is at `name`; held until the end, or until the connection breaks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        [is_alone] = cursor.fetchone() or [False]
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


@shared_task
def recompute_deadlines() -> None:
    """Do the recomputations that are asked for and not finished, in order.

    The message only wakes the worker up: a lost one is made good by the next periodic tick.
    """
    for recomputation in Recomputation.objects.filter(finished_at=None).order_by("pk"):
        run_recomputation(recomputation=recomputation, today=timezone.localdate())


@shared_task
def end_overdue_access() -> None:
    """End access to matters whose last day is over."""
    end_access(now=timezone.now())


@shared_task
def make_printouts() -> None:
    """Make the documents and long lists that are asked for, the oldest first.

    One that cannot be made is logged and does not stop the others; the next tick tries again. Does
    nothing while another worker is at it.
    """
    with alone("make_printouts") as is_alone:
        if is_alone:
            for printout in Printout.objects.filter(finished_at=None).order_by("pk"):
                _make_printout(printout)


def _make_printout(printout: Printout) -> None:
    try:
        if printout.is_document:
            make_printout(printout=printout, now=timezone.now())
        else:
            make_list(printout=printout)
    except Exception:
        log.exception("printout_not_made", printout=printout.pk)
