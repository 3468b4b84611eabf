"""Steps that say when a rule's anchor happened, or that it has not."""

from datetime import date, datetime

from . import authorities as by
from .anchors import Day, EventAnchor, FiscalAnchor, Point
from .facts import Facts, Moment, Terms
from .messages import N_
from .steps import Step, written

_FISCAL = {
    ("quarter", 0): N_("The fiscal quarter ended at midnight."),
    ("quarter", 1): N_("The first fiscal quarter ended at midnight."),
    ("quarter", 2): N_("The second fiscal quarter ended at midnight."),
    ("quarter", 3): N_("The third fiscal quarter ended at midnight."),
    ("quarter", 4): N_("The fourth fiscal quarter ended at midnight."),
    ("half", 0): N_("The fiscal half ended at midnight."),
    ("half", 1): N_("The first fiscal half ended at midnight."),
    ("half", 2): N_("The second fiscal half ended at midnight."),
}
_FISCAL_WAITING = {
    "quarter": N_("No fiscal quarter that the rule speaks of has ended yet."),
    "half": N_("No fiscal half that the rule speaks of has ended yet."),
    "year": N_("No fiscal year that the rule speaks of has ended yet."),
}


def happened(point: Point, moment: Moment, facts: Facts, terms: Terms) -> Step:
    """When the anchor happened, in the agreement's zone."""
    match point:
        case Day():
            return Step(moment.day, N_("The day that the agreement names."), {}, by.RULE_TEXT)
        case FiscalAnchor(unit=unit):
            number = facts.period.number if facts.period else 0
            template = _FISCAL.get((unit, number), N_("The fiscal year ended at midnight."))
            return Step(moment.day, template, {}, by.FISCAL)
        case EventAnchor(name=name):
            return _event(name, facts.events[name], moment, terms)


def _event(name: str, when: date | datetime, moment: Moment, terms: Terms) -> Step:
    if not isinstance(when, datetime) or moment.instant is None:
        return Step(moment.day, N_("Event: %(event)s."), {"event": name}, by.RECORDED)
    return Step(
        moment.day,
        N_("Event: %(event)s, at %(recorded)s; in %(zone)s that is %(local)s."),
        {
            "event": name,
            "recorded": written(when),
            "zone": terms.zone,
            "local": written(moment.instant),
        },
        by.ZONE,
    )


def waiting(point: Point, moment: Moment | None) -> Step:
    """Why the computation waits for its anchor."""
    if isinstance(point, FiscalAnchor):
        return Step(None, _FISCAL_WAITING[point.unit], {}, by.FISCAL)
    if moment:
        return Step(
            moment.day,
            N_("Event: %(event)s. Hours run from a time of day, and none is recorded."),
            {"event": str(point)},
            by.HOURS,
        )
    return Step(
        None, N_("The event has not happened: %(event)s."), {"event": str(point)}, by.RECORDED
    )
