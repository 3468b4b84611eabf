"""The forms that change an obligation and its rule, and that add one."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from django import forms
from django.template.defaultfilters import yesno
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from agreements.models import Article, Party
from agreements.texts import inserted_on
from obligations.anchoring import binding_version
from obligations.deadlines import RuleError, check_events, parse
from obligations.forms import DayField, NamesWhatWasTyped
from obligations.models import Obligation, ObligationVersion
from obligations.widgets import RuleWidget

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Obligation]
else:
    ModelForm = forms.ModelForm

Reason = ObligationVersion.Reason


class DaysField(NamesWhatWasTyped, forms.IntegerField):
    """A number of business days."""

    default_error_messages = {
        "invalid": _("“%(value)s” is not a number of days: write it in figures, like 3."),
    }


class ObligationForm(ModelForm):
    """An obligation with the rule that binds the newest facts and periods."""

    rule = forms.CharField(
        label=_("Rule"),
        required=False,
        max_length=300,
        help_text=_("As the clause reads. Empty where no date attaches to it."),
    )

    consequences = forms.CharField(
        label=_("A breach leads to"),
        required=False,
        max_length=300,
        help_text=_("Numbers of provisions of this instrument, with commas between them."),
    )

    class Meta:
        model = Obligation
        fields: tuple[str, ...] = (
            "title",
            "kind",
            "obligor",
            "obligee",
            "waivable_by",
            "team",
            "form",
            "counts_on",
            "review",
            "target_days",
            "exceptions",
            "survives",
            "survival",
            "in_force_from",
            "in_force_until",
            "on_closing_list",
            "note",
        )
        widgets = {
            "exceptions": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        field_classes = {
            "target_days": DaysField,
            "in_force_from": DayField,
            "in_force_until": DayField,
        }

    def __init__(
        self, data: Any = None, *, instance: Obligation, initial: dict[str, Any] | None = None
    ) -> None:
        self.latest = binding_version(instance.versions.all()) if instance.pk else None
        self.led_to = consequences_of(instance)
        present = {
            "rule": self.latest.rule if self.latest else "",
            "consequences": ", ".join(article.number for article in self.led_to),
        }
        super().__init__(data, instance=instance, initial=present | (initial or {}))
        agreement = instance.article.agreement
        self.declared = frozenset(agreement.event_types.values_list("name", flat=True))
        parties = [("", "---------"), *((party.pk, str(party)) for party in Party.objects.all())]
        for name in ("obligor", "obligee", "waivable_by"):
            self.fields[name].choices = parties  # type: ignore[attr-defined]
        address = f"{reverse('check-rule')}?agreement={agreement.slug}"
        self.fields["rule"].widget = RuleWidget({"hx-get": address}, declared=self.declared)

    def clean_rule(self) -> str:
        """The rule in canonical words; the widget says what is wrong with it, and where."""
        text: str = self.cleaned_data["rule"]
        if not text:
            return ""
        try:
            rule = parse(text)
            check_events(rule, self.declared)
        except RuleError as error:
            raise forms.ValidationError(
                _("This rule cannot be used: what is wrong, and where, stands under it.")
            ) from error
        return str(rule)

    def clean_consequences(self) -> list[Article]:
        """The provisions that bear the numbers."""
        typed = [number.strip() for number in self.cleaned_data["consequences"].split(",")]
        numbers = list(dict.fromkeys(filter(None, typed)))
        if numbers == [article.number for article in self.led_to]:
            return self.led_to
        articles = self.instance.article.agreement.articles.filter(number__in=numbers)
        found = {article.number: article for article in articles}
        if missing := [number for number in numbers if number not in found]:
            raise forms.ValidationError(
                _(
                    "“%(numbers)s”: no provision of this instrument has that number. Write it as "
                    "the contents do, like %(example)s."
                ),
                params={"numbers": ", ".join(missing), "example": self.instance.article.number},
            )
        return [found[number] for number in numbers]

    def clean_in_force_until(self) -> date | None:
        """Refuse a last day before the first."""
        first: date | None = self.cleaned_data.get("in_force_from")
        last: date | None = self.cleaned_data["in_force_until"]
        if first and last and last < first:
            raise forms.ValidationError(
                _("%(last)s is before %(first)s, “in force from”: give a later day."),
                params={
                    "last": date_format(last, "SHORT_DATE_FORMAT"),
                    "first": date_format(first, "SHORT_DATE_FORMAT"),
                },
            )
        return last

    def clean_on_closing_list(self) -> bool:
        """Refuse to take an item off the checklist whose states would then show nowhere."""
        listed: bool = self.cleaned_data["on_closing_list"]
        if not listed and self.instance.pk and self.instance.closing_records.exists():
            raise forms.ValidationError(
                _("Its state is recorded on the closing checklist: it stays there.")
            )
        return listed

    @property
    def rule_changes(self) -> bool:
        """Whether the rule says something else than the one on record."""
        present = self.initial["rule"]
        return self.cleaned_data.get("rule") != (str(parse(present)) if present else "")

    @property
    def proposes(self) -> bool:
        """Whether a second person has to confirm it, since it says something new of a date."""
        return self.rule_changes


class ChangeObligationForm(ObligationForm):
    """Change an obligation; a changed rule says why and from when, and becomes a new version."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[
            ("", _("The rule stays")),
            (Reason.CORRECTION, _("Correction of our reading")),
            (Reason.AMENDMENT, _("Amendment of the text")),
            (Reason.LAW, _("Change of law")),
        ],
    )
    applies_from = DayField(
        label=_("Applies from"),
        required=False,
        help_text=_("For an amendment or a change of law: facts and periods from this day on."),
    )
    why = forms.CharField(
        label=_("Why, in a line"),
        max_length=100,
        help_text=_("Goes into the history with your name."),
    )

    def clean(self) -> dict[str, Any]:
        """Check that there is a change, and that the reason and its day fit the rule."""
        data = super().clean() or {}
        if "rule" in data and "reason" in data:
            self._check_reason(data["reason"])
        typed = {"why", "rule", "reason", "applies_from"}
        if not self.errors and not self.rule_changes and not set(self.changed_data) - typed:
            raise forms.ValidationError(_("Nothing is changed yet: change a field first."))
        return data

    def _check_reason(self, reason: str) -> None:
        if not self.rule_changes:
            if reason:
                self.add_error("reason", _("The rule is not changed: change it, or let it stay."))
        elif not reason:
            self.add_error("reason", _("The rule changes: say for which reason."))
        elif "applies_from" in self.cleaned_data:
            self._check_day(reason)

    def _check_day(self, reason: str) -> None:
        day = self.cleaned_data["applies_from"]
        earliest = self.latest.applies_from if self.latest else None
        if reason == Reason.CORRECTION and day:
            self.add_error(
                "applies_from",
                _("A correction applies wherever the rule did that it corrects: empty this field."),
            )
        elif reason != Reason.CORRECTION and not day:
            self.add_error("applies_from", _("Say from which day the new rule applies."))
        elif day and earliest and day < earliest:
            self.add_error(
                "applies_from",
                _("%(day)s is before %(earliest)s, when the present rule begins: give a later day.")
                % {
                    "day": date_format(day, "SHORT_DATE_FORMAT"),
                    "earliest": date_format(earliest, "SHORT_DATE_FORMAT"),
                },
            )

    @property
    def version(self) -> ObligationVersion | None:
        """The new version of the rule, unsaved; None where the rule stays."""
        if not self.rule_changes:
            return None
        reason = Reason(self.cleaned_data["reason"])
        day = self.cleaned_data["applies_from"]
        if reason == Reason.CORRECTION and self.latest:
            day = self.latest.applies_from
        return ObligationVersion(
            obligation=self.instance,
            rule=self.cleaned_data["rule"],
            reason=reason,
            applies_from=day,
        )

    def on_record(self) -> list[tuple[str, str]]:
        """Label and present value of each field in which something else was typed."""
        row = Obligation.objects.with_places().get(pk=self.instance.pk)
        latest = binding_version(row.versions.all())
        present = {"rule": latest.rule if latest else ""}
        for name in self.Meta.fields:
            if getattr(row, name) != getattr(self.instance, name):
                shown = getattr(row, f"get_{name}_display", partial(getattr, row, name))
                value = shown()
                present[name] = _shown(value)
        if present["rule"] == self.cleaned_data["rule"]:
            del present["rule"]
        consequences = consequences_of(row)
        if consequences != self.cleaned_data["consequences"]:
            present["consequences"] = ", ".join(article.number for article in consequences)
        return [(str(self[name].label), str(value or "—")) for name, value in present.items()]


