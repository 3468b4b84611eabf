"""Secrets of second factors, unreadable in the database and its backups without SECRET_KEY."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def encrypt(text: str) -> str:
    """`text` under a key that follows from SECRET_KEY (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """What was encrypted under SECRET_KEY, or under one of SECRET_KEY_FALLBACKS.

    Raises cryptography.fernet.InvalidToken where none of them opens it.
    """
    return _cipher().decrypt(text.encode()).decode()


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return salted_hmac("accounts.secrets", "", secret=key, algorithm="sha256").digest()
