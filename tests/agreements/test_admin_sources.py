"""Imported documents in admin can be read and not changed, and hide restricted instruments."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import SourceArticle, SourceDocument
from tests.admin_pages import assert_list_costs_the_same, assert_read_only, page, rows_of
from tests.factories import (
    AdministratorFactory,
    AgreementFactory,
    SourceArticleFactory,
    SourceDocumentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client: Client) -> Client:
    client.force_login(AdministratorFactory())
    return client


def test_documents_and_pieces_are_read_only(admin_client: Client) -> None:
    piece = SourceArticleFactory()
    assert_read_only(admin_client, piece.document)
    assert_read_only(admin_client, piece)


def test_no_list_asks_for_the_files(admin_client: Client) -> None:
    SourceArticleFactory()
    for model in (SourceDocument, SourceArticle):
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(page(model)).status_code == 200
        assert not [row for row in queries if '"content"' in row["sql"]]


def test_lists_cost_the_same_whatever_they_hold(admin_client: Client) -> None:
    assert_list_costs_the_same(admin_client, SourceDocument, SourceDocumentFactory)
    assert_list_costs_the_same(admin_client, SourceArticle, SourceArticleFactory)


def test_what_is_restricted_is_not_listed(admin_client: Client) -> None:
    SourceDocumentFactory(agreement=AgreementFactory(restricted=True))
    assert rows_of(admin_client, SourceDocument) == []
