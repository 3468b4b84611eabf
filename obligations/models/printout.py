"""PDF documents and long lists as files that people ask for, and how far each is."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement


class Printout(models.Model):
    """A file made by a worker for the person who asked; nobody else may read it.

    A document speaks of days; a list is filtered as its page was by `query`, and counts what was
    recorded before `known_before`, where that is given.
    """

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("Compliance certificate")
        CALENDAR = "calendar", _("Obligations calendar")
        REGISTER = "register", _("Obligations")
        EVENTS = "events", _("Events")
        NOTICES = "notices", _("Notices")
        CONSENTS = "consents", _("Consents")
        BREACHES = "breaches", _("Breaches")
        PERIODS = "periods", _("Closed periods")

    class Ending(models.TextChoices):
        PDF = "pdf", "PDF"
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel"

    DOCUMENTS = (Kind.CERTIFICATE, Kind.CALENDAR)

    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instrument"),
        help_text=_("Empty for all that the person may know."),
    )
    ending = models.CharField(_("kind of file"), max_length=4, choices=Ending, default=Ending.PDF)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    query = models.TextField(_("filter"), blank=True)
    as_of = models.DateField(_("as of"))
    known_before = models.DateTimeField(_("recorded before"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10)
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    tells_of = models.ManyToManyField(
        Agreement, related_name="+", verbose_name=_("instruments that it tells of")
    )
    total = models.PositiveIntegerField(_("rows to gather"), default=0)
    done = models.PositiveIntegerField(_("rows gathered"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    content = models.BinaryField(_("content"), null=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("printout")
        verbose_name_plural = _("printouts")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["certificate", "calendar"],
                    ending="pdf",
                    first_day__isnull=False,
                    last_day__isnull=False,
                    query="",
                    known_before=None,
                )
                | Q(
                    kind__in=["register", "events", "notices", "consents", "breaches", "periods"],
                    ending__in=["csv", "xlsx"],
                    first_day=None,
                    last_day=None,
                ),
                name="printout_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="printout_days_in_order",
                violation_error_message=_("The last day must not lie before the first."),
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="printout_done_within_total"
            ),
        ]

    def __str__(self) -> str:
        kind = self.get_kind_display()
        return kind if self.is_document else f"{kind} ({self.get_ending_display()})"

    def get_absolute_url(self) -> str:
        return reverse("printout", args=[self.pk])

    @property
    def is_document(self) -> bool:
        """Whether it is laid out as a document; else it is a list as a table."""
        return self.kind in Printout.DOCUMENTS

    @property
    def failed(self) -> bool:
        """Whether it came to its end without a document."""
        return self.finished_at is not None and not self.sha256
