"""Explain one rule on the command line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from obligations.deadlines import Answer, DeadlineError, Policy, Terms, compute, parse
from obligations.deadlines.given import read_given, unused
from obligations.deadlines.steps import weekday
from obligations.deadlines.truth_table import short


class Command(BaseCommand):
    """Prints the answer to a rule and the steps that lead to it."""

    help = "Compute one rule and explain each step."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the rule, the facts and the terms."""
        parser.add_argument("rule", metavar="RULE")
        parser.add_argument(
            "--given",
            action="append",
            default=[],
            metavar="NAME = WHEN",
            help="a fact; WHEN is 2003-10-01, or 2003-10-01T23:30 America/New_York; repeatable",
        )
        parser.add_argument("--policy", choices=list(Policy), default=Policy.JAPAN_FULL)
        parser.add_argument("--zone", default="Asia/Tokyo", help="IANA name, e.g. Asia/Tokyo")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(
        self, *args: Any, rule: str, given: list[str], policy: str, zone: str, **options: Any
    ) -> None:
        """Print the answer, its dates and its steps."""
        try:
            parsed = parse(rule)
            facts, in_force = read_given(given, parsed)
            answer = compute(parsed, facts, Terms(Policy(policy), zone, in_force))
        except DeadlineError as error:
            raise CommandError(str(error)) from None
        for name in unused(facts, parsed):
            self.stderr.write(f"Not used: the rule does not mention “{name}”.")
        if options["json"]:
            self.stdout.write(json.dumps(_data(answer), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(answer)))


def _lines(answer: Answer) -> list[str]:
    dates = {
        "safe date": answer.safe,
        "contractual day": answer.before_roll,
        f"under {answer.policy}": answer.due,
        "opens": answer.opens,
    }
    lines = [str(answer.rule), f"  {'answer':<20}{short(answer)}"]
    lines += [f"  {name:<20}{weekday(day)}" for name, day in dates.items() if day]
    for step in answer.steps():
        day = weekday(step.on) if step.on else ""
        lines.append(f"  {day:<20}{step.text()} [{step.authority_text()}]")
    return lines


def _data(answer: Answer) -> dict[str, object]:
    dates = {
        name: getattr(answer, name)
        for name in ("due", "before_roll", "safe", "opens", "ends_at", "closed_on")
    }
    return {
        "rule": str(answer.rule),
        "policy": answer.policy,
        "zone": answer.terms.zone,
        "kind": answer.kind,
        **{name: value.isoformat() if value else None for name, value in dates.items()},
        "steps": [
            {**step.to_json(), "text": step.text(), "authority_text": step.authority_text()}
            for step in answer.steps()
        ],
    }
