"""The words everything else speaks: frozen dataclasses that are passed, stored and compared, and do nothing.

Times are timezone-aware and in UTC, but for what an article says of itself: that keeps the page's own offset, so that
its day is the one that its readers see. Whatever is stored on its own carries a ``schema`` number.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wirecopy.access import Credential, FullText


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

    def header(self, name: str) -> str | None:
        """The first value of a header, its name in any case; ``None`` where it is absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


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
    image: "Image | None" = None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a field of an article came from, as read there, and how far to trust it (0 to 1)."""

    field: str
    source: str
    value: str
    confidence: float


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
class Article:
    """What one page says, as extraction found it. All URLs are absolute; ``html`` is sanitised."""

    url: str
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    """The primary subtag of BCP 47, in lower case (``en``)."""
    text: str = ""
    """One block a line."""
    html: str = ""
    canonical: str | None = None
    """What the page claims. Evidence, never identity."""
    site_name: str = ""
    description: str = ""
    image: Image | None = None
    tags: tuple[str, ...] = ()
    licence: str | None = None
    paywalled: bool = False
    evidence: tuple[Evidence, ...] = ()
    robots: tuple[tuple[str, str], ...] = ()
    """What its ``<meta>`` elements permit robots, as names and contents."""
    next_page: str | None = None
    """Where the page says that it goes on. Whether that is the same article shows only there."""
    unmatched_rules: tuple[str, ...] = ()
    """The selectors of the source's rules that matched nothing on this page."""

    @property
    def author(self) -> str:
        """The authors in one line."""
        return ", ".join(self.authors)

    @property
    def word_count(self) -> int:
        """Words by white space; for scripts without it, a lower bound."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVersion:
    """An article as it stood when its page was observed. Ordered by ``(observed_at, extractor)``, never by content."""

    id: str
    """The article's id: :func:`wirecopy.identity.article_id` of the URL that finally answered."""
    observed_at: datetime
    extractor: str
    page_key: str
    article: Article
    entry_of: str = ""
    """The feed whose entry it was taken from, where its page was not fetched."""
    excerpt: int | None = None
    """So many characters of its text may be shown, by its publisher's wish; all where ``None``."""
    schema: int = 1


class Relation(StrEnum):
    """How a copy stands to its story's reference text."""

    ORIGINAL = "original"
    EXACT = "exact"
    NEAR = "near"
    EXCERPT = "excerpt"
    SPUN = "spun"


class LeadReason(StrEnum):
    """Why a copy is believed to be the original, the strongest reason first."""

    OVERRULED = "overruled"
    CANONICAL = "canonical"
    ATTRIBUTION = "attribution"
    EARLIEST = "earliest"
    FIRST_SEEN = "first seen"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Insertion:
    """A phrase in the midst of text that is shared: before which word of the reference text it stands."""

    at: int
    phrase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article as a member of a story."""

    article: str
    url: str
    title: str
    relation: Relation
    similarity: float | None
    """Share of the reference text that it carries, 0 to 1; ``None`` for the original itself."""
    published: datetime | None
    first_seen: datetime
    observed_at: datetime
    """The version that was judged."""
    version_key: str
    """Where that :class:`ArticleVersion` lies in the archive."""
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """The tags of the sources that list it."""
    canonical: str | None = None
    """The address that its page claims as canonical."""
    origins: tuple[str, ...] = ()
    """The hosts where its text, or a source, says that it first appeared."""
    date_trusted: bool = False
    """Whether ``published`` is stated well enough to decide who was first."""
    inserted: tuple[Insertion, ...] = ()
    """What it has in the midst of the reference text, and that has not."""
    lacking: tuple[int, ...] = ()
    """Where the reference text has such phrases that it has not."""
    pinned: bool = False
    """Put here by a person: no verdict moves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All copies of one text, in the order in which they were first seen."""

    id: str
    reference: str
    """Where the version lies whose text copies are held against. It may belong to an article that has left."""
    copies: tuple[Copy, ...]
    lead: str
    """The article id of the copy believed to be the original."""
    lead_reason: LeadReason
    tags: tuple[str, ...] = ()
    unlisted: int = 0
    """Copies beyond the bound: counted, not told."""
    related: tuple[str, ...] = ()
    """Stories that share text with this one without being it, as found when it was founded."""
    published: datetime | None = None
    """What readers are told, given once: the founder's own date where it can be believed."""
    first_seen: datetime
    changed_at: datetime
    revision: int = 1
    """Grows with every stored change."""
    merged_into: str | None = None
    """Set on a redirect: the story that this one proved to be."""
    schema: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A source as a reader is shown it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCopy:
    """One place that carries a story, as the feeds tell it."""

    url: str
    title: str
    source: str
    relation: Relation
    similarity: float | None
    published: datetime | None
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A story as a reader sees it. ``id``, ``published`` never change; ``updated`` moves with the content only."""

    story: str
    revision: int
    """Which publication of the story this is: of two the greater is the later."""
    url: str
    """The lead's address."""
    title: str
    authors: tuple[str, ...] = ()
    published: datetime
    updated: datetime
    language: str | None = None
    summary: str = ""
    html: str = ""
    image: Image | None = None
    tags: tuple[str, ...] = ()
    source: Attribution
    rights: str | None = None
    copies: tuple[EntryCopy, ...] = ()
    """Every copy, the lead among them."""
    told_by: str = ""
    """The article whose text is shown. It stays when another copy proves to be the original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An entry that was withdrawn, by which publication and when."""

    story: str
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a story was last published, and where: what its next publication goes by."""

    story: str
    revision: int = 0
    """The story's revision that every feed shows; it is written last."""
    edition: int
    """The ``revision`` of its entries and tombstones: it grows with each publication, whatever the reason for it."""
    version: int = 1
    """Grows with every write."""
    feeds: dict[str, Extent] = field(default_factory=dict)
    """Every feed that may show it, and how much of it: each is named here before it is given the entry."""
    published: datetime | None = None
    updated: datetime | None = None
    told_by: str = ""
    """The article whose text is shown."""
    words: str = ""
    """A digest of that text, of all of it, and one of what readers were given of it."""
    given: str = ""
    grant: str = ""
    """How much of it may be shown, and with which attribution."""
    face: str = ""
    """A digest of the entry."""
    terms: str = ""
    """A digest of the settings that it was published under."""
    schema: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An output: ``all``, ``tag/<tag>``, ``source/<id>``, or one that the user defined by its name."""

    path: str
    title: str
    description: str = ""
    size: int = 100
    """How many entries the current document holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All that rendering a feed needs, at a revision: the newest entries, newest first, and what was withdrawn."""

    feed: Feed
    revision: int = 0
    entries: tuple[Entry, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    pending: tuple[Entry, ...] = ()
    """What fell off the end and is in no archive document yet."""
    archive: str = ""
    """The name of the newest archive document, which leads to those before it."""
    schema: int = 1
