"""The addresses of the product."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from iijgov import health
from iijgov.metrics import metrics

urlpatterns = [
    path("healthz", login_not_required(health.healthz), name="healthz"),
    path("readyz", login_not_required(health.readyz), name="readyz"),
    path("metrics", login_not_required(metrics), name="metrics"),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("audit/", include("audit.urls")),
    path("shareholders/", include("shareholders.urls")),
    path("", include("reminders.urls")),
    path("", include("obligations.urls")),
]

if settings.LOCAL:
    from iijgov import mailbox

    urlpatterns += [path("mailbox/", include(mailbox))]
