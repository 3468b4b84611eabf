"""The instruments as shipped: canonical, whole, and loaded a second time without a trace."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from obligations.coverage import Account, accounted_for
from obligations.demo import INSTRUMENTS
from obligations.instruments.layout import lay_out
from obligations.instruments.records import contents_on_record
from obligations.loading import load_instrument, load_instruments, load_parties
from tests.obligations.conftest import FIXTURES

SHIPPED = [name for name in INSTRUMENTS if (FIXTURES / f"{name}.yaml").exists()]
pytestmark = pytest.mark.parametrize("name", SHIPPED)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Every instrument as shipped, once for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_parties(FIXTURES / "parties.yaml")
        for name in SHIPPED:
            load_instrument(FIXTURES / f"{name}.yaml")
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _shipped(loaded: None, db: None) -> None:
    """Each test starts from the instruments."""


def test_the_file_is_canonical(name):
    """After its comment it is what “dump_instrument” writes."""
    text = (FIXTURES / f"{name}.yaml").read_text(encoding="utf-8")
    contents = contents_on_record(Agreement.objects.get(slug=name))
    assert lay_out(contents) == re.sub(r"\A(#.*\n)*", "", text)


def test_loading_it_again_writes_nothing(name):
    apps_of_ours = [apps.get_app_config(app) for app in ("agreements", "obligations")]
    tables = [model for app in apps_of_ours for model in app.get_models()]
    before = [list(m._default_manager.order_by("pk").values_list()) for m in tables]  # noqa: SLF001
    with CaptureQueriesContext(connection) as queries:
        assert [d.text for d in load_instruments([FIXTURES / f"{name}.yaml"])] == [""]
    assert len(queries) < 40
    after = [list(m._default_manager.order_by("pk").values_list()) for m in tables]  # noqa: SLF001
    assert after == before


def test_something_accounts_for_every_provision(name):
    articles = accounted_for(Agreement.objects.get(slug=name).articles.all())
    assert articles.count() > 5
    assert [a.number for a in articles.filter(account=Account.MISSING)] == []
