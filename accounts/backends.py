"""Who signs in with an address and a password, and who the person of a session is."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import SECOND_FACTORS, User
from accounts.prepared import Prepared


class PersonBackend(ModelBackend):
    """Address and password; reads with a session's person whether they have a second factor."""

    def get_user(self, user_id: Any) -> User | None:
        """The active person of a session, with `has_second_factor` in the same query."""
        found = PERSON.objects(person=int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None


def _person(person: int) -> QuerySet[User]:
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    people = User.objects.annotate(has_second_factor=Exists(factors))  # type: ignore[no-redef]
    return people.filter(pk=person)


PERSON = Prepared(_person, person=int)
