"""Addresses of sign-in, by the names that django-allauth uses; nobody signs up here."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path, re_path, reverse_lazy
from django.views.decorators.http import require_POST

from accounts import views

PAGE = reverse_lazy("mfa_index")

urlpatterns = [
    path(
        "login/",
        account.LoginView.as_view(extra_context={"organisation": views.organisation}),
        name="account_login",
    ),
    path("logout/", require_POST(account.logout), name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("login/factor/", factors.authenticate, name="mfa_authenticate"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", views.no_set_password, name="account_set_password"),
    path("password/reset/", views.ResetView.as_view(), name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.PasswordResetFromKeyView.as_view(success_url=reverse_lazy("account_login")),
        name="account_reset_password_from_key",
    ),
    path("", views.security, name="mfa_index"),
    path("sessions/<int:pk>/end/", views.end_session, name="end-session"),
    path("sessions/end/", views.end_other_sessions, name="end-other-sessions"),
    path("app/add/", app.activate_totp, name="mfa_activate_totp"),
    path("app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("passkeys/add/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path(
        "passkeys/<int:pk>/",
        passkeys.EditWebAuthnView.as_view(success_url=PAGE),
        name="mfa_edit_webauthn",
    ),
    path(
        "passkeys/<int:pk>/remove/",
        passkeys.RemoveWebAuthnView.as_view(success_url=PAGE),
        name="mfa_remove_webauthn",
    ),
    path("codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("oidc/<str:provider_id>/login/", views.go_to_organisation, name="openid_connect_login"),
    path("oidc/<str:provider_id>/callback/", openid.callback, name="openid_connect_callback"),
    path("oidc/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
]
