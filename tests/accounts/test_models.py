"""People, roles and teams."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.models import Role, User
from tests.factories import PASSWORD, AdministratorFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def post() -> HttpRequest:
    return RequestFactory().post("/accounts/login/")


class TestUsers:
    def test_a_person_signs_in_by_address(self):
        user = User.objects.create_user(
            "aiko@EXAMPLE.com", "long enough", name="Aiko", role=Role.LEGAL
        )
        assert user.email == "aiko@example.com"
        assert authenticate(post(), username="aiko@example.com", password="long enough") == user
        assert authenticate(post(), username="aiko@example.com", password="other") is None

    def test_the_case_of_the_address_does_not_matter(self):
        user = UserFactory.create(email="aiko@example.com")
        assert authenticate(post(), username="Aiko@Example.com", password=PASSWORD) == user

    def test_an_inactive_person_does_not_sign_in(self):
        user = UserFactory.create(is_active=False)
        assert authenticate(post(), username=user.email, password=PASSWORD) is None

    def test_without_an_address_there_is_nobody(self):
        with pytest.raises(ValueError, match="needs an e-mail address"):
            User.objects.create_user("", "long enough", name="Aiko", role=Role.LEGAL)

    def test_an_address_is_taken_once_whatever_its_case(self):
        UserFactory.create(email="aiko@example.com")
        with pytest.raises(IntegrityError, match="user_email_unique"):
            UserFactory.create(email="Aiko@example.com")

    def test_an_unknown_role_is_refused(self):
        with pytest.raises(IntegrityError, match="user_role_known"):
            UserFactory.create(role="king")

    def test_a_superuser_administrates(self):
        user = User.objects.create_superuser("root@example.com", "long enough", name="Root")
        assert (user.role, user.is_staff, user.is_superuser) == ("administrator", True, True)

    @pytest.mark.parametrize(
        ("role", "records", "reads_everything"),
        [
            (Role.COMPLIANCE, True, False),
            (Role.LEGAL, True, False),
            (Role.AUDITOR, False, True),
            (Role.ADMINISTRATOR, False, False),
        ],
    )
    def test_what_each_role_may_do(self, role, records, reads_everything):
        user = UserFactory.create(role=role)
        assert (user.may_record, user.reads_everything) == (records, reads_everything)

    def test_history_keeps_no_password(self):
        user = AdministratorFactory.create()
        fields = {field.name for field in user.history.model._meta.get_fields()}  # noqa: SLF001
        assert not fields & {"password", "last_login"}
        assert user.history.count() == 1


class TestTeams:
    def test_the_backup_is_another_person(self):
        user = UserFactory.create()
        with pytest.raises(IntegrityError, match="team_backup_is_another_person"):
            TeamFactory.create(responsible=user, backup=user)

    def test_a_backup_is_not_needed(self):
        assert TeamFactory.create().backup is None

    def test_names_are_given_once(self):
        with pytest.raises(IntegrityError, match="name"):
            TeamFactory.create(name=TeamFactory.create().name)

    def test_a_responsible_person_is_not_deleted(self):
        team = TeamFactory.create()
        with pytest.raises(ProtectedError):
            team.responsible.delete()
