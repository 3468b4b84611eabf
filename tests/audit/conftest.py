"""An empty trail: the end of a test with transactions of its own is in it else."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def empty(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_entry, audit_seal RESTART IDENTITY")
