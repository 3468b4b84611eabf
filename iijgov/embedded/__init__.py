"""PostgreSQL and Valkey on a developer's machine, without anything to install or configure.

Whoever needs them calls ``prepare_environment`` before Django's settings load. It finds both
servers running in the data folder or starts them; the last process that uses them stops them.
Nothing here is imported when DATABASE_URL is set.
"""

import atexit
import os
from pathlib import Path

from iijgov.embedded import postgres, valkey
from iijgov.embedded.folder import CannotStart, free_port, open_folder, secret
from iijgov.embedded.lease import Lease
from iijgov.embedded.signals import end_cleanly_when_terminated, held_back

__all__ = ["CannotStart", "prepare_environment"]

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "var"


def prepare_environment(*, durable: bool = True) -> None:
    """Bring the servers up and set the variables that settings.py reads, save those already set.

    ``durable=False`` trades safety against power loss for speed (tests). Raises CannotStart with
    one sentence for the user.
    """
    folder = Path(os.environ.get("VAR_DIR") or DEFAULT_FOLDER).resolve()
    _check_port(os.environ.setdefault("PORT", "8000"))
    os.environ["VAR_DIR"] = str(folder)
    end_cleanly_when_terminated()
    try:
        variables = _bring_up(folder, durable=durable)
    except OSError as error:
        raise CannotStart(f"Cannot use {error.filename or folder}: {error.strerror}.") from error
    for name, value in variables.items():
        os.environ[name] = os.environ.get(name) or value


def _bring_up(folder: Path, *, durable: bool) -> dict[str, str]:
    open_folder(folder)
    lease = Lease(folder / "run")
    with held_back(), lease.transition():
        first = lease.take()
        atexit.register(_leave, lease, folder)
        password_file = folder / "password"
        password = secret(password_file)
        mail_port = folder / "run" / "mailbox-port"
        if first or not mail_port.exists():
            mail_port.write_text(str(free_port()))
        return {
            "LOCAL": "true",
            "SECRET_KEY": secret(folder / "secret_key"),
            "AUDIT_KEY": secret(folder / "audit_key"),
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "DATABASE_URL": postgres.start(folder / "postgres", password_file, durable=durable),
            "REDIS_URL": valkey.start(folder / "valkey", password),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port.read_text()}",
        }


def _leave(lease: Lease, folder: Path) -> None:
    with held_back(), lease.transition():
        if lease.drop():
            valkey.stop(folder / "valkey")
            postgres.stop(folder / "postgres")


def _check_port(port: str) -> None:
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {port!r}.")
