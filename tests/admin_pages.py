"""How the tests of admin ask for its pages and count their queries."""

from typing import Any

from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.safestring import SafeString
from factory.django import DjangoModelFactory


def page(model: type[Model], name: str = "changelist", *args: Any) -> str:
    """The address of a page of `model` in admin."""
    return reverse(admin_urlname(model._meta, SafeString(name)), args=args)  # noqa: SLF001


def queries_of(client: Client, url: str) -> int:
    """How many queries a page costs once caches of content types are warm."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def rows_of(client: Client, model: type[Model], query: str = "") -> list[Any]:
    """The rows that the list of `model` shows."""
    return list(client.get(f"{page(model)}{query}").context["cl"].result_list)


def assert_list_costs_the_same(
    client: Client, model: type[Model], factory: type[DjangoModelFactory[Any]]
) -> None:
    """The list of `model` takes as many queries for 3 rows as for 30, and 20 at most."""
    factory.create_batch(3)
    few, rows = queries_of(client, page(model)), len(rows_of(client, model))
    factory.create_batch(27)
    assert len(rows_of(client, model)) > rows
    assert queries_of(client, page(model)) == few <= 20


def assert_read_only(client: Client, row: Model) -> None:
    """The pages of `row` show it, and refuse every way of adding, changing and deleting."""
    model = type(row)
    assert client.get(page(model, "change", row.pk)).status_code == 200
    assert client.post(page(model, "change", row.pk), {}).status_code == 403
    assert client.get(page(model, "add")).status_code == 403
    assert client.post(page(model, "add"), {}).status_code == 403
    assert_not_deletable(client, row)


def assert_not_deletable(client: Client, row: Model) -> None:
    """Neither the page of `row` nor an action of the list deletes it."""
    model = type(row)
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(page(model), action)
    row.refresh_from_db()


def inline(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """The form data of an inline: `rows`, the first `initial` of which exist already."""
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": initial,
    }
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def errors_of(response: Any) -> str:
    """Everything that the forms of a page complain about, as text."""
    context = response.context
    formsets = [wrapped.formset for wrapped in context["inline_admin_formsets"]]
    errors = [context["adminform"].form.errors, *(formset.errors for formset in formsets)]
    return str([*errors, *(formset.non_form_errors() for formset in formsets)])
