"""The words, shapes and addresses that the pages take from the template tags."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfoNotFoundError

import pytest
from django import forms
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation

from iijgov.templatetags import iijgov as tags

NOTICE = datetime(2026, 11, 12, 1, 20, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    return Template("{% load iijgov %}" + source).render(Context(context))


def test_day_carries_its_weekday() -> None:
    assert tags.day(date(2026, 11, 13)) == '<time datetime="2026-11-13">Fri 13 Nov 2026</time>'


def test_longday_spells_weekday_and_month() -> None:
    shown = '<time datetime="2026-11-13">Friday 13 November 2026</time>'
    assert tags.longday(date(2026, 11, 13)) == shown


@override_settings(LANGUAGES=[("ja", "Japanese")])
def test_day_in_japanese() -> None:
    with translation.override("ja"):
        shown = '<time datetime="2026-11-13">2026年11月13日(金)</time>'
        assert tags.day(date(2026, 11, 13)) == shown


@pytest.mark.parametrize("shown", [tags.day(None), tags.longday(None), tags.moment(None, "UTC")])
def test_what_is_not_known_shows_nothing(shown: str) -> None:
    assert shown == ""


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        (
            "Asia/Tokyo",
            '<time datetime="2026-11-12T10:20+09:00">Thu 12 Nov 2026, 10:20 Tokyo</time>',
        ),
        (
            "America/New_York",
            '<time datetime="2026-11-11T20:20-05:00">Wed 11 Nov 2026, 20:20 New York</time>',
        ),
        (
            "Europe/London",
            '<time datetime="2026-11-12T01:20+00:00">Thu 12 Nov 2026, 01:20 London</time>',
        ),
    ],
)
def test_moment_is_told_on_the_clock_of_the_zone(zone: str, shown: str) -> None:
    assert tags.moment(NOTICE, zone) == shown


def test_moment_refuses_an_instant_without_a_zone() -> None:
    with pytest.raises(ValueError, match="2026-11-12 01:20:00 has no time zone"):
        tags.moment(NOTICE.replace(tzinfo=None), "Asia/Tokyo")


def test_moment_refuses_an_unknown_zone() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        tags.moment(NOTICE, "Asia/Nowhere")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("/deadlines/7/", "/deadlines/7/?as_of=2003-10-31"),
        ("/obligations/?status=overdue", "/obligations/?status=overdue&as_of=2003-10-31"),
        ("/agreements/sa/12/#12.1", "/agreements/sa/12/?as_of=2003-10-31#12.1"),
    ],
)
def test_links_keep_the_day_that_the_page_is_read_as_of(url: str, address: str) -> None:
    request = SimpleNamespace(as_of_query="as_of=2003-10-31")
    assert tags.at(url, request) == address  # type: ignore[arg-type]


def test_an_object_is_linked_at_its_address() -> None:
    request = SimpleNamespace(as_of_query="as_of=2003-10-31")
    article = SimpleNamespace(get_absolute_url=lambda: "/agreements/sa/12/")
    assert tags.at(article, request) == "/agreements/sa/12/?as_of=2003-10-31"  # type: ignore[arg-type]


def test_links_of_today_name_no_day() -> None:
    request = SimpleNamespace(as_of_query="")
    assert tags.at("/deadlines/7/", request) == "/deadlines/7/"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "look"),
    [
        ("overdue", "overdue"),
        ("past_safe", "soon"),
        ("answer_pending", "right"),
        ("performed", "done"),
        ("performed_late", "done"),
        ("never_arose", "idle"),
        ("not_assessed", "idle"),
    ],
)
def test_a_status_has_a_look(status: str, look: str) -> None:
    assert tags.look(status) == look


def test_status_chip_shows_shape_and_word() -> None:
    deadline = SimpleNamespace(status="overdue", status_label="Overdue 5 days")
    chip = render("{% status_chip deadline %}", deadline=deadline)
    assert chip.strip() == '<span class="status mark overdue">Overdue 5 days</span>'


def test_status_escapes_its_word() -> None:
    assert "&lt;b&gt;" in render('{% status "open" label %}', label="<b>")


class NoticeForm(forms.Form):
    happened_on = forms.DateField(label="Date", help_text="In Tokyo")
    note = forms.CharField(label="Note", required=False)


def test_field_ties_help_and_error_to_its_control() -> None:
    shown = render("{% field form.happened_on %}", form=NoticeForm({"happened_on": "31 Nov"}))
    assert '<label for="id_happened_on">' in shown
    assert 'value="31 Nov"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_happened_on_helptext id_happened_on_error"' in shown
    assert 'id="id_happened_on_helptext">In Tokyo</div>' in shown
    assert 'id="id_happened_on_error"' in shown


def test_field_says_what_may_be_left_out() -> None:
    form = NoticeForm()
    assert "optional" in render("{% field form.note %}", form=form)
    assert "optional" not in render("{% field form.happened_on %}", form=form)


STEP = {
    "on": "2026-11-16",
    "template": "Day %(number)s fell on %(rest_on)s, which rests.",
    "values": {"number": 45, "rest_on": "2026-11-14"},
    "authority": "Civil Code art. %(article)s",
    "authority_values": {"article": 142},
}


def test_step_writes_its_days_out() -> None:
    assert tags.step_text(STEP) == "Day 45 fell on Sat 14 Nov 2026, which rests."
    assert tags.step_authority(STEP) == "Civil Code art. 142"
    assert tags.step_day(STEP) == '<time datetime="2026-11-16">Mon 16 Nov 2026</time>'


def test_step_without_day_and_authority() -> None:
    step: dict[str, object] = STEP | {"on": None, "authority": "", "authority_values": {}}
    assert tags.step_day(step) == ""
    assert tags.step_authority(step) == ""
