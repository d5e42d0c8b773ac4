"""Who publishes, and the addresses and ids of what is published."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote, urlsplit, urlunsplit

from wirecopy.feeds.scrub import scrub
from wirecopy.model import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the feeds are read, and by whom they are kept."""

    url: str
    """The public address under which every document lies; ``http://localhost:8000`` will do."""
    title: str = "Wirecopy"
    contact: str = ""
    """An address for questions: ``mailto:`` or a web page."""
    hub: str = ""
    """A WebSub hub that is told of changes."""
    authority: str = ""
    """The host name that ids are minted under; the address's own where empty. Set it before a site moves."""
    since: date = date(2026, 1, 1)
    """A day on which the authority was the publisher's already (RFC 4151, section 2.1)."""

    def address(self, path: str = "") -> str:
        """The absolute URL of a document."""
        return f"{uri(self.url).rstrip('/')}/{quote(path)}"

    def tag_uri(self, specific: str) -> str:
        """A permanent id (RFC 4151), the same wherever the site moves as long as its authority is kept."""
        authority = self.authority or (urlsplit(self.url).hostname or "")
        if not _DNS_NAME.fullmatch(authority):
            authority = "wirecopy.invalid"
        return f"tag:{authority},{self.since.year}:{quote(specific)}"

    @property
    def beginning(self) -> datetime:
        """The time that an empty feed was last changed."""
        return datetime(self.since.year, self.since.month, self.since.day, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that readers fetch."""

    path: str
    content_type: str
    body: bytes


def content_type(path: str) -> str:
    """The media type under which a document is served, by its name."""
    name = path.rpartition("/")[2]
    for start, media_type in (("rss", "application/rss+xml"), ("atom", "application/atom+xml")):
        if name.startswith(start) and name.endswith(".xml"):
            return f"{media_type}; charset=utf-8"
    if name == "feed.json":
        return "application/feed+json; charset=utf-8"
    return _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")


_MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "opml": "text/x-opml; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


def tag_feed(tag: str, *, size: int = 100) -> Feed:
    """The feed of a tag, which is in the form that :func:`wirecopy.feeds.scrub.tag_name` gives."""
    return Feed(path=f"tag/{tag}", title=tag, size=size)


_DNS_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
_HOST = re.compile(r"[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\]")
_URI = re.compile(r"https?://[A-Za-z0-9._~-]+(:[0-9]{1,4})?([/?#]([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?")


def uri(url: str) -> str:
    """The address as RFC 3986 writes it, so that every reader takes it; empty if it is no web address."""
    if _URI.fullmatch(url):
        return url
    try:
        parts = urlsplit(scrub(url).strip())
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return ""
    host = f"[{host}]" if ":" in host else host
    # Python's own parts and idna let quotes and brackets pass as a host, which would break out of a feed's attributes.
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(host):
        return ""
    path, query, fragment = (_escape(part) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme.lower(), host + port, path, query, fragment))


def _escape(part: str) -> str:
    lone_percent = re.compile(r"%(?![0-9A-Fa-f]{2})")
    return lone_percent.sub("%25", quote(part, safe="%/:?@!$&'()*+,;=~-._"))
