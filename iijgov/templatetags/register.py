"""The rows of the register: a page has thirty with a dozen values each, too many for a template."""

from functools import lru_cache
from html import escape

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from iijgov.templatetags.iijgov import at, day, status_chip
from obligations.models import Deadline
from obligations.reading.html import html

register = template.Library()

ROW = """<tr>
<td class="pick"><input type="checkbox" name="pick" value="{{}}" aria-label="{{}}"></td>
<td class="small" data-label="{article}"><div><a class="title" href="{{}}">{{}}</a>
<span class="sub">{{}}</span></div></td>
<td class="wide lead"><a class="title" href="{{}}">{{}}</a> <span class="sub">{{}}</span></td>
<td data-label="{kind}"><span class="kind">{{}}</span></td>
<td class="small" data-label="{sides}">{{}}</td>
<td class="small" data-label="{owner}">{{}}</td>
<td class="small nowrap" data-label="{act_by}">{{}}</td>
<td data-label="{status}">{{}}</td>
</tr>"""


@register.simple_tag
def register_row(deadline: Deadline, request: HttpRequest) -> SafeString:
    """A deadline with its obligation, its day to act by and its status."""
    obligation, article = deadline.obligation, deadline.obligation.article
    title = deadline.title
    rule = deadline.current.rule_version if deadline.current else None
    return html(
        _row(get_language()),
        deadline.pk,
        _("Select %(title)s") % {"title": title},
        at(article, request),
        article.number,
        article.agreement,
        at(deadline, request),
        title,
        rule.rule if rule else "",
        obligation.kind_label,
        obligation.sides,
        obligation.team or "—",
        day(deadline.act_by) or "—",
        status_chip(deadline),
    )


@lru_cache
def _row(language: str) -> str:
    """The row with its labels, which a narrow screen shows, in `language`."""
    return ROW.format(
        article=escape(_("Article")),
        kind=escape(_("Kind")),
        sides=escape(_("From → to")),
        owner=escape(_("Owner")),
        act_by=escape(_("Act by")),
        status=escape(_("Status")),
    )
