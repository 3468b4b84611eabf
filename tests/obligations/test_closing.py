"""The state of conditions and closing steps: what counts on which day, and what is refused."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client

from accounts.models import Role, User
from agreements.models import Agreement, Article, CrossReference
from obligations.closing import Item, read_checklist, read_item, waiver_of
from obligations.models import ClosingRecord, EventType, Obligation
from obligations.services import AlreadyRecorded, When, record_closing, record_event
from tests.admin_pages import assert_read_only, queries_of, rows_of
from tests.factories import (
    AdministratorFactory,
    AgreementFactory,
    ArticleFactory,
    ObligationFactory,
    PartyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
SIGNED, NEXT, LATER = date(2003, 9, 16), date(2003, 9, 17), date(2003, 9, 20)
read_all = partial(read_checklist, user=User(role=Role.AUDITOR))


@pytest.fixture
def condition() -> Obligation:
    return ObligationFactory(on_closing_list=True, kind="condition")


@pytest.fixture
def lawyer() -> User:
    return UserFactory(role="legal")


def say(obligation: Obligation, state: str, on: date, note: str = "A letter") -> ClosingRecord:
    by = User.objects.first() or UserFactory()
    return record_closing(obligation=obligation, state=state, on=on, note=note, by=by, today=TODAY)


def state(obligation: Obligation, day: date) -> str:
    return read_item(obligation, day=day).state


def test_an_item_is_open_until_something_is_recorded(condition: Obligation) -> None:
    assert state(condition, TODAY) == "open"
    assert read_item(condition, day=TODAY).record is None
    say(condition, "satisfied", SIGNED)
    assert state(condition, date(2003, 9, 15)) == "open"
    assert state(condition, SIGNED) == "satisfied"
    assert state(condition, TODAY) == "satisfied"


def test_a_later_state_counts_from_its_own_day(condition: Obligation) -> None:
    say(condition, "satisfied", SIGNED)
    say(condition, "failed", LATER, "An order of the agency")
    assert [state(condition, day) for day in (SIGNED, date(2003, 9, 19), LATER, TODAY)] == [
        "satisfied",
        "satisfied",
        "failed",
        "failed",
    ]


def test_a_day_recorded_too_late_can_be_set_right(condition: Obligation) -> None:
    """The record made last counts from its day on, also where an earlier one names a later day."""
    say(condition, "satisfied", LATER, "Misread")
    say(condition, "satisfied", SIGNED, "The day of the letter")
    item = read_item(condition, day=TODAY)
    assert item.record is not None
    assert item.record.on == SIGNED
    assert state(condition, NEXT) == "satisfied"
    assert [(r.on, replaced) for r, replaced in item.history] == [(SIGNED, False), (LATER, True)]


def test_what_happened_after_the_day_is_not_in_its_history(condition: Obligation) -> None:
    say(condition, "satisfied", SIGNED)
    say(condition, "failed", LATER)
    assert [r.state for r in read_item(condition, day=NEXT).records] == ["satisfied"]
    assert [r.state for r in read_item(condition, day=LATER).records] == ["satisfied", "failed"]


def test_the_same_record_twice_is_one(condition: Obligation) -> None:
    first = say(condition, "satisfied", SIGNED)
    with pytest.raises(AlreadyRecorded) as refused:
        say(condition, "satisfied", SIGNED)
    assert refused.value.earlier == first
    say(condition, "open", SIGNED)
    say(condition, "satisfied", SIGNED)
    assert condition.closing_records.count() == 3


@pytest.mark.parametrize("changed", [{"on": NEXT}, {"note": "Another letter"}, {"state": "failed"}])
def test_what_differs_is_another_record(condition: Obligation, changed: dict[str, Any]) -> None:
    said: dict[str, Any] = {"state": "satisfied", "on": SIGNED, "note": "A letter"}
    say(condition, **said)
    say(condition, **said | changed)
    assert condition.closing_records.count() == 2


def test_a_day_that_has_not_come_is_refused(condition: Obligation) -> None:
    say(condition, "satisfied", TODAY)
    with pytest.raises(ValueError, match="2026-11-23 has not come yet"):
        say(condition, "failed", date(2026, 11, 23))


def test_what_is_on_no_list_is_refused() -> None:
    with pytest.raises(ValueError, match="is on no closing checklist"):
        say(ObligationFactory(title="Pay"), "satisfied", SIGNED)
    assert not ClosingRecord.objects.exists()


def test_the_obligee_may_waive_unless_somebody_else_is_named() -> None:
    ntt, iij = PartyFactory(short_name="NTT"), PartyFactory(short_name="IIJ")
    assert waiver_of(ObligationFactory(obligor=iij, obligee=ntt)) == ntt
    assert waiver_of(ObligationFactory(obligor=ntt, obligee=iij, waivable_by=ntt)) == ntt
    assert waiver_of(ObligationFactory(obligee=None)) is None


def test_nobody_waives_a_regulation() -> None:
    regulation = AgreementFactory(kind="regulation")
    duty = ObligationFactory(article__agreement=regulation, on_closing_list=True)
    assert waiver_of(duty) is None
    with pytest.raises(ValueError, match="Nobody may waive"):
        say(duty, "waived", SIGNED)
    say(duty, "satisfied", SIGNED)


def test_records_are_never_changed_or_deleted(condition: Obligation) -> None:
    record = say(condition, "satisfied", SIGNED)
    record.note = "Something else"
    for change in (record.save, record.delete):
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            change()


@pytest.fixture
def agreement() -> Agreement:
    """A condition in 5, a document in 6(1), and payment in 7, which refers to both articles."""
    agreement = AgreementFactory()
    five = ArticleFactory(agreement=agreement, position=1, number="5", slug="5")
    six = ArticleFactory(agreement=agreement, position=2, number="6", slug="6")
    item = ArticleFactory(
        agreement=agreement, position=3, number="6(1)", slug="6-1", parent=six, division="item"
    )
    seven = ArticleFactory(agreement=agreement, position=4, number="7", slug="7")
    ObligationFactory(article=seven, key="pay", on_closing_list=True)
    ObligationFactory(article=item, key="document", on_closing_list=True)
    ObligationFactory(article=five, key="condition", kind="condition", on_closing_list=True)
    ObligationFactory(article=five, key="elsewhere")
    for target in (five, six):
        CrossReference.objects.create(article=seven, target=target)
    return agreement


def keys(items: list[Item]) -> list[str]:
    return [item.obligation.key for item in items]


def test_items_stand_under_their_article_in_reading_order(agreement: Agreement) -> None:
    groups = read_all(agreement, day=TODAY).groups
    assert [(g.article.number, keys(g.items)) for g in groups] == [
        ("5", ["condition"]),
        ("6", ["document"]),
        ("7", ["pay"]),
    ]


def test_an_item_outside_any_article_stands_by_itself() -> None:
    exhibit = ArticleFactory(division=Article.Division.EXHIBIT, number="Exhibit A")
    ObligationFactory(article=exhibit, on_closing_list=True)
    (group,) = read_all(exhibit.agreement, day=TODAY).groups
    assert group.article == exhibit


def test_a_step_waits_for_the_conditions_to_which_its_article_refers(agreement: Agreement) -> None:
    conditions, documents, payment = read_all(agreement, day=TODAY).groups
    assert keys(conditions.missing) == ["condition"]
    (step,) = conditions.steps
    assert step.item.obligation.key == "pay"
    assert keys(step.beside) == ["document"]
    assert documents.steps == payment.steps == []


def test_conditions_are_met_when_satisfied_or_waived_and_not_when_failed(
    agreement: Agreement,
) -> None:
    condition = Obligation.objects.get(key="condition")
    for recorded, missing in (("satisfied", []), ("failed", ["condition"]), ("waived", [])):
        say(condition, recorded, SIGNED)
        groups = read_all(agreement, day=SIGNED).groups
        assert keys(groups[0].missing) == missing
    day_before = read_all(agreement, day=date(2003, 9, 15))
    assert keys(day_before.groups[0].missing) == ["condition"]


def test_a_document_satisfied_is_no_longer_open_beside_the_step(agreement: Agreement) -> None:
    say(Obligation.objects.get(key="document"), "satisfied", SIGNED)
    (step,) = read_all(agreement, day=SIGNED).groups[0].steps
    assert step.beside == []


def test_an_instrument_without_items_has_an_empty_checklist(agreement: Agreement) -> None:
    other = ObligationFactory().article.agreement
    assert read_all(other, day=TODAY).groups == []


def test_the_agreement_as_shipped_has_fifteen_items(subscription: Agreement, by: User) -> None:
    """Five conditions (5.1 to 5.5), six deliveries (6(1) to 6(6)), payment, three steps of 8."""
    checklist = read_all(subscription, day=TODAY)
    assert [(g.article.number, len(g.items), len(g.conditions)) for g in checklist.groups] == [
        ("5", 5, 5),
        ("6", 6, 0),
        ("7", 1, 0),
        ("8", 3, 0),
    ]
    assert {str(i.waiver) for i in checklist.groups[0].items} == {"NTT"}
    (step,) = checklist.groups[0].steps
    assert step.item.obligation.key == "sa-7"
    assert checklist.groups[1].items[0].deadline is None
    closing = EventType.objects.get(agreement=subscription, name="closing")
    record_event(event_type=closing, when=When(on=SIGNED), by=by, today=TODAY)
    days = {
        i.obligation.key: i.deadline.current.before_roll
        for i in read_all(subscription, day=SIGNED).items
        if i.deadline and i.deadline.current
    }
    assert days["sa-6-1"] == SIGNED
    assert days["sa-8-register"] == NEXT


def test_admin_shows_records_and_changes_none(
    client: Client, condition: Obligation, lawyer: User
) -> None:
    client.force_login(AdministratorFactory())
    record = say(condition, "waived", SIGNED)
    hidden = ObligationFactory(article__agreement__restricted=True, on_closing_list=True)
    say(hidden, "satisfied", SIGNED)
    assert_read_only(client, record)
    assert rows_of(client, ClosingRecord) == [record]
    few = queries_of(client, "/admin/obligations/closingrecord/")
    for on in (SIGNED, NEXT, LATER):
        say(ObligationFactory(on_closing_list=True), "satisfied", on)
    assert queries_of(client, "/admin/obligations/closingrecord/") == few <= 20
