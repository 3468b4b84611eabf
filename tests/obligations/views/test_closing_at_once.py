"""Two clicks at the same moment make one record of a state."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client

from obligations.models import ClosingRecord
from tests.factories import ObligationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sunday() -> Iterator[None]:
    """Sunday 22 November 2026 in Tokyo."""
    with time_machine.travel("2026-11-22T09:00+09:00", tick=True):
        yield


def test_the_same_state_is_recorded_once() -> None:
    officer, item = UserFactory(), ObligationFactory(on_closing_list=True)
    url = f"/agreements/{item.article.agreement.slug}/closing/{item.key}/"
    barrier = Barrier(2)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(officer)

    def click(client: Client) -> int:
        try:
            barrier.wait(timeout=10)
            data = {"state": "satisfied", "on": "2026-11-20", "note": "A letter"}
            return client.post(url, data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(click, clients)) == [302, 302]
    assert ClosingRecord.objects.count() == 1
