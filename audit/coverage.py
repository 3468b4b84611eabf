"""Which tables the audit trail covers: all, save those left out here with the reason.

A table of a later migration is covered without a word here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from simple_history.models import HistoricalChanges

LEFT_OUT = {
    "admin.LogEntry": "a second log, which says less",
    "audit": "the trail itself",
    "auth.Permission": "written by migrations, from the models",
    "axes": "counts attempts to sign in: a log of its own",
    "contenttypes": "written by migrations, from the models",
    "django_celery_results": "the state of tasks",
    "obligations.DeadlineState": "follows from deadlines, facts and performances, by triggers",
    "obligations.SearchEntry": "an index over other tables, by triggers",
    "obligations.SearchWord": "an index over other tables, by triggers",
    "agreements.SourceUpload": "a file that somebody looks at; the import is recorded",
    "reminders.Heartbeat": "a sign of life, written each minute",
    "sessions": "secrets, written with each request",
    "usersessions": "a list of sessions, written with each request",
}
"""App or model, and why it is left out. Tables of `simple_history` are a trail themselves."""

ONLY_WHEN = {
    "reminders.Message": (
        "OLD.settled_at IS DISTINCT FROM NEW.settled_at OR (OLD.state = 'failed' "
        "AND NEW.state <> 'failed')"
    ),
    "reminders.Reminder": "OLD.acknowledged_at IS DISTINCT FROM NEW.acknowledged_at",
}
"""The state of a machine, two hundred rows a second, save for what a person does to it."""

OMITTED = {
    "accounts.User": {"last_login"},  # written with each sign-in
    "mfa.Authenticator": {"last_used_at"},  # likewise
    # The planner's own note, and the version that was added last, which has an entry itself.
    "obligations.Deadline": {"next_step_at", "current_id"},
    "obligations.Notification": {"read_at"},  # a look at the inbox
    "obligations.Printout": {"total", "done", "attempts"},  # how far a worker is
    "obligations.DeadlineVersion": {"steps"},  # long, and never changed: read it there
}
"""Columns that never enter, and whose change alone makes no entry."""

SECRET = re.compile(r"password|secret|token|credential|recovery|session_key")
SECRET_ELSEWHERE = re.compile(r"key|code|data|settings")
"""Also in apps that are not ours, whose columns we do not know."""


@dataclass(frozen=True)
class Coverage:
    """How the trail covers a table.

    Of `hidden` columns it says that they changed, not from what to what. Where columns are omitted,
    only a statement that names another one, of `update_of`, asks the trigger.
    """

    table: str
    key: str
    hidden: list[str]
    omitted: list[str]
    update_of: list[str]
    only_when: str | None


def audited_models() -> list[type[models.Model]]:
    """The models whose tables the trail covers."""
    return [model for model in _models() if not reason_left_out(model)]


def coverages() -> list[Coverage]:
    """How each table is covered."""
    return [_coverage(model) for model in audited_models()]


def reason_left_out(model: type[models.Model]) -> str:
    """Why the trail does not cover this table; empty where it does."""
    meta = model._meta
    if issubclass(model, HistoricalChanges) or any(
        field.name == "m2m_history_id" for field in meta.local_fields
    ):
        return "a trail itself, by simple_history"
    return LEFT_OUT.get(meta.label) or LEFT_OUT.get(meta.app_label, "")


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _coverage(model: type[models.Model]) -> Coverage:
    meta = model._meta
    key = meta.pk
    assert key is not None
    if not _is_number(key):
        raise NotImplementedError(
            f"{meta.label} has no whole number for its key: leave it out in audit.coverage, "
            "with the reason."
        )
    omitted = OMITTED.get(meta.label, set())
    fields = meta.local_concrete_fields
    return Coverage(
        table=meta.db_table,
        key=_column(key),
        hidden=sorted(_column(field) for field in fields if _is_hidden(model, field)),
        omitted=sorted(omitted),
        update_of=[_column(field) for field in fields if _column(field) not in omitted]
        if omitted
        else [],
        only_when=ONLY_WHEN.get(meta.label),
    )


def _is_number(field: models.Field[Any, Any]) -> bool:
    return isinstance(getattr(field, "target_field", field), models.IntegerField)


def _column(field: models.Field[Any, Any]) -> str:
    assert field.column is not None  # a concrete field
    return field.column


def _is_hidden(model: type[models.Model], field: models.Field[Any, Any]) -> bool:
    """Whether the column holds a secret, or a file."""
    if isinstance(field, models.BinaryField):
        return True
    if field.remote_field or isinstance(field, models.DateField | models.BooleanField):
        return False
    if SECRET.search(_column(field)):
        return True
    return not _is_ours(model) and bool(SECRET_ELSEWHERE.search(_column(field)))


def _is_ours(model: type[models.Model]) -> bool:
    config = apps.get_app_config(model._meta.app_label)
    return (settings.BASE_DIR / config.name).is_dir()
