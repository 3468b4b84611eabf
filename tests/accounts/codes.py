"""What an authenticator app shows: RFC 6238 with SHA-1, six digits, 30 seconds."""

import hmac
import struct
import time
from base64 import b32decode


def code_of(key: str, *, after: float = 0) -> str:
    """The code of `key` (base32) now, or `after` seconds from now."""
    step = struct.pack(">Q", int(time.time() + after) // 30)
    digest = hmac.digest(b32decode(key), step, "sha1")
    start = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"
