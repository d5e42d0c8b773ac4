"""Visit one host: fetch what is due there, politely, and store it.

Order is everything here. The answer is stored first (its notification starts the next stage); what the row remembers
of it (validators, "done") is written after; so a crash anywhere repeats a request at worst and loses nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wirecopy import warc
from wirecopy.articles import ArticleRecord, ArticleRow, Stage
from wirecopy.discover.fulltext import takes_entries
from wirecopy.edges import Clock, Secrets
from wirecopy.frontier.answers import Verdict, after_poll, answers_guess, read, retry_page
from wirecopy.frontier.moves import answers, noted, proven, settled
from wirecopy.frontier.push import backstop
from wirecopy.frontier.rows import DuePoll, Lease, Outcome, Poll, Refusal, Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import Link, Listing, Page, Source, SourceKind
from wirecopy.model.access import FullText
from wirecopy.ports import Archive, Articles, Frontier, Hosts, Reading, Sources, Subscriptions
from wirecopy.stages.asking import Asking, Fetched, OutOfTimeError
from wirecopy.stages.keys import is_later, page_key, poll_key
from wirecopy.stages.planning import planned, replanned
from wirecopy.stages.twins import Twins
from wirecopy.urls import host_of, is_fetchable
from wirecopy.web.client import Client, Limits
from wirecopy.web.credentials import Key
from wirecopy.web.response import Response

WARC = "application/warc"
_PASSING = (Outcome.BUSY, Outcome.FAILING, Outcome.UNREACHABLE)
"""Why a further page of an article is asked for once more."""
_LONGEST_PAUSE = timedelta(hours=1)
"""How long an article waits for that."""


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
        known = self._twins.joined(self.frontier.polls(host))
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
                    stored += await self._take_up(row, asking)
                except OutOfTimeError:
                    break
                if self.clock() - begun > self.pace.slow:
                    break  # the visits beside this one end together: the rest is for later ones
        self._leave(lease, asking, expected=stored > 0)
        return Visited(host=host, requests=asking.requests, stored=stored)

    async def _take_up(self, row: DuePoll | Wanted, asking: Asking) -> bool:
        if isinstance(row, DuePoll):
            return await self._poll(row, asking)
        if row.reservations:
            await asking.reservations(row.url)
            self.frontier.drop_page(row)
            return False
        return await (self._further_page(row, asking) if row.follows else self._page(row, asking))

    async def _poll(self, due: DuePoll, asking: Asking) -> bool:
        """Ask for a poll's address; whether something was stored."""
        if due.poll.url in asking.asked:
            return False  # a redirect led there a moment ago: the row may have been put off since it was read
        poll, source = due.poll, self.sources.get(due.poll.source)
        if poll.root and source is not None and source.url != poll.url:
            self.frontier.drop_poll(poll.host, poll.key)  # what the source's address was before
            return False
        if source is not None and source.paused:
            self.frontier.put_poll(poll, None)  # until it is resumed
            return False
        reading = self.sources.reading(poll.source) if poll.root else None
        every = source.every if source else None
        if put_off := replanned(due, reading, self.clock(), every):
            self.frontier.put_poll(*put_off)
            return False
        fetched = await asking.get(
            poll.url, poll.led_by, validated=poll.validated, validators=poll.validators, key=self._key(source)
        )
        now = self.clock()
        verdict = self._read(fetched, asking, now, known_hash=poll.body_hash)
        if verdict.outcome is Outcome.FRESH:
            is_page = poll.kind is SourceKind.PAGE
            if not is_page and self._takes_entries(source):
                await asking.reservations(poll.url)  # it holds for them as for pages, and must be known to their reader
            self._store_poll(poll, await self._taken(fetched, asking, now) if is_page else _page_of(fetched, now))
        elif fetched.elsewhere is not None:
            self._send_poll_elsewhere(poll, fetched, fetched.elsewhere, now)
        if poll.guess and answers_guess(verdict):
            self.frontier.drop_poll(poll.host, poll.key)
            return verdict.outcome is Outcome.FRESH
        self._remember(poll, reading, fetched, verdict, now, every=every)
        return verdict.outcome is Outcome.FRESH

    def _remember(
        self,
        poll: Poll,
        reading: Reading | None,
        fetched: Fetched,
        verdict: Verdict,
        now: datetime,
        *,
        every: timedelta | None,
    ) -> None:
        """What an answer leaves behind: its outcome, its validators, the time of the next poll, and where it moved."""
        if verdict.is_success and isinstance(fetched.answer, Response):
            fresh = fetched.answer.max_age
            poll = replace(poll, fresh=poll.fresh if fresh is None else fresh)
        next_at = planned(poll, reading, now, every)
        if every is None:
            next_at = max(next_at, self._told_until(poll, reading, verdict, now))
        known, due_at = after_poll(poll, fetched.answer, verdict, now, next_at=next_at)
        if poll.root and verdict.is_success:
            known = replace(
                noted(known, fetched.moved_to, now),
                planned_at=next_at,
                planned_by=reading.at if reading else None,
            )
        self.frontier.put_poll(known, due_at)
        if proven(known, now) is not None:
            self._settle(known, due_at)

    def _told_until(self, poll: Poll, reading: Reading | None, verdict: Verdict, now: datetime) -> datetime:
        """Until when a poll need not be asked, since a hub tells of the source's news.

        Where a push was heard and the source shows nothing new (a cache may stand before it), that is not so.
        """
        if not poll.root or reading is None or not reading.hub or reading.rhythm is None or self.subscriptions is None:
            return now
        known = self.subscriptions.get(poll.source)
        if known is None or known.asked.leaving:
            return now
        if (known.asked.hub, known.asked.topic) != (reading.hub, reading.topic):
            return now
        pushed, before = known.heard.pushed_at, poll.answered_at
        if verdict.outcome is not Outcome.FRESH and pushed is not None and (before is None or pushed > before):
            return now
        return backstop(known.heard, reading.rhythm.per_day, now)

    def _settle(self, poll: Poll, next_at: datetime | None) -> None:
        """Watch a source where it has moved for good, once an answer from there was good.

        The source's own row is what counts, so it is changed only when its new address is polled, and the old address
        is dropped after that: a crash in between leaves one that is polled, and the rest to the next time.
        """
        source, url = self.sources.get(poll.source), poll.moved_to or poll.url
        polls = self.frontier.polls(host_of(url))
        there = next((due.poll for due in polls if (due.poll.source, due.poll.url) == (poll.source, url)), None)
        if source is None or not answers(poll, there) or not is_fetchable(url):
            return
        moved = settled(poll, there)
        self.frontier.put_poll(moved, next_at)
        if next_at is not None:
            self.frontier.file(moved.host, slot_for(next_at, self.clock()))
        for watched in (*self._twins.of(source), source):  # last the one whose poll does all this again
            self.sources.put(replace(watched, url=url, home=watched.home or watched.url))
        self.frontier.drop_poll(poll.host, poll.key)

    @property
    def _twins(self) -> Twins:
        return Twins(sources=self.sources, frontier=self.frontier)

    def _store_poll(self, poll: Poll, page: Page) -> None:
        if poll.kind is not SourceKind.PAGE:
            self.archive.put(poll_key(poll.source, page.observed_at, page.body), warc.encode(page), WARC)
            return
        source = self.sources.get(poll.source)
        article = article_id(page.url)
        link = Link(url=page.url)
        tags = source.tags if source else ()
        self.articles.put_listing(
            Listing(source=poll.source, article=article, link=link, tags=tags, seen_at=page.observed_at)
        )
        self._store_page(article, page, page.url)

    def _store_page(self, article: str, page: Page, url: str) -> None:
        if self.articles.record(article).is_withdrawn:
            return
        key, at = page_key(article, page.observed_at, page.body), page.observed_at
        self.archive.put(key, warc.encode(page), WARC)
        self.articles.mark(article, Stage.STORED, url=url, at=at, observed_at=at, key=key)

    def _send_poll_elsewhere(self, poll: Poll, fetched: Fetched, url: str, now: datetime) -> None:
        child = Poll(source=poll.source, url=url, kind=poll.kind, root=False, guess=poll.guess, led_by=fetched.led_by)
        self.frontier.ring_poll(child, now)
        self.frontier.file(child.host, slot_for(now, now))

    async def _page(self, wanted: Wanted, asking: Asking) -> bool:
        """Ask for a wanted page; whether it was stored."""
        source = self.sources.get(wanted.source) if wanted.source else None
        fetched = await asking.get(wanted.url, wanted.led_by, key=self._key(source))
        now = self.clock()
        verdict = self._read(fetched, asking, now)
        if verdict.outcome is Outcome.FRESH:
            page = await self._taken(fetched, asking, now)
            article = article_id(page.url)
            if article != wanted.article and self.articles.record(wanted.article).is_withdrawn:
                self.frontier.drop_page(wanted)
                return False
            if article != wanted.article:
                row = ArticleRow(article=article, url=page.url, stage=Stage.WANTED, first_seen=now, changed_at=now)
                self.articles.alias(wanted.article, row)
            self._store_page(article, page, page.url)
        elif fetched.elsewhere is not None:
            self._want(
                Wanted(
                    url=fetched.elsewhere,
                    article=wanted.article,
                    # Elsewhere the same wish is one, here it must be another than the one that is dropped.
                    not_before=now if host_of(fetched.elsewhere) == wanted.host else wanted.not_before,
                    led_by=fetched.led_by,
                ),
                now,
            )
        else:
            again = retry_page(wanted, verdict, now)
            if again is not None:
                self._want(again, now)
            reason = f"{verdict.outcome.value}: {verdict.reason}" if verdict.reason else verdict.outcome.value
            self.articles.mark(wanted.article, Stage.FAILED, url=wanted.url, at=now, observed_at=None, reason=reason)
        self.frontier.drop_page(wanted)
        return verdict.outcome is Outcome.FRESH

    async def _taken(self, fetched: Fetched, asking: Asking, observed_at: datetime) -> Page:
        """The page that was fetched, and whether its host reserves it. Nobody else is asked for a tdmrep.json."""
        page = _page_of(fetched, observed_at)
        return replace(page, reserved=(await asking.reservations(page.url)).reserve(page.url))

    def _takes_entries(self, source: Source | None) -> bool:
        if source is None or source.full_text is not FullText.AUTO:
            return source is not None and source.full_text is FullText.YES
        known = self.sources.reading(source.id)
        return known is not None and takes_entries(source.full_text, known.compared)

    def _key(self, source: Source | None) -> Key | None:
        if source is None or source.credential is None or self.secrets is None:
            return None
        return Key(source.credential, self.secrets)

    def _give_up(self, host: str, now: datetime) -> None:
        """Want nothing more from a host that is blocked."""
        for wanted in self.frontier.pages(host, due=now, most=self.pace.most_pages):
            url, reason = wanted.whole or wanted.url, "its host is blocked"
            if not wanted.reservations:
                self.articles.mark(wanted.article, Stage.FAILED, url=url, at=now, observed_at=None, reason=reason)
            self.frontier.drop_page(wanted)
        if next_page := self.frontier.next_page_at(host):
            self.frontier.file(host, slot_for(next_page, now))

    async def _further_page(self, wanted: Wanted, asking: Asking) -> bool:
        """Ask for a further page of an article; whether something was stored.

        The article waits for it. So whatever came is stored, and where nothing came, that: it ends the article. Who
        read an earlier page twice may want it once more, when it is here already: it is not asked for.
        """
        if is_overtaken(wanted, self.articles.record(wanted.article)):
            self.frontier.drop_page(wanted)
            return False
        fetched = await asking.get(wanted.url, wanted.led_by)
        now = self.clock()
        verdict = self._read(fetched, asking, now)
        again = retry_page(wanted, verdict, now) if verdict.outcome in _PASSING and not wanted.failures else None
        if again is not None and again.not_before <= now + _LONGEST_PAUSE:
            self._want(again, now)
            self.frontier.drop_page(wanted)
            return False
        if isinstance(fetched.answer, Response):
            page = replace(await self._taken(fetched, asking, now), follows=wanted.follows)
            self._store_page(wanted.article, page, wanted.whole)
        else:
            nothing = Page(url=wanted.url, status=0, observed_at=now, follows=wanted.follows)
            self._store_page(wanted.article, nothing, wanted.whole)
        self.frontier.drop_page(wanted)
        return True

    def _want(self, wanted: Wanted, now: datetime) -> None:
        self.frontier.put_page(wanted)
        self.frontier.file(wanted.host, slot_for(wanted.not_before, now))

    def _read(self, fetched: Fetched, asking: Asking, now: datetime, *, known_hash: str | None = None) -> Verdict:
        verdict = read(fetched.answer, now, known_hash=known_hash)
        if verdict.hold_until is not None:
            asking.hold(verdict.hold_until)
        return verdict

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


def is_overtaken(wanted: Wanted, record: ArticleRecord) -> bool:
    """Whether a further page is wanted no more: something later than what it follows is here, or all is withdrawn."""
    seen = record.row.observed_at if record.row else None
    return record.is_withdrawn or (seen is not None and is_later(seen, wanted.follows[-1]))


def _page_of(fetched: Fetched, observed_at: datetime) -> Page:
    assert isinstance(fetched.answer, Response)  # noqa: S101 - only a response can be fresh
    return fetched.answer.page(observed_at, fetched.led_by)


def _is_due(due: DuePoll, now: datetime) -> bool:
    return due.next_at is not None and due.next_at <= now


def _due_at(due: DuePoll) -> tuple[datetime | None, str]:
    return due.next_at, due.poll.key
