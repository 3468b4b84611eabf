"""Status: never stored, it follows from the facts and the day on which you ask."""

from datetime import date, timedelta

from django.db.models import Case, CharField, F, Q, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

SOON = timedelta(days=14)


class Status(TextChoices):
    """What a deadline is, on a day."""

    OVERDUE = "overdue", _("Overdue")
    PAST_SAFE = "past_safe", _("Past the safe date")
    DUE_SOON = "due_soon", _("Due soon")
    OPEN = "open", _("Open")
    SCHEDULED = "scheduled", _("Scheduled")
    PERFORMED = "performed", _("Performed")
    PERFORMED_LATE = "performed_late", _("Performed late")
    NOT_ASSESSED = "not_assessed", _("Not assessed")
    STANDING = "standing", _("Continuing")
    STANDARD = "standard", _("Promptly: internal target")
    WAITING = "waiting", _("Not triggered")
    NEVER_AROSE = "never_arose", _("Never arose")
    RIGHT_OPEN = "right_open", _("Right open")
    RIGHT_FUTURE = "right_future", _("Does not exist yet")
    WINDOW_OPEN = "window_open", _("Window open")
    ENDED = "right_ended", _("Ended")
    ANSWER_PENDING = "answer_pending", _("Answer pending")
    ANSWER_LATE = "answer_late", _("No answer recorded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


NEEDS_ACTION = [
    Status.OVERDUE,
    Status.PAST_SAFE,
    Status.DUE_SOON,
    Status.STANDARD,
    Status.ANSWER_PENDING,
    Status.ANSWER_LATE,
]
OPEN = [
    *NEEDS_ACTION,
    Status.OPEN,
    Status.SCHEDULED,
    Status.STANDING,
    Status.RIGHT_OPEN,
    Status.RIGHT_FUTURE,
    Status.WINDOW_OPEN,
]
PERFORMABLE = {*NEEDS_ACTION, Status.OPEN, Status.NOT_ASSESSED}
OURS = Q(obligation__obligor__is_home=True) | Q(obligation__obligor__parent__is_home=True)


def status_on(day: date) -> Case:
    """The status on `day` as an SQL expression over deadlines.

    Expects the annotation `performed_on`. Overdue begins after `due`, urgency runs from the safe
    date, and between the two the state is past the safe date. A duty of somebody else is never
    overdue here: its answer is pending, then not recorded. What was due before the instrument was
    tracked is not assessed; what goes on is taken over.
    """
    dated, standard = Q(current__kind="date"), Q(current__kind="standard")
    goes_on = Q(current__kind__in=["standing", "from", "open"])
    future = Value(Status.RIGHT_FUTURE)
    tracked_from = F("obligation__article__agreement__tracked_from")
    return Case(
        When(current__kind="withdrawn", then=Value(Status.WITHDRAWN)),
        When(current__kind="waiting", then=Value(Status.WAITING)),
        When(goes_on & Q(obligation__in_force_until__lt=day), then=Value(Status.ENDED)),
        When(goes_on & Q(obligation__in_force_from__gt=day), then=future),
        When(current__kind="standing", then=Value(Status.STANDING)),
        When(current__kind="none", current__closed_on__gt=day, then=Value(Status.RIGHT_FUTURE)),
        When(current__kind="none", then=Value(Status.NEVER_AROSE)),
        When(current__kind__in=["from", "open"], current__opens__gt=day, then=future),
        When(current__kind="from", then=Value(Status.RIGHT_OPEN)),
        When(current__kind="open", then=Value(Status.WINDOW_OPEN)),
        When(dated, current__safe=None, current__opens__gt=day, then=future),
        When(dated, current__safe=None, current__due__lt=day, then=Value(Status.ENDED)),
        When(dated, current__safe=None, then=Value(Status.WINDOW_OPEN)),
        When(dated, performed_on__gt=F("current__due"), then=Value(Status.PERFORMED_LATE)),
        When(performed_on__isnull=False, then=Value(Status.PERFORMED)),
        When(current__due__lt=tracked_from, then=Value(Status.NOT_ASSESSED)),
        When(standard & Q(current__anchored_on__lt=tracked_from), then=Value(Status.NOT_ASSESSED)),
        When(OURS & standard, then=Value(Status.STANDARD)),
        When(period__end__gte=day, then=Value(Status.SCHEDULED)),
        When(OURS & Q(current__due__lt=day), then=Value(Status.OVERDUE)),
        When(OURS & Q(current__safe__lt=day), then=Value(Status.PAST_SAFE)),
        When(OURS & Q(current__safe__lte=day + SOON), then=Value(Status.DUE_SOON)),
        When(OURS, then=Value(Status.OPEN)),
        When(current__due__lt=day, then=Value(Status.ANSWER_LATE)),
        default=Value(Status.ANSWER_PENDING),
        output_field=CharField(),
    )
