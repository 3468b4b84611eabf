"""A redline on a page: struck and underlined, and said in words to screen readers."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agreements.redlines import Kind, Run

register = template.Library()


@register.filter
def redlined(runs: Iterable[Run]) -> SafeString:
    """The words of `runs`; what was deleted and inserted is marked by element and by words."""
    return format_html_join("", "{}", ((_marked(run),) for run in runs))


def _marked(run: Run) -> str:
    if run.kind == Kind.SAME:
        return run.words
    tag, said = ("del", _("deleted:")) if run.kind == Kind.DELETED else ("ins", _("inserted:"))
    return format_html(
        '<{0}><span class="visually-hidden">[{1} </span>{2}'
        '<span class="visually-hidden">]</span></{0}>',
        tag,
        said,
        run.words,
    )
