"""robots.txt (RFC 9309): what a host lets us ask for, read by protego."""

import re
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from protego import Protego

from wirecopy.errors import DamagedError
from wirecopy.urls import request_form
from wirecopy.web.response import Response

LARGEST = 500 << 10
"""Bytes that are read; the rest is ignored (section 2.5)."""
LONGEST_LIFETIME = timedelta(hours=24)
"""Section 2.4."""
SHORTEST_LIFETIME = timedelta(hours=1)
"""Whoever forbids caching would otherwise be asked for robots.txt as often as for everything else."""
LONGEST_DELAY = timedelta(days=1)

_AGENT_LINE = re.compile(r"^[ \t]*user[ -]?agent[ \t]*:?[ \t]*([^\r\n#]*)", re.IGNORECASE | re.MULTILINE)
_PRODUCT_TOKEN = re.compile(r"\*|[A-Za-z_-]*")
_SOMEBODY_ELSE = "somebody.else"
"""No product token (a dot is not allowed in one), so it never is ours."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host's robots.txt says to one crawler."""

    status: int
    text: str
    """The file, in which all other crawlers have become one."""
    agent: str
    _rules: Protego = field(repr=False, compare=False)

    @classmethod
    def parse(cls, status: int, body: bytes, *, agent: str) -> Self:
        """The rules that an answer of ``status`` with ``body`` sets for the product token ``agent``."""
        text = _addressed(_lines(body), agent) if 200 <= status < 300 else ""
        return cls._of(status, text, agent)

    @classmethod
    def from_bytes(cls, data: bytes, *, agent: str, place: str) -> Self:
        """What :meth:`to_bytes` gave. Raises :class:`DamagedError`, naming ``place``, for anything else."""
        try:
            status, _, text = zlib.decompress(data).decode().partition("\n")
            return cls._of(int(status), text, agent)
        except (zlib.error, ValueError) as error:
            raise DamagedError(f"{place} holds no robots.txt rules") from error

    def to_bytes(self) -> bytes:
        """A compact form to be kept."""
        return zlib.compress(f"{self.status}\n{self.text}".encode(), level=9)

    @property
    def is_unavailable(self) -> bool:
        """5xx or 429: nobody knows the rules, so nothing may be asked until they are known (section 2.3.1.4)."""
        return self.status >= 500 or self.status == 429

    @property
    def crawl_delay(self) -> timedelta | None:
        """The pause between requests that the host wishes; at most a day. No part of the RFC, but honoured."""
        delay = self._rules.crawl_delay(self.agent)
        return None if delay is None else timedelta(seconds=min(delay, LONGEST_DELAY.total_seconds()))

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the host names, as written."""
        return tuple(self._rules.sitemaps)

    def allows(self, url: str) -> bool:
        """Whether ``url`` may be asked for. 4xx allows all, and robots.txt itself is always allowed."""
        if self.is_unavailable:
            return urlsplit(url).path == "/robots.txt"
        return bool(self._rules.can_fetch(request_form(url), self.agent))

    @classmethod
    def _of(cls, status: int, text: str, agent: str) -> Self:
        return cls(status, text, agent, Protego.parse(text))


def address(url: str) -> str:
    """Where the rules for ``url`` are (section 2.3). Raises :class:`ValueError` for what is no http address."""
    parts = urlsplit(request_form(url))
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def lifetime(response: Response) -> timedelta:
    """For how long the rules of ``response`` hold: what Cache-Control says, between an hour and a day."""
    stated = response.max_age
    return LONGEST_LIFETIME if stated is None else min(max(stated, SHORTEST_LIFETIME), LONGEST_LIFETIME)


def _lines(body: bytes) -> str:
    text = body[:LARGEST].decode("utf-8-sig", "replace")
    if len(body) > LARGEST:  # half a line could mean the opposite
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    return text


def _addressed(text: str, agent: str) -> str:
    """Each User-agent line as ``*``, as us, or as somebody else.

    Section 2.2.1 wants the whole product token compared, in any case, without the version that some write after it;
    protego would find us in lines that name a part of us, and not in ``us/1.0``.
    """

    def name(line: re.Match[str]) -> str:
        token = _PRODUCT_TOKEN.match(line[1])
        found = token[0].lower() if token else ""
        return f"User-agent: {found if found in ('*', agent.lower()) else _SOMEBODY_ELSE}"

    return _AGENT_LINE.sub(name, text)
