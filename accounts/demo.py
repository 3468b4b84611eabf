"""The accounts of the demonstration; they exist on a developer's machine only."""

from pathlib import Path

import yaml

DEMO_FILE = Path(__file__).resolve().parent.parent / "fixtures" / "demo.yaml"
DEMO_PASSWORD = "demo on localhost only"  # noqa: S105
DEMO_ACCOUNTS: list[tuple[str, str, str]] = [
    (entry["email"], DEMO_PASSWORD, entry["role"])
    for entry in yaml.safe_load(DEMO_FILE.read_text(encoding="utf-8"))["accounts"]
]
