"""Queries written once: other values, other connections and other persons give other answers."""

from datetime import date
from threading import Thread

import pytest
from django.db import connection
from django.db.models import CharField, F, Value
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.prepared import Prepared, PreparedForReaders, PreparedPages
from agreements.models import Agreement
from tests.factories import AgreementFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by_name() -> Prepared:
    """People of a name, in whose row a constant with a percent sign stands."""
    return Prepared(
        lambda name: User.objects.filter(name=name).values("pk", said=Value("100% of %s")),
        name=str,
    )


def test_each_call_has_its_own_values(by_name: Prepared) -> None:
    aoki, sato = UserFactory.create(name="Aoki's"), UserFactory.create(name="100%")
    assert by_name(name="Aoki's") == [{"pk": aoki.pk, "said": "100% of %s"}]
    assert by_name(name="100%") == [{"pk": sato.pk, "said": "100% of %s"}]
    assert by_name(name="nobody") == []


def test_objects_come_with_what_is_loaded_beside_them() -> None:
    team = TeamFactory.create(responsible__name="Aoki")
    teams = Prepared(
        lambda person: type(team).objects.filter(responsible=person).select_related("responsible"),
        person=int,
    )
    with CaptureQueriesContext(connection) as asked:
        (found,) = teams.objects(person=team.responsible.pk)
        assert (found, found.responsible.name) == (team, "Aoki")
    assert len(asked) == 1
    assert teams.objects(person=0) == []


def test_a_value_may_stand_in_several_places_and_before_constants() -> None:
    dated = Prepared(
        lambda day: (
            Agreement.objects.filter(executed__lte=day, kind__in=["agreement", "filing"])
            .annotate(asked_on=Value(day), label=F("title"))
            .values("title", "asked_on")
        ),
        day=date,
    )
    AgreementFactory.create(title="Lease", executed=date(2003, 8, 26))
    AgreementFactory.create(title="Later", executed=date(2003, 8, 28))
    (row,) = dated(day=date(2003, 8, 27))
    assert row == {"title": "Lease", "asked_on": date(2003, 8, 27)}


def test_another_connection_prepares_it_again(by_name: Prepared) -> None:
    UserFactory.create(name="Aoki")
    assert len(by_name(name="Aoki")) == 1
    connection.close()
    assert len(by_name(name="Aoki")) == 1
    found: list[int] = []

    def elsewhere() -> None:
        found.append(len(by_name(name="Aoki")))
        connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [1]


def test_who_may_not_know_gets_another_answer() -> None:
    secret = AgreementFactory.create(restricted=True)
    known = PreparedForReaders(
        lambda user: Agreement.objects.visible_to(user).values(
            slug_=F("slug"), kept=Value("", CharField())
        )
    )
    outsider, insider = UserFactory.create(), UserFactory.create()
    secret.readers.add(insider, through_defaults={"granted_by": outsider})
    auditor = UserFactory.create(role=Role.AUDITOR)
    answers = [[row["slug_"] for row in known(person)] for person in (outsider, insider, auditor)]
    assert answers == [[], [secret.slug], [secret.slug]]


def test_pages_are_of_one_size_and_the_number_is_that_of_all_rows() -> None:
    person = UserFactory.create()
    for title in ("C", "A", "E", "B", "D"):
        AgreementFactory.create(title=title, executed=date(2003, 8, 27))
    AgreementFactory.create(title="F", executed=date(2003, 8, 28))
    pages = PreparedPages(
        lambda user, day: Agreement.objects.visible_to(user).filter(executed=day).order_by("title"),
        2,
        day=date,
    )
    rows = pages.of(person, day=date(2003, 8, 27))
    assert len(rows) == 5
    assert [row.title for row in rows[0:2]] == ["A", "B"]
    assert [row.title for row in rows[4:5]] == ["E"]
    assert len(pages.of(person, day=date(2003, 8, 29))) == 0
    assert pages.of(person, day=date(2003, 8, 29))[0:0] == []
