"""/.well-known/tdmrep.json: what a host reserves of its pages (TDM Reservation Protocol, W3C community group, 2024)."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from wirecopy.errors import DamagedError
from wirecopy.urls import request_form

PATH = "/.well-known/tdmrep.json"
LARGEST = 500 << 10
"""A file of more bytes is not read, as with robots.txt."""
LARGEST_KEPT = 64 << 10
"""So many characters of patterns are kept of a file; what comes after them is ignored."""


@dataclass(frozen=True, slots=True)
class Reservations:
    """Patterns of locations, and whether each is reserved."""

    rules: tuple[tuple[str, bool], ...] = ()

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """What a file says. One that nobody can read reserves nothing."""
        try:
            said = json.loads(body.decode("utf-8-sig")) if len(body) <= LARGEST else []
        except (ValueError, RecursionError):
            return cls()
        rules, size = [], 0
        for rule in _rules(said):
            size += len(rule[0])
            if size > LARGEST_KEPT:
                break
            rules.append(rule)
        return cls(tuple(rules))

    @classmethod
    def from_bytes(cls, data: bytes, *, place: str) -> Self:
        """What :meth:`to_bytes` gave. Raises :class:`DamagedError`, naming ``place``, for anything else."""
        try:
            return cls(tuple((str(pattern), bool(reserved)) for pattern, reserved in json.loads(zlib.decompress(data))))
        except (zlib.error, ValueError, TypeError) as error:
            raise DamagedError(f"{place} holds no reservations") from error

    def to_bytes(self) -> bytes:
        """A compact form to be kept."""
        return zlib.compress(json.dumps(self.rules).encode(), level=9)

    def reserve(self, url: str) -> bool:
        """Whether ``url`` is reserved: as the longest pattern says that matches (RFC 9309); of two, as the stricter."""
        parts = urlsplit(request_form(url))
        path = unquote(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
        found = [(len(pattern), reserved) for pattern, reserved in self.rules if _matches(pattern, path)]
        return max(found, default=(0, False))[1]


def _rules(said: Any) -> Iterator[tuple[str, bool]]:
    for rule in said if isinstance(said, list) else [said]:
        if isinstance(rule, dict) and isinstance(location := rule.get("location"), str):
            yield unquote(location.strip()), rule.get("tdm-reservation") in (1, "1")


def _matches(pattern: str, path: str) -> bool:
    """By RFC 9309, section 2.2.3: from the beginning, ``*`` being anything and ``$`` the end."""
    head, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(head):
        return False
    at, end = len(head), len(path)
    if pattern.endswith("$"):
        tail = parts.pop() if parts else ""
        if not path.endswith(tail):
            return False
        end -= len(tail)
        if "*" not in pattern:
            return at == end
    for part in parts:
        found = path.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end
