"""Who signed a push: ``X-Hub-Signature`` (W3C WebSub, section 7.1)."""

import hmac
from enum import Enum

_STRONG = frozenset({"sha256", "sha384", "sha512"})


class Signed(Enum):
    """How well something is signed."""

    NOT = "not"
    WEAKLY = "weakly"
    """By SHA-1, which the Recommendation allows and newer hubs have left."""
    WELL = "well"


def signed(header: str | None, secret: str, body: bytes) -> Signed:
    """How well ``body`` is signed by whoever knows ``secret``, found out in a time that tells nothing of it."""
    method, _, given = (header or "").strip().partition("=")
    method = method.lower()
    if method not in _STRONG and method != "sha1":
        return Signed.NOT
    right = hmac.new(secret.encode(), body, method).hexdigest()
    if not hmac.compare_digest(right.encode(), given.strip().lower().encode("utf-8", "replace")):
        return Signed.NOT
    return Signed.WELL if method in _STRONG else Signed.WEAKLY
