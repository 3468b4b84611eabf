"""Saved views of the register: keeping one, opening it by its link, deleting it."""

from uuid import UUID

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import Request
from obligations.models import SavedView
from obligations.services.saved_views import delete_view, save_view
from obligations.views.register import register_filter


class SavedViewForm(ModelForm):  # type: ignore[type-arg]
    """What a view is called, and who may open it."""

    class Meta:
        model = SavedView
        fields = ("name", "is_shared")


@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: Request) -> HttpResponse:
    """The person's views, and a form that keeps the filter in the address under a name."""
    asked = register_filter(request)
    form = SavedViewForm(request.POST or None)
    if asked.errors:
        return redirect(f"{reverse('obligations')}?{request.GET.urlencode()}")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        view, is_new = save_view(owner=request.user, query=asked.said, **said)
        told = _("Saved: %(view)s") if is_new else _("Saved in the place of the earlier: %(view)s")
        messages.success(request, told % {"view": view})
        return redirect(view.address)
    context = {
        "form": form,
        "said": asked.in_words,
        "views": SavedView.objects.visible_to(request.user),
        "origin": f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "obligations/saved_views.html", context)


@require_safe
def saved_view(request: Request, key: UUID) -> HttpResponse:
    """The register as a view shows it; a private one of somebody else is not found."""
    return redirect(get_object_or_404(SavedView.objects.opened_by(request.user), key=key).address)


@require_POST
def delete(request: Request, key: UUID) -> HttpResponse:
    """Delete one of the person's own views."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), key=key)
    delete_view(view=view)
    messages.success(request, _("Deleted: %(view)s") % {"view": view})
    return redirect("saved-views")
