"""Withdrawing an amendment that was recorded in error: nothing is deleted."""

from __future__ import annotations

from copy import copy
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from agreements.models import Amendment, ArticleChange
from obligations.amending import day_field, day_without_withdrawn, versions_to_withdraw
from obligations.facts import load_facts
from obligations.models import Obligation, ObligationChange, ObligationVersion
from obligations.models.obligation import standing_versions
from obligations.planning import Change
from obligations.services.deadlines import HORIZON, apply_changes, lock_agreement
from obligations.services.terms import Terms, load_terms, plan_terms, write_terms


class AlreadyWithdrawn(Exception):
    """Somebody withdrew the amendment in the meantime."""


class InTheWay(Exception):
    """Without the amendment `obligation` would end before it starts."""

    def __init__(self, obligation: Obligation) -> None:
        super().__init__(f"{obligation} would end before it starts")
        self.obligation = obligation


def preview_without(*, amendment: Amendment, today: date) -> list[Change]:
    """What withdrawing `amendment` would do to deadlines; writes nothing.

    Raises InTheWay when an obligation would then end before it starts.
    """
    considered = copy(amendment)
    considered.withdrawn_at = timezone.now()
    book = load_facts(amendment.agreement, until=today + HORIZON)
    return plan_terms(book, _restore(considered))


@transaction.atomic
def withdraw_amendment(
    *, amendment: Amendment, because: str, by: User, today: date
) -> list[Change]:
    """Withdraw an amendment recorded in error: texts and rules follow the rest again.

    Nothing is deleted; provisions that it inserted stay on record outside the instrument, and the
    rules of obligations that hang there are withdrawn. Raises AlreadyWithdrawn, and InTheWay when
    an obligation would then end before it starts.
    """
    agreement = lock_agreement(amendment.agreement)
    row = Amendment.objects.select_for_update().get(pk=amendment.pk)
    if row.withdrawn_at:
        raise AlreadyWithdrawn
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = timezone.now(), by, because
    row.save()
    restored = _restore(row, lock=True)
    deadlines = plan_terms(load_facts(agreement, until=today + HORIZON), restored)
    for obligation, versions in restored:
        new: list[ObligationVersion | None] = [v for v in versions if v.pk is None]
        for version in new or [None]:
            write_terms(obligation, version, by=by, why=because)
    apply_changes(deadlines, reason=gettext_noop("Amendment withdrawn"), by=by)
    return deadlines


def _restore(amendment: Amendment, *, lock: bool = False) -> list[Terms]:
    """The obligations that the amendment touched, as they are without it, unsaved."""
    inserted = amendment.changes.filter(effect=ArticleChange.Effect.INSERTED).values("article")
    hanging = Obligation.objects.filter(article__in=inserted).values_list("pk", flat=True)
    changes = list(amendment.obligation_changes.all())
    rows = load_terms({*hanging, *(change.obligation_id for change in changes)}, lock=lock)
    gone: dict[int, list[ObligationVersion]] = {
        pk: standing_versions(rows[pk].versions.all()) for pk in hanging
    }
    for change in changes:
        obligation = rows[change.obligation_id]
        if change.version:
            found = versions_to_withdraw(obligation.versions.all(), change.version)
            gone.setdefault(obligation.pk, standing_versions(found))
        else:
            _restore_day(obligation, change, amendment)
    return [
        (row, [*row.versions.all(), *(_withdrawal(version) for version in gone.get(row.pk, []))])
        for row in rows.values()
    ]


def _restore_day(obligation: Obligation, change: ObligationChange, amendment: Amendment) -> None:
    alike = obligation.amended_by.filter(effect=change.effect).select_related("amendment")
    changes = list(alike.order_by("-pk"))
    for row in changes:
        if row.amendment_id == amendment.pk:
            row.amendment = amendment
    day = day_without_withdrawn(obligation, changes)
    setattr(obligation, day_field(change.effect), day)
    first, last = obligation.in_force_from, obligation.in_force_until
    if first and last and last < first:
        raise InTheWay(obligation)


def _withdrawal(version: ObligationVersion) -> ObligationVersion:
    return ObligationVersion(
        obligation=version.obligation,
        rule=version.rule,
        reason=ObligationVersion.Reason.CORRECTION,
        applies_from=version.applies_from,
        withdraws=version,
    )
