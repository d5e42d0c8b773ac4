"""Ids: where they come from and why they hold still."""

import hashlib
import re
from datetime import datetime
from urllib.parse import urlsplit

from wirecopy.urls import normal_form


def article_id(url: str) -> str:
    """The id of the article at ``url``: 128 bits of SHA-256 over the URL's normal form, as 32 hexadecimal digits.

    Half the hash leaves 2^64 work for two URLs that collide, and none is known for finding the partner of a given one.
    """
    return _digest(normal_form(url))


def story_id(founder: str, observed_at: datetime) -> str:
    """The id of the story that version ``observed_at`` of the article ``founder`` founds: 32 hexadecimal digits."""
    return _digest(f"{founder}\n{observed_at.isoformat()}")


def source_id(url: str) -> str:
    """A new source's id, fit for a path: its host in ASCII and eight digits of the address's hash."""
    host = re.sub(r"[^a-z0-9]+", "-", (urlsplit(url).hostname or "source").lower()).strip("-")
    return f"{host[:48]}-{_digest(url)[:8]}"


def content_hash(body: bytes) -> str:
    """SHA-256 of what was received, as 64 hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
