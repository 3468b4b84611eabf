"""Middleware: signed-in pages are not stored; every page knows the day that it is read as of."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse

from iijgov import clock

GetResponse = Callable[[HttpRequest], HttpResponse]
FIRST_DAY, LAST_DAY = date(1955, 1, 1), date(2099, 12, 31)


def no_store(get_response: GetResponse) -> GetResponse:
    """Keep pages of signed-in people out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return middleware


def as_of(get_response: GetResponse) -> GetResponse:
    """Set `request.today`, and `request.as_of` from the query; a day out of range means today."""

    def middleware(request: HttpRequest) -> HttpResponse:
        today = clock.today()
        day = parse_day(request.GET.get("as_of", "")) or today
        request.today = today  # type: ignore[attr-defined]
        request.as_of = day  # type: ignore[attr-defined]
        request.is_today = day == today  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def parse_day(text: str) -> date | None:
    """The day written as YYYY-MM-DD between 1955 and 2099, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
