"""Who may read the audit trail, and who may take it along."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.requests import Request

EXPORTERS = {Role.AUDITOR, Role.ADMINISTRATOR}
READERS = EXPORTERS | {Role.LEGAL}


def may_read_trail(user: User) -> bool:
    """Whether this person may know that there is a page of the trail."""
    return user.role in READERS


def may_export_trail(user: User) -> bool:
    """Whether this person may take the trail along."""
    return user.role in EXPORTERS


def require_reader(request: Request) -> None:
    """Raise Http404 unless the person may read the trail."""
    if not may_read_trail(request.user):
        raise Http404


def require_exporter(request: Request) -> None:
    """Raise Http404 or PermissionDenied unless the person may export the trail."""
    require_reader(request)
    if not may_export_trail(request.user):
        raise PermissionDenied(
            _("The audit trail is exported by auditors and administrators. Ask one of them.")
        )
