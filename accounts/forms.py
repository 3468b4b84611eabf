"""Forms of sign-in, in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.services import request_reset


class Plain:
    """Labels of ours, and no placeholders: they vanish while one types."""

    labels: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class SignInForm(Plain, account.LoginForm):  # type: ignore[misc]
    """E-mail address and password; the former is named as browsers and password managers know."""

    labels = {"login": _("E-mail address"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}
        self.fields["password"].help_text = ""

    def add_prefix(self, field_name: str) -> str:
        return "username" if field_name == "login" else field_name


class ResetForm(forms.Form):
    """Asks for a link; says and takes the same for an address that nobody has."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest) -> None:
        """Ask for the mail; raises kombu.exceptions.OperationalError where nobody takes it."""
        request_reset(address=self.cleaned_data["email"])


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = {"password1": _("New password"), "password2": _("New password again")}


class ChangePasswordForm(Plain, account.ChangePasswordForm):  # type: ignore[misc]
    labels = NewPasswordForm.labels | {"oldpassword": _("Present password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class PasswordAgainForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class CodeForm(Plain, factor.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Code of the app, or a recovery code")}


class CodeAgainForm(Plain, factor.ReauthenticateForm):  # type: ignore[misc]
    labels = CodeForm.labels


class AddAppForm(Plain, ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": _("Code that the app shows")}


class AddPasskeyForm(Plain, AddWebAuthnForm):  # type: ignore[misc]
    """Every passkey may open the account alone: it knows who holds it by a finger or a PIN."""

    labels = {"name": _("Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.initial["passwordless"] = True


class RenamePasskeyForm(Plain, EditWebAuthnForm):  # type: ignore[misc]
    labels = {"name": _("Name")}
