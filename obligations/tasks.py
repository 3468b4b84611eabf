"""Periodic work of obligations; safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from agreements.models import Agreement
from obligations.services import open_coming_deadlines as open_for


@shared_task
def open_coming_deadlines() -> None:
    """Open the deadlines of the coming 24 months under every instrument that is tracked."""
    today = timezone.localdate()
    for agreement in Agreement.objects.filter(tracked_from__isnull=False):
        open_for(agreement=agreement, today=today)
