"""The register of notices: dispatched performances, facts that are notices, and further entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.prepared import PreparedForReaders
from obligations.models import Deadline, Event, Notice, Obligation, Performance, Way

Rows = QuerySet[Any, Any]
DAY = Coalesce("dispatched_on", "arrived_on")


@dataclass(frozen=True)
class Asked:
    """What the filter asks for; nothing where a field is empty."""

    word: str = ""
    agreement: str = ""
    party: str = ""
    way: str = ""
    means: str = ""
    unproved: bool = False
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Line:
    """One notice, whatever recorded it.

    `form` is the form that was asked for, where what was done makes it doubtful.
    """

    record: Performance | Event | Notice
    way: str
    form: str = ""

    @property
    def kind(self) -> str:
        """Which record it is: the template of its row follows it."""
        return type(self.record).__name__.lower()

    @property
    def way_label(self) -> str:
        """In or out, in words."""
        return str(Way(self.way).label)

    @property
    def is_dispatch(self) -> bool:
        """Whether the day of a fact is that of a dispatch; else it is that of an arrival."""
        return isinstance(self.record, Event) and self.record.type.name.startswith("dispatch of ")


def notices_asked(*, user: User, day: date, asked: Asked) -> Rows:
    """The kind, the id and the day of each notice known on `day`, the latest first.

    What was withdrawn, corrected or rejected is left out, and a fact that an entry describes: the
    entry stands in its place. Only what `user` may know.
    """
    performances = _performances(user, day, asked)
    found = [
        _told("performance", performances, DAY),
        _told("notice", _entries(user, day, asked), DAY),
    ]
    if not asked.means and not asked.unproved:
        found.append(_told("event", _events(user, day, asked), F("happened_on")))
    first, *others = (_between(rows, asked) for rows in found)
    union: Rows = first.union(*others, all=True)
    return union.order_by("-on", "of", "-id")


def load(found: Iterable[tuple[str, int, date]]) -> list[Line]:
    """The notices themselves, with what a list shows, in their order."""
    keys: dict[str, list[int]] = {"performance": [], "event": [], "notice": []}
    rows = list(found)
    for kind, pk, _on in rows:
        keys[kind].append(pk)
    records: dict[str, Mapping[int, Any]] = {
        "performance": Performance.objects.select_related(
            "deadline__obligation__article__agreement",
            "deadline__obligation__obligor",
            "deadline__obligation__obligee",
            "deadline__subject",
            "deadline__period__fiscal_year",
            "deadline__state",
            "address__party",
            "recorded_by",
        ).in_bulk(keys["performance"]),
        "event": Event.objects.select_related(
            "type__agreement", "type__article", "subject", "recorded_by"
        ).in_bulk(keys["event"]),
        "notice": Notice.objects.select_related(
            "agreement", "article", "party", "address__party", "deadline__obligation", "recorded_by"
        ).in_bulk(keys["notice"]),
    }
    forms = forms_of_notices({notice.agreement_id for notice in records["notice"].values()})
    return [_line(records[kind][pk], forms) for kind, pk, _on in rows]


def notices_about(user: User, deadline: Deadline, day: date) -> list[Notice]:
    """The entries about a deadline that were known on `day`."""
    notices: list[Notice] = ABOUT.objects(user, deadline=deadline.pk, day=day)
    return notices


def forms_of_notices(agreements: Iterable[int]) -> dict[int, str]:
    """The form that the provision on notices asks for, by instrument; none where none does."""
    asked = Obligation.objects.filter(
        article__agreement__in=list(agreements), article__heading__iregex=r"^notices?$"
    ).exclude(form="")
    return dict(asked.order_by("-pk").values_list("article__agreement", "form"))


def doubtful_form(notice: Notice, forms: Mapping[int, str]) -> str:
    """The form asked for, by the obligation of its deadline or the provision on notices.

    Empty where no form is asked for, and for what was in writing, by facsimile or filed.
    """
    if not notice.is_loose:
        return ""
    own = notice.deadline.obligation.form if notice.deadline else ""
    return own or forms.get(notice.agreement_id, "")


def _line(record: Performance | Event | Notice, forms: Mapping[int, str]) -> Line:
    if isinstance(record, Performance):
        way = Way.OUT if record.deadline.state.is_ours else Way.IN
        form = record.deadline.obligation.form if record.form_is_doubtful else ""
        return Line(record, way, form)
    if isinstance(record, Event):
        return Line(record, record.type.notice)
    return Line(record, record.way, doubtful_form(record, forms))


def _known_on(day: date) -> Q:
    return Q(dispatched_on__lte=day) | Q(arrived_on__lte=day)


def _performances(user: User, day: date, asked: Asked) -> Rows:
    path = "deadline__obligation__"
    wanted = _known_on(day)
    if asked.way:
        wanted &= Q(deadline__state__is_ours=asked.way == Way.OUT)
    if asked.agreement:
        wanted &= Q(deadline__state__agreement__slug=asked.agreement)
    if asked.party:
        wanted &= (
            Q(**{f"{path}obligor__key": asked.party})
            | Q(**{f"{path}obligee__key": asked.party})
            | Q(deadline__subject__key=asked.party)
        )
    for word in asked.word.split():
        wanted &= (
            Q(**{f"{path}title__icontains": word})
            | Q(**{f"{path}article__number__istartswith": word})
            | Q(to_whom__icontains=word)
            | Q(note__icontains=word)
        )
    known = Performance.objects.visible_to(user).accepted()
    return known.filter(wanted, *_of_act(asked))


def _events(user: User, day: date, asked: Asked) -> Rows:
    described = Notice.objects.effective().filter(event__isnull=False).values("event")
    wanted = ~Q(type__notice="") & Q(happened_on__lte=day)
    if asked.way:
        wanted &= Q(type__notice=asked.way)
    if asked.agreement:
        wanted &= Q(type__agreement__slug=asked.agreement)
    if asked.party:
        wanted &= Q(subject__key=asked.party)
    for word in asked.word.split():
        wanted &= Q(type__description__icontains=word) | Q(note__icontains=word)
    known = Event.objects.visible_to(user).effective().annotate(first=Coalesce("root", "pk"))
    return known.filter(wanted).exclude(first__in=described)


def _entries(user: User, day: date, asked: Asked) -> Rows:
    wanted = _known_on(day)
    for path, value in (
        ("way", asked.way),
        ("agreement__slug", asked.agreement),
        ("party__key", asked.party),
    ):
        if value:
            wanted &= Q(**{path: value})
    for word in asked.word.split():
        wanted &= (
            Q(title__icontains=word)
            | Q(article__number__istartswith=word)
            | Q(to_whom__icontains=word)
            | Q(note__icontains=word)
        )
    return Notice.objects.visible_to(user).effective().filter(wanted, *_of_act(asked))


def _of_act(asked: Asked) -> list[Q]:
    """What is asked of means and proof, which facts do not have."""
    found = [Q(means=asked.means)] if asked.means else []
    return [*found, Q(proof="")] if asked.unproved else found


def _told(kind: str, rows: Rows, on: Any) -> Rows:
    told: Rows = rows.order_by().annotate(of=Value(kind, output_field=CharField()), on=on)
    return told


def _between(rows: Rows, asked: Asked) -> Rows:
    span = {"on__gte": asked.first, "on__lte": asked.last}
    wanted = {name: day for name, day in span.items() if day}
    found: Rows = rows.filter(**wanted).values_list("of", "pk", "on")
    return found


ABOUT = PreparedForReaders(
    lambda user, deadline, day: (
        Notice.objects.visible_to(user).effective().filter(_known_on(day), deadline=deadline)
    ),
    deadline=int,
    day=date,
)
