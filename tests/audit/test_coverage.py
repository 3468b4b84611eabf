"""Every table is covered, or left out with a reason."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from audit import coverage
from audit.coverage import LEFT_OUT, OMITTED, ONLY_WHEN, audited_models, reason_left_out

pytestmark = pytest.mark.django_db

TRIGGERS = """
    SELECT c.relname, array_agg(t.tgname::text ORDER BY t.tgname) FROM pg_class c
    JOIN pg_trigger t ON t.tgrelid = c.oid WHERE t.tgname LIKE 'audit\\_%' AND t.tgenabled = 'O'
    GROUP BY 1
"""
OURS = {"accounts", "agreements", "audit", "obligations", "reminders", "shareholders"}


def triggers() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        return dict(cursor.fetchall())


def tables() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor)) - {"django_migrations"}


def test_each_table_has_the_triggers_or_a_reason_for_none() -> None:
    installed = triggers()
    left_out = {
        model._meta.db_table: reason
        for model in apps.get_models(include_auto_created=True)
        if (reason := reason_left_out(model))
    }
    for table in sorted(tables() - left_out.keys()):
        assert installed.get(table) == ["audit_row", "audit_truncate"], (
            f"{table} lacks the triggers of the audit trail: run `manage.py migrate`, "
            "or leave it out in audit.coverage, with the reason."
        )
    for table in left_out.keys() - {"audit_entry", "audit_seal"}:
        assert table not in installed, f"{table} is left out: {left_out[table]}"


def test_what_people_and_services_write_is_covered() -> None:
    labels = {model._meta.label for model in audited_models()}
    assert {
        "accounts.User",
        "accounts.Team",
        "accounts.Team_members",
        "agreements.Agreement",
        "agreements.AgreementReader",
        "agreements.Article",
        "agreements.Finding_articles",
        "obligations.Obligation",
        "obligations.ObligationVersion",
        "obligations.Event",
        "obligations.Deadline",
        "obligations.DeadlineVersion",
        "obligations.Performance",
        "reminders.ReminderPolicy",
        "reminders.Webhook",
        "shareholders.ShareTransaction",
        "auth.Group_permissions",
    } <= labels


def test_a_reason_names_a_table_that_exists() -> None:
    for label in [*LEFT_OUT, *ONLY_WHEN, *OMITTED]:
        app, _dot, model = label.partition(".")
        if model and app in OURS:
            columns = {f.column for f in apps.get_model(label)._meta.local_concrete_fields}
            assert columns >= OMITTED.get(label, set())


def test_a_table_without_triggers_gets_them_with_the_next_migration() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_row ON accounts_team")
        cursor.execute("DROP TRIGGER audit_truncate ON accounts_team")
    assert "accounts_team" not in triggers()
    call_command("migrate", verbosity=0)
    assert triggers()["accounts_team"] == ["audit_row", "audit_truncate"]


def test_a_migration_follows_what_is_decided_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(coverage.LEFT_OUT, "accounts.Team", "a test")
    monkeypatch.setitem(coverage.OMITTED, "agreements.Party", {"short_name"})
    call_command("migrate", verbosity=0)
    assert "accounts_team" not in triggers()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'audit_row' "
            "AND tgrelid = 'agreements_party'::regclass"
        )
        [definition] = cursor.fetchone() or [""]
    assert "'{short_name}'" in definition


def test_a_key_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(coverage.LEFT_OUT, "sessions")
    with pytest.raises(NotImplementedError, match=r"sessions\.Session has no whole number"):
        coverage.coverages()
