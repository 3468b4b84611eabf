"""The address in a digest that stops digests: signed, so that it works without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User

SALT = "reminders.unsubscribe"


def unsubscribe_url(person: User) -> str:
    """Where `person` stops digests: a page for GET, and at once for POST (RFC 8058)."""
    token = signing.dumps(person.pk, salt=SALT)
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[token])}"


def unsubscribing(token: str) -> User | None:
    """Whose digests `token` stops; None where we did not sign it, or the person has left."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
