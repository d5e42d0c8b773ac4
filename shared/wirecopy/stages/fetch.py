"""Visit one host: fetch what is due there, politely, and store it.

Order is everything here. The answer is stored first (its notification starts the next stage); what the row remembers
of it (validators, "done") is written after; so a crash anywhere repeats a request at worst and loses nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wirecopy.articles import Stage
from wirecopy.edges import Clock, Secrets
from wirecopy.frontier.rows import DuePoll, Lease, Refusal, Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.ports import Archive, Articles, Frontier, Hosts, Sources, Subscriptions
from wirecopy.stages.asking import Asking, OutOfTimeError
from wirecopy.stages.pages import Pages
from wirecopy.stages.polls import Polls
from wirecopy.stages.twins import Twins
from wirecopy.web.client import Client, Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a visit spends its time."""

    spacing: timedelta
    """Between two requests to one host, unless its robots.txt asks for more."""
    budget: timedelta
    """How long a visit goes on taking up work. Shorter than the lease by more than one request's deadline."""
    lease: timedelta
    deadline: timedelta = timedelta(seconds=Limits().deadline)
    """What one request may take: none begins so late that it could outlast the lease."""
    most_pages: int = 50
    slow: timedelta = timedelta(seconds=8)
    """A visit ends behind a row that took longer than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What came of a visit."""

    host: str
    requests: int = 0
    stored: int = 0
    postponed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """The fetch stage with its stores and edges."""

    frontier: Frontier
    hosts: Hosts
    sources: Sources
    articles: Articles
    archive: Archive
    client: Callable[[], Client]
    agent: str
    """The product token that robots.txt files address us by."""
    clock: Clock
    pace: Pace
    secrets: Secrets | None = None
    """Where the keys of sources are kept."""
    subscriptions: Subscriptions | None = None
    """What hubs say."""

    async def visit(self, host: str) -> Visited:
        """Fetch what is due at ``host``, polls before pages, until nothing is or the budget is spent.

        Files the host's next slot before it ends. A host that is not to be visited now is filed for later.
        """
        now = self.clock()
        orders = self.sources.orders()
        if orders.is_blocked(host):
            self._give_up(host, now)
            return Visited(host=host)
        if orders.is_paused(host):
            return Visited(host=host, postponed=True)
        lease = self.hosts.acquire(host, now=now, until=now + self.pace.lease)
        if isinstance(lease, Refusal):
            self.frontier.file(host, slot_for(lease.until, now))
            return Visited(host=host, postponed=True)
        known = Twins(sources=self.sources, frontier=self.frontier).joined(self.frontier.polls(host))
        polls = sorted((due for due in known if _is_due(due, now)), key=_due_at)
        pages = self.frontier.pages(host, due=now, most=self.pace.most_pages)
        stored = 0
        async with self.client() as client:
            asking = Asking(
                host=host,
                client=client,
                hosts=self.hosts,
                agent=self.agent,
                clock=self.clock,
                spacing=self.pace.spacing,
                last_start=lease.until - self.pace.deadline,
            )
            rows: list[DuePoll | Wanted] = [*polls, *pages]
            for row in rows:
                if asking.is_held() or not asking.has_time() or self.clock() >= now + self.pace.budget:
                    break
                begun = self.clock()
                try:
                    stored += await self._take(row, asking)
                except OutOfTimeError:
                    break
                if self.clock() - begun > self.pace.slow:
                    break  # the visits beside this one end together: the rest is for later ones
        self._leave(lease, asking, expected=stored > 0)
        return Visited(host=host, requests=asking.requests, stored=stored)

    async def _take(self, row: DuePoll | Wanted, asking: Asking) -> bool:
        """Ask for what a row wants; whether something was stored."""
        pages = Pages(
            frontier=self.frontier,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            secrets=self.secrets,
            clock=self.clock,
        )
        if isinstance(row, Wanted):
            return await pages.take(row, asking)
        polls = Polls(
            frontier=self.frontier,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            subscriptions=self.subscriptions,
            secrets=self.secrets,
            clock=self.clock,
            pages=pages,
        )
        return await polls.take(row, asking)

    def _give_up(self, host: str, now: datetime) -> None:
        """Want nothing more from a host that is blocked."""
        for wanted in self.frontier.pages(host, due=now, most=self.pace.most_pages):
            url, reason = wanted.whole or wanted.url, "its host is blocked"
            if not wanted.reservations:
                self.articles.mark(wanted.article, Stage.FAILED, url=url, at=now, observed_at=None, reason=reason)
            self.frontier.drop_page(wanted)
        if next_page := self.frontier.next_page_at(host):
            self.frontier.file(host, slot_for(next_page, now))

    def _leave(self, lease: Lease, asking: Asking, *, expected: bool) -> None:
        """File the next slot, and give the lease back if anybody may want it before it ends by itself.

        So an unchanged poll writes three rows: the lease, what the poll remembers, and the slot. What was stored is
        ``expected`` to bring more work for this host soon.
        """
        now, next_at = self.clock(), asking.next_at()
        dues = [due.next_at for due in self.frontier.polls(lease.host) if due.next_at is not None]
        next_page = self.frontier.next_page_at(lease.host)
        if next_page is not None:
            dues.append(next_page)
        due = max(min(dues), next_at) if dues else None
        if due is not None:
            self.frontier.file(lease.host, slot_for(due, now))
        if expected or next_at > lease.until or (due is not None and due < lease.until):
            self.hosts.release(lease, next_at=next_at)


def _is_due(due: DuePoll, now: datetime) -> bool:
    return due.next_at is not None and due.next_at <= now


def _due_at(due: DuePoll) -> tuple[datetime | None, str]:
    return due.next_at, due.poll.key
