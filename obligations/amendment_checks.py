"""What the rows of an amendment say, checked against each other and against the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import Article
from agreements.texts import Wording
from obligations.amending import day_field, given_day
from obligations.anchoring import binding_version
from obligations.deadlines import parse
from obligations.instruments.contents import slug_of
from obligations.models import Obligation, ObligationChange

Effect = ObligationChange.Effect


def check_rewordings(rows: Iterable[forms.Form], wordings: Mapping[int, Wording]) -> None:
    """Refuse a provision twice, one that is not there on the day, and a text that stays."""
    for form in _once(rows, "article"):
        article, text = form.cleaned_data["article"], form.cleaned_data["text"]
        wording = wordings.get(article.pk)
        if wording and not wording.is_present:
            form.add_error(
                "article",
                _("%(number)s is not part of the instrument on that day: %(standing)s.")
                % {"number": article.number, "standing": wording.standing},
            )
        elif wording and text and wording.text.split() == text.split():
            form.add_error("text", _("This is the text on record: change it, or empty the row."))


def check_insertions(
    rows: Iterable[forms.Form],
    wordings: Mapping[int, Wording],
    by_number: Mapping[str, Article],
) -> None:
    """Refuse a number that a provision of the instrument has on the day, and one given twice."""
    taken = {article.slug: article for article in by_number.values()}
    for form in _once(rows, "number"):
        number = form.cleaned_data["number"]
        other = taken.get(slug_of(number))
        if other is None:
            continue
        wording = wordings.get(other.pk)
        if other.number != number or wording is None or wording.is_present:
            form.add_error(
                "number",
                _("%(number)s is on record: give another number, or change its text above.")
                % {"number": other.number},
            )


def check_turns(rows: Iterable[forms.Form], day: date) -> None:
    """Refuse an obligation twice, and what changes nothing or contradicts its other day."""
    for form in _once(rows, "obligation"):
        obligation, effect = form.cleaned_data["obligation"], form.cleaned_data["effect"]
        if effect == Effect.CHANGES:
            _check_rule(form, obligation, day)
        else:
            _check_window(form, obligation, effect, given_day(effect, day))


def _check_rule(form: forms.Form, obligation: Obligation, day: date) -> None:
    present = binding_version(obligation.versions.all(), day)
    if present and present.rule and str(parse(present.rule)) == form.cleaned_data["rule"]:
        form.add_error("rule", _("It follows this rule already: write the new one."))


def _check_window(form: forms.Form, obligation: Obligation, effect: str, given: date) -> None:
    first, last = obligation.in_force_from, obligation.in_force_until
    if getattr(obligation, day_field(effect)) == given:
        error = _("That is so already, from %(given)s: take this row out.")
    elif effect == Effect.STARTS and last and last < given:
        error = _("It ended on %(last)s: add a new obligation instead.")
    elif effect == Effect.ENDS and last and last < given:
        error = _("It ended on %(last)s already: take this row out.")
    elif effect == Effect.ENDS and first and given < first:
        error = _("It starts on %(first)s only: choose a later effective day.")
    else:
        return
    days = {"given": given, "first": first, "last": last}
    shown = {name: date_format(d, "SHORT_DATE_FORMAT") for name, d in days.items() if d}
    form.add_error("effect", error % shown)


def _once(rows: Iterable[forms.Form], name: str) -> Iterator[forms.Form]:
    """The rows, save those that repeat what an earlier one names: these are refused."""
    seen = set()
    for form in rows:
        value = form.cleaned_data[name]
        if value in seen:
            form.add_error(name, _("It stands in two rows: take one of them out."))
        else:
            yield form
        seen.add(value)