class AddObligationForm(ObligationForm):
    """Add an obligation at a provision."""

    class Meta(ObligationForm.Meta):
        fields = ("key", *ObligationForm.Meta.fields)
        help_texts = {"key": _("Its address here; it stays. Letters, digits and hyphens.")}

    def __init__(self, data: Any = None, *, article: Article) -> None:
        key = suggest_key(article)
        # One at a provision that an amendment inserts is in force from the same day.
        new = Obligation(article=article, in_force_from=inserted_on(article))
        super().__init__(data, instance=new, initial={"key": key})

    def clean_key(self) -> str:
        """Refuse a key that another obligation has."""
        key: str = self.cleaned_data["key"]
        if Obligation.objects.filter(key=key).exists():
            raise forms.ValidationError(key_is_taken(key, self.instance.article))
        return key

    @property
    def version(self) -> ObligationVersion:
        """The first version of the rule, unsaved."""
        return ObligationVersion(obligation=self.instance, rule=self.cleaned_data["rule"])


def consequences_of(obligation: Obligation) -> list[Article]:
    """The provisions of its own instrument to which a breach leads."""
    if not obligation.pk:
        return []
    own = obligation.breach_leads_to.filter(agreement=obligation.article.agreement_id)
    return list(own.order_by("position").only("number"))


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(yesno(value))
        case date():
            return date_format(value, "SHORT_DATE_FORMAT")
    return str(value or "")


def key_is_taken(key: str, article: Article) -> str:
    """The error for a key that another obligation has, with one that is free."""
    return _("“%(key)s” is taken: choose another key, for example “%(free)s”.") % {
        "key": key,
        "free": suggest_key(article),
    }


def suggest_key(article: Article) -> str:
    """A free key like its neighbours': their prefix, or the instrument's key, and the number."""
    place = _place(article.number)
    near = Obligation.objects.filter(article__agreement=article.agreement_id)
    first = near.select_related("article").order_by("pk").first()
    before, found, _rest = (
        first.key.partition(f"-{_place(first.article.number)}") if first else ("", "", "")
    )
    key = f"{before if found else article.agreement.slug}-{place}"
    taken = set(Obligation.objects.filter(key__startswith=key).values_list("key", flat=True))
    return next(k for n in count(1) if (k := key if n == 1 else f"{key}-{n}") not in taken)


def _place(number: str) -> str:
    """12.1(3) as it stands in a key: 12-1-3."""
    return slugify(number.replace(".", "-").replace("(", "-"))
