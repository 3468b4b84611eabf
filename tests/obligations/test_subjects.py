"""A template is concluded with each counterparty on its own: so are its facts and deadlines."""

from datetime import date

import pytest

from agreements.models import Agreement, AgreementInstance, Party
from obligations.event_forms import EventForm
from obligations.loading import load_instrument, load_parties
from obligations.models import Deadline, Event, EventType
from obligations.services import (
    When,
    open_coming_deadlines,
    preview_event,
    record_event,
    withdraw_event,
)
from tests.factories import PartyFactory, UserFactory
from tests.obligations.conftest import FIXTURES

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def template() -> Agreement:
    load_parties(FIXTURES / "parties.yaml")
    return load_instrument(FIXTURES / "limited-liability-agreement.yaml")


@pytest.fixture
def hayashi(template: Agreement) -> Party:
    return conclude(template, "Hayashi", executed=date(2024, 6, 27))


@pytest.fixture
def kimura(template: Agreement) -> Party:
    return conclude(template, "Kimura", executed=date(2025, 6, 26))


def conclude(template: Agreement, name: str, *, executed: date, ended: date | None = None) -> Party:
    party: Party = PartyFactory.create(name=name, short_name=name, kind="person")
    AgreementInstance.objects.create(
        agreement=template, counterparty=party, executed=executed, ended=ended
    )
    return party


def notice(template: Agreement) -> EventType:
    return EventType.objects.get(agreement=template, name="receipt of damage notice")


def of(key: str) -> list[str]:
    deadlines = Deadline.objects.filter(obligation__key=key).select_related("subject")
    return sorted(str(deadline.subject) for deadline in deadlines)


def test_without_a_counterparty_nothing_is_owed(template: Agreement) -> None:
    assert open_coming_deadlines(agreement=template, today=TODAY) == []


def test_what_binds_at_all_times_binds_each_of_them(
    template: Agreement, hayashi: Party, kimura: Party
) -> None:
    open_coming_deadlines(agreement=template, today=TODAY)
    standing = Deadline.objects.filter(current__kind="standing")
    assert {d.subject for d in standing} == {hayashi, kimura}
    assert open_coming_deadlines(agreement=template, today=TODAY) == []


def test_a_notice_to_one_opens_the_deadline_of_that_one(
    template: Agreement, hayashi: Party, kimura: Party
) -> None:
    recorded = record_event(
        event_type=notice(template),
        when=When(on=date(2026, 11, 2)),
        by=UserFactory.create(),
        today=TODAY,
        subject=kimura,
    )
    assert {change.subject for change in recorded.changes} == {kimura}
    assert "Kimura" in str(Deadline.objects.get(event=recorded.event, obligation__key="lla-4"))


def test_the_same_day_for_two_is_two_facts(
    template: Agreement, hayashi: Party, kimura: Party
) -> None:
    for subject in (hayashi, kimura):
        record_event(
            event_type=notice(template),
            when=When(on=date(2026, 11, 2)),
            by=UserFactory.create(),
            today=TODAY,
            subject=subject,
        )
    assert of("lla-4") == ["Hayashi", "Kimura"]


def test_a_fact_before_the_agreement_was_executed_opens_nothing(
    template: Agreement, kimura: Party
) -> None:
    changes = preview_event(
        event_type=notice(template), when=When(on=date(2025, 6, 20)), today=TODAY, subject=kimura
    )
    assert changes == []


def test_a_fact_after_the_agreement_ended_opens_nothing(template: Agreement) -> None:
    former = conclude(template, "Mori", executed=date(2020, 6, 24), ended=date(2024, 6, 26))
    changes = preview_event(
        event_type=notice(template), when=When(on=date(2026, 11, 2)), today=TODAY, subject=former
    )
    assert changes == []


def test_a_withdrawal_keeps_the_subject(template: Agreement, hayashi: Party, kimura: Party) -> None:
    by = UserFactory.create()
    facts = [
        record_event(
            event_type=notice(template),
            when=When(on=date(2026, 11, 2)),
            by=by,
            today=TODAY,
            subject=subject,
        )
        for subject in (hayashi, kimura)
    ]
    withdrawn = withdraw_event(event=facts[0].event, by=by, today=TODAY, reason="Not sent")
    assert withdrawn.event.subject == hayashi
    assert {change.subject for change in withdrawn.changes} == {hayashi}


@pytest.mark.parametrize("template_fact", [True, False])
def test_only_a_fact_under_a_template_has_a_subject(
    template: Agreement, kimura: Party, template_fact: bool
) -> None:
    template.is_template = not template_fact
    template.save()
    with pytest.raises(ValueError, match="subject"):
        record_event(
            event_type=notice(template),
            when=When(on=date(2026, 11, 2)),
            by=UserFactory.create(),
            today=TODAY,
            subject=kimura if not template.is_template else None,
        )
    assert not Event.objects.exists()


class TestForm:
    """The form asks whom a fact concerns, and says what does not fit."""

    def errors(self, template: Agreement, subject: Party | None) -> list[str]:
        form = EventForm(
            {
                "type": notice(template).pk,
                "subject": subject.pk if subject else "",
                "happened_on": "2026-11-02",
            },
            user=UserFactory.create(),
            today=TODAY,
        )
        return [str(error) for error in form.errors.get("subject", [])]

    def test_the_counterparty_is_asked_for(self, template: Agreement, kimura: Party) -> None:
        assert self.errors(template, kimura) == []
        (error,) = self.errors(template, None)
        assert error.endswith("choose whom.")

    def test_somebody_without_this_agreement_is_refused(
        self, template: Agreement, kimura: Party
    ) -> None:
        stranger = PartyFactory.create(short_name="Nobody")
        (error,) = self.errors(template, stranger)
        assert "valid choice" in error
