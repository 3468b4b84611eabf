"""Who gets what: every address of the resolver, asked by GET and by POST, in every role.

Two tables, written by hand, hold the answers: `authorization.tsv` for the product, and
`authorization-admin.tsv` for what an administrator gets in admin. An address or a model in admin
that stands in neither fails.
"""

# ruff: noqa: SLF001  `_meta` is documented; only `_registry` tells which models admin has

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from agreements.models import Agreement
from obligations.models import CalendarDay, Matter, ObligationChange
from obligations.services.matters import let_in
from reminders.unsubscribing import unsubscribe_url
from shareholders.loading import load_ledger
from tests.admin_pages import page
from tests.factories import (
    AgreementReaderFactory,
    ArticleChangeFactory,
    HeartbeatFactory,
    PreferencesFactory,
    ProposalDecisionFactory,
    ReminderPolicyFactory,
    WebhookFactory,
)
from tests.obligations.views.conftest import SUNDAY, loaded, quarterly, sunday
from tests.obligations.views.test_every_page import urls

__all__ = ["loaded", "quarterly", "sunday", "urls"]

ROLES = {
    "compliance": "compliance@demo.localhost",
    "legal": "legal@demo.localhost",
    "auditor": "auditor@demo.localhost",
    "administrator": "admin@demo.localhost",
    "nobody": None,
}
CATCH_ALL = "admin/(?P<url>.*)$"
WITHOUT_OBJECT: dict[str, list[Any]] = {
    "account_reset_password_from_key": ["1", "no-such-key"],
    "admin:app_list": ["obligations"],
    "end-session": [999],
    "mailbox:letter": ["no-such-letter"],
    "mfa_edit_webauthn": [999],
    "mfa_remove_webauthn": [999],
    "openid_connect_callback": ["none"],
    "openid_connect_login": ["none"],
}
"""What fills an address for which the demonstration has no object."""


def table(name: str) -> dict[str, dict[str, str]]:
    """The lines of a table by their first column; a line that begins with # explains."""
    path = Path(__file__).parents[1] / "data" / name
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    rows = [*csv.DictReader(lines, delimiter="\t")]
    assert len({row["what"] for row in rows}) == len(rows), "a line stands twice"
    return {row["what"]: row for row in rows}


PRODUCT = table("authorization.tsv")
ADMIN = table("authorization-admin.tsv")


