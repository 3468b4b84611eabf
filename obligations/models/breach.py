"""Breaches of obligations, and what became of them."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Party
from obligations.models.deadline import Deadline
from obligations.models.event import Event
from obligations.models.obligation import Obligation
from obligations.models.period import LateEntry
from obligations.record_querysets import BreachQuerySet, BreachRecordQuerySet
from obligations.status import Status
from obligations.triggers import (
    APPEND_ONLY,
    OF_OBLIGATION,
    late_entry_has_a_reason,
    refers_within,
)


class Breach(LateEntry):
    """That somebody broke an obligation, as a fact and no opinion on what follows. Append-only.

    `event` is the declared fact that was recorded with it, on which consequences count.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Not remedied")
        REMEDIED = "remedied", _("Remedied")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="breaches", verbose_name=_("obligation")
    )
    deadline = models.ForeignKey(
        Deadline,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="breaches",
        verbose_name=_("deadline"),
    )
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("who broke it"))
    happened_on = models.DateField(_("day of the breach"))
    known_on = models.DateField(_("known on"))
    what = models.TextField(_("what happened"))
    reason = models.TextField(_("why it is a breach"))
    event = models.ForeignKey(
        Event,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="breaches",
        verbose_name=_("fact recorded with it"),
    )
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    # Annotated by `BreachQuerySet.as_of`.
    state: str
    remedied_on: date | None

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(known_on__gte=F("happened_on")),
                name="breach_known_after_it_happened",
                violation_error_message=_("Nobody knows of a breach before it happens."),
            ),
        ]
        triggers = [
            APPEND_ONLY,
            late_entry_has_a_reason(
                f"{OF_OBLIGATION} WHERE obligation.id = NEW.obligation_id", "NEW.happened_on"
            ),
            refers_within(
                "breach_of_its_obligation",
                """NEW.obligation_id <> (
                    SELECT obligation_id FROM obligations_deadline WHERE id = NEW.deadline_id
                )""",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("breach", args=[self.pk])

    @property
    def state_label(self) -> str:
        """The state on the day asked for, in words."""
        return str(Breach.State(self.state).label)

    @property
    def state_mark(self) -> str:
        """The status whose colour and shape the state takes."""
        return MARKS[Breach.State(self.state)]


MARKS = {
    Breach.State.OPEN: Status.OVERDUE,
    Breach.State.REMEDIED: Status.PERFORMED,
    Breach.State.WITHDRAWN: Status.WITHDRAWN,
}


class BreachRecord(LateEntry):
    """What became of a breach: remedied, or withdrawn as recorded in error. Append-only."""

    class Kind(models.TextChoices):
        REMEDIED = "remedied", _("Remedied")
        WITHDRAWN = "withdrawn", _("Breach withdrawn")
        UNDONE = "undone", _("Record withdrawn")

    breach = models.ForeignKey(
        Breach, models.PROTECT, related_name="records", verbose_name=_("breach")
    )
    kind = models.CharField(_("what became of it"), max_length=10, choices=Kind)
    on = models.DateField(_("on"))
    note = models.TextField(_("note"))
    withdraws = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawal",
        verbose_name=_("withdraws"),
    )
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    objects = BreachRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record on a breach")
        verbose_name_plural = _("records on breaches")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["remedied", "withdrawn", "undone"]),
                name="breach_record_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="undone", withdraws__isnull=False)
                | (~Q(kind="undone") & Q(withdraws=None)),
                name="breach_record_names_what_it_withdraws",
            ),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="breach_record_says_why",
                violation_error_message=_("Give the reason."),
            ),
            models.UniqueConstraint(
                fields=["breach"],
                condition=Q(kind="withdrawn"),
                name="breach_withdrawn_once",
            ),
        ]
        triggers = [
            APPEND_ONLY,
            late_entry_has_a_reason(
                f"""
                {OF_OBLIGATION} JOIN obligations_breach breach
                ON breach.obligation_id = obligation.id WHERE breach.id = NEW.breach_id
                """,
                'NEW."on"',
                '(SELECT "on" FROM obligations_breachrecord WHERE id = NEW.withdraws_id)',
                """(
                    SELECT happened_on FROM obligations_breach
                    WHERE id = NEW.breach_id AND NEW.kind = 'withdrawn'
                )""",
            ),
            refers_within(
                "breach_record_fits_the_breach",
                """NEW.breach_id <> (
                    SELECT breach_id FROM obligations_breachrecord WHERE id = NEW.withdraws_id
                )""",
                'NEW."on" < (SELECT happened_on FROM obligations_breach WHERE id = NEW.breach_id)',
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
