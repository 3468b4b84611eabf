"""The audit trail: entries that triggers write, and the seals that chain them."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One change of one row, as a trigger wrote it. Nobody changes or deletes it.

    An update holds only the columns that changed; an insertion and a deletion the whole row.
    """

    class Action(models.TextChoices):
        INSERT = "insert", _("Added")
        UPDATE = "update", _("Changed")
        DELETE = "delete", _("Deleted")
        TRUNCATE = "truncate", _("Emptied")

    table = models.CharField(_("table"), max_length=63)
    row = models.BigIntegerField(_("row"), null=True, help_text=_("None where all rows went."))
    action = models.CharField(_("action"), max_length=8, choices=Action)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    # No constraint: an entry outlives the person, and a trigger must not wait for a lock.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("person"),
    )
    role = models.CharField(
        _("database role"), max_length=63, help_text=_("Only where nobody said for whom.")
    )
    why = models.CharField(_("why"), max_length=300)
    request = models.CharField(_("request or task"), max_length=300)
    at = models.DateTimeField(_("at"))
    transaction = models.BigIntegerField(_("transaction"))

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=["insert", "update", "delete", "truncate"]),
                name="entry_action_known",
            )
        ]
        indexes = [
            models.Index(fields=["table", "row"], name="entry_row"),
            BrinIndex(fields=["at"], name="entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_action_display()} {self.table} {self.row or ''}".strip()

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Each column with its value before and after; None where there was or is no row."""
        before, after = self.before or {}, self.after or {}
        return {name: (before.get(name), after.get(name)) for name in {**before, **after}}


class Seal(models.Model):
    """The entries `first` to `last`, sealed with a key that the database does not know.

    Each seal holds the one before it, so that none can be taken out or exchanged.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    first = models.BigIntegerField(_("first entry"))
    last = models.BigIntegerField(_("last entry"))
    entries = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("entries"),
        help_text=_("A number is left out where a transaction was rolled back."),
    )
    digests = models.BinaryField(_("digests"), help_text=_("32 bytes for each entry, in order."))
    previous = models.CharField(_("previous seal"), max_length=64)
    hmac = models.CharField(_("seal"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="seal_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.number}:{self.hmac}"
