"""The request as views see it after the middleware."""

from datetime import date

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class Request(HttpRequest):
    """A request of a signed-in person, with the day that its page is read as of (Tokyo)."""

    user: User
    htmx: HtmxDetails
    today: date
    as_of: date
    as_of_refused: str
    is_today: bool
    status_counts: dict[str, int]
