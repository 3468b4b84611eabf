"""Who guesses passwords waits: what django-axes asks us, and the page that it shows."""

from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

IPV6_NETWORK = 64
"""Bits of the network that a provider gives to one customer: within it addresses are free."""


def client_address(request: HttpRequest) -> str | None:
    """The address of the browser, past TRUSTED_PROXIES; of IPv6 the network of 64 bits."""
    address: str | None = get_client_ip(request)
    if address is None or not isinstance(ip_address(address), IPv6Address):
        return address
    return str(IPv6Network((address, IPV6_NETWORK), strict=False).network_address)


def typed_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Whom somebody wants to be, whatever the letters' case."""
    given = credentials or {}
    return str(given.get("email") or given.get("username") or "").strip().lower()


def refuse(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The page, 429, that says when to try again: after the last wrong password and the wait."""
    attempts = AccessAttempt.objects.filter(
        username=typed_name(request, credentials), ip_address=client_address(request)
    )
    last = attempts.order_by("attempt_time").last()
    wait: timedelta = settings.AXES_COOLOFF_TIME
    now = timezone.now()
    again = (last.attempt_time if last else now) + wait
    seconds = max(1, round((again - now).total_seconds()))
    context = {"again": again, "minutes": -(-seconds // 60)}
    page = render(request, "account/lockout.html", context, status=429)
    page["Retry-After"] = str(seconds)
    return page
