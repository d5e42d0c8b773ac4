"""The stores in memory: for trying a stage without a cloud. They keep the promises of :mod:`wirecopy.ports`."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from wirecopy.articles import ArticleRecord, ArticleRow, Stage
from wirecopy.discover.backlog import Backlog
from wirecopy.errors import MissingError
from wirecopy.frontier.orders import NO_ORDERS, Orders
from wirecopy.frontier.rows import DuePoll, Lease, Poll, Refusal, RobotsCopy, Wanted
from wirecopy.frontier.slots import MINUTE
from wirecopy.model import Listing, Source
from wirecopy.ports import Reading


@dataclass(slots=True)
class MemoryArchive:
    """Objects in a dictionary. ``written`` names every put in order, as notifications would."""

    objects: dict[str, bytes] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def put(self, key: str, body: bytes, content_type: str) -> None:  # noqa: ARG002
        """Store ``body`` under ``key``."""
        self.objects[key] = body
        self.written.append(key)

    def put_new(self, key: str, body: bytes, content_type: str) -> bool:
        """Store ``body`` unless something lies under ``key``."""
        if key in self.objects:
            return False
        self.put(key, body, content_type)
        return True

    def get(self, key: str) -> bytes:
        """What lies under ``key``. Raises :class:`MissingError` where nothing does."""
        if key not in self.objects:
            raise MissingError(f"{key} is not in the archive")
        return self.objects[key]

    def keys(self, prefix: str) -> Sequence[str]:
        """The keys that begin so, in order."""
        return sorted(key for key in self.objects if key.startswith(prefix))

    def delete(self, key: str) -> None:
        """Delete what lies under ``key``."""
        self.objects.pop(key, None)


@dataclass(slots=True)
class MemoryFrontier:
    """The frontier in dictionaries, rows by host and key."""

    rows: dict[str, dict[str, DuePoll]] = field(default_factory=lambda: defaultdict(dict))
    wishes: dict[str, dict[str, Wanted]] = field(default_factory=lambda: defaultdict(dict))
    slots: dict[datetime, set[str]] = field(default_factory=lambda: defaultdict(set))
    opened: datetime | None = None
    read_to: datetime | None = None

    def polls(self, host: str) -> Sequence[DuePoll]:
        """Every poll at a host, due or not."""
        return [due for _, due in sorted(self.rows[host].items())]

    def all_polls(self) -> Iterator[DuePoll]:
        """Every poll at every host."""
        for host in sorted(self.rows):
            yield from self.polls(host)

    def put_poll(self, poll: Poll, next_at: datetime | None) -> None:
        """Remember a poll's state and when it is due."""
        self.rows[poll.host][poll.key] = DuePoll(poll=poll, next_at=next_at)

    def ring_poll(self, poll: Poll, at: datetime) -> None:
        """Make a poll due at ``at``, keeping the state of one that is known."""
        known = self.rows[poll.host].get(poll.key)
        self.put_poll(known.poll if known else poll, at)

    def drop_poll(self, host: str, key: str) -> None:
        """Forget a poll."""
        self.rows[host].pop(key, None)

    def pages(self, host: str, *, due: datetime, most: int) -> Sequence[Wanted]:
        """The pages of a host that are due, the longest due first."""
        return [wanted for _, wanted in sorted(self.wishes[host].items()) if wanted.not_before <= due][:most]

    def next_page_at(self, host: str) -> datetime | None:
        """When the first page of a host is due."""
        return min((wanted.not_before for wanted in self.wishes[host].values()), default=None)

    def put_page(self, wanted: Wanted) -> None:
        """File a wish."""
        self.wishes[wanted.host][wanted.key] = wanted

    def drop_page(self, wanted: Wanted) -> None:
        """Take a wish out."""
        self.wishes[wanted.host].pop(wanted.key, None)

    def overdue(self, now: datetime) -> Collection[str]:
        """The hosts at which something is due at ``now``."""
        polls = {due.poll.host for due in self.all_polls() if due.next_at is not None and due.next_at <= now}
        return polls | {host for host in self.wishes if self.pages(host, due=now, most=1)}

    def file(self, host: str, minute: datetime) -> None:
        """File a host under the minute in which it is due, or the first after it that no tick has opened."""
        if self.opened is not None and minute <= self.opened:
            minute = self.opened + MINUTE
        self.slots[minute].add(host)

    def due(self, minute: datetime) -> Sequence[str]:
        """The hosts filed under a minute."""
        return sorted(self.slots.get(minute, ()))

    def last_tick(self) -> datetime | None:
        """The minute that was read up to."""
        return self.read_to

    def open(self, minute: datetime) -> None:
        """Say that the slots up to a minute are about to be read."""
        self.opened = max(minute, self.opened or minute)

    def ticked(self, minute: datetime) -> None:
        """Remember the minute that was read up to."""
        self.read_to = minute


