"""Recording consents: asked, given, refused, taken back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from agreements.models import Party
from obligations.models import Consent, ConsentRecord, Obligation
from obligations.repetition import refuse_repetition
from obligations.services.deadlines import lock_agreement
from obligations.services.periods import why_late


@transaction.atomic
def ask_consent(
    *,
    obligation: Obligation,
    asked_by: Party,
    asked_of: Party,
    what: str,
    asked_on: date,
    means: str,
    by: User,
    wanted_by: date | None = None,
    document: str = "",
    late_reason: str = "",
) -> Consent:
    """Record that a party asked another for its consent; until an answer it is pending.

    Raises AlreadyRecorded when the same request is on record and was not taken back.
    """
    agreement = lock_agreement(obligation.article.agreement)
    said = {
        "obligation": obligation,
        "asked_by": asked_by,
        "asked_of": asked_of,
        "what": what,
        "asked_on": asked_on,
        "means": means,
        "wanted_by": wanted_by,
        "document": document,
    }
    dropped = ConsentRecord.objects.standing().filter(kind=ConsentRecord.Kind.DROPPED)
    refuse_repetition(Consent.objects.filter(**said).exclude(pk__in=dropped.values("consent")))
    late = why_late(agreement, asked_on, reason=late_reason)
    return Consent.objects.create(**said, late_reason=late, recorded_by=by)


@transaction.atomic
def answer_consent(
    *,
    consent: Consent,
    kind: str,
    on: date,
    by: User,
    until: date | None = None,
    by_whom: str = "",
    conditions: str = "",
    document: str = "",
    note: str = "",
    late_reason: str = "",
) -> ConsentRecord:
    """Record what became of a request; the latest day counts, and of one day the last record.

    Raises AlreadyRecorded when a standing record says the same, and django.db.IntegrityError for
    an answer before the request, or an end before the beginning.
    """
    agreement = lock_agreement(consent.obligation.article.agreement)
    said = {
        "kind": kind,
        "on": on,
        "until": until,
        "by_whom": by_whom,
        "conditions": conditions,
        "document": document,
        "note": note,
    }
    refuse_repetition(consent.records.standing().filter(**said))
    late = why_late(agreement, on, reason=late_reason)
    return ConsentRecord.objects.create(consent=consent, **said, late_reason=late, recorded_by=by)


@transaction.atomic
def withdraw_consent_record(
    *, record: ConsentRecord, by: User, today: date, note: str
) -> ConsentRecord:
    """Withdraw an answer that was recorded in error: what was before it counts again.

    Raises django.db.IntegrityError when it was withdrawn in the meantime.
    """
    agreement = lock_agreement(record.consent.obligation.article.agreement)
    return ConsentRecord.objects.create(
        consent=record.consent,
        kind=ConsentRecord.Kind.WITHDRAWN,
        withdraws=record,
        on=today,
        note=note,
        late_reason=why_late(agreement, record.on, reason=note),
        recorded_by=by,
    )
