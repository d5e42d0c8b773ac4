"""All copies of one text, and how each stands to the others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
