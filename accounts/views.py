"""Signing in, and people's own page: sessions, second factors, password."""

import logging
from typing import Any, cast

from allauth.account.views import PasswordResetView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError
from requests import RequestException

from accounts.browsers import browser_of
from accounts.middleware import lacks_second_factor
from accounts.models import User
from accounts.requests import Request
from accounts.services import end_sessions

logger = logging.getLogger(__name__)


@require_safe
def security(request: Request) -> HttpResponse:
    """What opens the account of the person who asks, and where it is open."""
    factors = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    of_type = {factor.type: factor.wrap() for factor in factors}
    sessions = open_sessions(request.user).order_by("-created_at")
    context = {
        "app": of_type.get(Authenticator.Type.TOTP),
        "passkeys": [each.wrap() for each in factors if each.type == Authenticator.Type.WEBAUTHN],
        "codes": of_type.get(Authenticator.Type.RECOVERY_CODES),
        "lacks_second_factor": lacks_second_factor(request.user),
        "organisation": SocialAccount.objects.filter(user=request.user).exists(),
        "sessions": [(each, browser_of(each.user_agent)) for each in sessions],
        "this_session": request.session.session_key,
    }
    return render(request, "account/security.html", context)


@require_POST
def end_session(request: Request, pk: int) -> HttpResponse:
    """Sign the person out in another browser."""
    mine = UserSession.objects.filter(user=request.user)
    get_object_or_404(mine.exclude(session_key=request.session.session_key), pk=pk).end()
    messages.success(request, _("That session has ended."))
    return redirect("mfa_index")


@require_POST
def end_other_sessions(request: Request) -> HttpResponse:
    """Sign the person out everywhere but here."""
    end_sessions(person=request.user, but=request.session.session_key)
    messages.success(request, _("You are signed in here only."))
    return redirect("mfa_index")


def open_sessions(person: User) -> "QuerySet[Any]":
    """The sessions of `person` that have not ended or expired."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return cast("QuerySet[Any]", UserSession.objects.filter(user=person, session_key__in=alive))


class ResetView(PasswordResetView):  # type: ignore[misc]
    """Asks for a link to set a new password; the answer is the same for everybody."""

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            return cast(HttpResponse, super().form_valid(form))
        except OperationalError:
            form.add_error(None, _("No mail can be sent at the moment: try again in some minutes."))
            return cast(HttpResponse, self.form_invalid(form))


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey that asks for a finger, a face or a PIN, and so opens the account alone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # The parent makes a form anew for want of kwargs, and would lose what was refused.
        context |= kwargs
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        return context


def organisation() -> str:
    """The name of the organisation's own sign-in; empty where none is configured."""
    return str(settings.OIDC_NAME) if settings.OIDC_ISSUER else ""


@login_not_required
def go_to_organisation(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the organisation's own sign-in, or say that it does not answer."""
    try:
        return cast(HttpResponse, openid.login(request, provider_id))
    except RequestException:
        logger.exception("The sign-in of the organisation does not answer.")
        return render(request, "socialaccount/authentication_error.html", status=503)


def no_set_password(request: HttpRequest) -> HttpResponse:
    """Who has no password yet gets one by mail, like everybody who lost theirs."""
    return redirect("account_reset_password")
