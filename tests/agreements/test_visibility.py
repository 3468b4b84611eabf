"""Who may know of a restricted instrument and of everything under it."""

from collections.abc import Callable

import pytest
from django.db.models import Model, QuerySet

from accounts.models import Role, User
from agreements.models import Agreement, Article
from obligations.models import Deadline, Event, Obligation
from tests.factories import (
    AdministratorFactory,
    AgreementFactory,
    AgreementReaderFactory,
    ArticleFactory,
    DeadlineVersionFactory,
    EventFactory,
    ObligationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
MODELS: list[type[Model]] = [Agreement, Article, Obligation, Event, Deadline]


@pytest.fixture
def restricted():
    """A restricted instrument and an open one, each with one row of every kind."""
    made = [AgreementFactory.create(restricted=True), AgreementFactory.create()]
    for agreement in made:
        obligation = ObligationFactory.create(article=ArticleFactory.create(agreement=agreement))
        DeadlineVersionFactory.create(deadline__obligation=obligation)
        EventFactory.create(type__agreement=agreement)
    return made[0]


def seen_by(user: User, model: type[Model]) -> int:
    rows: QuerySet[Model] = model.objects.visible_to(user)  # type: ignore[attr-defined]
    return rows.count()


def reader(restricted: Agreement):
    return AgreementReaderFactory.create(agreement=restricted).user


def reader_of_another(restricted: Agreement):
    return AgreementReaderFactory.create().user


def auditor(restricted: Agreement):
    return UserFactory.create(role=Role.AUDITOR)


def officer(restricted: Agreement):
    return UserFactory.create(role=Role.COMPLIANCE)


def lawyer(restricted: Agreement):
    return UserFactory.create(role=Role.LEGAL)


def administrator(restricted: Agreement):
    return AdministratorFactory.create()


def administrator_let_in(restricted: Agreement):
    user = AdministratorFactory.create()
    AgreementReaderFactory.create(agreement=restricted, user=user)
    return user


def inactive_auditor(restricted: Agreement):
    return UserFactory.create(role=Role.AUDITOR, is_active=False)


def inactive_reader(restricted: Agreement):
    user = UserFactory.create(is_active=False)
    AgreementReaderFactory.create(agreement=restricted, user=user)
    return user


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize(
    ("person", "number"),
    [
        (reader, 2),
        (auditor, 2),
        (administrator_let_in, 2),
        (officer, 1),
        (lawyer, 1),
        (administrator, 1),
        (inactive_auditor, 0),
        (inactive_reader, 0),
    ],
)
def test_how_many_of_two_are_seen(
    restricted: Agreement,
    model: type[Model],
    person: Callable[[Agreement], User],
    number: int,
):
    assert seen_by(person(restricted), model) == number


def test_a_grant_opens_its_own_instrument_alone(restricted):
    user = reader_of_another(restricted)
    assert not Agreement.objects.visible_to(user).filter(pk=restricted.pk).exists()
    assert Agreement.objects.visible_to(user).count() == 2


def test_a_grant_that_is_taken_back_closes_it(restricted):
    user = reader(restricted)
    restricted.agreementreader_set.all().delete()
    assert seen_by(user, Deadline) == 1


def test_several_readers_do_not_repeat_a_row(restricted):
    user = reader(restricted)
    reader(restricted)
    assert seen_by(user, Agreement) == 2


def test_restriction_can_come_later(restricted):
    user = UserFactory.create()
    Agreement.objects.update(restricted=True)
    assert [seen_by(user, model) for model in MODELS] == [0, 0, 0, 0, 0]
