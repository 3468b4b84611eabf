"""What the register shows: the groups of statuses, and the filter of which the address speaks."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import Party
from obligations.forms import DayField
from obligations.models import Obligation
from obligations.querysets import DeadlineQuerySet
from obligations.register_choices import Choices
from obligations.register_order import SORTS
from obligations.status import DONE, NEEDS_ACTION, OPEN, Status

SHOW: dict[str, tuple[str | Promise, list[Status]]] = {
    "open": (_("Open"), OPEN),
    "action": (_("Needs action"), NEEDS_ACTION),
    "overdue": (_("Overdue"), [Status.OVERDUE]),
    "due": (_("Due in 14 days"), [Status.PAST_SAFE, Status.DUE_SOON]),
    "promptly": (_("Promptly"), [Status.STANDARD]),
    "answers": (_("Answers pending"), [Status.ANSWER_PENDING, Status.ANSWER_LATE]),
    "rights": (_("Rights open"), [Status.RIGHT_OPEN, Status.WINDOW_OPEN]),
    "performed": (_("Performed"), DONE),
    "pending": (_("Verification pending"), [Status.PENDING]),
    "waived": (_("Waived or declined"), [Status.WAIVED, Status.DECLINED]),
    "all": (_("All"), list(Status)),
}
WITHOUT = "without-deadline"
NOT_OWNED = "none"
US = "us"


class ListField(forms.ChoiceField):
    """One of a list, which may be long: its options are written without a template."""

    class Widget(forms.Select):
        """The list."""

        def render(
            self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
        ) -> SafeString:
            """The list with the chosen option; where choices are lists themselves, in groups."""
            options = format_html_join(
                "\n", "{}", ((_option(each, label, value),) for each, label in self.choices)
            )
            given = forms.utils.flatatt(
                self.build_attrs(self.attrs, {"name": name} | (attrs or {}))
            )
            return format_html("<select{}>{}</select>", given, options)

    widget = Widget


def _option(value: Any, label: Any, chosen: str | None) -> SafeString:
    if isinstance(label, list):
        options = format_html_join(
            "\n", "{}", ((_option(each, name, chosen),) for each, name in label)
        )
        return format_html('<optgroup label="{}">{}</optgroup>', value, options)
    mark = SafeString(" selected" if value == (chosen or "") else "")
    return format_html('<option value="{}"{}>{}</option>', value, mark, label)


class RegisterFilter(forms.Form):
    """Filter and order of the register, as the address says them."""

    q = forms.CharField(
        label=_("Word or article"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    agreement = ListField(label=_("Instrument"), required=False)
    party = ListField(label=_("Party"), required=False)
    kind = ListField(label=_("Kind"), required=False)
    status = ListField(label=_("Status"), required=False)
    side = ListField(
        label=_("Who owes"),
        required=False,
        choices=[("", _("Anybody")), (US, _("Our side")), ("others", _("Others"))],
    )
    owner = ListField(label=_("Owner"), required=False)
    article = forms.CharField(label=_("Article"), required=False, max_length=40)
    first = DayField(label=_("Act by, from"), required=False)
    last = DayField(label=_("Act by, until"), required=False)
    sort = ListField(label=_("Sort by"), required=False, choices=list(SORTS.items()))
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[(name, label) for name, (label, _statuses) in SHOW.items()]
        + [(WITHOUT, _("Without a deadline"))],
        widget=forms.HiddenInput,
    )

    FIRST: ClassVar = ("q", "agreement")
    NARROWING: ClassVar = (
        *FIRST,
        "party",
        "kind",
        "status",
        "side",
        "owner",
        "article",
        "first",
        "last",
    )

    def __init__(self, said: QueryDict, *, choices: Choices) -> None:
        super().__init__(said, auto_id="filter-%s")
        self.views = choices["view"]
        people = {str(_("Teams")): choices["team"], str(_("People")): choices["person"]}
        offered: dict[str, list[Any]] = {
            "agreement": [("", _("All instruments")), *choices["agreement"]],
            "party": [("", _("All parties")), *choices["party"]],
            "kind": [("", _("All kinds")), *Obligation.Kind.choices],
            "status": [("", _("All statuses")), *Status.choices],
            "owner": [
                ("", _("All owners")),
                (NOT_OWNED, _("No team")),
                *((label, rows) for label, rows in people.items() if rows),
            ],
        }
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                field.choices = offered.get(name, field.choices)
                field.error_messages["invalid_choice"] = gettext(
                    "%(field)s: “%%(value)s” is not in the list. Choose one of it."
                ) % {"field": field.label}

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            said = _("%(last)s lies before “act by, from”, %(first)s: give a later day.")
            days = {"first": first.isoformat(), "last": last.isoformat()}
            self.add_error("last", forms.ValidationError(said, params=days))

    @property
    def group(self) -> str:
        """One of SHOW, or WITHOUT; every group where a single status is asked for."""
        given: str = self.cleaned_data.get("show", "")
        return given or ("all" if self.cleaned_data.get("status") else "open")

    @property
    def order(self) -> str:
        """One of SORTS."""
        given: str = self.cleaned_data.get("sort", "")
        return given

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than the whole register."""
        return bool(self.errors) or any(self.cleaned_data[name] for name in self.NARROWING)

    def pairs(self) -> list[tuple[str, Any]]:
        """What it says, field by field: nothing that is empty, nor page and day."""
        given = {name: self.cleaned_data.get(name) for name in self.fields}
        return [(name, value) for name, value in given.items() if value]

    @property
    def said(self) -> str:
        """What it says, as the query of an address."""
        return urlencode(self.pairs())

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """What it says, each field with its value as people read it."""
        return [(str(self[name].label), self._word(name, value)) for name, value in self.pairs()]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that stand folded away."""
        return [self[name] for name in (*self.NARROWING, "sort") if name not in self.FIRST]

    @property
    def more_given(self) -> int:
        """How many of them say something."""
        return sum(bool(field.value()) for field in self.more)

    def narrow(self, deadlines: DeadlineQuerySet) -> DeadlineQuerySet:
        """Those of `deadlines` that are asked for, of whatever status; needs `as_of`."""
        if self.errors:
            return deadlines.none()
        asked = self.cleaned_data
        found = deadlines.filter(self._of_obligation("obligation__"))
        if key := asked["party"]:
            found = found.filter(_of_party(key, "obligation__") | Q(subject__key=key))
        if asked["status"]:
            found = found.with_status(Status(asked["status"]))
        days = {"act_by__gte": asked["first"], "act_by__lte": asked["last"]}
        return found.filter(**{name: day for name, day in days.items() if day})

    def asked_of_obligations(self) -> Q:
        """What it asks of obligations without a deadline, which have neither status nor day."""
        asked = self.cleaned_data
        if self.errors or asked["status"] or asked["first"] or asked["last"]:
            return Q(pk__in=[])
        party = _of_party(asked["party"]) if asked["party"] else Q()
        return self._of_obligation() & party

    def _word(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            return str(value)
        choices: Any = field.choices
        return str(dict(flatten_choices(choices))[value])

    def _of_obligation(self, path: str = "") -> Q:
        """What it asks of obligations reached over `path`, save for their parties."""
        asked = self.cleaned_data
        wanted = _of_owner(asked["owner"], path) if asked["owner"] else Q()
        if asked["agreement"]:
            wanted &= Q(**{f"{path}article__agreement__slug": asked["agreement"]})
        if asked["kind"]:
            wanted &= Q(**{f"{path}kind": asked["kind"]})
        if asked["side"]:
            ours = _of_our_side(path)
            wanted &= ours if asked["side"] == US else ~ours
        if number := asked["article"]:
            beneath = (Q(**{f"{path}article__number__istartswith": number + mark}) for mark in ".(")
            wanted &= Q(Q(**{f"{path}article__number__iexact": number}), *beneath, _connector=Q.OR)
        for word in asked["q"].split():
            wanted &= (
                Q(**{f"{path}title__icontains": word})
                | Q(**{f"{path}article__number__istartswith": word})
                | Q(**{f"{path}article__heading__icontains": word})
                | Q(**{f"{path}article__summary__icontains": word})
            )
        return wanted


def _of_party(key: str, path: str = "") -> Q:
    party = Party.objects.filter(key=key).values("pk")
    return Q(**{f"{path}obligor__in": party}) | Q(**{f"{path}obligee__in": party})


def _of_our_side(path: str) -> Q:
    """Owed by our company, or by one under it."""
    ours = Party.objects.filter(Q(is_home=True) | Q(parent__is_home=True)).values("pk")
    return Q(**{f"{path}obligor__in": ours})


def _of_owner(owner: str, path: str) -> Q:
    """Owned by a team; by a person who answers for one, or is its backup; or by nobody."""
    of, _dash, number = owner.partition("-")
    if of == NOT_OWNED:
        return Q(**{f"{path}team": None})
    if of == "team":
        return Q(**{f"{path}team": int(number)})
    people = (f"{path}team__responsible", f"{path}team__backup")
    return Q(*((person, int(number)) for person in people), _connector=Q.OR)
