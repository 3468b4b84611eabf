"""The product under its production settings, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOBODY_LISTENS = "127.0.0.1:1"
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "iijgov.settings",
    "SECRET_KEY": "placeholder",
    "ALLOWED_HOSTS": "governance.example",
    "DATABASE_URL": f"postgres://nobody@{NOBODY_LISTENS}/nothing",
    "REDIS_URL": f"redis://{NOBODY_LISTENS}/0",
    "EMAIL_URL": f"smtp://{NOBODY_LISTENS}",
}
START = """
import django
django.setup()
from django.test import Client
client = Client(headers={"host": "governance.example", "x-forwarded-proto": "https"})
"""


def run(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What `script` prints, after `START`, in production; no server is reachable by default."""
    return subprocess.run(
        [sys.executable, "-c", START + script],
        env={"PATH": os.environ["PATH"], **ENVIRONMENT, **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
