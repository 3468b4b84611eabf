"""What was recorded later than it happened."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import Request
from audit.access import require_reader
from obligations.backdating import late_records, load

PER_PAGE = 50
CHOICES = [1, 7, 30, 90, 365]
"""Calendar days between the day of a fact and the day of its record."""


@require_safe
def backdating(request: Request) -> HttpResponse:
    """Facts and performances by how long after their day they were recorded."""
    require_reader(request)
    asked = request.GET.get("days")
    at_least = next((days for days in CHOICES if str(days) == asked), CHOICES[0])
    found = late_records(user=request.user, day=request.as_of, at_least=at_least)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "late": load(list(page.object_list)),
        "at_least": at_least,
        "choices": CHOICES,
    }
    return render(request, "obligations/backdating.html", context)
