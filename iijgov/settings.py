"""Settings, read from the environment alone.

Required: SECRET_KEY, DATABASE_URL, REDIS_URL, EMAIL_URL, ALLOWED_HOSTS. On a developer's machine
``manage.py`` sets them (and LOCAL=true) from the embedded servers, see ``iijgov.embedded``.
"""

from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from iijgov.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

LOCAL: bool = env.bool("LOCAL", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
DEMO_SOURCES = Path(env.str("DEMO_SOURCES", default=str(BASE_DIR.parent / "shared" / "seeds")))
# Files of evidence: each web server must reach the same folder, and no web server may serve it.
EVIDENCE_DIR = Path(env.str("EVIDENCE_DIR", default=str(VAR_DIR / "evidence")))
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")

INSTALLED_APPS = [
    "iijgov",
    "accounts",
    "audit",
    "agreements",
    "obligations",
    "reminders",
    "shareholders",
    "iijgov.apps.SiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "audit.middleware.attribute_request",
    "allauth.account.middleware.AccountMiddleware",
    "iijgov.middleware.speak_language",
    "iijgov.middleware.no_store",
    "iijgov.middleware.redirect_whole_page",
    "iijgov.middleware.as_of",
    "iijgov.middleware.refuse_nul",
    "accounts.middleware.require_second_factor",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "iijgov.urls"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
WSGI_APPLICATION = "iijgov.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "iijgov.navigation.navigation",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A list joins a dozen tables by foreign keys, outwards from its rows, as the query is written.
# Searching for a better order took PostgreSQL ten times as long as running the query.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c join_collapse_limit=4")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 3600
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PersonBackend",
]

# Whether administrators and legal must have a second factor.
REQUIRE_MFA = env.bool("REQUIRE_MFA", default=not LOCAL)
# How many proxies stand in front: the address of a browser is that many from the right in
# X-Forwarded-For. What stands further left is what the browser says itself.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0 if LOCAL else 1)

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "change_password": "accounts.forms.ChangePasswordForm",
    "login": "accounts.forms.SignInForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
    "reset_password": "accounts.forms.ResetForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Beside the lockout, which is for one person from one address: for one address, and for one person.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,30/h/key",
    "reset_password": "20/h/ip,5/h/key",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "accounts.adapters.FactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator entered the address
MFA_FORMS = {
    "activate_totp": "accounts.forms.AddAppForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate": "accounts.forms.CodeForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half a minute, for clocks that are wrong

# The sign-in of one's organisation (OpenID Connect); without an issuer there is none.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_NAME = env.str("OIDC_NAME", default="OpenID Connect")
OIDC_TRUST_EMAIL = env.bool("OIDC_TRUST_EMAIL", default=False)
SOCIALACCOUNT_ADAPTER = "accounts.adapters.OrganisationAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead to another origin (form-action)
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

AXES_CLIENT_IP_CALLABLE = "accounts.lockout.client_address"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_DISABLE_ACCESS_LOG = True  # the log has each sign-in, and the sessions have their own page
AXES_ENABLE_ADMIN = False
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_CALLABLE = "accounts.lockout.refuse"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["csrfmiddlewaretoken"]
AXES_USERNAME_CALLABLE = "accounts.lockout.typed_name"
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ja", "日本語")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["iijgov.formats"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = None if LOCAL else BASE_DIR / "static-collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = LOCAL

# HTTPS everywhere but on the loopback address of a developer's machine.
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if LOCAL else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_NAME = "session" if LOCAL else "__Host-session"
# Else they travel in a cookie of their own, which has no __Host- name.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
LANGUAGE_COOKIE_SECURE = not LOCAL
CSRF_USE_SESSIONS = True
CSRF_COOKIE_SECURE = not LOCAL
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

vars().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="IIJ Governance <governance@localhost>")
EMAIL_TIMEOUT = 20
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}")

CACHES = {
    "default": {
        "BACKEND": "accounts.cache.ForgivingRedisCache",
        "LOCATION": env.str("REDIS_URL"),
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

CELERY_BROKER_URL = env.str("REDIS_URL")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "iijgov.beat:SteadyScheduler"
# No tick of reminders expires: the clocks of two machines may differ, and the database tells a tick
# that came for nothing.
CELERY_BEAT_SCHEDULE = {
    "open-coming-deadlines": {
        "task": "obligations.tasks.open_coming_deadlines",
        "schedule": schedule(600),
        "options": {"expires": 6 * 3600},
    },
    "end-overdue-access": {
        "task": "obligations.tasks.end_overdue_access",
        "schedule": schedule(60),
        "options": {"expires": 60},
    },
    "make-printouts": {
        "task": "obligations.tasks.make_printouts",
        "schedule": schedule(60),
        "options": {"expires": 60},
    },
    "plan-and-send-reminders": {"task": "reminders.tasks.plan_and_send", "schedule": schedule(60)},
    "seal-audit-entries": {"task": "audit.tasks.seal", "schedule": schedule(60)},
    "send-reminders": {"task": "reminders.tasks.send", "schedule": schedule(30)},
}

# Seals the audit trail, and must not stand in the database. Without it nothing is sealed.
AUDIT_KEY = env.str("AUDIT_KEY", default="")

# Watching the watcher: who may read /metrics, and whom to call after each tick of the planner.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
DEAD_MAN_URL = env.str("DEAD_MAN_URL", default="")
# Tests call webhooks on their own machine; nobody else may.
WEBHOOK_ALLOW_PRIVATE = False

DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOGGING = logging_config(level=env.str("LOG_LEVEL", default="INFO"), console=LOCAL)

SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False
PRODUCT_NAME = _("IIJ Governance")
