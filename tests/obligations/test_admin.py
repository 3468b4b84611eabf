"""Obligations and their rules can be edited in admin; what services write can only be read."""

import pytest

from obligations.deadlines.steps import Step
from obligations.models import (
    Deadline,
    DeadlineVersion,
    Event,
    EventType,
    Obligation,
    ObligationVersion,
    Performance,
    Proposal,
    ProposalDecision,
    Reading,
    State,
)
from tests.admin_pages import (
    assert_list_costs_the_same,
    assert_not_deletable,
    assert_read_only,
    inline,
    page,
    queries_of,
    rows_of,
)
from tests.factories import (
    AdministratorFactory,
    AgreementFactory,
    ArticleFactory,
    DeadlineFactory,
    DeadlineVersionFactory,
    DecisionFactory,
    EventFactory,
    EventTypeFactory,
    FiscalYearFactory,
    ObligationFactory,
    ObligationVersionFactory,
    PerformanceFactory,
    ProposalDecisionFactory,
    ProposalFactory,
    ReadingFactory,
    StateFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return AdministratorFactory()


@pytest.fixture
def admin_client(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def obligation():
    obligation = ObligationFactory(rule="within 30 days after closing")
    EventTypeFactory(agreement=obligation.article.agreement, name="closing")
    return obligation


def obligation_form(obligation, *new_versions):
    """The form of an obligation that has one version, with new ones."""
    first = obligation.versions.earliest("pk")
    versions = {"id": first.pk, "obligation": obligation.pk}, *new_versions
    return {
        "article": obligation.article_id,
        "key": obligation.key,
        "title": obligation.title,
        "kind": obligation.kind,
        "counts_on": obligation.counts_on,
        "review": "none",
        **inline("versions", *versions, initial=1),
    }


def test_a_rule_does_not_change_in_admin(admin_client, obligation):
    new = {"rule": "within 45 days after closing", "reason": "amendment"}
    form = obligation_form(obligation, new)
    response = admin_client.post(page(Obligation, "change", obligation.pk), form)
    assert response.status_code == 302
    assert [row.rule for row in obligation.versions.all()] == ["within 30 days after closing"]


def test_a_version_on_record_cannot_be_rewritten(admin_client, obligation):
    form = obligation_form(obligation) | {
        "versions-0-rule": "within 99 days after closing",
        "versions-0-reason": "correction",
        "versions-0-DELETE": "on",
    }
    admin_client.post(page(Obligation, "change", obligation.pk), form)
    assert [version.rule for version in obligation.versions.all()] == [
        "within 30 days after closing"
    ]


def test_a_new_obligation_comes_without_a_rule(admin_client):
    article = ArticleFactory()
    EventTypeFactory(agreement=article.agreement, name="closing")
    form = {
        "article": article.pk,
        "key": "new",
        "title": "Do it",
        "kind": "duty",
        "counts_on": "arrival",
        "review": "none",
        **inline("versions", {"rule": "within 5 days after closing", "reason": "original"}),
    }
    assert admin_client.post(page(Obligation, "add"), form).status_code == 302
    assert not Obligation.objects.get(key="new").versions.exists()


def test_the_steps_are_readable(admin_client):
    step = Step(None, "Counted from %(day_on)s.", {"day_on": "2026-11-13"}, "Civil Code art. 140")
    version = DeadlineVersionFactory(steps=[step.to_json()])
    for url in (
        page(DeadlineVersion, "change", version.pk),
        page(Deadline, "change", version.deadline_id),
    ):
        text = admin_client.get(url).text
        assert "Counted from Fri 13 Nov 2026." in text
        assert "Civil Code art. 140" in text
        assert "day_on" not in text


def test_a_deadline_shows_its_versions_and_performances(admin_client):
    deadline = PerformanceFactory(to_whom="Nobody").deadline
    DeadlineVersionFactory(deadline=deadline)
    text = admin_client.get(page(Deadline, "change", deadline.pk)).text
    assert "Friday 11 December 2026" in text
    assert "Monday 14 December 2026" in text
    assert "In writing" in text


@pytest.mark.parametrize(
    "factory",
    [
        DeadlineFactory,
        DeadlineVersionFactory,
        DecisionFactory,
        EventFactory,
        ObligationVersionFactory,
        PerformanceFactory,
        ProposalFactory,
        ProposalDecisionFactory,
        ReadingFactory,
    ],
)
def test_what_a_service_writes_is_read_only(admin_client, factory):
    assert_read_only(admin_client, factory())


@pytest.mark.parametrize("factory", [EventTypeFactory, ObligationFactory, StateFactory])
def test_what_people_edit_is_not_deleted(admin_client, factory):
    assert_not_deletable(admin_client, factory())


def test_a_hidden_instrument_hides_what_belongs_to_it(admin_client):
    agreement = AgreementFactory(restricted=True)
    obligation = ObligationFactory(article__agreement=agreement)
    version = DeadlineVersionFactory(deadline__obligation=obligation)
    event_type = EventTypeFactory(agreement=agreement)
    rows = [
        obligation,
        obligation.versions.get(),
        version,
        version.deadline,
        PerformanceFactory(deadline=version.deadline),
        event_type,
        EventFactory(type=event_type),
        StateFactory(agreement=agreement),
        ReadingFactory(agreement=agreement),
        proposal := ProposalFactory(agreement=agreement),
        ProposalDecisionFactory(proposal=proposal),
    ]
    for row in rows:
        assert rows_of(admin_client, type(row)) == []
        assert admin_client.get(page(type(row), "change", row.pk)).status_code == 302


class QuarterlyDeadlineFactory(DeadlineFactory):
    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        instance.period = FiscalYearFactory().periods.get(unit="quarter", number=1)
        instance.save()
        DeadlineVersionFactory(deadline=instance)


LISTS = [
    (Obligation, ObligationFactory),
    (ObligationVersion, ObligationVersionFactory),
    (EventType, EventTypeFactory),
    (Event, EventFactory),
    (State, StateFactory),
    (Reading, ReadingFactory),
    (Deadline, QuarterlyDeadlineFactory),
    (DeadlineVersion, QuarterlyDeadlineFactory),
    (Performance, PerformanceFactory),
    (Proposal, ProposalFactory),
    (ProposalDecision, ProposalDecisionFactory),
]


@pytest.mark.parametrize(("model", "factory"), LISTS)
def test_lists_cost_the_same_however_long(admin_client, model, factory):
    assert_list_costs_the_same(admin_client, model, factory)


def test_the_page_of_a_deadline_costs_the_same_however_many_versions(admin_client):
    deadline = DeadlineFactory()
    DeadlineVersionFactory.create_batch(3, deadline=deadline)
    PerformanceFactory.create_batch(3, deadline=deadline)
    url = page(Deadline, "change", deadline.pk)
    few = queries_of(admin_client, url)
    DeadlineVersionFactory.create_batch(10, deadline=deadline)
    PerformanceFactory.create_batch(10, deadline=deadline)
    assert queries_of(admin_client, url) == few <= 20


@pytest.mark.parametrize(
    ("model", "factory", "query"),
    [
        (Obligation, ObligationFactory, "nightingale"),
        (Deadline, DeadlineFactory, "nightingale"),
    ],
)
def test_rows_are_found_by_title(admin_client, model, factory, query):
    path = "title" if model is Obligation else "obligation__title"
    found = factory(**{path: "Feed the Nightingale"})
    factory()
    assert rows_of(admin_client, model, f"?q={query}") == [found]
