"""The whole form of an amendment: its head and its rows, checked together."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from agreements.models import Agreement, ArticleChange
from agreements.texts import Texts, Wording, load_texts
from obligations.amending import Draft, Insertion, Rewording, Turn
from obligations.amendment_checks import check_insertions, check_rewordings, check_turns
from obligations.amendment_forms import AmendmentForm
from obligations.amendment_rows import InsertionForm, RewordingForm, RowField, TurnForm
from obligations.models import Obligation

if TYPE_CHECKING:
    FormSet = forms.BaseFormSet[forms.Form]
else:
    FormSet = forms.BaseFormSet


INDENTS = re.compile(r"^[ \t]+", re.MULTILINE)
MOST_ROWS = 200


class Rows(FormSet):
    """Rows of one kind; those that are empty or taken out say nothing."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Each row can be left out again."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Leave this row out")

    def is_valid(self) -> bool:
        """Check the rows; what is wrong with one that is left out does not matter."""
        valid = super().is_valid()
        for form in self.forms:
            if form["DELETE"].data:
                form.errors.clear()
        return valid

    def said(self) -> list[forms.Form]:
        """The rows that somebody filled in; needs `is_valid`."""
        return [f for f in self.forms if f.has_changed() and f not in self.deleted_forms]

    def unsent(self) -> None:
        """Show what was typed without a word on what is wrong with it."""
        for form in self.forms:
            unsent(form)


def unsent(form: forms.Form) -> None:
    """Show what was typed without a word on what is wrong with it."""
    form.initial = {name: form[name].data for name in form.fields}
    form.is_bound = False


class AmendmentSheet:
    """An amendment as somebody types it; `draft` is what it says once it is valid."""

    def __init__(self, data: QueryDict | None, *, agreement: Agreement, today: date) -> None:
        self.agreement = agreement
        articles = list(agreement.articles.order_by("position"))
        declared = frozenset(agreement.event_types.values_list("name", flat=True))
        duties = Obligation.objects.filter(article__agreement=agreement)
        obligations = list(duties.select_related("article").prefetch_related("versions"))
        self.by_number = {article.number: article for article in articles}
        self.head = AmendmentForm(data, agreement=agreement, today=today)
        places = {"articles": articles}
        self.texts = _rows(RewordingForm, 1)(data, prefix="texts", form_kwargs=places)
        self.insertions = _rows(InsertionForm, 0)(data, prefix="insertions", form_kwargs=places)
        duties_of = {"agreement": agreement, "obligations": obligations, "declared": declared}
        self.turns = _rows(TurnForm, 0)(data, prefix="turns", form_kwargs=duties_of)

    @property
    def row_sets(self) -> tuple[Rows, ...]:
        """The three lists of rows."""
        return (self.texts, self.insertions, self.turns)

    @cached_property
    def record(self) -> Texts:
        """The texts on record."""
        return load_texts(self.agreement)

    @cached_property
    def wordings(self) -> dict[int, Wording]:
        """The text of each provision on the effective day; none while that is not known."""
        day = self.effective
        return self.record.on(day) if day else {}

    @property
    def effective(self) -> date | None:
        """The effective day, where one was typed that can be read."""
        field = self.head.fields["effective"]
        try:
            day: date | None = field.clean(self.head["effective"].data)
        except forms.ValidationError:
            return None
        return day

    def is_valid(self) -> bool:
        """Check the head, each row, and what the rows say together against the record."""
        valid = [self.head.is_valid(), *(rows.is_valid() for rows in self.row_sets)]
        if not all(valid):
            return False
        if not any(rows.said() for rows in self.row_sets):
            self.head.add_error(
                None, _("Say what it changes: at least one provision or one obligation.")
            )
        day = self.head.cleaned_data["effective"]
        check_rewordings(self.texts.said(), self.wordings)
        check_insertions(self.insertions.said(), self.wordings, self.by_number)
        check_turns(self.turns.said(), day)
        every = [self.head, *(form for rows in self.row_sets for form in rows.forms)]
        return not any(form.errors for form in every)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What hinders the draft: where, and what is wrong."""
        places: list[tuple[str, forms.Form]] = [("", self.head)]
        for rows in self.row_sets:
            places += [
                (_("Row %(number)s: ") % {"number": number}, form)
                for number, form in enumerate(rows.forms, 1)
            ]
        return [
            (f"{place}{form[name].label if name in form.fields else ''}", str(error))
            for place, form in places
            if form.is_bound
            for name, errors in form.errors.items()
            for error in errors
        ]

    @property
    def draft(self) -> Draft:
        """What the form says; it must be valid."""
        return Draft(
            agreement=self.agreement,
            **self.head.cleaned_data,
            rewordings=tuple(
                Rewording(form.cleaned_data["article"], form.cleaned_data["text"])
                for form in self.texts.said()
            ),
            insertions=tuple(Insertion(**_fields(form)) for form in self.insertions.said()),
            turns=tuple(Turn(**_fields(form)) for form in self.turns.said()),
        )

    def unsent(self) -> None:
        """Show what was typed, with the text on record where a provision has no new one yet."""
        unsent(self.head)
        for rows in self.row_sets:
            rows.unsent()
        for form in self.texts.forms:
            present = self.present(form)
            replaced = form.initial["effect"] != ArticleChange.Effect.DELETED
            if present and present.is_present and replaced and not form.initial["text"]:
                # The indents of the print are no part of the text, and hard to edit around.
                form.initial["text"] = INDENTS.sub("", present.text)

    def present(self, form: forms.Form) -> Wording | None:
        """The text on record of the provision chosen in a row, as of the effective day."""
        field = form.fields["article"]
        assert isinstance(field, RowField)
        chosen = field.rows.get(form["article"].data or "")
        return self.wordings.get(chosen.pk) if chosen else None

    def show_present(self) -> None:
        """Hang the text on record at each row, for the page."""
        for form in self.texts.forms:
            form.present = self.present(form)  # type: ignore[attr-defined]


def _rows(form: type[forms.Form], extra: int) -> type[Rows]:
    rows = forms.formset_factory(
        form,
        formset=Rows,
        extra=extra,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )
    return cast(type[Rows], rows)


def _fields(form: forms.Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
