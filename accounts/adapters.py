"""What django-allauth asks us: whom it signs in, whom it tells, how secrets are kept."""

from pathlib import PurePath
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathImage
from qrcode.main import QRCode

from accounts import secrets
from accounts.lockout import client_address
from accounts.mails import NOTICES
from accounts.models import User
from accounts.services import end_sessions, tell


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; mails go through a worker in the language of the person."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "Nobody signs in here with this e-mail address and this password: check both."
        ),
        "incorrect_code": gettext_lazy("This is not the code of the moment: type the next one."),
        "incorrect_password": gettext_lazy("This is not your password: type it again."),
        "enter_current_password": gettext_lazy("This is not your password: type it again."),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts: wait some minutes, then try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def set_password(self, user: User, password: str) -> None:
        """A new password ends all other sessions of the person."""
        super().set_password(user, password)
        own = self.request.session.session_key if self.request.user == user else None
        end_sessions(person=user, but=own)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say on the next page what the mail says; nothing where there is none to send."""
        text = message or NOTICES.get(PurePath(message_template or "").stem)
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        tell(
            person=user,
            kind=PurePath(template_prefix).name,
            address=client_address(self.request) or "",
        )


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are encrypted; pictures need no style of their own; passkeys have plain names."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This is not the code of the moment: type the next one."),
    }

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The QR code of `url` as an element of a page."""
        code = QRCode(image_factory=SvgPathImage)
        code.add_data(url)
        picture: str = code.make_image().to_string(encoding="unicode")
        return picture

    def get_totp_issuer(self) -> str:
        return str(settings.PRODUCT_NAME)

    def _get_site_name(self) -> str:
        return str(settings.PRODUCT_NAME)

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


class OrganisationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The organisation's own sign-in opens accounts that exist, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join the identity with the person of its address, if the organisation vouches for it."""
        if sociallogin.is_existing:
            return
        vouched = [
            address.email
            for address in sociallogin.email_addresses
            if address.verified or settings.OIDC_TRUST_EMAIL
        ]
        for address in vouched:
            person = User.objects.filter(email__iexact=address, is_active=True).first()
            if person is not None:
                sociallogin.connect(request, person)
                return
