"""Two lawyers propose a rule for the same obligation at the same moment: one of them is told."""

from datetime import date
from typing import Any

import pytest
import time_machine

from obligations.models import Deadline, Obligation, ObligationVersion, Proposal
from obligations.services import When, record_event, state_of
from tests.factories import EventTypeFactory, ObligationFactory, UserFactory
from tests.obligations.views.proposals import let_confirm
from tests.obligations.views.test_double_submit import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sunday() -> Any:
    """Sunday 22 November 2026 in Tokyo."""
    with time_machine.travel("2026-11-22T09:00+09:00", tick=True):
        yield


@pytest.fixture
def duty() -> Obligation:
    """Within 30 days after a closing on 20 November 2026."""
    duty = ObligationFactory(rule="within 30 days after closing")
    closing = EventTypeFactory(agreement=duty.article.agreement, name="closing")
    record_event(
        event_type=closing,
        when=When(on=date(2026, 11, 20)),
        by=UserFactory(),
        today=date(2026, 11, 22),
    )
    return duty


def test_one_change_counts(duty: Obligation) -> None:
    data = {
        "title": duty.title,
        "kind": "duty",
        "obligor": duty.obligor_id,
        "obligee": duty.obligee_id,
        "counts_on": "arrival",
        "review": "none",
        "rule": "within 20 days after closing",
        "reason": "correction",
        "why": "Misread",
        "seen": state_of(duty),
        "save": "1",
    }
    url = f"/obligations/{duty.key}/change/"
    lawyer = UserFactory(role="legal")
    assert at_once(lawyer, lambda c: c.post(url, data)) == [200, 302]  # type: ignore[arg-type, return-value]
    assert Proposal.objects.count() == 1
    let_confirm()
    assert ObligationVersion.objects.filter(obligation=duty).count() == 2
    current = Deadline.objects.get(obligation=duty).current
    assert current
    assert (current.number, current.before_roll) == (2, date(2026, 12, 10))


def test_an_obligation_is_added_once(duty: Obligation) -> None:
    data = {
        "key": "new",
        "title": "New",
        "kind": "duty",
        "counts_on": "arrival",
        "review": "none",
        "save": "1",
    }
    url = f"/agreements/{duty.article.agreement.slug}/{duty.article.slug}/obligations/new/"
    lawyer = UserFactory(role="legal")
    assert at_once(lawyer, lambda c: c.post(url, data)) == [200, 302]  # type: ignore[arg-type, return-value]
    assert Obligation.objects.filter(key="new").count() == 1
