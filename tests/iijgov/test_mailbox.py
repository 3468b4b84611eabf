"""The local mailbox, over real SMTP: the process that `make run` starts takes the mail."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.utils.html import strip_tags

from iijgov.embedded.folder import free_port
from iijgov.processes import commands


@pytest.fixture
def smtp(tmp_path: Path, settings: Any) -> Iterator[BaseEmailBackend]:
    settings.VAR_DIR = tmp_path
    port = free_port()
    command = commands(port=1, mail_port=port, folder=tmp_path)["mailbox"]
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port
    )
    with subprocess.Popen(command) as process:
        try:
            wait_until_open(connection)
            yield connection
        finally:
            connection.close()
            process.terminate()


def wait_until_open(connection: BaseEmailBackend) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            connection.open()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.mark.django_db
def test_mail_is_listed_newest_first_and_can_be_read(
    smtp: BaseEmailBackend, client: Client
) -> None:
    for subject, sent in (
        ("Report due 十一月", "11 Nov 2026 10:20:00 +0900"),
        ("Report overdue", "12 Nov 2026 01:20:00 -0000"),
    ):
        EmailMessage(
            subject=subject,
            body="Due Fri 13 Nov 2026: <b>Article 12.1(1)</b>",
            to=["legal@iij.example"],
            headers={"Date": sent},
            connection=smtp,
        ).send()
    page = client.get("/mailbox/").content.decode()
    assert page.index("Report overdue") < page.index("Report due 十一月")
    assert "Thu 12 Nov 2026, 10:20 Tokyo" in " ".join(strip_tags(page).split())
    link = page.split('class="title" href="')[1].split('"')[0]
    letter = client.get(link).content.decode()
    assert "Due Fri 13 Nov 2026: &lt;b&gt;Article 12.1(1)&lt;/b&gt;" in letter
    assert "legal@iij.example" in letter


@pytest.mark.django_db
def test_an_empty_mailbox_says_so(client: Client, tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    assert "Nothing has been sent yet." in client.get("/mailbox/").content.decode()


@pytest.mark.django_db
def test_an_unknown_message_is_not_found(client: Client, smtp: BaseEmailBackend) -> None:
    assert client.get("/mailbox/1700000000.M1P1Q1.host/").status_code == 404


@pytest.mark.slow
def test_production_has_no_mailbox() -> None:
    script = """
import django
django.setup()
from django.urls import Resolver404, resolve
resolve("/healthz")
try:
    resolve("/mailbox/")
except Resolver404:
    print("none")
"""
    production = {
        "DJANGO_SETTINGS_MODULE": "iijgov.settings",
        "SECRET_KEY": "placeholder",
        "ALLOWED_HOSTS": "governance.example",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp://127.0.0.1:1",
    }
    result = subprocess.run(
        [sys.executable, "-c", script], env=production, capture_output=True, text=True
    )
    assert (result.stdout, result.stderr) == ("none\n", "")
