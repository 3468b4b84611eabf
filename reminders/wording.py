"""How a step of a reminder is worded; the two clocks never share a word."""

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
TARGET = "target-"
UNPLANNED = "unplanned"
ASKED = "asked-"
"""With the day on which a colleague asked for it."""


def step_name(days: int, *, to_target: bool) -> str:
    """How a step is recorded: `before-7`, `on`, `after-8`, or `target-before-7`."""
    when = "before" if days < 0 else "after"
    return (TARGET if to_target else "") + (f"{when}-{abs(days)}" if days else "on")


def step_text(step: str) -> str:
    """The step in words, for example “7 days before the safe date”."""
    if step == UNPLANNED:
        return str(_("a step that cannot be computed"))
    if step.startswith(ASKED):
        return str(_("asked for by a colleague"))
    texts = TARGET_STEPS if step.startswith(TARGET) else DATE_STEPS
    when, _sep, days = step.removeprefix(TARGET).partition("-")
    return str(texts[when] % {"days": int(days or 0)})
