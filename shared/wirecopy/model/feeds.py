"""What readers are shown of a story, and where."""

from dataclasses import dataclass, field
from datetime import datetime

from wirecopy.model.sources import Extent, Image
from wirecopy.model.stories import Relation


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

    def __hash__(self) -> int:
        """By what names it: to hash all of a text takes longer than to compare the few that share a name."""
        return hash((self.story, self.revision))


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
    copies: tuple[str, ...] = ()
    """The articles that are named, each by the first characters of its id."""
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