def patterns(of: Any = None, route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """The route and the name of every address that the resolver knows; some have no name."""
    for found in (of or get_resolver()).url_patterns:
        whole = f"{route}{found.pattern}"
        if isinstance(found, URLResolver):
            inner = f"{space}{found.namespace}:" if found.namespace else space
            yield from patterns(found, whole, inner)
        else:
            assert isinstance(found, URLPattern)
            yield whole, f"{space}{found.name}" if found.name else ""


def admin_routes() -> set[str]:
    """The routes of what admin offers for each model."""
    return {
        f"admin/{model._meta.app_label}/{model._meta.model_name}/{found.pattern}"
        for model, its_admin in admin.site._registry.items()
        for found in its_admin.get_urls()
        if found.name != "auth_user_password_change"
    }


def test_every_address_stands_in_the_table() -> None:
    asked = {
        name or route
        for route, name in patterns()
        if route not in admin_routes() and not route.startswith("static/")
    }
    assert asked == PRODUCT.keys()


def test_every_model_in_admin_stands_in_the_table() -> None:
    assert {model._meta.label for model in admin.site._registry} == ADMIN.keys()


@pytest.fixture
def addresses(urls: dict[str, str]) -> dict[str, str]:
    """An address for each line of the table; what it names exists in the demonstration."""
    lawyer = User.objects.get(email=ROLES["legal"])
    known = urls | {
        "unsubscribe": unsubscribe_url(lawyer).removeprefix(settings.SITE_URL),
        "admin:auth_user_password_change": f"/admin/accounts/user/{lawyer.pk}/password/",
        CATCH_ALL: "/admin/nowhere",
    }
    return {
        what: known.get(what) or reverse(what, args=WITHOUT_OBJECT.get(what)) for what in PRODUCT
    }


class Asking:
    """Somebody of a role in a browser: whatever an answer wrote is taken back at once."""

    def __init__(self, role: str) -> None:
        self.person = User.objects.get(email=ROLES[role]) if ROLES[role] else AnonymousUser()
        self.signed_in = Client()
        if isinstance(self.person, User):
            self.signed_in.force_login(self.person)

    def get_and_post(self, url: str) -> str:
        """The statuses of both, like “200/403”."""
        return "/".join(str(self._status(method, url)) for method in ("get", "post"))

    def _status(self, method: str, url: str) -> int:
        client = Client(raise_request_exception=False)
        client.cookies.load({name: item.value for name, item in self.signed_in.cookies.items()})
        with transaction.atomic():
            status: int = getattr(client, method)(url).status_code
            transaction.set_rollback(True)
        return status


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(role: str, addresses: dict[str, str]) -> None:
    asking = Asking(role)
    answers = {what: asking.get_and_post(url) for what, url in addresses.items()}
    assert answers == {what: row[role] for what, row in PRODUCT.items()}


def restrict() -> None:
    """All instruments become such that nobody was let in to, save one person of Compliance."""
    Agreement.objects.update(restricted=True)


def test_who_must_not_know_gets_what_the_table_says(addresses: dict[str, str]) -> None:
    asking = Asking("legal")
    restrict()
    answers = {what: asking.get_and_post(url) for what, url in addresses.items()}
    assert answers == {what: row["outsider"] for what, row in PRODUCT.items()}


@pytest.mark.parametrize("role", ["compliance", "auditor", "administrator"])
def test_no_role_but_the_auditor_opens_what_is_restricted(
    role: str, addresses: dict[str, str]
) -> None:
    """Of what is hidden from an outsider; admin has a table of its own."""
    hidden = {
        what: row["auditor" if role == "auditor" else "outsider"]
        for what, row in PRODUCT.items()
        if "404" in row["outsider"] and "404" not in row[role] and not what.startswith("admin")
    }
    asking = Asking(role)
    restrict()
    assert {what: asking.get_and_post(addresses[what]) for what in hidden} == hidden


@pytest.fixture
def rows(urls: dict[str, str], quarterly: Any) -> dict[str, Model]:
    """A row of each model in admin that an administrator may know."""
    agreement = quarterly.obligation.article.agreement
    people = {role: User.objects.get(email=email) for role, email in ROLES.items() if email}
    AgreementReaderFactory(agreement=agreement)
    change = ArticleChangeFactory(article=quarterly.obligation.article)
    ObligationChange.objects.create(
        amendment=change.amendment,
        obligation=quarterly.obligation,
        effect=ObligationChange.Effect.ENDS,
    )
    ReminderPolicyFactory(agreement=agreement)
    CalendarDay.objects.create(country="japan", day=SUNDAY, reason="A typhoon")
    ProposalDecisionFactory(proposal__agreement=agreement)
    WebhookFactory(on_behalf_of=people["legal"])
    PreferencesFactory(person=people["legal"])
    let_in(
        matter=Matter.objects.get(),
        person=people["administrator"],
        reason="Mends a record",
        bound_on=SUNDAY,
        until=None,
        by=people["legal"],
    )
    HeartbeatFactory()
    load_ledger(settings.BASE_DIR / "fixtures" / "share-ledger.yaml")
    request = RequestFactory().get("/admin/")
    request.user = people["administrator"]
    first = {
        model._meta.label: its_admin.get_queryset(request).order_by("-pk").first()
        for model, its_admin in admin.site._registry.items()
    }
    return {label: row for label, row in first.items() if row is not None}


def pages_of(row: Model) -> dict[str, str]:
    """The pages of a row in admin, by the columns of the table."""
    return {
        "list": page(type(row)),
        "add": page(type(row), "add"),
        "change": page(type(row), "change", row.pk),
        "delete": page(type(row), "delete", row.pk),
        "history": page(type(row), "history", row.pk),
    }


def test_an_administrator_gets_what_the_table_of_admin_says(rows: dict[str, Model]) -> None:
    assert rows.keys() == ADMIN.keys(), "a model without a row"
    asking = Asking("administrator")
    for label, row in rows.items():
        answers = {column: asking.get_and_post(url) for column, url in pages_of(row).items()}
        wanted = {column: ADMIN[label][column] for column in answers}
        assert (label, answers) == (label, wanted)


def test_an_administrator_opens_nothing_restricted_in_admin(rows: dict[str, Model]) -> None:
    asking = Asking("administrator")
    restrict()
    answers = {label: asking.get_and_post(pages_of(row)["change"]) for label, row in rows.items()}
    hidden = {label for label, answer in answers.items() if answer[:3] != "200"}
    assert hidden == {label for label, row in ADMIN.items() if row["restricted"] == "hidden"}
    assert {answers[label] for label in hidden} <= {"302/302", "302/403"}


@pytest.mark.parametrize(("role", "answer"), [("nobody", "302/302"), ("legal", "404/404")])
def test_for_everybody_else_admin_is_not_there(
    role: str, answer: str, rows: dict[str, Model]
) -> None:
    asking = Asking(role)
    wanted = dict.fromkeys((url for row in rows.values() for url in pages_of(row).values()), answer)
    assert {url: asking.get_and_post(url) for url in wanted} == wanted
