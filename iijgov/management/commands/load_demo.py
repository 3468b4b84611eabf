"""`manage.py load_demo`: the instruments and the demonstration, on a developer's machine only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agreements.sources import SourceError
from iijgov.clock import today
from obligations.demo import load_demo
from obligations.demo_sources import load_demo_sources
from obligations.instruments.files import InstrumentFileError
from shareholders.loading import load_ledger


class Command(BaseCommand):
    help = "Load the instruments, demo accounts and demo facts; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError(
                "Demo accounts have a public password: they are loaded on a developer's machine "
                "only. Load instruments with “manage.py load_instrument FILE”."
            )
        fixtures = settings.BASE_DIR / "fixtures"
        try:
            load_demo(fixtures, today=today())
            load_ledger(fixtures / "share-ledger.yaml")
            load_demo_sources(fixtures, folder=settings.DEMO_SOURCES, today=today())
        except (InstrumentFileError, SourceError) as error:
            raise CommandError(str(error)) from error
