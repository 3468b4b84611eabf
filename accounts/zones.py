"""Time zones of the IANA database."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone such as Asia/Tokyo."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone: write it like Asia/Tokyo or America/New_York."),
            params={"name": name},
        )
