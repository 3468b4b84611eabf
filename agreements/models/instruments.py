"""Instruments, their parties, and who may read a restricted one."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.zones import validate_zone
from agreements.models.parties import Party
from agreements.querysets import AgreementQuerySet


class Agreement(models.Model):
    """An instrument: an agreement, a regulation or a filing (契約・規程)."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Agreement")
        REGULATION = "regulation", _("Regulation")
        FILING = "filing", _("Filing")

    class Policy(models.TextChoices):
        """Which days rest (Civil Code art. 142 needs a custom; SEC Rule 0-3)."""

        NONE = "none", _("No day rests")
        JAPAN_STRICT = "japan-strict", _("Sundays and national holidays")
        JAPAN_BANK = "japan-bank", _("Banking days of Japan")
        JAPAN_FULL = (
            "japan-full",
            _("Saturdays, Sundays, national holidays, 29 December to 3 January"),
        )
        US_FEDERAL = "us-federal", _("Federal business days of the United States")

    slug = models.SlugField(_("key"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(_("short title"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    governing_law = models.CharField(_("governing law"), max_length=60)
    zone = models.CharField(
        _("time zone"), max_length=40, default="Asia/Tokyo", validators=[validate_zone]
    )
    policy = models.CharField(
        _("business days"), max_length=20, choices=Policy, default=Policy.JAPAN_FULL
    )
    executed = models.DateField(_("executed"), null=True, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_confirmed_on = models.DateField(
        _("in force, as last confirmed on"), null=True, blank=True
    )
    in_force_confirmed_by = models.CharField(
        _("confirmed by, with the basis"), max_length=200, blank=True
    )
    terminated = models.DateField(_("terminated"), null=True, blank=True)
    tracked_from = models.DateField(
        _("tracked from"),
        null=True,
        blank=True,
        help_text=_("What fell due before this day is history and is not assessed."),
    )
    source_standing = models.CharField(_("standing of the source"), max_length=200, blank=True)
    source_part = models.CharField(
        _("part of the source"),
        max_length=60,
        blank=True,
        help_text=_("Where the source file holds several documents, for example Exhibit 1."),
    )
    is_template = models.BooleanField(
        _("template"),
        default=False,
        help_text=_("Concluded with each counterparty on its own; facts name the counterparty."),
    )
    restricted = models.BooleanField(
        _("restricted to named people"),
        default=False,
        help_text=_("Only the people named as readers, and auditors, know that it exists."),
    )
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="AgreementReader",
        through_fields=("agreement", "user"),
        related_name="agreements_read",
        verbose_name=_("readers"),
    )
    history = HistoricalRecords()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["executed", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["agreement", "regulation", "filing"]),
                name="agreement_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    policy__in=["none", "japan-strict", "japan-bank", "japan-full", "us-federal"]
                ),
                name="agreement_policy_known",
            ),
            models.CheckConstraint(
                condition=models.Q(terminated=None)
                | models.Q(in_force_from=None)
                | models.Q(terminated__gte=models.F("in_force_from")),
                name="agreement_terminated_after_in_force",
                violation_error_message=_("An instrument cannot end before it is in force."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.slug])


class AgreementInstance(models.Model):
    """A template as concluded with one counterparty, for example one outside director."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="instances", verbose_name=_("template")
    )
    counterparty = models.ForeignKey(
        Party, models.PROTECT, related_name="instances", verbose_name=_("counterparty")
    )
    executed = models.DateField(_("executed"))
    ended = models.DateField(_("ended"), null=True, blank=True)
    ended_because = models.CharField(_("ended because"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("concluded agreement")
        verbose_name_plural = _("concluded agreements")
        ordering = ["agreement", "executed", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "counterparty", "executed"], name="agreement_instance_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ended=None) | models.Q(ended__gte=models.F("executed")),
                name="agreement_instance_ends_after_executed",
                violation_error_message=_("An agreement cannot end before it was executed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.counterparty}"


class AgreementReader(models.Model):
    """A person let in to a restricted instrument, and by whom."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, verbose_name=_("instrument"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="readers_granted",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted"), auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "user"], name="agreement_reader_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.agreement}"


class AgreementParty(models.Model):
    """A party in its role under an instrument, with the address for notices."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="agreement_parties", verbose_name=_("instrument")
    )
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("party"))
    role = models.CharField(_("role"), max_length=60)
    notice_address = models.TextField(_("address for notices"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("party to an instrument")
        verbose_name_plural = _("parties to an instrument")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party", "role"], name="agreement_party_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.party} ({self.role})"
