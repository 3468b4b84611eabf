"""The columns of a dispatch or an arrival."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo


def moment_columns(name: str, on: date | None, at: datetime | None, zone: str) -> dict[str, Any]:
    """The local day in `zone`, and the instant with the zone in which it was noted, if given.

    Raises ValueError for an instant without a zone.
    """
    if at is None:
        return {f"{name}_on": on, f"{name}_at": None, f"{name}_zone": ""}
    if not isinstance(at.tzinfo, ZoneInfo):
        raise ValueError(f"The instant {at} has no zone: say in which it was noted.")
    local = at.astimezone(ZoneInfo(zone)).date()
    return {f"{name}_on": local, f"{name}_at": at, f"{name}_zone": at.tzinfo.key}
