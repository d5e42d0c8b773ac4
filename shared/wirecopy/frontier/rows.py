"""The rows of the frontier: an address to poll, a page to fetch, and the state of a host."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wirecopy.identity import article_id
from wirecopy.model import SourceKind
from wirecopy.urls import host_of
from wirecopy.web.response import Validators


class Outcome(StrEnum):
    """How the last request for an address ended, in the words that the status shows."""

    FRESH = "new content"
    UNCHANGED = "304 not modified"
    SAME = "same content again"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    MISSING = "not found"
    LOST = "paused, not found for a long time"
    GONE = "gone for good"
    BUSY = "asked us to wait"
    FAILING = "server error"
    ODD = "unusable answer"
    DISALLOWED = "robots.txt disallows it"
    TOO_LARGE = "too large to be read"
    UNREACHABLE = "unreachable"


SUCCESSES = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.SAME, Outcome.REDIRECTED})
ENDS = frozenset({Outcome.GONE, Outcome.DISALLOWED, Outcome.TOO_LARGE})
"""What is as it is: pages are given up, sources asked once a day, and never again where they are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """An address that is polled for a source, with what its last answers left behind.

    A source has one root poll. Where that leads elsewhere (a redirect to another host, the children of a sitemap
    index), each further address is a poll of its own with its own validators, due only when its parent rings for it.
    """

    source: str
    url: str
    kind: SourceKind
    root: bool = True
    guess: bool = False
    """Asked for once, to see whether it is there."""
    led_by: tuple[str, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    validated: str | None = None
    """The address that gave the validators; they are sent to no other."""
    body_hash: str | None = None
    outcome: Outcome | None = None
    reason: str = ""
    status: int | None = None
    answered_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    error: str = ""
    """How the last request that failed did, which stays known after a success."""
    error_at: datetime | None = None
    fresh: timedelta | None = None
    """For how long its last good answer is fresh, as the server says."""
    planned_at: datetime | None = None
    """When it is due by plan; where it is due at another time, somebody asks for it."""
    planned_by: datetime | None = None
    """The reading of its source that the plan was made by."""
    moved_to: str | None = None
    """Where permanent redirects led, since when and in how many polls in a row."""
    moved_since: datetime | None = None
    moved_polls: int = 0
    schema: int = 1

    @property
    def host(self) -> str:
        """The host that is asked, as politeness counts it."""
        return host_of(self.url)

    @property
    def validators(self) -> Validators:
        """What the last answer may be revalidated by."""
        return Validators(etag=self.etag, last_modified=self.last_modified)

    @property
    def key(self) -> str:
        """The row's sort key under its host."""
        return f"poll#{self.source}#{article_id(self.url)[:8]}{'?' if self.guess else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePoll:
    """A poll and when it is next wanted; ``None`` until its parent rings for it."""

    poll: Poll
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page to fetch. ``article`` is the id of the address that was first asked for."""

    url: str
    article: str
    not_before: datetime
    source: str = ""
    """The source whose key it needs, where that is so."""
    led_by: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    """Where the pages before it lie in the archive, if it is a further page of the article."""
    whole: str = ""
    """The address of that article's first page."""
    reservations: bool = False
    """Whether it is no page but what the host reserves, in its tdmrep.json."""
    failures: int = 0
    schema: int = 1

    @property
    def host(self) -> str:
        """The host that is asked, as politeness counts it."""
        return host_of(self.url)

    @property
    def key(self) -> str:
        """The row's sort key under its host: in order of time, the same for the same wish."""
        nth = f"#{len(self.follows)}" if self.follows else ""
        return f"page#{self.not_before.isoformat()}#{self.article}{nth}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a host cannot be visited now, and when to come back."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to be the only one who talks to a host, until a moment."""

    host: str
    until: datetime
    token: str
    """Tells this lease from a later one, so that an overrun visit cannot release its successor's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsCopy:
    """A host's robots.txt rules in compact form, and until when they may be used (RFC 9309, section 2.4).

    What it reserves in its tdmrep.json is kept in the same way.
    """

    rules: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """A message that asks for a visit to a host. It may be lost or doubled: the work is in the frontier."""

    host: str
    schema: int = 1
