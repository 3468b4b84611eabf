#!/usr/bin/env python3
"""The one entry point: every command of the project, on the local servers unless told otherwise."""

import os
import sys


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(
            "IIJ Governance needs Python 3.11 or newer, and this is %d.%d." % sys.version_info[:2]
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iijgov.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Django is not installed here: run `make install`, then `.venv/bin/python manage.py`."
        )
    from audit.attribution import written_for

    if not os.environ.get("DATABASE_URL"):
        use_local_servers()
    with written_for(" ".join(["manage.py", *sys.argv[1:2]])):
        execute_from_command_line(sys.argv)


def use_local_servers() -> None:
    """Find or start the embedded servers and point the settings at them."""
    try:
        from iijgov import embedded
    except ImportError as error:
        sys.exit(f"DATABASE_URL is not set, and there are no local servers here: {error}.")
    try:
        embedded.prepare_environment()
    except embedded.CannotStart as error:
        sys.exit(str(error))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
