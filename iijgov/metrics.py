"""`/metrics` for Prometheus: what the database knows of reminders, behind a token.

The figures come from PostgreSQL, so each replica gives the same. Requests are not counted here:
a process would count its own alone, and the proxy in front counts them all.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import REGISTRY

from reminders.metrics import ReminderCollector

REGISTRY.register(ReminderCollector())


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures for who gives METRICS_TOKEN as a bearer token; without that setting, nothing."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    ):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    figures: HttpResponse = ExportToDjangoView(request)
    return figures
