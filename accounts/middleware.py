"""Administrators and legal set up a second factor before they see anything else."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import Role, User

GetResponse = Callable[[HttpRequest], HttpResponse]
SETTING_UP = {
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "end-other-sessions",
    "end-session",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
}
"""The pages that somebody without a second factor needs to get one."""


def lacks_second_factor(person: User) -> bool:
    """Whether the role of this person asks for a second factor that they do not have yet."""
    asked = settings.REQUIRE_MFA and person.role in {Role.ADMINISTRATOR, Role.LEGAL}
    return asked and not person.has_second_factor


def require_second_factor(get_response: GetResponse) -> GetResponse:
    """Send who lacks a second factor to the page where it is set up; asks no query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        is_open = not getattr(view, "login_required", True)
        if is_open or not request.user.is_authenticated or (match and match.url_name in SETTING_UP):
            return None
        return redirect("mfa_index") if lacks_second_factor(request.user) else None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
