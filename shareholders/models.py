"""The ledger of shares: append-only, corrected by reversal."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Party
from obligations.triggers import APPEND_ONLY
from shareholders.querysets import ShareTransactionQuerySet


class ShareTransaction(models.Model):
    """A change in the shares of one holder; a holder that is not named stands for all others.

    Counted on the trade day, as the filings do; `effective_on` is the day from which the holder is
    a shareholder (the day after payment until 30 September 2004).
    """

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening balance")
        ISSUE = "issue", _("New issue")
        TRANSFER = "transfer", _("Transfer")
        CANCELLATION = "cancellation", _("Cancellation")

    holder = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="share_transactions",
        verbose_name=_("holder"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    shares = models.BigIntegerField(_("shares"), help_text=_("Negative where they leave."))
    price = models.PositiveBigIntegerField(_("price per share, yen"), null=True, blank=True)
    traded_on = models.DateField(_("trade day"))
    effective_on = models.DateField(_("effective"))
    inferred = models.BooleanField(
        _("inferred"),
        default=False,
        help_text=_("Follows from other figures; no source states it."),
    )
    source = models.CharField(_("source"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)

    objects = ShareTransactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("share transaction")
        verbose_name_plural = _("share transactions")
        ordering = ["traded_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(shares=0), name="share_transaction_moves_shares"),
            models.CheckConstraint(
                condition=Q(effective_on__gte=models.F("traded_on")),
                name="share_transaction_effective_after_trade",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["opening", "issue", "transfer", "cancellation"]),
                name="share_transaction_kind_known",
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.traded_on} {self.shares:+,}"
