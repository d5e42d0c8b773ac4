"""The stores as the stages see them. :mod:`wirecopy.store` has them on AWS and in memory."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from wirecopy.articles import ArticleRecord, ArticleRow, Stage
from wirecopy.dedupe.story import FoldedRow, StoryRow
from wirecopy.discover.backlog import Backlog
from wirecopy.discover.fulltext import NOT_COMPARED, Compared
from wirecopy.feeds.definition import Definitions
from wirecopy.feeds.events import Event
from wirecopy.frontier.interval import Rhythm
from wirecopy.frontier.orders import Orders
from wirecopy.frontier.push import Asked, Heard, Subscription
from wirecopy.frontier.rows import DuePoll, Lease, Poll, Refusal, RobotsCopy, Wanted
from wirecopy.lessons import Habits, Misses
from wirecopy.model import Listing, Manifest, Shown, Source

T = TypeVar("T")


class Archive(Protocol):
    """Everything that was received or made of it, under keys that are written once or rewritten alike."""

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """Store ``body``; readers of ``key`` are notified by the store itself."""

    def put_new(self, key: str, body: bytes, content_type: str) -> bool:
        """Store ``body`` unless something lies under ``key``; whether it was stored."""

    def get(self, key: str) -> bytes:
        """What lies under ``key``. Raises :class:`~wirecopy.errors.MissingError` where nothing does."""

    def keys(self, prefix: str) -> Sequence[str]:
        """The keys that begin so, in order."""

    def delete(self, key: str) -> None:
        """Delete what lies under ``key``; nothing happens where nothing does."""


class Frontier(Protocol):
    """What is wanted from which host, and when."""

    def polls(self, host: str) -> Sequence[DuePoll]:
        """Every poll at a host, due or not."""

    def all_polls(self) -> Iterator[DuePoll]:
        """Every poll at every host. Reads the whole table."""

    def put_poll(self, poll: Poll, next_at: datetime | None) -> None:
        """Remember a poll's state and when it is due."""

    def ring_poll(self, poll: Poll, at: datetime) -> None:
        """Make a poll due at ``at``. One that is known keeps its state; another is made of ``poll``."""

    def drop_poll(self, host: str, key: str) -> None:
        """Forget a poll; nothing happens where there is none."""

    def pages(self, host: str, *, due: datetime, most: int) -> Sequence[Wanted]:
        """The pages of a host that are due, the longest due first."""

    def next_page_at(self, host: str) -> datetime | None:
        """When the first page of a host is due."""

    def put_page(self, wanted: Wanted) -> None:
        """File a wish; the same wish twice is one."""

    def drop_page(self, wanted: Wanted) -> None:
        """Take a wish out, fulfilled or given up."""

    def overdue(self, now: datetime) -> Collection[str]:
        """The hosts at which something is due at ``now``. Reads the whole table: for sweeps."""

    def file(self, host: str, minute: datetime) -> None:
        """File a host under the minute in which it is due, or under the first one after it that no tick has opened."""

    def due(self, minute: datetime) -> Sequence[str]:
        """The hosts filed under a minute."""

    def last_tick(self) -> datetime | None:
        """The minute that was read up to, and all of whose bells were rung."""

    def open(self, minute: datetime) -> None:
        """Say that the slots up to a minute are about to be read: from now on nobody files under them."""

    def ticked(self, minute: datetime) -> None:
        """Remember the minute that was read up to."""


