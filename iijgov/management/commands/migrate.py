from typing import Any

from django.core.management import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _


class Command(Migrate):
    """Migrate; refuse a database from before migrations were squashed, in one sentence.

    A squashed migration stands for all that it replaces. Where only some of those were applied
    and the others are gone, nothing can bring the tables up to date.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        loader = MigrationLoader(connections[options["database"]])
        applied = set(loader.applied_migrations or ())
        for (app, name), migration in (loader.disk_migrations or {}).items():
            replaced = set(migration.replaces)
            missing = replaced - applied
            if replaced & applied and missing and missing.isdisjoint(loader.disk_migrations or {}):
                raise CommandError(
                    _(
                        "The tables of “%(app)s” are older than this version can bring up to date "
                        "(%(name)s): migrate once with the version that CHANGELOG.md names, then "
                        "with this one. Nothing was changed."
                    )
                    % {"app": app, "name": name}
                )
        super().handle(*args, **options)
