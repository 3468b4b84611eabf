"""The addresses for notices under an instrument, in all their versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext

from agreements.models import Agreement, AgreementParty, Party


@dataclass(frozen=True)
class NoticeAddress:
    """A version of an address, from the history of an AgreementParty.

    It was in force from `since` (None for the first one, which holds from the start) until the day
    before `until` (None for the present one); both are days in the zone of the instrument.
    """

    version: Any
    since: date | None
    until: date | None

    def was_in_force(self, day: date) -> bool:
        """Whether a notice of `day` went to this version."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )

    @property
    def party(self) -> Party:
        """Whose address it is."""
        party: Party = self.version.party
        return party

    @property
    def text(self) -> str:
        """The address in one line."""
        return ", ".join(self.version.notice_address.split("\n"))


def notice_addresses(*agreements: Agreement) -> list[NoticeAddress]:
    """The versions of the addresses of all parties to instruments, the present ones first."""
    zones = {agreement.pk: ZoneInfo(agreement.zone) for agreement in agreements}
    history = AgreementParty.history.model.objects.filter(agreement__in=zones)
    rows = history.exclude(history_type="-").select_related("party")
    found = []
    for _key, versions in groupby(rows.order_by("id", "history_date", "pk"), lambda row: row.id):
        kept = [
            next(same) for _text, same in groupby(versions, lambda version: version.notice_address)
        ]
        days = [
            version.history_date.astimezone(zones[version.agreement_id]).date() for version in kept
        ]
        spans = pairwise([None, *days[1:], None])
        found += [
            NoticeAddress(version, since, until)
            for version, (since, until) in zip(kept, spans, strict=True)
            if version.notice_address
        ][::-1]
    return found


def describe(address: NoticeAddress) -> str:
    """Whose address, from when, until when."""
    said = f"{address.party}: {address.text}"
    if address.since:
        said = gettext("%(address)s, from %(day)s") % {
            "address": said,
            "day": date_format(address.since, "SHORT_DATE_FORMAT"),
        }
    if address.until:
        said = gettext("%(address)s, before %(day)s") % {
            "address": said,
            "day": date_format(address.until, "SHORT_DATE_FORMAT"),
        }
    return said
