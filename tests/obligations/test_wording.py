"""How a deadline is worded on a day."""

from datetime import date
from typing import Any

import pytest

from obligations.models import Deadline
from tests.factories import (
    DeadlineFactory,
    DeadlineVersionFactory,
    ObligationFactory,
    PartyFactory,
    PerformanceFactory,
)

pytestmark = pytest.mark.django_db
NOTHING = {"safe": None, "before_roll": None, "due": None}


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.fixture
def home():
    return PartyFactory.create(is_home=True)


@pytest.fixture
def read(home):
    """A deadline of ours as read on a day: safe Fri 11, Sat 12, due Mon 14 December 2026."""

    def _read(on: str, arrived: str = "", of: str = "duty", **version: Any) -> Deadline:
        obligation = ObligationFactory.create(obligor=home, kind=of)
        made = DeadlineFactory.create(obligation=obligation)
        DeadlineVersionFactory.create(deadline=made, **version)
        if arrived:
            PerformanceFactory.create(deadline=made, dispatched_on=None, arrived_on=day(arrived))
        return Deadline.objects.as_of(day(on)).with_places().get(pk=made.pk)

    return _read


@pytest.mark.parametrize(
    ("on", "label", "note"),
    [
        ("11-20", "Open", "21 days left"),
        ("12-10", "1 day left", "1 day left"),
        ("12-11", "Due today", "Due today"),
        ("12-12", "Past the safe date", "1 day past the safe date"),
        ("12-14", "Past the safe date", "3 days past the safe date"),
        ("12-15", "Overdue 1 day", "4 days past the safe date"),
        ("12-19", "Overdue 5 days", "8 days past the safe date"),
    ],
)
def test_a_dated_duty(read, on, label, note):
    found = read(on)
    assert (found.status_label, found.days_note) == (label, note)
    assert found.headline == "Act by Friday 11 December 2026"


def test_performed(read):
    found = read("12-19", arrived="12-10")
    assert (found.status_label, found.days_note) == ("Performed", "performed Thu 10 Dec 2026")


@pytest.mark.parametrize(
    ("on", "version", "headline", "note"),
    [
        (
            "11-22",
            {"kind": "standard", "internal_target": day("11-20"), **NOTHING},
            "Promptly: no date; internal target Friday 20 November 2026",
            "2 days past the target",
        ),
        ("11-22", {"kind": "standard", **NOTHING}, "Promptly: no date", ""),
        ("11-22", {"kind": "standing", **NOTHING}, "Continuing, without a date", ""),
        (
            "11-22",
            {"kind": "from", "opens": day("12-01"), **NOTHING},
            "Does not exist yet; arises on Tuesday 1 December 2026",
            "",
        ),
        (
            "12-01",
            {"kind": "from", "opens": day("12-01"), **NOTHING},
            "Continuing since Tuesday 1 December 2026",
            "",
        ),
        (
            "11-14",
            {"kind": "none", "opens": day("12-01"), "closed_on": day("11-15"), **NOTHING},
            "Does not exist yet; would arise on Tuesday 1 December 2026",
            "",
        ),
        (
            "11-22",
            {"kind": "none", "opens": day("12-01"), "closed_on": day("11-15"), **NOTHING},
            "Never arose: removed by what happened on Sunday 15 November 2026",
            "",
        ),
        ("11-22", {"kind": "none", **NOTHING}, "Never arose", ""),
        (
            "11-22",
            {"kind": "withdrawn", **NOTHING},
            "Withdrawn: what it was counted from no longer stands",
            "",
        ),
        (
            "11-22",
            {"kind": "open", "opens": day("11-15"), **NOTHING},
            "Continuing since Sunday 15 November 2026",
            "",
        ),
        (
            "11-18",
            {
                "safe": None,
                "opens": day("11-15"),
                "before_roll": day("11-20"),
                "due": day("11-20"),
            },
            "Binds from Sunday 15 November 2026 to Friday 20 November 2026",
            "2 days left",
        ),
        (
            "11-22",
            {
                "safe": None,
                "opens": day("11-15"),
                "before_roll": day("11-20"),
                "due": day("11-20"),
            },
            "Ended on Friday 20 November 2026",
            "",
        ),
    ],
)
def test_what_has_no_day_to_act_by(read, on, version, headline, note):
    found = read(on, **version)
    assert (found.headline, found.days_note) == (headline, note)


@pytest.mark.parametrize(
    ("version", "headline"),
    [
        ({"kind": "from"}, "Exists since Sunday 15 November 2026, 00:00"),
        ({"kind": "open"}, "Open since Sunday 15 November 2026"),
        (
            {"due": day("11-20"), "before_roll": day("11-20")},
            "Open from Sunday 15 November 2026 to Friday 20 November 2026",
        ),
    ],
)
def test_a_right_is_open(read, version, headline):
    days = {**NOTHING, "opens": day("11-15"), **version}
    assert read("11-18", of="right", **days).headline == headline


def test_an_internal_target_never_reads_like_a_deadline(read):
    found = read("11-22", kind="standard", internal_target=day("11-20"), **NOTHING)
    assert "target" in found.headline
    assert "target" in found.status_label
    assert "Act by" not in found.headline
