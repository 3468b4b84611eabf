"""What hangs at a clause as HTML: obligations with their status, and readings."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from obligations.models import Obligation
from obligations.reading.hanging import Row
from obligations.reading.html import day_tag, html, joined
from obligations.reading.records import Occurrence
from obligations.reading.tree import Hook
from obligations.status import LOOKS


class Hooks:
    """Builds them for one page as of a day; `day` is what its links add to an address for it."""

    def __init__(self, as_of: date, day: str) -> None:
        self.as_of, self.day = as_of, day
        self.kinds = {value: str(label) for value, label in Obligation.Kind.choices}
        self.not_triggered = _("Not triggered")
        self.if_breached = _("If breached: {}")

    def show(self, hook: Hook, address: str, *, breach: SafeString) -> SafeString:
        """An obligation: its kind, title and status, its sides and rule, and what is said of it.

        `breach` holds the links to what a breach leads to.
        """
        occurrence = None if hook.starts or hook.ended else hook.occurrence
        return html(
            '<div class="hook {}"><div class="hook-head"><span class="kind">{}</span>'
            ' <a class="title" href="{}">{}</a> {}</div>\n{}</div>',
            LOOKS.get(occurrence.status, "idle") if occurrence else "idle",
            self.kinds[hook.row["kind"]],
            address,
            hook.row["title"],
            self._status(occurrence) if occurrence else self._state(hook),
            _lines(hook, html(self.if_breached, breach) if breach else ""),
        )

    def _status(self, occurrence: Occurrence) -> SafeString:
        return _chip(occurrence, self.as_of, self.day, get_language())

    def _state(self, hook: Hook) -> SafeString:
        """What is known of an obligation that no deadline speaks for."""
        state: SafeString | str = ""
        if hook.starts:
            state = html(_("In force from {}"), day_tag(hook.starts))
        elif hook.ended:
            state = html(_("Ended {}"), day_tag(hook.ended))
        elif hook.row["rule"]:
            state = self.not_triggered
        return html('<span class="status mark idle">{}</span>', state) if state else SafeString()


@lru_cache(maxsize=4_096)
def _chip(occurrence: Occurrence, as_of: date, query: str, language: str) -> SafeString:
    """The status and the day to act by; the same for the same occurrence, day and `language`."""
    deadline = occurrence.to_deadline(as_of)
    chip = html(
        '<a class="chip-link" href="{}{}"><span class="status mark {}">{}</span></a>',
        deadline.get_absolute_url(),
        query,
        LOOKS.get(deadline.status, "idle"),
        deadline.status_label,
    )
    if not deadline.act_by:
        return chip
    words = html(_("act by {}"), day_tag(deadline.act_by))
    return chip + html(' <span class="small muted">{}</span>', words)


def _lines(hook: Hook, breach: SafeString | str) -> SafeString:
    row = hook.row
    terms = " · ".join(words for words in (hook.sides, row["rule"]) if words)
    lines = (terms, breach, row["exceptions"], row["survival"], row["note"])
    return joined(html('<p class="small muted">{}</p>', line) for line in lines if line)


def reading(row: Row) -> SafeString:
    """Which of several meanings was chosen, folded under the question."""
    other = html("{} {}", _("Other reading:"), row["other"]) if row["other"] else ""
    decided = html("{}, {}", row["decided_by"], day_tag(row["decided_on"]))
    return html(
        '<details class="small reading"><summary>{} {}</summary><p>{}</p>{}</details>',
        _("Reading recorded:"),
        row["question"],
        row["choice"],
        joined(
            html('<p class="muted">{}</p>', words)
            for words in (other, row["reason"], decided)
            if words
        ),
    )
