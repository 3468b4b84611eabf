"""Validation of rule texts in forms and admin."""

from django.core.exceptions import ValidationError

from obligations.deadlines import RuleError, parse


def validate_rule(text: str) -> None:
    """Raise ValidationError with the column and what was expected there, unless `text` parses."""
    try:
        parse(text)
    except RuleError as error:
        raise ValidationError(str(error), code="rule") from error
