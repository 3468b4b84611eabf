"""The page of the trail and its export: who may read what, in words, as filtered."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from agreements.models import Article
from audit.attribution import written_for
from audit.models import Entry
from tests.factories import (
    AgreementReaderFactory,
    ArticleFactory,
    EventFactory,
    FiscalYearFactory,
    TeamFactory,
    UserFactory,
)
from tests.pages import Page, get, read

pytestmark = pytest.mark.django_db
URL = "/audit/"


def sign_in(role: Role) -> Client:
    client = Client()
    client.force_login(UserFactory.create(role=role))
    return client


@pytest.fixture
def auditor() -> Client:
    return sign_in(Role.AUDITOR)


@pytest.fixture
def legal() -> Client:
    return sign_in(Role.LEGAL)


def lines(client: Client, **query: str) -> list[dict[str, str]]:
    """The export; without its byte order mark."""
    response = client.get(f"{URL}export/", query)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="audit-trail.csv"'
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(StringIO(text)))


class TestWho:
    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
    def test_auditors_and_administrators_read_and_export(self, role: Role) -> None:
        client = sign_in(role)
        page = get(client, URL)
        assert page.actions == ["Recorded later", "Export CSV", "Filter"]
        assert lines(client)

    def test_legal_reads(self, legal: Client) -> None:
        assert get(legal, URL).actions == ["Recorded later", "Filter"]
        response = legal.get(f"{URL}export/")
        assert response.status_code == 403
        assert "exported by auditors and administrators" in read(response).main

    def test_compliance_must_not_know_it(self) -> None:
        client = sign_in(Role.COMPLIANCE)
        for url in (URL, f"{URL}export/", f"{URL}backdating/"):
            assert client.get(url).status_code == 404
        assert "Audit trail" not in get(client, "/events/").text


class TestRestricted:
    """What must not be known is in no list and no export, whatever the table."""

    @pytest.fixture(autouse=True)
    def secret(self) -> Article:
        article: Article = ArticleFactory.create(
            agreement__restricted=True, agreement__title="Merger", heading="Merger"
        )
        EventFactory.create(
            type__agreement=article.agreement, type__description="Merger", note="Merger"
        )
        return article

    def test_legal_and_administrators_see_nothing_of_it(self, legal: Client) -> None:
        assert "Merger" not in get(legal, URL).main
        administrator = sign_in(Role.ADMINISTRATOR)
        assert "Merger" not in get(administrator, URL).main
        assert not [line for line in lines(administrator) if "Merger" in line["after"]]
        agreements = ("agreements_agreement", "agreements_article", "obligations_event")
        for table in agreements:
            assert not get(legal, URL, table=table).rows()

    def test_the_auditor_and_who_was_let_in_do(self, auditor: Client, secret: Article) -> None:
        assert "Merger" in get(auditor, URL).main
        assert [line for line in lines(auditor) if line["after"] == "Merger"]
        reader = UserFactory.create(role=Role.LEGAL)
        AgreementReaderFactory.create(agreement=secret.agreement, user=reader, granted_by=reader)
        client = Client()
        client.force_login(reader)
        assert "Merger" in get(client, URL).main

    def test_of_a_row_that_is_gone_only_the_auditor_sees_what_it_was(
        self, legal: Client, auditor: Client, secret: Article
    ) -> None:
        secret.delete()
        assert "Merger" not in get(legal, URL, table="agreements_article").main
        assert "Merger" in get(auditor, URL, table="agreements_article").main

    def test_what_anybody_may_know_is_shown(self, legal: Client) -> None:
        ArticleFactory.create(heading="Notices")
        TeamFactory.create(name="Treasury")
        page = get(legal, URL)
        assert "Notices" in page.main
        assert "Treasury" in page.main

    def test_a_page_is_full_however_much_is_left_out(self, legal: Client, secret: Article) -> None:
        """Sixty that may be known lie below three hundred that must not."""
        person = UserFactory.create(name="A")
        for number in range(60):
            User.objects.filter(pk=person.pk).update(name=f"Name {number}")
        for number in range(300):
            Article.objects.filter(pk=secret.pk).update(heading=f"Merger {number}")
        page = get(legal, URL)
        assert len(page.rows()) == 50
        assert "Name 59" in page.rows()[0]


class TestWords:
    def test_from_which_value_to_which(self, auditor: Client) -> None:
        chief, deputy = UserFactory.create(name="Aiko"), UserFactory.create(name="Kenji")
        team = TeamFactory.create(name="Finance", responsible=chief)
        with written_for("POST /admin/", lambda: deputy.pk):
            team.name, team.responsible = "Treasury", deputy
            team.save()
        [row] = rows(get(auditor, URL, table="accounts_team", action="update"))
        assert "Kenji POST /admin/" in row
        assert f"Team {team.pk} Changed · Treasury" in row
        assert "Name from Finance → to Treasury" in row
        assert "Responsible person from Aiko → to Kenji" in row

    def test_choices_days_and_truth(self, auditor: Client) -> None:
        person = UserFactory.create(role=Role.COMPLIANCE)
        year = FiscalYearFactory.create()
        User.objects.filter(pk=person.pk).update(role=Role.LEGAL, is_active=False)
        type(year).objects.filter(pk=year.pk).update(label="A year")
        [row] = rows(get(auditor, URL, table="accounts_user", action="update"))
        assert "Role from Compliance → to Legal" in row
        assert "Active from yes → to no" in row
        [row] = rows(get(auditor, URL, table="agreements_fiscalyear", action="insert"))
        assert "Wed 1 Apr 2026" in row

    def test_nobody_is_the_role_of_the_database(self, auditor: Client) -> None:
        TeamFactory.create()
        entry = Entry.objects.filter(table="accounts_team").latest("pk")
        [row] = rows(get(auditor, URL, table="accounts_team"))
        assert f"database role {entry.role}" in row

    def test_a_person_who_is_gone_and_a_column_that_is_gone(self, auditor: Client) -> None:
        with written_for("a test", lambda: 987654):
            TeamFactory.create()
        [row] = rows(get(auditor, URL, table="accounts_team"))
        assert "person 987654" in row


def rows(page: Page) -> list[str]:
    return page.rows()


class TestFilters:
    def test_by_person_table_row_and_action(self, auditor: Client) -> None:
        one, two = TeamFactory.create(name="One"), TeamFactory.create(name="Two")
        with written_for("a test", lambda: one.responsible_id):
            type(two).objects.filter(pk=two.pk).update(name="Second")
        assert len(get(auditor, URL, table="accounts_team").rows()) == 3
        assert len(get(auditor, URL, table="accounts_team", row=str(one.pk)).rows()) == 1
        assert len(get(auditor, URL, table="accounts_team", action="insert").rows()) == 2
        [row] = get(auditor, URL, person=str(one.responsible_id)).rows()
        assert "Second" in row
        assert {line["before"] for line in lines(auditor, person=str(one.responsible_id))} == {
            "Two"
        }

    def test_by_day_in_the_zone_of_the_reader(self, auditor: Client) -> None:
        TeamFactory.create()
        today = timezone.localdate()
        tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
        shown = {"table": "accounts_team"}
        assert len(get(auditor, URL, **shown, first=f"{today}", last=f"{today}").rows()) == 1
        assert not get(auditor, URL, **shown, first=f"{tomorrow}").rows()
        assert not get(auditor, URL, **shown, last=f"{yesterday}").rows()
        assert not get(auditor, URL, **shown, as_of=f"{yesterday}").rows()

    def test_older_entries(self, auditor: Client) -> None:
        person = UserFactory.create()
        for number in range(60):
            User.objects.filter(pk=person.pk).update(name=f"Name {number}")
        page = get(auditor, URL, table="accounts_user", action="update")
        assert len(page.rows()) == 50
        older = read(auditor.get(URL + page.links["Older entries"]))
        assert [row for row in older.rows() if "Name 9" in row]
        assert len(older.rows()) == 10
        assert "Older entries" not in older.links

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            (
                {"first": "2026-02-03", "last": "2026-02-01"},
                "It lies before “from”: give a later day.",
            ),
            ({"first": "yesterday"}, "Enter a valid date."),
            (
                {"table": "nothing"},
                "Select a valid choice. nothing is not one of the available choices.",
            ),
            (
                {"person": "x"},
                "Select a valid choice. That choice is not one of the available choices.",
            ),
        ],
    )
    def test_a_wrong_filter_is_explained(
        self, query: dict[str, str], said: str, auditor: Client
    ) -> None:
        page = get(auditor, URL, **query)
        assert page.errors == [said]
        assert "Nothing is shown until the filter is right." in page.main
        assert page.rows() == []
        assert auditor.get(f"{URL}export/", query).status_code == 400


def test_a_spreadsheet_takes_nothing_for_a_formula(auditor: Client) -> None:
    TeamFactory.create(name='=HYPERLINK("https://evil.example")')
    [line] = [x for x in lines(auditor, table="accounts_team") if x["column"] == "name"]
    assert line["after"] == '\'=HYPERLINK("https://evil.example")'
    assert (line["action"], line["before"]) == ("insert", "")
