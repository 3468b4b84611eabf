"""How a step of a reminder is worded."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

DATE_STEPS = {
    "before": ngettext_lazy(
        "%(days)s day before the safe date", "%(days)s days before the safe date", "days"
    ),
    "on": _("on the safe date"),
    "after": ngettext_lazy(
        "%(days)s day after the last day", "%(days)s days after the last day", "days"
    ),
}
TARGET_STEPS = {
    "before": ngettext_lazy(
        "%(days)s day before the internal target",
        "%(days)s days before the internal target",
        "days",
    ),
    "on": _("on the day of the internal target"),
    "after": ngettext_lazy(
        "%(days)s day after the internal target", "%(days)s days after the internal target", "days"
    ),
}


def step_text(step: str, *, has_date: bool) -> str:
    """The step in words; “promptly” has no date, and must not look as if it had one."""
    when, _sep, days = step.partition("-")
    text = (DATE_STEPS if has_date else TARGET_STEPS)[when]
    return str(text % {"days": int(days or 0)})