@dataclass(slots=True)
class MemoryHosts:
    """Leases and robots.txt copies in dictionaries."""

    allowed: dict[str, datetime] = field(default_factory=dict)
    leased: dict[str, Lease] = field(default_factory=dict)
    copies: dict[str, RobotsCopy] = field(default_factory=dict)
    reserved: dict[str, RobotsCopy] = field(default_factory=dict)

    def acquire(self, host: str, *, now: datetime, until: datetime) -> Lease | Refusal:
        """The host's lease, or when to come back."""
        free_at = max(self.allowed.get(host, now), self.leased[host].until if host in self.leased else now)
        if free_at > now:
            return Refusal(until=free_at)
        self.leased[host] = Lease(host=host, until=until, token=secrets.token_hex(8))
        return self.leased[host]

    def release(self, lease: Lease, *, next_at: datetime) -> None:
        """Give a lease back; nobody asks the host anything before ``next_at``."""
        if self.leased.get(lease.host) == lease:
            self.allowed[lease.host] = next_at
            del self.leased[lease.host]

    def hold(self, host: str, *, until: datetime) -> None:
        """Let nobody ask the host anything before ``until``."""
        self.allowed[host] = max(until, self.allowed.get(host, until))

    def lease(self, host: str) -> Lease | None:
        """The lease of a host that was not given back."""
        return self.leased.get(host)

    def leases(self) -> Sequence[Lease]:
        """Every such lease."""
        return list(self.leased.values())

    def next_at(self, host: str) -> datetime | None:
        """Before when the host wishes not to be asked."""
        return self.allowed.get(host)

    def robots(self, host: str) -> RobotsCopy | None:
        """The host's robots.txt as last received."""
        return self.copies.get(host)

    def put_robots(self, host: str, robots: RobotsCopy) -> None:
        """Keep a host's robots.txt."""
        self.copies[host] = robots

    def reservations(self, host: str) -> RobotsCopy | None:
        """The host's tdmrep.json as last received."""
        return self.reserved.get(host)

    def put_reservations(self, host: str, reservations: RobotsCopy) -> None:
        """Keep a host's tdmrep.json."""
        self.reserved[host] = reservations


@dataclass(slots=True)
class MemorySources:
    """Sources and readings in dictionaries."""

    sources: dict[str, Source] = field(default_factory=dict)
    readings_by_source: dict[str, Reading] = field(default_factory=dict)
    backlogs: dict[str, Backlog] = field(default_factory=dict)
    left_alone: Orders = NO_ORDERS

    def get(self, source: str) -> Source | None:
        """A source by its id."""
        return self.sources.get(source)

    def all(self) -> Sequence[Source]:
        """Every source, ordered by id; one without a title has that which its own documents give."""
        return [self._titled(source) for _, source in sorted(self.sources.items())]

    def put(self, source: Source) -> None:
        """Add or replace a source."""
        self.sources[source.id] = source

    def amend(self, source: str, change: Callable[[Source], Source]) -> Source | None:
        """Replace a source by what ``change`` makes of it; what it is then, ``None`` where it is not watched."""
        while known := self.sources.get(source):
            changed = change(known)
            if self.sources.get(source) is known:
                self.put(changed)
                return changed
        return None

    def remove(self, source: str) -> None:
        """Forget a source and its reading."""
        self.sources.pop(source, None)
        self.readings_by_source.pop(source, None)
        self.backlogs.pop(source, None)

    def reading(self, source: str) -> Reading | None:
        """What was last read from a source."""
        return self.readings_by_source.get(source)

    def readings(self) -> Mapping[str, Reading]:
        """What was last read from each source, by its id."""
        return dict(self.readings_by_source)

    def put_reading(self, reading: Reading) -> None:
        """Remember what was read."""
        self.readings_by_source[reading.source] = reading

    def backlog(self, source: str) -> Backlog | None:
        """How much of a source's past is still taken up."""
        return self.backlogs.get(source)

    def put_backlog(self, source: str, backlog: Backlog, *, before: Backlog | None) -> bool:
        """Replace it where it still is ``before``; whether it was."""
        if self.backlogs.get(source) != before:
            return False
        self.backlogs[source] = backlog
        return True

    def orders(self) -> Orders:
        """The hosts that are to be left alone."""
        return self.left_alone

    def put_orders(self, orders: Orders) -> None:
        """Replace them."""
        self.left_alone = orders

    def _titled(self, source: Source) -> Source:
        reading = self.readings_by_source.get(source.id)
        return source if source.title or reading is None else replace(source, title=reading.title)


