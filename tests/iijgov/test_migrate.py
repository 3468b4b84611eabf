import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db

SQUASHED = "0001_squashed_0019_proposals"


def test_tables_of_an_earlier_version_are_refused_in_one_sentence():
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("obligations", SQUASHED)
    recorder.record_unapplied("obligations", "0019_proposals")

    with pytest.raises(CommandError, match=r"“obligations” are older .* CHANGELOG\.md names"):
        call_command("migrate", verbosity=0)


def test_tables_of_the_last_version_before_squashing_go_on():
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("obligations", SQUASHED)

    call_command("migrate", verbosity=0)

    assert ("obligations", SQUASHED) in recorder.applied_migrations()
