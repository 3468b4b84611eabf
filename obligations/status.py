"""Status: never stored, it follows from the facts and the day on which you ask."""

from datetime import date

from django.db.models import CharField, DateField, Func, TextChoices, Value
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """What a deadline is, on a day."""

    OVERDUE = "overdue", _("Overdue")
    PAST_SAFE = "past_safe", _("Past the safe date")
    DUE_SOON = "due_soon", _("Due soon")
    OPEN = "open", _("Open")
    EXTENDED = "extended", _("Extended")
    SCHEDULED = "scheduled", _("Scheduled")
    PERFORMED = "performed", _("Performed")
    PERFORMED_LATE = "performed_late", _("Performed late")
    PENDING = "pending", _("Performed, verification pending")
    WAIVED = "waived", _("Waived")
    NOT_ASSESSED = "not_assessed", _("Not assessed")
    STANDING = "standing", _("Continuing")
    STANDARD = "standard", _("Promptly: internal target")
    WAITING = "waiting", _("Not triggered")
    NEVER_AROSE = "never_arose", _("Never arose")
    RIGHT_OPEN = "right_open", _("Right open")
    RIGHT_FUTURE = "right_future", _("Does not exist yet")
    WINDOW_OPEN = "window_open", _("Window open")
    ENDED = "right_ended", _("Ended")
    EXERCISED = "exercised", _("Exercised")
    DECLINED = "declined", _("Declined")
    DISPUTED = "disputed", _("Received late, effect disputed")
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
    Status.EXTENDED,
    Status.SCHEDULED,
    Status.STANDING,
    Status.RIGHT_OPEN,
    Status.RIGHT_FUTURE,
    Status.WINDOW_OPEN,
]
DONE = [
    Status.PERFORMED,
    Status.PERFORMED_LATE,
    Status.PENDING,
    Status.EXERCISED,
    Status.DISPUTED,
]
SETTLED = [*DONE, Status.WAIVED, Status.DECLINED]
"""Nothing is to be done any more: there was an act, or a decision that takes its place."""

# How a status looks: a colour and a shape, see static/css/status.css. One that is not named here
# asks nothing of anybody and looks idle.
LOOKS = {
    "overdue": "overdue",
    "past_safe": "soon",
    "due_soon": "soon",
    "standard": "soon",
    "answer_late": "soon",
    "performed_late": "done",
    "performed": "done",
    "pending": "soon",
    "exercised": "done",
    "disputed": "soon",
    "right_open": "right",
    "right_future": "right",
    "window_open": "right",
    "answer_pending": "right",
}


class StatusOn(Func):
    """The status on a day; the database function `deadline_status` holds the rule.

    Expects the annotation `performed_on`. Overdue begins after `due`, urgency runs from the safe
    date, and between the two the state is past the safe date; an extension moves both. One function
    keeps the queries short: Django takes many times as long to build the same as a CASE of 25
    branches.
    """

    function = "deadline_status"
    output_field = CharField()

    def __init__(self, day: date) -> None:
        super().__init__(
            "state__kind",
            "state__opens",
            "state__safe",
            "state__due",
            "state__closed_on",
            "state__anchored_on",
            "state__period_end",
            "state__in_force_from",
            "state__in_force_until",
            "state__tracked_from",
            "state__is_ours",
            "state__is_right",
            "state__is_answer",
            "performed_on",
            "state__needs_verification",
            "state__verified_on",
            "state__waived_on",
            "state__declined_on",
            "state__extended_on",
            "state__extended_safe",
            "state__extended_until",
            Value(day, output_field=DateField()),
        )


class AsExtended(Func):
    """A day of the state, as an extension moved it by `day`; never to an earlier one."""

    function = "day_as_extended"
    output_field = DateField()

    def __init__(self, moved: str, to: str, day: date) -> None:
        super().__init__(
            f"state__{moved}",
            "state__extended_on",
            f"state__{to}",
            Value(day, output_field=DateField()),
        )
