"""Who may open and who may write; one loader per object does access and 404."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.prepared import PreparedForReaders
from accounts.requests import Request
from agreements.models import Article
from obligations.models import Deadline, Event, Matter, MatterItem, Obligation, Proposal
from obligations.record_querysets import ProposalQuerySet
from obligations.services.matters import note_readings
from obligations.status import Status
from obligations.transitions import REVIEWERS, Action, roles_for


def require_recorder(request: Request) -> None:
    """Raise PermissionDenied unless the person may record, and reads as of today."""
    if not request.user.may_record:
        raise PermissionDenied(
            _("Your role reads the register. Ask a colleague of Compliance or Legal to record.")
        )
    if not request.is_today:
        raise PermissionDenied(
            _("This page is read as of another day. Go back to today to record.")
        )


def require_decider(request: Request, action: Action) -> None:
    """Raise PermissionDenied unless the person's role may do `action`, and reads as of today."""
    if request.user.role not in roles_for(action):
        raise PermissionDenied(
            _("“%(action)s” is not for your role. Ask a colleague of %(roles)s.")
            % {
                "action": action.label,
                "roles": _(" or ").join(str(role.label) for role in sorted(roles_for(action))),
            }
        )
    if not request.is_today:
        raise PermissionDenied(
            _("This page is read as of another day. Go back to today to record.")
        )


def may_close(request: Request) -> bool:
    """Whether the person may close and reopen periods, and reads as of today."""
    return request.user.role in REVIEWERS and request.is_today


def require_closer(request: Request) -> None:
    """Raise PermissionDenied unless the person may close periods, and reads as of today."""
    if not may_close(request):
        raise PermissionDenied(
            _("Legal closes and reopens periods, and only as of today. Ask a colleague there.")
        )


def may_draft(request: Request) -> bool:
    """Whether the person may write obligations and their rules, and reads as of today."""
    return request.user.role in {Role.LEGAL, Role.ADMINISTRATOR} and request.is_today


def require_drafter(request: Request) -> None:
    """Raise PermissionDenied unless the person may write obligations, and reads as of today."""
    if may_draft(request):
        return
    if not request.is_today:
        raise PermissionDenied(
            _("This page is read as of another day. Go back to today to change it.")
        )
    raise PermissionDenied(
        _("Obligations and their rules are written by Legal. Ask a colleague there to change it.")
    )


def pending_proposals(request: Request) -> ProposalQuerySet:
    """What is pending and may be known; as of another day there is nothing to decide."""
    if not request.is_today:
        return Proposal.objects.none()
    return Proposal.objects.visible_to(request.user).pending().with_places()


def get_deadline(request: Request, pk: int) -> Deadline:
    """The deadline as of the day of the page; raises Http404 where it must not be known.

    That it was opened is kept where it belongs to a matter: `matters` are these.
    """
    loaded: list[Deadline] = DETAILED.objects(request.user, pk=pk, day=request.as_of)
    if not loaded:
        raise Http404
    (found,) = loaded
    in_matters = MatterItem.objects.open().of_deadline(found) if found.is_in_matter else []
    found.matters = note_opened(request, in_matters)
    return found


def note_opened(request: Request, items: Iterable[MatterItem]) -> list[Matter]:
    """Keep who opened what belongs to matters; returns these."""
    opened = list(items)
    if opened:
        note_readings(items=opened, person=request.user, day=request.today)
    return [item.matter for item in opened]


def may_restrict(request: Request) -> bool:
    """Whether the person may open matters and let people in, and reads as of today."""
    return request.user.role == Role.LEGAL and request.is_today


def require_restricter(request: Request) -> None:
    """Raise PermissionDenied unless the person may open matters, and reads as of today."""
    if request.user.role != Role.LEGAL:
        raise PermissionDenied(_("Legal opens matters and lets people in. Ask a colleague there."))
    if not request.is_today:
        raise PermissionDenied(
            _("This page is read as of another day. Go back to today to change it.")
        )


def get_matter(request: Request, pk: int) -> Matter:
    """The matter; raises Http404 for who was not let in."""
    matters = Matter.objects.visible_to(request.user)
    related = matters.select_related("agreement", "opened_by", "closing__closed_by")
    return get_object_or_404(related, pk=pk)


def get_obligation(request: Request, key: str) -> Obligation:
    """The obligation; raises Http404 where it must not be known."""
    loaded: list[Obligation] = OBLIGATION.objects(request.user, key=key)
    if not loaded:
        raise Http404
    return loaded[0]


def get_article(request: Request, slug: str, provision: str) -> Article:
    """The provision; raises Http404 where it must not be known."""
    articles = Article.objects.visible_to(request.user).select_related("agreement")
    return get_object_or_404(articles, agreement__slug=slug, slug=provision)


def get_event(request: Request, pk: int) -> Event:
    """The fact; raises Http404 where it must not be known."""
    events = Event.objects.visible_to(request.user).telling_of_matters()
    related = events.select_related("type__agreement", "root", "corrected_by")
    found = get_object_or_404(related, pk=pk)
    if found.is_in_matter:
        note_opened(request, MatterItem.objects.open().of_event(found))
    return found


def count_by_status(request: Request) -> dict[str, int]:
    """How many deadlines have each status for this person on the day of the page.

    Counted once for a request: the navigation and the page show the same numbers.
    """
    if not hasattr(request, "status_counts"):
        rows = COUNTS(request.user, day=request.as_of)
        request.status_counts = {row["status"]: row["number"] for row in rows}
    return request.status_counts


def count_overdue(request: Request) -> int:
    """The same number as `count_by_status` says, for pages that ask for no other status."""
    if hasattr(request, "status_counts"):
        return request.status_counts.get(Status.OVERDUE, 0)
    return sum(row["number"] for row in OVERDUE(request.user, day=request.as_of))


DETAILED = PreparedForReaders(
    lambda user, pk, day: (
        Deadline.objects.visible_to(user)
        .as_of(day)
        .with_dates()
        .select_related(
            "obligation__article__agreement",
            "obligation__obligor",
            "obligation__obligee",
            "obligation__team",
            "current__rule_version",
            "event__type",
        )
        .defer(None)
        .telling_of_matters()
        .filter(pk=pk)
    ),
    pk=int,
    day=date,
)
OBLIGATION = PreparedForReaders(
    lambda user, key: Obligation.objects.visible_to(user).with_places().filter(key=key), key=str
)
OVERDUE = PreparedForReaders(
    lambda user, day: (
        Deadline.objects.visible_to(user)
        .as_of(day)
        .with_status(Status.OVERDUE)
        .filter(state__due__lt=day, state__is_ours=True)
        .counted()
    ),
    day=date,
)
COUNTS = PreparedForReaders(
    lambda user, day: Deadline.objects.visible_to(user).as_of(day).counted(), day=date
)
