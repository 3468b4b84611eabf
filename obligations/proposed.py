"""What a proposal says: its values as rows, and from which value to which, in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import Article
from obligations.amending import day_field, given_day
from obligations.models import (
    CalendarDay,
    Obligation,
    ObligationChange,
    ObligationVersion,
    Proposal,
    Reading,
)

Values = dict[str, Any]
NOTHING = "—"
READING = (
    *("article", "question", "choice", "other", "counting"),
    *("reason", "decided_by", "decided_on"),
)
DAY = ("country", "day", "rests", "reason")
VERSION = ("rule", "reason", "applies_from")


def values_of(row: models.Model | None, names: Iterable[str]) -> Values | None:
    """The values of some fields of a row, by column, as JSON keeps them; None without a row."""
    if row is None:
        return None
    fields = [_field(type(row), name) for name in names]
    values = {field.attname: field.value_from_object(row) for field in fields}
    kept: Values = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return kept


def put(row: models.Model, values: Mapping[str, Any]) -> None:
    """Bring a row to values that were kept as JSON; does not save."""
    for name, value in values.items():
        setattr(row, name, _field(type(row), name).to_python(value))


def proposed_obligation(proposal: Proposal) -> tuple[Obligation, ObligationVersion]:
    """The obligation with the values proposed, and the version of its rule, both unsaved."""
    assert proposal.after is not None  # a constraint
    if proposal.kind == Proposal.Kind.RULE:
        assert proposal.obligation is not None  # a constraint
        obligation = Obligation.objects.with_places().get(pk=proposal.obligation.pk)
    else:
        obligation = Obligation(article=proposal.article)
    put(obligation, proposal.after["row"])
    version = ObligationVersion(obligation=obligation)
    put(version, proposal.after["version"])
    return obligation, version


def proposed_consequences(proposal: Proposal) -> list[Article] | None:
    """The provisions to which a breach leads, as proposed; None where they stay."""
    assert proposal.after is not None  # a constraint
    keys = proposal.after["consequences"]
    return None if keys is None else list(Article.objects.filter(pk__in=keys))


def changed_fields(before: Obligation | None, after: Obligation) -> list[str]:
    """The names of the fields in which an obligation is another one; all of them in a new one."""
    fields = [f for f in Obligation._meta.concrete_fields if not f.primary_key]  # noqa: SLF001 (documented)
    return [
        field.name
        for field in fields
        if before is None or field.value_from_object(before) != field.value_from_object(after)
    ]


def differences(proposal: Proposal) -> list[tuple[str, str, str]]:
    """Label, value on record and value proposed of each field that the proposal changes."""
    before, after = proposal.before or {}, proposal.after or {}
    match proposal.kind:
        case Proposal.Kind.READING:
            return _compare(Reading, before, after)
        case Proposal.Kind.DAY:
            return _compare(CalendarDay, before, after)
        case Proposal.Kind.AMENDMENT:
            return _compare_turns(proposal)
        case Proposal.Kind.WITHDRAWAL:
            return [(_("Amendment"), NOTHING, _("Withdrawn"))]
    return [
        *_compare(ObligationVersion, before.get("version", {}), after["version"]),
        *_compare(Obligation, before.get("row", {}), after["row"]),
        *_compare_consequences(before.get("consequences") or [], after["consequences"]),
    ]


def _compare(
    model: type[models.Model], before: Values, after: Values
) -> list[tuple[str, str, str]]:
    names = dict.fromkeys([*before, *after])
    return [
        (
            _label(model, name),
            _shown(model, name, before.get(name)),
            _shown(model, name, after.get(name)),
        )
        for name in names
        if before.get(name) != after.get(name) and {before.get(name), after.get(name)} != {None, ""}
    ]


def _compare_turns(proposal: Proposal) -> list[tuple[str, str, str]]:
    """What each obligation under an amendment follows, or is in force from or until."""
    assert proposal.amendment is not None  # a constraint
    effective = proposal.amendment.effective
    turns = (proposal.after or {})["turns"]
    rows = Obligation.objects.in_bulk([turn["obligation"] for turn in turns])
    said = []
    for turn, kept in zip(turns, (proposal.before or {})["turns"], strict=True):
        if turn["effect"] == ObligationChange.Effect.CHANGES:
            model: type[models.Model] = ObligationVersion
            name, value = "rule", turn["rule"]
        else:
            model, name = Obligation, day_field(turn["effect"])
            value = given_day(turn["effect"], effective)
        label = f"{rows[turn['obligation']].title} · {_label(model, name)}"
        said.append((label, _shown(model, name, kept[name]), _shown(model, name, value)))
    return said


def _compare_consequences(before: list[int], after: list[int] | None) -> list[tuple[str, str, str]]:
    if after is None or set(before) == set(after):
        return []
    numbers = dict(Article.objects.filter(pk__in=[*before, *after]).values_list("pk", "number"))
    said = [", ".join(numbers[pk] for pk in keys) or NOTHING for keys in (before, after)]
    return [(_("A breach leads to"), said[0], said[1])]


def _label(model: type[models.Model], name: str) -> str:
    words = str(_field(model, name).verbose_name)
    return words[:1].upper() + words[1:]


def _shown(model: type[models.Model], name: str, kept: Any) -> str:
    field = _field(model, name)
    if kept in {None, ""}:
        return NOTHING
    value = field.to_python(kept)
    if isinstance(field, models.ForeignKey):
        return str(field.related_model._default_manager.filter(pk=value).first() or NOTHING)  # noqa: SLF001
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(dict(field.flatchoices).get(value, value))


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.get_field(name.removesuffix("_id"))  # noqa: SLF001 (documented)
    assert isinstance(found, models.Field)
    return found
