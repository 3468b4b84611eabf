"""Recording, correcting and withdrawing notices in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from agreements.models import Agreement, Article, Party
from obligations.models import Deadline, Event, Notice
from obligations.repetition import refuse_repetition
from obligations.services.deadlines import lock_agreement
from obligations.services.moments import moment_columns
from obligations.services.periods import why_late


@transaction.atomic
def record_notice(
    *,
    agreement: Agreement,
    way: str,
    title: str,
    party: Party,
    means: str,
    by: User,
    article: Article | None = None,
    dispatched_on: date | None = None,
    arrived_on: date | None = None,
    dispatched_at: datetime | None = None,
    arrived_at: datetime | None = None,
    address: Any = None,
    to_whom: str = "",
    proof: str = "",
    deadline: Deadline | None = None,
    event: Event | None = None,
    note: str = "",
    corrects: Notice | None = None,
    reason: str = "",
    late_reason: str = "",
) -> Notice:
    """Record a notice that went out or came in, or the correction of such a record.

    Days are local to the instrument; an instant, in the zone in which it was noted, gives the local
    day. `address` is a version of an AgreementParty from its history. Raises
    django.db.IntegrityError when `corrects` was corrected in the meantime, and for an article, a
    deadline or a fact of another instrument; InClosedPeriod for a day in a closed period without a
    `late_reason`; AlreadyRecorded for a new record that says the same as a standing one.
    """
    lock_agreement(agreement)
    said: dict[str, Any] = {
        "agreement": agreement,
        "article": article,
        "way": way,
        "title": title,
        "party": party,
        "means": means,
        **moment_columns("dispatched", dispatched_on, dispatched_at, agreement.zone),
        **moment_columns("arrived", arrived_on, arrived_at, agreement.zone),
        "address": address,
        "to_whom": to_whom,
        "proof": proof,
        "deadline": deadline,
        "event": (event.root or event) if event else None,
        "note": note,
    }
    if corrects is None:
        refuse_repetition(Notice.objects.visible_to(by).effective().filter(**said))
    earlier = (corrects.dispatched_on, corrects.arrived_on) if corrects else ()
    days = (said["dispatched_on"], said["arrived_on"])
    late = why_late(agreement, *days, *earlier, reason=late_reason)
    return Notice.objects.create(
        **said, corrects=corrects, reason=reason, late_reason=late, recorded_by=by
    )


@transaction.atomic
def withdraw_notice(*, notice: Notice, by: User, reason: str) -> Notice:
    """Withdraw a record made in error; both stay visible.

    Raises django.db.IntegrityError when it was corrected or withdrawn in the meantime.
    """
    lock_agreement(notice.agreement)
    own = {"id", "corrects", "withdrawn", "reason", "late_reason", "recorded_at", "recorded_by"}
    said = {
        field.attname: getattr(notice, field.attname)
        for field in Notice._meta.concrete_fields  # noqa: SLF001 (public API)
        if field.name not in own
    }
    return Notice.objects.create(
        **said,
        corrects=notice,
        withdrawn=True,
        reason=reason,
        late_reason=why_late(
            notice.agreement, notice.dispatched_on, notice.arrived_on, reason=reason
        ),
        recorded_by=by,
    )
