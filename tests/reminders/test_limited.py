"""A call that never ends is ended: by its whole time, not by the pause between two bytes."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from reminders import limited
from reminders.models import Message, Webhook
from reminders.tasks import ping_dead_man
from reminders.webhooks import WebhookUnavailable, send_webhook


@pytest.fixture
def dripping(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that answers a byte every 50 ms and never ends; a call has half a s."""
    monkeypatch.setattr(limited, "LONGEST", 0.5)
    listening = socket.create_server(("127.0.0.1", 0))

    def drip(connection: socket.socket) -> None:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while True:
                connection.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            connection.close()

    def serve() -> None:
        while True:
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1]
    listening.close()


def test_a_watcher_that_drips_bytes_holds_nobody(dripping, settings):
    settings.DEAD_MAN_URL = f"http://127.0.0.1:{dripping}/ping"
    start = time.monotonic()
    ping_dead_man()
    assert 0.4 < time.monotonic() - start < 3


def test_a_webhook_that_drips_bytes_is_tried_later(dripping, settings):
    """It does not even end its TLS handshake."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    webhook = Webhook(name="Room", url=f"https://localhost:{dripping}/", secret="s" * 16)
    start = time.monotonic()
    with pytest.raises(WebhookUnavailable):
        send_webhook(Message(pk=1, webhook=webhook), {})
    assert time.monotonic() - start < 3
