"""The watcher outside hears of each tick, and its own trouble is none of ours."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from iijgov.embedded.folder import free_port
from reminders.models import Heartbeat
from reminders.tasks import plan_and_send
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def watcher(settings):
    """The paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings.DEAD_MAN_URL = f"http://127.0.0.1:{server.server_port}/ping/governance"
    yield asked
    server.shutdown()
    server.server_close()


def test_each_tick_is_told(watcher, time_machine):
    for minute in range(2):
        time_machine.move_to(at(6, 9, minute), tick=False)
        plan_and_send()
    assert watcher == ["/ping/governance", "/ping/governance"]


def test_a_tick_that_does_nothing_is_not_told(watcher, time_machine):
    time_machine.move_to(at(6, 9), tick=False)
    plan_and_send()
    plan_and_send()
    assert watcher == ["/ping/governance"]


def test_a_watcher_that_is_away_stops_nothing(settings, time_machine):
    settings.DEAD_MAN_URL = f"http://127.0.0.1:{free_port()}/"
    time_machine.move_to(at(6, 9), tick=False)
    plan_and_send()
    assert Heartbeat.objects.get(name="reminders").beat_at == at(6, 9)
