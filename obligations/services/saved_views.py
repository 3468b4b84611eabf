"""Keeping filters of the register under a name."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from obligations.models import SavedView


@transaction.atomic
def save_view(*, owner: User, name: str, query: str, is_shared: bool) -> tuple[SavedView, bool]:
    """Keep `query` for its owner, in the place of an earlier one of the same name.

    Returns the view and whether it is new; a link to an earlier one opens the later filter.
    """
    said = {"query": query, "is_shared": is_shared}
    return SavedView.objects.update_or_create(owner=owner, name=name, defaults=said)


def delete_view(*, view: SavedView) -> None:
    """Forget a view: nothing else hangs on it, and the audit trail keeps what it was."""
    view.delete()