@dataclass(slots=True)
class MemoryArticles:
    """Articles and listings in dictionaries."""

    known: dict[str, ArticleRow] = field(default_factory=dict)
    listings: dict[str, dict[str, Listing]] = field(default_factory=lambda: defaultdict(dict))

    def rows(self, articles: Collection[str]) -> Mapping[str, ArticleRow]:
        """The rows of those that are known."""
        return {article: self.known[article] for article in articles if article in self.known}

    def listed(self, source: str, articles: Collection[str]) -> Collection[str]:
        """Those among ``articles`` that the source has listed before."""
        return {article for article in articles if source in self.listings[article]}

    def record(self, article: str) -> ArticleRecord:
        """An article's row with its listings."""
        listings = tuple(listing for _, listing in sorted(self.listings[article].items()))
        return ArticleRecord(row=self.known.get(article), listings=listings)

    def all(self) -> Iterator[ArticleRow]:
        """Every row, in any order."""
        yield from self.known.values()

    def want(self, row: ArticleRow) -> None:
        """Add a row; one that is there stays as it is, but for a later ``modified``."""
        there = self.known.setdefault(row.article, row)
        if row.modified is not None:
            self.known[row.article] = replace(there, modified=row.modified)

    def put_listing(self, listing: Listing) -> None:
        """Remember a listing; the first of a source and article stays."""
        self.listings[listing.article].setdefault(listing.source, listing)

    def forget_listings(self, article: str) -> None:
        """Forget what was said of an article by those that listed it."""
        self.listings.pop(article, None)

    def alias(self, asked: str, final: ArticleRow) -> None:
        """Remember that the address of ``asked`` leads to ``final``, and hand its listings on."""
        self.want(final)
        for listing in self.record(asked).listings:
            self.put_listing(replace(listing, article=final.article))
        there = self.known.get(asked) or replace(final, article=asked, url="")
        if there.stage is Stage.WITHDRAWN:
            return
        self.known[asked] = replace(there, alias_of=final.article, stage=Stage.STORED, changed_at=final.changed_at)

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
        """Say how far an article has come, unless the row already speaks of a later observation."""
        there = self.known.get(article)
        row = there or ArticleRow(article=article, url=url, stage=stage, first_seen=at, changed_at=at)
        if there and there.stage is Stage.WITHDRAWN and stage is not Stage.WITHDRAWN:
            return
        if observed_at is not None and row.observed_at is not None and row.observed_at > observed_at:
            return
        self.known[article] = replace(
            row,
            stage=stage,
            url=url,
            changed_at=at,
            reason=reason,
            observed_at=observed_at or row.observed_at,
            key=key or row.key,
        )


@dataclass(slots=True)
class MemoryBells:
    """Bells in a list."""

    rung: list[str] = field(default_factory=list)

    def ring(self, hosts: Sequence[str]) -> None:
        """Ask for a visit to each host."""
        self.rung.extend(hosts)


@dataclass(slots=True)
class MemoryNotifications:
    """Notifications in a list."""

    keys: list[str] = field(default_factory=list)

    def notify(self, key: str) -> None:
        """Say that there is an object under ``key``."""
        self.keys.append(key)
