"""What is watched, and what its answers name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wirecopy.model.access import Credential, FullText


class SourceKind(StrEnum):
    """What lies at a source's address."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    PAGE = "page"
    AUTO = "auto"
    """Nobody said: its first answer tells, and where that is a home page, the feed or sitemap that it leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A user's CSS selectors for the pages of one source; an empty one leaves the choice to extraction."""

    body: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    remove: tuple[str, ...] = ()


class Extent(StrEnum):
    """How much of an article is shown: the whole text, its beginning with a link to the rest, or the headline alone."""

    FULL = "full"
    EXCERPT = "excerpt"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What may be shown of a source's articles, as far as the user knows."""

    extent: Extent | None = None
    """``None`` where nothing is known: all of what its page licenses, and of the rest what is set for all."""
    attribution: str = ""
    """A line that must stand with each of its articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An address we watch. ``id`` is given once and survives a moved address."""

    id: str
    url: str
    kind: SourceKind = SourceKind.FEED
    title: str = ""
    tags: tuple[str, ...] = ()
    rules: Rules = Rules()
    rights: Rights = Rights()
    paused: bool = False
    full_text: FullText = FullText.AUTO
    credential: Credential | None = None
    home: str = ""
    """The address that was given, where ``url`` and ``kind`` are what was found there."""
    every: timedelta | None = None
    """How often it is asked, where the user has said so."""
    twins: tuple[str, ...] = ()
    """The sources at the same address, which is asked once, for this one: what it names is credited to them too."""
    added_at: datetime
    schema: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One response as received: ``body`` is decoded from its transfer and content encodings, and from nothing else.

    ``url`` is the one that finally answered; ``led_by`` are the URLs that led there, the first asked first.
    """

    url: str
    led_by: tuple[str, ...] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    observed_at: datetime
    entry_of: str = ""
    """The feed whose entry stands for the page; empty for what was received from ``url``."""
    follows: tuple[str, ...] = ()
    """Where the pages before this one lie in the archive, where it was asked for as a further page of an article."""
    reserved: bool = False
    """Whether its host's tdmrep.json reserves it."""

    def header(self, name: str) -> str | None:
        """The first value of a header, its name in any case; ``None`` where it is absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture by its absolute URL."""

    url: str
    caption: str = ""
    width: int | None = None
    height: int | None = None
    type: str = ""
    """Its media type, where it is known."""
    length: int | None = None
    """Its size in bytes, where somebody stated it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article that a source names, with what the source says of it."""

    url: str
    title: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    origin: str | None = None
    """Where the source says it has the article from (RSS ``<source url>``, ``atom:source``)."""
    image: Image | None = None
    """The picture that the source gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """That a source named an article, with what it said. An article can have many."""

    source: str
    article: str
    link: Link
    tags: tuple[str, ...] = ()
    """The source's own tags at that time (not those that it gave the article)."""
    seen_at: datetime
    schema: int = 1
