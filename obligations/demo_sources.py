"""The signed texts of the demonstration, where the files that hold them are at hand."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

from accounts.models import User
from agreements.models import Agreement, SourceDocument
from agreements.services import import_source
from obligations.instruments.files import read_yaml
from obligations.services.findings import run_checks


def load_demo_sources(fixtures: Path, *, folder: Path, today: date) -> list[SourceDocument]:
    """Import the documents that `demo.yaml` names by the beginning of their file name.

    Then all instruments are checked. A file that is not in `folder`, and one that was imported
    before, is passed over silently. Raises SourceError for a file that cannot be used.
    """
    demo = read_yaml(fixtures / "demo.yaml")
    known = {row.slug: row for row in Agreement.objects.filter(slug__in=demo["sources"])}
    wanted = ((known[slug], entry) for slug, entry in demo["sources"].items() if slug in known)
    imported = [
        _import(agreement, path, entry, by=User.objects.get(email=demo["sources_by"]))
        for agreement, entry in wanted
        for path in sorted(folder.glob(f"{entry['file']}*"))[:1]
        if not _is_imported(agreement, path, entry)
    ]
    if imported:
        run_checks(today=today)
    return imported


def _is_imported(agreement: Agreement, path: Path, entry: dict[str, str]) -> bool:
    digest = sha256(path.read_bytes()).hexdigest()
    return agreement.sources.filter(sha256=digest, part=entry.get("part", "")).exists()


def _import(agreement: Agreement, path: Path, entry: dict[str, str], *, by: User) -> SourceDocument:
    return import_source(
        agreement=agreement,
        content=path.read_bytes(),
        name=path.name,
        standing=entry["standing"],
        part=entry.get("part", ""),
        by=by,
    )
