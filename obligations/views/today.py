"""Today: what is overdue, due and open, and the coming ninety days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.prepared import PreparedForReaders
from accounts.requests import Request
from obligations.access import count_by_status
from obligations.deadlines import (
    OutOfRange,
    Policy,
    is_business_day,
    next_business_day,
)
from obligations.models import Deadline, Event
from obligations.pending_consents import waiting_consents
from obligations.status import NEEDS_ACTION, OPEN, Status
from obligations.timeline import draw_timeline
from obligations.transitions import REVIEWERS
from obligations.views.reviews import waiting_for
from obligations.wording import rest_name

PAST, AHEAD = 21, 90
LISTED, DRAWN = 25, 100


@dataclass(frozen=True)
class Figure:
    """One of the counts at the top; its link shows the same rows in the register."""

    count: int
    label: str
    look: str
    filter: str
    page: str = ""

    @property
    def url(self) -> str:
        """The register with the same filter, or a page of its own."""
        if self.page:
            return reverse(self.page)
        return f"{reverse('obligations')}?show={self.filter}"


@require_safe
def today(request: Request) -> HttpResponse:
    """What needs action on the day."""
    counts = count_by_status(request)
    first = request.as_of - timedelta(days=PAST)
    last = request.as_of + timedelta(days=AHEAD)
    soonest: list[Deadline] = SOONEST.objects(
        request.user, day=request.as_of, first=first, last=last
    )
    context = {
        "day_note": describe_day(request.as_of),
        "figures": [*_figures(counts), *_reviews(request)],
        "needs_action": [d for d in soonest if d.status in NEEDS_ACTION][:LISTED],
        "action_count": sum(counts.get(status, 0) for status in NEEDS_ACTION),
        "total": sum(counts.values()),
        "timeline": draw_timeline(soonest, first=first, days=PAST + AHEAD, today=request.as_of),
        "recent_events": LATEST_FACTS.objects(request.user, day=request.as_of),
        "consents": waiting_consents(request),
    }
    return render(request, "obligations/today.html", context)


def describe_day(day: date) -> str:
    """Whether Tokyo does business on `day`, and if not why and when it does again."""
    if is_business_day(day, Policy.JAPAN_FULL):
        return _("Tokyo. A business day.")
    try:
        following = next_business_day(day, Policy.JAPAN_FULL)
    except OutOfRange:  # the last days of 2099
        return _("Tokyo. Not a business day.")
    gap = [day + timedelta(days=n) for n in range((following - day).days)]
    reasons = [
        _("%(day)s is %(holiday)s")
        % {"day": date_format(rest, "SHORT_DATE_FORMAT"), "holiday": name}
        for rest in gap
        if (name := rest_name(rest))
    ]
    text = _("Tokyo. Not a business day; next business day %(day)s") % {
        "day": date_format(following, "DATE_FORMAT")
    }
    return f"{text} ({'; '.join(reasons)})." if reasons else f"{text}."


def _figures(counts: dict[str, int]) -> list[Figure]:
    def number(*statuses: Status) -> int:
        return sum(counts.get(status, 0) for status in statuses)

    rights = number(Status.RIGHT_OPEN, Status.WINDOW_OPEN)
    answers = number(Status.ANSWER_PENDING, Status.ANSWER_LATE)
    return [
        Figure(number(Status.OVERDUE), _("overdue"), "overdue", "overdue"),
        Figure(number(Status.PAST_SAFE, Status.DUE_SOON), _("due in 14 days"), "soon", "due"),
        Figure(
            answers,
            ngettext("answer pending from others", "answers pending from others", answers),
            "right",
            "answers",
        ),
        Figure(number(Status.STANDARD), _("to be done promptly"), "soon", "promptly"),
        Figure(rights, ngettext("right open", "rights open", rights), "right", "rights"),
    ]


def _reviews(request: Request) -> list[Figure]:
    """What waits for a second person, for those who may be it."""
    if request.user.role not in REVIEWERS:
        return []
    number = waiting_for(request)
    label = ngettext("waits for your review", "wait for your review", number)
    return [Figure(number, label, "soon", "", page="reviews")]


SOONEST = PreparedForReaders(
    lambda user, day, first, last: (
        Deadline.objects.visible_to(user)
        .as_of(day)
        .with_status(*OPEN)
        .filter(Q(status__in=NEEDS_ACTION) | Q(act_by__range=(first, last)))
        .listed()
        .soonest_first()[:DRAWN]
    ),
    day=date,
    first=date,
    last=date,
)
LATEST_FACTS = PreparedForReaders(
    lambda user, day: (
        Event.objects.visible_to(user)
        .as_of(day)
        .filter(corrected_by=None)
        .select_related("type__agreement", "subject", "recorded_by")
        .order_by("-recorded_at", "-pk")[:5]
    ),
    day=date,
)
"""The latest records of facts dated on or before the day, withdrawals among them."""
