"""Who gets into admin, and what an administrator does there with people and teams."""

import pytest
from django.test import Client

from accounts.models import Role, Team, User
from tests.admin_pages import (
    assert_list_costs_the_same,
    assert_not_deletable,
    page,
    queries_of,
    rows_of,
)
from tests.factories import PASSWORD, AdministratorFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

PLACE = {"language": "en", "zone": "Asia/Tokyo"}
PAGES = ["/admin/", "/admin/accounts/user/", "/admin/autocomplete/", "/admin/no-such-page/"]


@pytest.fixture
def administrator():
    return AdministratorFactory(name="Hiroshi Mori")


@pytest.fixture
def admin_client(administrator):
    client = Client()
    client.force_login(administrator)
    return client


@pytest.mark.parametrize("url", PAGES)
def test_nobody_in_particular_is_sent_to_our_sign_in(client, url):
    response = client.get(url, follow=True)
    assert response.request["PATH_INFO"] == "/accounts/login/"
    assert response.context["redirect_field_value"] == url
    assert "account/login.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.LEGAL, Role.AUDITOR])
def test_admin_does_not_exist_for_other_roles(client, role, url):
    client.force_login(UserFactory(role=role))
    assert client.get(url).status_code == 404
    assert client.get(f"/admin/login/?next={url}", follow=True).status_code == 404


def test_an_administrator_gets_in_through_our_sign_in(client, administrator):
    form = {"username": administrator.email, "password": PASSWORD}
    response = client.post("/accounts/login/?next=/admin/", form, follow=True)
    assert response.request["PATH_INFO"] == "/admin/"
    assert "Administration" in response.text


def test_a_deactivated_administrator_stays_out(client):
    client.force_login(AdministratorFactory(is_active=False))
    assert client.get("/admin/").status_code == 302


def test_every_page_of_admin_forbids_inline_styles_and_scripts(admin_client):
    policy = admin_client.get("/admin/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_redirect_to_any_object_by_its_number_is_not_there(admin_client):
    assert admin_client.get("/admin/r/1/1/").status_code == 404


def test_adding_a_person_with_a_password(admin_client):
    form = {
        "email": "new@example.com",
        "name": "New Person",
        "role": "legal",
        "usable_password": "true",
        "password1": "a long enough password",
        "password2": "a long enough password",
    }
    assert admin_client.post(page(User, "add"), form).status_code == 302
    person = User.objects.get(email="new@example.com")
    assert person.check_password("a long enough password")
    assert (person.role, person.is_staff, person.is_superuser) == ("legal", False, False)


@pytest.mark.parametrize(("role", "gets_in"), [("administrator", True), ("auditor", False)])
def test_the_role_decides_who_may_use_admin(admin_client, role, gets_in):
    person = UserFactory(role=Role.LEGAL)
    form = {"email": person.email, "name": person.name, "role": role, "is_active": "on"} | PLACE
    assert admin_client.post(page(User, "change", person.pk), form).status_code == 302
    person.refresh_from_db()
    assert (person.role, person.is_staff, person.is_superuser) == (role, gets_in, gets_in)


def test_nobody_takes_their_own_role_away(admin_client, administrator):
    form = {"email": administrator.email, "name": "Renamed", "role": "auditor"} | PLACE
    assert admin_client.post(page(User, "change", administrator.pk), form).status_code == 302
    administrator.refresh_from_db()
    assert administrator.name == "Renamed"
    assert administrator.role == Role.ADMINISTRATOR
    assert administrator.is_active


def test_an_address_that_is_taken_in_other_letters_is_refused(admin_client):
    UserFactory(email="someone@example.com")
    other = UserFactory()
    form = {"email": "Someone@example.com", "name": "X", "role": "legal", "is_active": "on"}
    assert admin_client.post(page(User, "change", other.pk), form).status_code == 200


def test_the_password_hash_is_neither_shown_nor_searched(admin_client):
    person = UserFactory()
    assert person.password.startswith("md5$")
    for url in (page(User), page(User, "change", person.pk), page(User, "history", person.pk)):
        assert "md5$" not in admin_client.get(url).text
    assert rows_of(admin_client, User, "?q=md5") == []
    assert admin_client.get(f"{page(User)}?password__startswith=p").status_code == 400
    assert admin_client.get(f"{page(Team)}?responsible__password__startswith=p").status_code == 400


def test_setting_a_new_password(admin_client):
    person = UserFactory()
    url = f"/admin/accounts/user/{person.pk}/password/"
    assert url in admin_client.get(page(User, "change", person.pk)).text
    form = {"usable_password": "true", "password1": "quite another one", "set-password": "1"}
    admin_client.post(url, {**form, "password2": "quite another one"})
    person.refresh_from_db()
    assert person.check_password("quite another one")


def test_a_person_is_found_by_name_and_address(admin_client):
    person = UserFactory(name="Aiko Tanaka", email="aiko@example.com")
    assert rows_of(admin_client, User, "?q=tanaka") == [person]
    assert rows_of(admin_client, User, "?q=aiko@") == [person]


def test_the_history_names_who_changed_what(admin_client):
    team = TeamFactory(name="Finance")
    form = {"name": "Treasury", "responsible": team.responsible.pk}
    admin_client.post(page(Team, "change", team.pk), form)
    history = admin_client.get(page(Team, "history", team.pk)).text
    for text in ("Hiroshi Mori", "Finance → Treasury", "2 entries"):
        assert text in history
    assert admin_client.get(page(Team, "simple_history", team.pk, 1)).status_code == 404


def test_the_history_says_changes_in_words(admin_client):
    team = TeamFactory(backup=None)
    team.backup = UserFactory(name="Kenji Sato")
    team.save()
    person = UserFactory(role=Role.LEGAL)
    person.role, person.is_active = Role.AUDITOR, False
    person.save()
    assert "— → Kenji Sato" in admin_client.get(page(Team, "history", team.pk)).text
    history = admin_client.get(page(User, "history", person.pk)).text
    assert "Legal → Auditor" in history
    assert "Yes → No" in history


def test_a_history_costs_the_same_however_long(admin_client):
    person = UserFactory()
    costs = []
    for changes in (3, 27):
        for number in range(changes):
            person.name = f"Name {changes} {number}"
            person.save()
        costs.append(queries_of(admin_client, page(User, "history", person.pk)))
    assert costs[0] == costs[1] <= 20


def test_the_history_of_a_team_asks_for_its_members_as_they_were(admin_client):
    """Four queries for each change on a page: django-simple-history compares them one by one."""
    team = TeamFactory()
    for _ in range(10):
        team.members.add(UserFactory())
    assert queries_of(admin_client, page(Team, "history", team.pk)) <= 6 + 4 * 10


def test_people_and_teams_are_not_deleted(admin_client):
    assert_not_deletable(admin_client, UserFactory())
    assert_not_deletable(admin_client, TeamFactory())


@pytest.mark.parametrize(("model", "factory"), [(User, UserFactory), (Team, TeamFactory)])
def test_lists_cost_the_same_however_long(admin_client, model, factory):
    assert_list_costs_the_same(admin_client, model, factory)
