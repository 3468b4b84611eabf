"""Middleware: what a request writes, it writes for the person who sent it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit.attribution import written_for

GetResponse = Callable[[HttpRequest], HttpResponse]


def attribute_request(get_response: GetResponse) -> GetResponse:
    """Attribute what is written to the person signed in at that moment, and to the address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with written_for(f"{request.method} {request.path}", lambda: request.user.pk):
            return get_response(request)

    return middleware
