"""Mails about somebody's own account: plain, and in the language of the person."""

from datetime import datetime

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User

NOTICES = {
    "account_connected": gettext_lazy("The sign-in of your organisation now opens your account."),
    "factors_removed": gettext_lazy("An administrator removed your second factors."),
    "password_changed": gettext_lazy("Your password was changed."),
    "password_reset": gettext_lazy("A new password was set through a link from an e-mail."),
    "recovery_codes_generated": gettext_lazy("New recovery codes were made."),
    "totp_activated": gettext_lazy("An authenticator app was added to your account."),
    "totp_deactivated": gettext_lazy("The authenticator app was removed from your account."),
    "webauthn_added": gettext_lazy("A passkey was added to your account."),
    "webauthn_removed": gettext_lazy("A passkey was removed from your account."),
}
"""What somebody is told about their account, by the name of what happened."""


def reset_mail(person: User) -> EmailMessage:
    """The link with which `person` sets a new password; it is good for one hour and for one use."""
    with translation.override(person.language):
        key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
        path = reverse("account_reset_password_from_key", args=["UID", "KEY"])
        link = settings.SITE_URL + path.replace("UID-KEY", key)
        context = {"person": person, "link": link}
        return EmailMessage(
            subject=_("A new password for IIJ Governance"),
            body=render_to_string("account/email/reset.txt", context),
            to=[person.email],
        )


def notice_mail(person: User, *, kind: str, at: datetime, address: str) -> EmailMessage:
    """What happened to the account of `person`, when, and from which network address.

    Raises KeyError for a `kind` that is not in NOTICES.
    """
    with translation.override(person.language), timezone.override(person.zone):
        what = str(NOTICES[kind])
        context = {
            "person": person,
            "what": what,
            "at": at,
            "address": address,
            "link": settings.SITE_URL + reverse("mfa_index"),
        }
        return EmailMessage(
            subject=what,
            body=render_to_string("account/email/notice.txt", context),
            to=[person.email],
        )
