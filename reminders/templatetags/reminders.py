"""Template tags of reminders: steps in words, people and channels, the log of a deadline."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import ngettext

from obligations.models import Deadline
from reminders.models import Audience, Channel, Clock, PolicyStep
from reminders.telling import log_of, told
from reminders.upcoming import next_step
from reminders.wording import step_name, step_text

register = template.Library()
LATEST = 8


@register.filter
def policy_step(step: PolicyStep) -> str:
    """A step of a policy, for example “8 days after the last day, then every 7 days”."""
    text = step_text(step_name(step.days, to_target=step.clock == Clock.TARGET))
    if not step.repeat_days:
        return text
    every = ngettext("then every day", "then every %(days)s days", step.repeat_days)
    return f"{text}, {every % {'days': step.repeat_days}}"


@register.filter
def named_step(name: str) -> str:
    """The name under which a step is recorded, in words."""
    return step_text(name)


@register.filter
def audience(parts: Iterable[str]) -> str:
    """Whom a step is for, in words, always in the same order."""
    return ", ".join(str(part.label) for part in Audience if part in set(parts))


@register.filter
def channels(names: Iterable[str]) -> str:
    """By which channels, in words, always in the same order."""
    return ", ".join(str(channel.label) for channel in Channel if channel in set(names))


@register.inclusion_tag("reminders/includes/log.html", takes_context=True)
def deadline_reminders(context: dict[str, Any], deadline: Deadline) -> dict[str, Any]:
    """What was sent to whom and when for a deadline, who took note, and what comes next."""
    request = context["request"]
    rows = told(log_of(deadline, until=None if request.is_today else request.as_of))
    return {
        "deadline": deadline,
        "latest": rows[:LATEST],
        "earlier": rows[LATEST:],
        "coming": next_step(deadline, timezone.now()) if request.is_today else None,
        "request": request,
        "user": request.user,
    }
