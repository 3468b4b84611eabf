"""Calls of webhooks, received over real TLS: signed, and to public addresses alone."""

import hashlib
import hmac
import socket
import time
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest

from iijgov.embedded.folder import free_port
from reminders.models import Message, Webhook
from reminders.webhooks import (
    WebhookRefused,
    WebhookUnavailable,
    check_address,
    is_public,
    send_webhook,
)
from tests.reminders.webhook_server import WebhookServer

SECRET = "between us and the receiver"


@pytest.fixture
def receiver(tmp_path: Any, monkeypatch: Any, settings: Any) -> Iterator[WebhookServer]:
    """A receiver on this machine, whose authority is trusted."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    server = WebhookServer(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    server.start()
    yield server
    server.stop()


def message(url: str) -> Message:
    return Message(pk=42, webhook=Webhook(name="Room", url=url, secret=SECRET))


def to(receiver: WebhookServer, path: str = "/hook?room=7") -> Message:
    return message(f"https://localhost:{receiver.port}{path}")


def test_a_call_carries_the_payload(receiver: WebhookServer) -> None:
    send_webhook(to(receiver), {"title": "四半期報告"})
    (call,) = receiver.calls
    assert (call.path, call.json) == ("/hook?room=7", {"title": "四半期報告"})
    assert call.headers["Content-Type"] == "application/json"
    assert call.headers["Host"] == f"localhost:{receiver.port}"
    assert call.headers["X-Message-Id"] == "message-42"


def test_the_signature_covers_the_time_and_the_body(receiver: WebhookServer) -> None:
    send_webhook(to(receiver), {"title": "Furnish statements"})
    (call,) = receiver.calls
    stamp = call.headers["X-Timestamp"]
    signed = stamp.encode() + b'.{"title": "Furnish statements"}'
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert call.headers["X-Signature"] == "sha256=" + expected
    assert abs(int(stamp) - time.time()) < 60


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_success_is_one(receiver: WebhookServer, status: int) -> None:
    receiver.status, receiver.answer = status, b""
    send_webhook(to(receiver), {})


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_busy_receiver_is_asked_again(receiver: WebhookServer, status: int) -> None:
    receiver.status, receiver.answer = status, b"come back later"
    with pytest.raises(WebhookUnavailable, match=f"{status} come back later"):
        send_webhook(to(receiver), {})


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_receiver_that_says_no_is_not_asked_again(receiver: WebhookServer, status: int) -> None:
    receiver.status, receiver.answer = status, b"no such room"
    with pytest.raises(WebhookRefused, match=f"{status} no such room"):
        send_webhook(to(receiver), {})


def test_a_redirect_is_not_followed(receiver: WebhookServer) -> None:
    receiver.status, receiver.location = 307, "/elsewhere"
    with pytest.raises(WebhookRefused, match="give the final address"):
        send_webhook(to(receiver), {})
    assert [call.path for call in receiver.calls] == ["/hook?room=7"]


def test_of_a_long_answer_only_the_beginning_is_read(receiver: WebhookServer) -> None:
    receiver.status, receiver.answer = 500, b"x" * 5_000_000
    with pytest.raises(WebhookUnavailable) as failure:
        send_webhook(to(receiver), {})
    assert str(failure.value) == "500 " + 500 * "x"


def test_nobody_listens(receiver: WebhookServer) -> None:
    with pytest.raises(WebhookUnavailable, match="refused"):
        send_webhook(message(f"https://localhost:{free_port()}/"), {})


def test_a_certificate_of_another_name(tmp_path: Any, monkeypatch: Any, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    server = WebhookServer(tmp_path, name="elsewhere.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    server.start()
    with pytest.raises(WebhookUnavailable, match=r"(?i)hostname"):
        send_webhook(to(server), {})
    server.stop()
    assert server.calls == []


def test_a_certificate_that_nobody_vouches_for(receiver: WebhookServer, monkeypatch: Any) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(WebhookUnavailable, match="certificate"):
        send_webhook(to(receiver), {})
    assert receiver.calls == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.8", "[::1]", "169.254.169.254"])
def test_no_call_goes_to_a_private_address(
    receiver: WebhookServer, settings: Any, host: str
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    with pytest.raises(WebhookRefused, match="no public address"):
        send_webhook(message(f"https://{host}:{receiver.port}/"), {})
    assert receiver.calls == []


def test_a_name_is_resolved_once(receiver: WebhookServer, settings: Any, monkeypatch: Any) -> None:
    """A name that is public when it is checked, and private afterwards, leads to the public one."""
    settings.WEBHOOK_ALLOW_PRIVATE = False
    answers = iter(["192.88.98.1", "127.0.0.1"])  # the first one is public, and nobody has it
    resolve = socket.getaddrinfo
    tried = []

    def rebinding(host: str, *more: Any, **named: Any) -> Any:
        return resolve(next(answers) if host == "localhost" else host, *more, **named)

    def nobody(self: Any, address: tuple[str, int]) -> None:
        tried.append(address)
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket.socket, "connect", nobody)
    with pytest.raises(WebhookUnavailable):
        send_webhook(to(receiver), {})
    assert tried == [("192.88.98.1", receiver.port)]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("0.0.0.0", False),  # noqa: S104
        ("10.1.2.3", False),
        ("100.64.0.1", False),  # shared by carriers, RFC 6598
        ("127.0.0.1", False),
        ("169.254.169.254", False),  # where clouds tell secrets
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),  # multicast
        ("255.255.255.255", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),  # IPv4 within IPv6
        ("64:ff9b::7f00:1", False),  # through a translator, RFC 6052
        ("2002:7f00:1::", False),  # 6to4
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) == public


@pytest.mark.parametrize(
    "address",
    ["http://hooks.example/", "https:///path", "ftp://hooks.example/", "https://127.0.0.1/"],
)
def test_addresses_that_are_refused_when_they_are_entered(address: str) -> None:
    with pytest.raises(WebhookRefused):
        check_address(address)


def test_a_name_that_cannot_be_resolved_today_may_be_entered() -> None:
    check_address("https://nowhere.invalid/")
