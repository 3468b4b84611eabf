"""The request as views see it after the middleware."""

from datetime import date, datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class Request(HttpRequest):
    """A request of a signed-in person, with the day that its page is read as of (Tokyo).

    `known_then`: only with what had been recorded by the end of that day, the instant
    `counts_before`. `as_of_query` is what an address needs for the same, without a mark before it;
    empty for today.
    """

    user: User
    htmx: HtmxDetails
    today: date
    as_of: date
    as_of_refused: str
    is_today: bool
    known_then: bool
    counts_before: datetime | None
    as_of_query: str
    status_counts: dict[str, int]
