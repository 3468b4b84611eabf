"""Which policy applies: the most specific one, whole."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Self

from accounts.prepared import Prepared
from obligations.models import Obligation
from reminders.models import Audience, Channel, Clock, PolicyStep, ReminderPolicy

OWNER = [Audience.OWNER]
CLOSE = [Audience.OWNER, Audience.BACKUP, Audience.TEAM]
ALL = [*CLOSE, Audience.HEAD]
# Days, then every … days, for whom: what the default policy says until somebody changes it.
DEFAULT: dict[Clock, list[tuple[int, int | None, list[Audience]]]] = {
    Clock.AGREEMENT: [
        *[(-days, None, OWNER) for days in (30, 14, 7, 3, 1, 0)],
        (1, None, CLOSE),
        (8, 7, ALL),
    ],
    Clock.TARGET: [
        *[(-days, None, OWNER) for days in (30, 14, 7, 3, 1, 0)],
        (1, None, CLOSE),
        (8, 7, CLOSE),
    ],
}


STEPS = Prepared(lambda: PolicyStep.objects.select_related("policy"))


class PolicyBook:
    """All policies, read once."""

    def __init__(self, steps: Iterable[PolicyStep]) -> None:
        self._steps: dict[tuple[str, int | None, int | None], list[PolicyStep]] = {}
        for step in steps:
            policy = step.policy
            key = (policy.kind, policy.agreement_id, policy.obligation_id)
            self._steps.setdefault(key, []).append(step)
        self._built_in = default_steps()

    @classmethod
    def load(cls) -> Self:
        """The policies as they are now."""
        return cls(STEPS.objects())

    def steps_for(
        self, obligation: Obligation, clocks: Container[str] = tuple(Clock)
    ) -> list[PolicyStep]:
        """The steps of the policy that applies: of obligation, instrument, kind, or the default.

        A policy without a step on one of `clocks`, those that run, does not count: nobody would be
        reminded. `obligation.article` is loaded.
        """
        keys: list[tuple[str, int | None, int | None]] = [
            ("", None, obligation.pk),
            ("", obligation.article.agreement_id, None),
            (obligation.kind, None, None),
            ("", None, None),
        ]
        found = (self._steps.get(key, []) for key in keys)
        return next(
            (steps for steps in found if any(step.clock in clocks for step in steps)),
            self._built_in,
        )


def default_steps() -> list[PolicyStep]:
    """The steps that apply where the default policy has none, unsaved."""
    policy = ReminderPolicy()
    return [
        PolicyStep(
            policy=policy,
            clock=clock,
            days=days,
            repeat_days=repeat_days,
            audience=audience,
            channels=Channel.values,
        )
        for clock, steps in DEFAULT.items()
        for days, repeat_days, audience in steps
    ]
