"""Webhooks in admin: a secret is shown once, and a private address is refused."""

import pytest

from reminders.models import Webhook
from tests.admin_pages import assert_list_costs_the_same, assert_not_deletable, page
from tests.factories import AdministratorFactory, UserFactory, WebhookFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client):
    client.force_login(AdministratorFactory())
    return client


def typed(**changes):
    person = UserFactory()
    return {
        "name": "Compliance room",
        "url": "https://nowhere.invalid/hook",
        "format": "json",
        "secret": "",
        "on_behalf_of": person.pk,
        "is_active": "on",
    } | changes


def test_a_secret_is_made_and_shown_once(admin_client):
    response = admin_client.post(page(Webhook, "add"), typed(), follow=True)
    webhook = Webhook.objects.get()
    assert len(webhook.secret) >= 32
    assert webhook.secret in response.text
    for shown in (page(Webhook), page(Webhook, "change", webhook.pk)):
        assert webhook.secret not in admin_client.get(shown).text
    history = admin_client.get(page(Webhook, "history", webhook.pk))
    assert webhook.secret not in history.text


def test_an_empty_secret_keeps_the_one_there_is(admin_client):
    webhook = WebhookFactory(
        url="https://nowhere.invalid/hook", secret="long enough to be a secret"
    )
    admin_client.post(page(Webhook, "change", webhook.pk), typed(name="Renamed"))
    webhook.refresh_from_db()
    assert (webhook.name, webhook.secret) == ("Renamed", "long enough to be a secret")


def test_a_secret_can_be_replaced(admin_client):
    webhook = WebhookFactory(url="https://nowhere.invalid/hook")
    changes = typed(secret="another one, long enough")
    admin_client.post(page(Webhook, "change", webhook.pk), changes)
    webhook.refresh_from_db()
    assert webhook.secret == "another one, long enough"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"url": "https://127.0.0.1/hook"}, "127.0.0.1, which is no public address"),
        ({"url": "https://localhost/hook"}, "no public address"),
        ({"url": "http://nowhere.invalid/hook"}, "https://"),
        ({"secret": "short"}, "at least 16 characters"),
    ],
)
def test_what_is_refused(admin_client, changes, error):
    response = admin_client.post(page(Webhook, "add"), typed(**changes))
    assert error in str(response.context["adminform"].form.errors)
    assert not Webhook.objects.exists()


def test_a_webhook_is_not_deleted(admin_client):
    assert_not_deletable(admin_client, WebhookFactory())


def test_the_list_costs_the_same_however_long(admin_client):
    assert_list_costs_the_same(admin_client, Webhook, WebhookFactory)
