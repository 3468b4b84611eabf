"""People and the teams that answer for obligations."""

from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.zones import validate_zone


def languages() -> list[tuple[str, str]]:
    """The languages of pages and mails, each by its own name."""
    return list(settings.LANGUAGES)


SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class Role(models.TextChoices):
    """What a person does here; every page, export and task asks the role, never the name."""

    COMPLIANCE = "compliance", _("Compliance")
    LEGAL = "legal", _("Legal")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """The person who signs in with this address, whatever its letters' case."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who signs in with `email`.

        Raises ValueError without an address.
        """
        if not email:
            raise ValueError("A user needs an e-mail address: pass email='name@example.com'.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator who may use Django admin."""
        fields |= {"is_staff": True, "is_superuser": True, "role": Role.ADMINISTRATOR}
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a role, signing in by e-mail address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use Django admin"), default=False)
    language = models.CharField(_("language"), max_length=10, choices=languages, default="en")
    zone = models.CharField(
        _("time zone"), max_length=40, default="Asia/Tokyo", validators=[validate_zone]
    )
    heads_compliance = models.BooleanField(
        _("head of compliance"),
        default=False,
        help_text=_("Is told when nobody acts."),
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="user_role_known"
            ),
            models.UniqueConstraint(
                fields=["heads_compliance"],
                condition=models.Q(heads_compliance=True),
                name="user_one_head_of_compliance",
                violation_error_message=_(
                    "Somebody else is head of compliance: take it from that person first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_record(self) -> bool:
        """Whether this person may record facts and performances."""
        return self.role in {Role.COMPLIANCE, Role.LEGAL}

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether a password alone does not sign this person in; `PersonBackend` reads it along."""
        factors = Authenticator.objects.filter(user=self, type__in=SECOND_FACTORS)
        return bool(factors.exists())

    @property
    def reads_everything(self) -> bool:
        """Whether restricted agreements are open to this person without a grant."""
        return self.role == Role.AUDITOR


class Team(models.Model):
    """A department that answers for obligations (主管部署), through a person and a backup."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    responsible = models.ForeignKey(
        User, models.PROTECT, related_name="responsible_for", verbose_name=_("responsible person")
    )
    backup = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="backup_for",
        verbose_name=_("backup"),
    )
    members = models.ManyToManyField(
        User,
        blank=True,
        related_name="teams",
        verbose_name=_("members"),
        help_text=_("Reminded where a policy says “team”."),
    )
    history = HistoricalRecords(m2m_fields=[members])

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(backup=None) | ~models.Q(backup=models.F("responsible")),
                name="team_backup_is_another_person",
                violation_error_message=_("The backup must be another person: choose one."),
            )
        ]

    def __str__(self) -> str:
        return self.name