class Hosts(Protocol):
    """Who may talk to a host, and when."""

    def acquire(self, host: str, *, now: datetime, until: datetime) -> Lease | Refusal:
        """The host's lease, or when to come back because another holds it or the host wants to be left alone.

        A lease ends by itself at ``until``: giving it back is worth a write only where somebody may wait for it.
        """

    def release(self, lease: Lease, *, next_at: datetime) -> None:
        """Give a lease back. Nobody asks the host anything before ``next_at``. An expired lease changes nothing."""

    def hold(self, host: str, *, until: datetime) -> None:
        """Let nobody ask the host anything before ``until``, whoever has its lease and whatever becomes of him."""

    def lease(self, host: str) -> Lease | None:
        """The lease of a host that was not given back, be it over or not."""

    def leases(self) -> Sequence[Lease]:
        """Every such lease. Reads the whole table."""

    def next_at(self, host: str) -> datetime | None:
        """Before when the host wishes not to be asked; ``None`` for one that never said."""

    def robots(self, host: str) -> RobotsCopy | None:
        """The host's robots.txt as last received."""

    def put_robots(self, host: str, robots: RobotsCopy) -> None:
        """Keep a host's robots.txt."""

    def reservations(self, host: str) -> RobotsCopy | None:
        """The host's tdmrep.json as last received."""

    def put_reservations(self, host: str, reservations: RobotsCopy) -> None:
        """Keep a host's tdmrep.json."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was last read from a source's documents: how many links, and what was wrong with it if anything was."""

    source: str
    at: datetime
    title: str = ""
    links: int = 0
    problem: str = ""
    """Why nothing could be read."""
    remarks: tuple[str, ...] = ()
    """What was wrong and yet did not keep the links from being read."""
    rhythm: Rhythm | None = None
    """How the source publishes, as seen up to this reading."""
    stated: timedelta | None = None
    """How long the source says to wait between polls."""
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    """When it says that it publishes nothing, in UTC, Monday being 0."""
    guesses: tuple[str, ...] = ()
    """The addresses that were asked whether the source's articles are better named there."""
    compared: Compared = NOT_COMPARED
    """Whether the source's entries carry as much as their pages."""
    also: tuple[str, ...] = ()
    """The other feeds that the source's home page names."""
    hub: str = ""
    """The WebSub hub that the source names, and what it calls itself there."""
    topic: str = ""
    schema: int = 1


class Sources(Protocol):
    """What the user wants watched."""

    def get(self, source: str) -> Source | None:
        """A source by its id."""

    def all(self) -> Sequence[Source]:
        """Every source, ordered by id; one without a title has that which its own documents give."""

    def put(self, source: Source) -> None:
        """Add or replace a source."""

    def amend(self, source: str, change: Callable[[Source], Source]) -> Source | None:
        """Replace a source by what ``change`` makes of it; what it is then, ``None`` where it is not watched.

        What somebody else writes meanwhile is not overwritten: ``change`` is asked again.
        """

    def remove(self, source: str) -> None:
        """Forget a source and its reading."""

    def reading(self, source: str) -> Reading | None:
        """What was last read from a source."""

    def readings(self) -> Mapping[str, Reading]:
        """What was last read from each source, by its id."""

    def put_reading(self, reading: Reading) -> None:
        """Remember what was read."""

    def backlog(self, source: str) -> Backlog | None:
        """How much of a source's past is still taken up, as it was last written by anybody."""

    def put_backlog(self, source: str, backlog: Backlog, *, before: Backlog | None) -> bool:
        """Replace it where it still is ``before``; whether it was."""

    def orders(self) -> Orders:
        """The hosts that are to be left alone."""

    def put_orders(self, orders: Orders) -> None:
        """Replace them."""


class Subscriptions(Protocol):
    """What hubs were asked for, and what they said."""

    def get(self, source: str) -> Subscription | None:
        """A source's subscription, as it was last written by anybody."""

    def all(self) -> Sequence[Subscription]:
        """Every subscription."""

    def ask(self, asked: Asked) -> None:
        """Remember what is asked for; what was heard under another token is forgotten."""

    def note(self, source: str, token: str, heard: Heard) -> bool:
        """Remember what was heard, as far as it is said, if the token still is ``token``; whether it is."""

    def drop(self, source: str) -> None:
        """Forget a source's subscription."""


class Articles(Protocol):
    """What we have seen, for ever."""

    def rows(self, articles: Collection[str]) -> Mapping[str, ArticleRow]:
        """The rows of those that are known; an alias as its own row."""

    def listed(self, source: str, articles: Collection[str]) -> Collection[str]:
        """Those among ``articles`` that the source has listed before."""

    def record(self, article: str) -> ArticleRecord:
        """An article's row with its listings."""

    def all(self) -> Iterator[ArticleRow]:
        """Every row, in any order. Reads the whole table: for sweeps."""

    def want(self, row: ArticleRow) -> None:
        """Add a row; one that is there stays as it is, but for a later ``modified``."""

    def put_listing(self, listing: Listing) -> None:
        """Remember a listing; the first of a source and article stays."""

    def alias(self, asked: str, final: ArticleRow) -> None:
        """Remember that the address of ``asked`` leads to the article ``final``, and hand its listings on to it."""

    def mark(
        self,
        article: str,
        stage: Stage,
        *,
        url: str,
        at: datetime,
        observed_at: datetime | None,
        reason: str = "",
        key: str = "",
    ) -> None:
        """Say how far an article has come. What speaks of an older observation than the row's changes nothing, and what
        is withdrawn stays so.
        """

    def forget_listings(self, article: str) -> None:
        """Forget what was said of an article by those that listed it."""


