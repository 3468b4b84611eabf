"""The rows of an amendment: provisions that change or come in, and obligations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import Model
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Article, ArticleChange
from obligations.deadlines import RuleError, check_events, parse
from obligations.models import Obligation, ObligationChange
from obligations.widgets import RuleWidget

TextEffect = ArticleChange.Effect
ObligationEffect = ObligationChange.Effect


class RowField(forms.TypedChoiceField):
    """One of `rows`, which many forms of a page share without asking for them again."""

    def __init__(self, rows: Iterable[Any], words: Callable[[Any], str], **kwargs: Any) -> None:
        self.rows: dict[str, Model] = {str(row.pk): row for row in rows}
        empty = kwargs.pop("empty_label", _("Choose one"))
        choices = [("", empty), *((pk, words(row)) for pk, row in self.rows.items())]
        super().__init__(choices=choices, coerce=self.rows.get, empty_value=None, **kwargs)


class RewordingForm(forms.Form):
    """A provision whose text is replaced, or that is deleted."""

    effect = forms.ChoiceField(
        label=_("What happens"),
        choices=[(TextEffect.REPLACED, _("New text")), (TextEffect.DELETED, _("Deleted"))],
        initial=TextEffect.REPLACED,
    )
    text = forms.CharField(
        label=_("New text"),
        error_messages={"required": _("Write how the provision reads from the effective day on.")},
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The whole provision as it reads from the effective day on."),
    )
    field_order = ("article", "effect", "text")

    def __init__(self, *args: Any, articles: list[Article], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"] = RowField(articles, _provision, label=_("Provision"))
        self.fields["text"].required = self["effect"].data != TextEffect.DELETED
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """A deleted provision has no new text."""
        data = super().clean() or {}
        data["text"] = data.get("text", "").replace("\r\n", "\n")
        deleted = data.get("effect") == TextEffect.DELETED
        if deleted and data.get("text"):
            self.add_error("text", _("A deleted provision has no new text: empty this field."))
        return data


class InsertionForm(forms.Form):
    """A provision that was not there before."""

    number = forms.RegexField(
        r"^[A-Za-z0-9.]+([-( ][A-Za-z0-9.]+\)?)*$",
        label=_("Number"),
        max_length=40,
        help_text=_("As cited, for example 12A or 12.1(4)."),
        error_messages={
            "invalid": _("This cannot stand in an address: write the number like 12A or 12.1(4).")
        },
    )
    heading = forms.CharField(label=_("Heading"), required=False, max_length=200)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}))
    summary = forms.CharField(
        label=_("Summary in our words"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("number", "heading", "parent", "after", "text", "summary")

    def __init__(self, *args: Any, articles: list[Article], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = RowField(
            articles,
            _provision,
            label=_("Belongs to"),
            required=False,
            empty_label=_("Nothing: it is an article of its own"),
        )
        self.fields["after"] = RowField(
            articles,
            _provision,
            label=_("Stands after"),
            required=False,
            empty_label=_("The last one there"),
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The provision after which it stands is its neighbour, or that which contains it."""
        data = super().clean() or {}
        data["text"] = data.get("text", "").replace("\r\n", "\n")
        parent, after = data.get("parent"), data.get("after")
        if after and after != parent and after.parent_id != (parent.pk if parent else None):
            self.add_error(
                "after",
                _("%(after)s does not stand there: choose a provision of the same rank.")
                % {"after": after.number},
            )
        return data


class TurnForm(forms.Form):
    """An obligation that starts, ends, or follows another rule."""

    effect = forms.ChoiceField(
        label=_("What happens"),
        choices=[
            (ObligationEffect.CHANGES, _("Follows another rule")),
            (ObligationEffect.STARTS, _("Starts on the effective day")),
            (ObligationEffect.ENDS, _("Ends the day before the effective day")),
        ],
        initial=ObligationEffect.CHANGES,
    )
    rule = forms.CharField(
        label=_("New rule"),
        error_messages={"required": _("Write the rule that it follows from the effective day on.")},
        max_length=300,
        help_text=_("Only where the rule changes; binds facts and periods from the effective day."),
    )
    field_order = ("obligation", "effect", "rule")

    def __init__(
        self,
        *args: Any,
        agreement: Agreement,
        obligations: list[Obligation],
        declared: frozenset[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.declared = declared
        self.fields["obligation"] = RowField(obligations, _duty, label=_("Obligation"))
        self.fields["rule"].required = self._changes
        address = f"{reverse('check-rule')}?agreement={agreement.slug}"
        self.fields["rule"].widget = RuleWidget({"hx-get": address}, declared=declared)
        self.order_fields(self.field_order)

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

    def clean(self) -> dict[str, Any]:
        """Only an obligation that follows another rule has one here."""
        data = super().clean() or {}
        if data.get("rule") and not self._changes:
            self.add_error("rule", _("It only starts or ends: empty this field, or change that."))
        return data

    @property
    def _changes(self) -> bool:
        return self["effect"].data not in {ObligationEffect.STARTS, ObligationEffect.ENDS}


def _provision(article: Article) -> str:
    words = article.heading or Truncator(article.summary).chars(60)
    return f"{article.number} {words}".strip()


def _duty(obligation: Obligation) -> str:
    return f"{obligation.article.number} {obligation.title}"
