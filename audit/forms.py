"""What to see of the audit trail."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.coverage import audited_models
from audit.models import Entry


class FilterForm(forms.Form):
    """Filters of the trail; days are those of `zone`, both included."""

    person = forms.ModelChoiceField(
        User.objects.all(), required=False, label=_("Person"), empty_label=_("Everybody")
    )
    table = forms.ChoiceField(required=False, label=_("What"))
    row = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    action = forms.ChoiceField(
        required=False, label=_("Action"), choices=[("", _("All actions")), *Entry.Action.choices]
    )
    first = forms.DateField(
        required=False,
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        required=False,
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: object, zone: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.zone = ZoneInfo(zone)
        table = self.fields["table"]
        assert isinstance(table, forms.ChoiceField)
        table.choices = [("", _("Everything")), *_tables()]

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("It lies before “from”: give a later day."))

    def apply(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Those of `entries` that are asked for; none where the question has an error."""
        if not self.is_valid():
            return entries.none()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        first, last, before = (asked.pop(name, None) for name in ("first", "last", "before"))
        wanted = Q(**asked)
        if first:
            wanted &= Q(at__gte=datetime.combine(first, time(), self.zone))
        if last:
            wanted &= Q(at__lt=datetime.combine(last + timedelta(days=1), time(), self.zone))
        if before:
            wanted &= Q(pk__lt=before)
        return entries.filter(wanted)


def _tables() -> list[tuple[str, str]]:
    named = [
        (model._meta.db_table, capfirst(str(model._meta.verbose_name)))
        for model in audited_models()
        if not model._meta.auto_created
    ]
    return sorted(named, key=lambda pair: pair[1])