class Bells(Protocol):
    """Requests to visit a host."""

    def ring(self, hosts: Sequence[str]) -> None:
        """Ask for a visit to each host."""


class Notifications(Protocol):
    """What the archive tells a stage by itself when an object is put; and may be told again."""

    def notify(self, key: str) -> None:
        """Say that there is an object under ``key``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored(Generic[T]):
    """A stored thing with the tag that its next conditional write must name; a tag of ``None``: it is not there."""

    value: T
    tag: str | None
    written_at: datetime | None = None
    """Where that was asked for."""


class Lessons(Protocol):
    """What extraction learned from the pages that it read. Losing it loses nothing but the learning."""

    def habits(self, host: str) -> Stored[Habits]:
        """What the pages of a host repeat, as far as is known; perhaps not the very latest."""

    def put_habits(self, host: str, habits: Habits, tag: str | None, *, at: datetime) -> bool:
        """Write a host's habits if their tag still is ``tag``; whether they were written."""

    def misses(self, source: str) -> Stored[Misses]:
        """Which of a source's rules matched nothing on its last pages; perhaps not the very latest."""

    def put_misses(self, source: str, misses: Misses, tag: str | None, *, at: datetime) -> bool:
        """Write a source's misses if their tag still is ``tag``; whether they were written."""


class FeedFiles(Protocol):
    """The manifests and what readers fetch."""

    def manifest(self, path: str) -> Stored[Manifest | None]:
        """A feed's manifest."""

    def tag(self, path: str) -> str | None:
        """The tag of a feed's manifest, be it readable or not."""

    def put_manifest(self, manifest: Manifest, tag: str | None) -> bool:
        """Write a manifest if its tag still is ``tag``; whether it was written."""

    def revision(self, path: str) -> Stored[int]:
        """The manifest revision that a document shows, and when it was written; 0 where there is none."""

    def document(self, path: str) -> Stored[bytes | None]:
        """What readers are given under a path."""

    def put_document(self, path: str, body: bytes, content_type: str, *, revision: int, tag: str | None) -> bool:
        """Write a document if its tag still is ``tag``; whether it was written."""

    def paths(self, below: str = "") -> Sequence[str]:
        """The paths of the manifests that begin so, in order: of feeds and of archive pages."""

    def document_paths(self, below: str) -> Sequence[str]:
        """The paths of what readers are given that begin so, in order."""

    def definitions(self) -> Definitions:
        """The feeds that the user defined."""

    def put_definitions(self, definitions: Definitions) -> None:
        """Define the user's feeds anew."""

    def remove_document(self, path: str) -> None:
        """Take away what readers are given under a path."""

    def remove(self, path: str) -> None:
        """Take away a feed that is defined no more, with its archive and its documents."""


class Publications(Protocol):
    """How each story was last published."""

    def read(self, stories: Collection[str]) -> Mapping[str, Shown]:
        """Of those that were, as of now."""

    def write(self, shown: Shown) -> bool:
        """Write the next version of a row; whether it was: not if another was quicker."""

    def wait(self, path: str, revision: int, until: datetime) -> None:
        """Remember that a feed's documents lack a revision of its manifest, and when they may be written."""

    def waiting(self) -> Mapping[str, datetime]:
        """The feeds that wait, and until when."""

    def waited(self, path: str, revision: int) -> None:
        """Forget that a feed waits, unless for a later revision than this."""

    def position(self) -> str:
        """Behind which story the look at all of them goes on; empty for their beginning."""

    def put_position(self, story: str) -> None:
        """Remember how far that look has come."""


class Bus(Protocol):
    """Where other programs are told what is published."""

    def send(self, events: Sequence[Event]) -> None:
        """Send events, each at least once. Raises an error when some may not have been sent."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read, by id; what is not there is left out."""

    folded: Mapping[str, FoldedRow] = field(default_factory=dict)
    stories: Mapping[str, StoryRow] = field(default_factory=dict)


class StoryStore(Protocol):
    """The stories, and how far each article has been folded into them."""

    def read(self, *, articles: Collection[str] = (), stories: Collection[str] = ()) -> Rows:
        """The rows as they are now: whatever was written before this call is seen."""

    def write(self, *, stories: Sequence[StoryRow] = (), folded: FoldedRow | None = None) -> None:
        """Write all rows or none. Each must be the next revision of the one that is stored, else ConflictError."""

    def all(self, *, after: str = "") -> Iterable[StoryRow]:
        """Every story and redirect, in an order that holds; those behind the story ``after`` in it."""
