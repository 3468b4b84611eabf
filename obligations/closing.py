"""The closing checklist of an instrument: what is satisfied, waived, failed or open on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from accounts.models import User
from accounts.prepared import Prepared, PreparedForReaders
from agreements.models import Agreement, Article, CrossReference, Party
from obligations.models import ClosingRecord, Deadline, Obligation, ObligationVersion

State = ClosingRecord.State


@dataclass(frozen=True)
class Item:
    """A condition, delivery or step, with the records that count by the day, the last one last.

    `deadline` is the occurrence that the facts of the day give, None while nothing triggers it.
    """

    obligation: Obligation
    records: list[ClosingRecord]
    deadline: Deadline | None = None

    @property
    def record(self) -> ClosingRecord | None:
        """The record that says the state; None while nothing is recorded."""
        return self.records[-1] if self.records else None

    @property
    def history(self) -> list[tuple[ClosingRecord, bool]]:
        """The records, the last one first, each with whether a later one replaces it altogether."""
        return [
            (record, any(later.on <= record.on for later in self.records[place:]))
            for place, record in reversed(list(enumerate(self.records, start=1)))
        ]

    @property
    def state(self) -> State:
        """The state on the day."""
        return State(self.record.state) if self.record else State.OPEN

    @property
    def is_settled(self) -> bool:
        """Whether it is satisfied or waived."""
        return self.state in {State.SATISFIED, State.WAIVED}

    @property
    def is_condition(self) -> bool:
        """Whether it is a condition precedent."""
        return self.obligation.kind == Obligation.Kind.CONDITION

    @property
    def waiver(self) -> Party | None:
        """Who may waive it."""
        return waiver_of(self.obligation)


@dataclass(frozen=True)
class Step:
    """A duty on the list that waits for conditions, as its article refers to theirs.

    `beside` are unsettled items, no conditions, under other articles to which it refers too.
    """

    item: Item
    beside: list[Item]


@dataclass(frozen=True)
class Group:
    """The items under one article."""

    article: Article
    items: list[Item] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def conditions(self) -> list[Item]:
        """The conditions precedent among the items."""
        return [item for item in self.items if item.is_condition]

    @property
    def unsettled(self) -> list[Item]:
        """The items that are neither satisfied nor waived."""
        return [item for item in self.items if not item.is_settled]

    @property
    def missing(self) -> list[Item]:
        """The conditions that are neither satisfied nor waived."""
        return [item for item in self.unsettled if item.is_condition]


@dataclass(frozen=True)
class Checklist:
    """The items of one instrument by article, in reading order, as they are on a day."""

    groups: list[Group]

    @property
    def items(self) -> list[Item]:
        """All items, in reading order."""
        return [item for group in self.groups for item in group.items]

    @property
    def counts(self) -> dict[State, int]:
        """How many items have each state."""
        states = [item.state for item in self.items]
        return {state: states.count(state) for state in State}


def waiver_of(obligation: Obligation) -> Party | None:
    """Who may waive it: the party named, else the obligee; nobody waives a regulation."""
    regulation = obligation.article.agreement.kind == Agreement.Kind.REGULATION
    return obligation.waivable_by or (None if regulation else obligation.obligee)


def read_item(obligation: Obligation, *, day: date) -> Item:
    """One item as it is on `day`."""
    records = obligation.closing_records.filter(on__lte=day).select_related("recorded_by")
    return Item(obligation, list(records.order_by("pk")))


def read_checklist(agreement: Agreement, *, user: User, day: date) -> Checklist:
    """The checklist of an instrument as `user` may know it on `day`.

    Of several records the last made counts.
    """
    articles = {article.pk: article for article in _articles(agreement)}
    deadlines = {
        row.obligation_id: row for row in DEADLINES.objects(user, agreement=agreement.pk, day=day)
    }
    groups: dict[int, Group] = {}
    for obligation in _obligations(agreement, day):
        article = _article_of(obligation, articles)
        group = groups.setdefault(article.pk, Group(article))
        records = list(obligation.closing_records.all())
        group.items.append(Item(obligation, records, deadlines.get(obligation.pk)))
    _add_steps(list(groups.values()))
    return Checklist(list(groups.values()))


def _articles(agreement: Agreement) -> QuerySet[Article]:
    return agreement.articles.only("number", "heading", "slug", "division", "parent", "agreement")


def _obligations(agreement: Agreement, day: date) -> list[Obligation]:
    found: list[Obligation] = ITEMS.objects(agreement=agreement.pk)
    records = ClosingRecord.objects.filter(on__lte=day).select_related("recorded_by").order_by("pk")
    prefetch_related_objects(found, Prefetch("closing_records", records))
    return found


RULES = ObligationVersion.objects.only("obligation", "rule", "applies_from", "withdraws")
ITEMS = Prepared(
    lambda agreement: (
        Obligation.objects.filter(article__agreement=agreement, on_closing_list=True)
        .select_related("article__agreement", "obligor", "obligee", "waivable_by")
        .only(
            "key",
            "title",
            "kind",
            "article__number",
            "article__agreement__kind",
            "obligor__short_name",
            "obligee__short_name",
            "waivable_by__short_name",
        )
        .prefetch_related(Prefetch("versions", RULES))
    ),
    agreement=int,
)
# The occurrence of each item on the day, of several the last one.
DEADLINES = PreparedForReaders(
    lambda user, agreement, day: (
        Deadline.objects.outside_matters_of_others(user)
        .filter(obligation__article__agreement=agreement, obligation__on_closing_list=True)
        .exclude(current__kind__in=["none", "withdrawn"])
        .as_of(day)
        .select_related("current")
        .only("obligation", "current__before_roll", "current__safe", "current__due")
        .order_by("current__anchored_on", "pk")
    ),
    agreement=int,
    day=date,
)


def _article_of(obligation: Obligation, articles: dict[int, Article]) -> Article:
    """The article as a whole to which the provision belongs; itself where it belongs to none."""
    own = found = articles[obligation.article_id]
    while found.division != Article.Division.ARTICLE:
        if found.parent_id is None:
            return own
        found = articles[found.parent_id]
    return found


def _add_steps(groups: list[Group]) -> None:
    """Give each group of conditions the duties on the list whose article refers to it."""
    links = CrossReference.objects.filter(target__in=[group.article.pk for group in groups])
    refers = set(links.values_list("article", "target"))
    for group in groups:
        for item in [item for other in groups for item in other.items]:
            article = item.obligation.article_id
            duty = item.obligation.kind == Obligation.Kind.DUTY
            if duty and group.conditions and (article, group.article.pk) in refers:
                beside = [
                    other
                    for elsewhere in groups
                    if elsewhere != group and (article, elsewhere.article.pk) in refers
                    for other in elsewhere.unsettled
                ]
                group.steps.append(Step(item, beside))
