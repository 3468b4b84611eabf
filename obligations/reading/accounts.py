"""What accounts for a provision, in words, and how many provisions something accounts for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Func, IntegerField, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from agreements.models import Agreement, Article
from obligations.coverage import Account, accounted_for
from obligations.models import Obligation
from obligations.reading.tree import Provision

Kind = Obligation.Kind
NUMBERED = {
    Kind.DUTY: ngettext_lazy("%d duty", "%d duties"),
    Kind.RIGHT: ngettext_lazy("%d right", "%d rights"),
    Kind.PROHIBITION: ngettext_lazy("%d prohibition", "%d prohibitions"),
    Kind.CONDITION: ngettext_lazy("%d condition precedent", "%d conditions precedent"),
    Kind.REPRESENTATION: ngettext_lazy("%d representation", "%d representations"),
    Kind.DEFINITION: ngettext_lazy("%d definition", "%d definitions"),
    Kind.OTHER: ngettext_lazy("%d other obligation", "%d other obligations"),
}
LOOKS = {
    Account.OBLIGATIONS: "done",
    Account.TERMS: "done",
    Account.NO_CONTENT: "idle",
    Account.INTRODUCES: "idle",
    Account.MISSING: "overdue",
}


@dataclass(frozen=True)
class Mark:
    """A state in words; `look` is the class that gives its colour and its shape."""

    look: str
    words: str


class Marks:
    """Marks of provisions; hundreds of them differ little, so each is worded once."""

    def __init__(self) -> None:
        self._marks: dict[tuple[object, ...], Mark] = {}

    def of(self, provision: Provision) -> Mark:
        """What accounts for it: what hangs at it, those that it introduces, or why nothing."""
        kinds = tuple(hook.row["kind"] for hook in provision.hooks)
        numbers = len(provision.terms), len(provision.inner)
        key = (provision.account, kinds, *numbers, provision.article.no_content)
        if key not in self._marks:
            self._marks[key] = _mark_of(provision)
        return self._marks[key]


def _mark_of(provision: Provision) -> Mark:
    account = provision.account
    match account:
        case Account.OBLIGATIONS | Account.TERMS:
            words = _("covered by %(what)s") % {"what": ", ".join(_covers(provision))}
        case Account.NO_CONTENT:
            reason = provision.article.no_content
            words = _("no operative content: %(reason)s") % {"reason": reason}
        case Account.INTRODUCES:
            number = len(provision.inner)
            words = ngettext("introduces %d provision", "introduces %d provisions", number) % number
        case Account.MISSING:
            words = _("not accounted for")
    return Mark(LOOKS[account], words)


def with_counts(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Give each the numbers of its provisions, of those accounted for, and of its obligations."""
    provisions = Article.objects.filter(agreement=OuterRef("pk"))
    accounted = accounted_for(provisions).exclude(account=Account.MISSING)
    return agreements.annotate(
        provision_count=_count(provisions),
        accounted_count=_count(accounted),
        obligation_count=_count(Obligation.objects.filter(article__agreement=OuterRef("pk"))),
    )


def _covers(provision: Provision) -> list[str]:
    kinds = Counter(Kind(hook.row["kind"]) for hook in provision.hooks)
    covers = [str(NUMBERED[kind] % number) for kind, number in kinds.items()]
    if number := len(provision.terms):
        covers.append(ngettext("%d defined term", "%d defined terms", number) % number)
    return covers


def _count(rows: QuerySet[Any]) -> Subquery:
    """How many rows there are; without the grouping that `Count` brings into a subquery."""
    counted = Func("pk", function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().values(counted=counted))
