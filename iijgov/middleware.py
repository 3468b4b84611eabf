"""Middleware: what holds for every page of the product."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from iijgov import clock
from obligations.as_recorded import recorded_before

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


def speak_language(get_response: GetResponse) -> GetResponse:
    """Speak the language that a signed-in person chose; to others that of their browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
        return get_response(request)

    return middleware


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """Answer 400 to an address with a NUL character, which PostgreSQL cannot look for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return get_response(request)

    return middleware


def redirect_whole_page(get_response: GetResponse) -> GetResponse:
    """Let htmx follow a redirect as a page; it would put that page into a part of this one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.htmx and isinstance(response, HttpResponseRedirect):  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(response.url)
        return response

    return middleware


def as_of(get_response: GetResponse) -> GetResponse:
    """Set `request.today`, and `request.as_of` from the query.

    What is not a day, or is out of range, means today, and `request.as_of_refused` says so. With
    `known=then` a page of an earlier day shows only what had been recorded by the end of that day
    in Tokyo. `request.as_of_query` is what an address needs for the same day.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        today = clock.today()
        asked = request.GET.get("as_of", "")
        day = parse_day(asked) or today
        request.today = today  # type: ignore[attr-defined]
        request.as_of = day  # type: ignore[attr-defined]
        request.as_of_refused = asked if parse_day(asked) is None else ""  # type: ignore[attr-defined]
        request.is_today = day == today  # type: ignore[attr-defined]
        request.known_then = day < today and request.GET.get("known") == "then"  # type: ignore[attr-defined]
        request.as_of_query = _as_of_query(request)  # type: ignore[attr-defined]
        request.counts_before = _counts_before(request)  # type: ignore[attr-defined]
        # Only for reading: what is sent is refused, or concerns the present.
        reads = request.method in {"GET", "HEAD"}
        with recorded_before(request.counts_before if reads else None):  # type: ignore[attr-defined]
            return get_response(request)

    return middleware


def _counts_before(request: HttpRequest) -> datetime | None:
    """The instant of which a page counts what was recorded before; None for one that counts all."""
    return clock.end_of(request.as_of) if request.known_then else None  # type: ignore[attr-defined]


def _as_of_query(request: HttpRequest) -> str:
    if request.is_today:  # type: ignore[attr-defined]
        return ""
    known = "&known=then" if request.known_then else ""  # type: ignore[attr-defined]
    return f"as_of={request.as_of:%Y-%m-%d}{known}"  # type: ignore[attr-defined]


def parse_day(text: str) -> date | None:
    """The day written as YYYY-MM-DD between 1955 and 2099, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
