"""What all admin pages have in common: nothing is deleted, changes are remembered, few queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.db import models
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField, Textarea
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

if TYPE_CHECKING:
    Options = admin.options.BaseModelAdmin[Any]
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    Options = object
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline

NOTHING = "—"


class Common(Options):
    """No deletion; every choice of a related row offers what its own admin lists."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        related = self.admin_site.get_model_admin(db_field.related_model)
        kwargs.setdefault("queryset", related.get_queryset(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ReadOnly(Options):
    """Everything is shown, nothing can be added or changed: a service writes it."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RowAdmin(Common, ModelAdmin):
    """Lists and single rows are read with the joins of `list_select_related`."""

    list_per_page = 50
    list_select_related: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related(*self.list_select_related) if self.list_select_related else rows

    def view_on_site(self, obj: Any) -> str | None:
        """The address of the row's own page, where it has one."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None


class Inline(Common, TabularInline):
    """Rows of another model on the page of the one that they belong to."""

    extra = 0
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 3, "cols": 40})}}


class ChangeInWords(HistoricalRecordContextHelper):  # type: ignore[misc]
    """The values of a change as a page shows them: labels, days with their weekday, no keys."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)  # noqa: SLF001
        if field.is_relation:
            return NOTHING if getattr(value, "pk", None) is None else value
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return display_for_field(value, field, NOTHING)


class HistoryAdmin(RowAdmin, SimpleHistoryAdmin):  # type: ignore[misc]
    """Each change is listed with who made it; what was can be read but not put back by a click."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.get_object(request, object_id) is None:
            raise Http404
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def history_form_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> ChangeInWords:
        return ChangeInWords(self.model, historical_record)

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True
