"""Calls of webhooks: signed, over TLS, to public addresses alone.

The name is resolved once, every address is checked, and the connection goes to the address that
was checked, so that a name which changes its mind (DNS rebinding) leads nowhere else. The
certificate is checked for the name. Redirects are not followed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

import urllib3
from django.conf import settings
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from reminders.limited import LimitedHTTPSPool
from reminders.models import Message

TIMEOUT = urllib3.Timeout(connect=5, read=10)  # seconds
EXCERPT = 500  # bytes of an answer that are read
TRY_LATER = {408, 425, 429}
GLOBAL_UNICAST = IPv6Network("2000::/3")
SIX_TO_FOUR = IPv6Network("2002::/16")  # carries an IPv4 address, which may be a private one


class WebhookRefused(Exception):
    """Trying again would not help: the address is not allowed, or the receiver says no (4xx)."""


class WebhookUnavailable(Exception):
    """The receiver cannot be reached or is busy (408, 425, 429, 5xx): try again later."""


def send_webhook(message: Message, payload: Mapping[str, Any]) -> None:
    """POST `payload` to the webhook of `message`.

    `X-Message-Id` is the same in each attempt, so that a repeated call can be recognised.
    `X-Signature` is `sha256=` and the HMAC of `X-Timestamp` (seconds since 1970), a full stop and
    the body, under the webhook's secret. Raises WebhookRefused and WebhookUnavailable.
    """
    webhook = message.webhook
    assert webhook is not None
    url = urlsplit(webhook.url)
    body = json.dumps(payload, ensure_ascii=False).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "Host": url.netloc.rpartition("@")[2],
        "User-Agent": "iij-governance",
        "X-Message-Id": f"message-{message.pk}",
        "X-Timestamp": timestamp,
        "X-Signature": signature(webhook.secret, timestamp, body),
    }
    _judge(*_post(url, body, headers))


def check_address(address: str) -> None:
    """Raises WebhookRefused for what is no https:// address, or leads to a private one today.

    Each call checks again. A name that cannot be resolved passes: that may be over tomorrow.
    """
    url = urlsplit(address)
    with suppress(WebhookUnavailable):
        _addresses(_name(url), url.port or 443)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What `X-Signature` says."""
    signed = f"{timestamp}.".encode() + body
    return f"sha256={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public internet, and to one receiver."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address not in GLOBAL_UNICAST or address in SIX_TO_FOUR:
            return False
    return address.is_global and not address.is_multicast


def _post(url: SplitResult, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """The status and the beginning of the answer, from the first address that can be reached."""
    trouble: Exception | None = None
    name = _name(url)
    for address in _addresses(name, url.port or 443):
        with LimitedHTTPSPool(
            address,
            url.port or 443,
            server_hostname=name,
            cert_reqs="CERT_REQUIRED",
            timeout=TIMEOUT,
            retries=False,
        ) as pool:
            try:
                answer = pool.urlopen(
                    "POST",
                    url._replace(scheme="", netloc="", path=url.path or "/", fragment="").geturl(),
                    body=body,
                    headers=headers,
                    redirect=False,
                    preload_content=False,
                )
                text = answer.read(EXCERPT, decode_content=False).decode(errors="replace")
                answer.close()
            except (NewConnectionError, ConnectTimeoutError) as error:
                trouble = error
            except HTTPError as error:
                raise WebhookUnavailable(str(error)) from error
            else:
                return answer.status, text
    raise WebhookUnavailable(str(trouble))


def _name(url: SplitResult) -> str:
    if url.scheme != "https" or not url.hostname:
        raise WebhookRefused(f"{url.geturl()} is no https:// address: give the webhook another.")
    try:
        return url.hostname if ":" in url.hostname else url.hostname.encode("idna").decode()
    except UnicodeError as error:
        raise WebhookRefused(f"{url.hostname} is no name of a host: {error}.") from error


def _addresses(name: str, port: int) -> list[str]:
    """The addresses of `name`, all of them public."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise WebhookUnavailable(f"{name} cannot be resolved: {error}.") from error
    addresses = list(dict.fromkeys(str(place[0]) for *_kind, place in found))
    for address in addresses:
        if not (settings.WEBHOOK_ALLOW_PRIVATE or is_public(ip_address(address))):
            raise WebhookRefused(
                f"{name} leads to {address}, which is no public address: give the webhook another."
            )
    return addresses


def _judge(status: int, text: str) -> None:
    if 200 <= status < 300:
        return
    answer = f"{status} {' '.join(text.split())}".strip()
    if status in TRY_LATER or status >= 500:
        raise WebhookUnavailable(answer)
    if 300 <= status < 400:
        raise WebhookRefused(f"{answer}: redirects are not followed, give the final address.")
    raise WebhookRefused(answer)
