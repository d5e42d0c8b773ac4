"""What discovery hands on, and the rules that hold for every kind of source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from wirecopy.model import Link, SourceKind
from wirecopy.urls import normal_form

MOST_LINKS = 5_000
"""Links taken from one document; the sitemaps protocol allows ten times as many, no reader's feed comes near."""
LONGEST_URL = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A child of a sitemap index, and when the index says that it changed."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What a source's page names: every link once, the newest first."""

    kind: SourceKind
    """What the page proved to be; a feed may stand where a sitemap was expected and the other way round."""
    title: str = ""
    links: tuple[Link, ...] = ()
    entries: Mapping[str, str] = field(default_factory=dict)
    """The HTML that a feed's entries carry, by their links."""
    sitemaps: tuple[Sitemap, ...] = ()
    ttl: timedelta | None = None
    """How long the source says that its answer may be kept before it is asked again."""
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    """When the source says that it publishes nothing: hours of the day and days of the week in UTC, Monday being 0."""
    hub: str = ""
    """The WebSub hub that tells of its news, and what the feed is called there; both or none."""
    topic: str = ""
    problems: tuple[str, ...] = ()
    """What was wrong and yet did not keep the links from being read, a line each."""


def absolute(href: str, base: str) -> str | None:
    """The http or https URL that ``href`` means at ``base``; ``None`` where it means none."""
    try:
        url = urljoin(base, "".join(href.split()) if "\n" in href else href.strip())
        parts = urlsplit(url)
        parts.port  # noqa: B018  # raises on a port that is none
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > LONGEST_URL:
        return None
    return url


def same_site(host: str, own: str) -> bool:
    """Whether ``host`` is ``own`` or lies below it; ``www.`` is no difference.

    A host beside it (``shop.`` for ``news.``) may be anybody's: which names are sold one by one only a list could say.
    """
    host, own = host.lower().removeprefix("www."), own.lower().removeprefix("www.")
    return host == own or host.endswith("." + own)


def distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links without repeats: of two that share a normal form, the first."""
    seen: dict[str, Link] = {}
    for link in links:
        seen.setdefault(normal_form(link.url), link)
    return tuple(seen.values())


def newest_first(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links by date, newest first, when each has one; otherwise in the source's own order."""
    given = tuple(links)
    if any(link.published is None and link.modified is None for link in given):
        return given
    return tuple(sorted(given, key=dated, reverse=True))


def dated(link: Link) -> datetime:
    """When the link's article appeared as far as the source says; the beginning of time where it does not."""
    return link.published or link.modified or datetime.min.replace(tzinfo=UTC)
