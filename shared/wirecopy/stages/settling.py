"""Settle where a source's articles are named, when all that was given is an address."""

from dataclasses import dataclass, replace

from wirecopy import PRODUCT
from wirecopy.discover import Discovery, is_better, seek
from wirecopy.edges import Clock
from wirecopy.errors import UnreadableError
from wirecopy.frontier.answers import after_poll, read
from wirecopy.frontier.interval import SHORTEST
from wirecopy.frontier.rows import Poll
from wirecopy.frontier.slots import slot_for
from wirecopy.model import Page, Source, SourceKind
from wirecopy.ports import Frontier, Hosts, Reading, Sources
from wirecopy.stages.watch import poll_now, release, root_poll
from wirecopy.urls import host_of, is_fetchable
from wirecopy.web.response import Response
from wirecopy.web.robots import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """Finds a source's feed, else its sitemap, else takes its page for a listing; and remembers which.

    A page without a feed is read as a listing at once. Where a feed or a sitemap may be is asked for meanwhile, and
    whichever is there takes over: nothing waits for an answer that may never come.
    """

    frontier: Frontier
    sources: Sources
    hosts: Hosts
    clock: Clock

    def by_home(self, source: Source, page: Page, known: Reading) -> Source | None:
        """The source as ``page``, the first answer of its address, shows it; ``None`` when it is read elsewhere.

        Raises :class:`UnreadableError` when the page shows nothing.
        """
        sought = seek(page, self._sitemaps(page))
        if sought.feeds:
            self._move(source, sought.feeds, known, page)
            return None
        guesses = tuple(url for url in sought.guesses if is_fetchable(url))
        for url in guesses:
            guess = Poll(source=source.id, url=url, kind=SourceKind.AUTO, root=False, guess=True)
            self.frontier.ring_poll(guess, page.observed_at)
            self.frontier.file(guess.host, slot_for(page.observed_at, self.clock()))
        self.sources.put_reading(replace(known, at=page.observed_at, guesses=guesses))
        return self.sources.amend(source.id, lambda known: replace(known, kind=sought.kind, home=source.url))

    def to_feed(self, source: Source, page: Page, known: Reading) -> bool:
        """Watch the feed that ``page`` names in place of the page, if it names one; whether it does."""
        try:
            feeds = seek(page).feeds
        except UnreadableError:
            return False
        if feeds:
            self._move(source, feeds, known, page)
        return bool(feeds)

    def arrive(self, source: Source, moved: Source) -> None:
        """Poll the address that was moved to, and no longer the one before. Again after a crash in between."""
        poll_now(moved, frontier=self.frontier, now=self.clock())
        old = root_poll(source)
        self.frontier.drop_poll(old.host, old.key)

    def by_guess(self, source: Source, found: Discovery, page: Page) -> Source | None:
        """The source as the answer of a guessed address shows it; ``None`` when that is no better than what it has."""
        if not is_better(found.kind, source.kind) or not (found.links or found.sitemaps):
            return None
        moved = replace(source, url=asked(page), kind=found.kind)
        self._watch_there(source, moved)
        poll = _answered(root_poll(moved), page)  # it has only just been read: no second request without validators
        next_at = page.observed_at + SHORTEST
        self.frontier.put_poll(replace(poll, planned_at=next_at), next_at)
        self.frontier.file(poll.host, slot_for(next_at, self.clock()))
        old = root_poll(source)
        self.frontier.drop_poll(old.host, old.key)
        return moved

    def _move(self, source: Source, feeds: tuple[str, ...], known: Reading, page: Page) -> None:
        moved = replace(source, url=feeds[0], kind=SourceKind.FEED, home=source.url)
        self.sources.put_reading(replace(known, at=page.observed_at, problem="", also=feeds[1:]))
        self._watch_there(source, moved)
        self.arrive(source, moved)

    def _watch_there(self, source: Source, moved: Source) -> None:
        release(source, sources=self.sources, frontier=self.frontier, now=self.clock())
        self.sources.amend(
            moved.id, lambda known: replace(known, url=moved.url, kind=moved.kind, home=moved.home, twins=())
        )

    def _sitemaps(self, page: Page) -> tuple[str, ...]:
        copy = self.hosts.robots(host_of(page.url))
        if copy is None:
            return ()
        return Rules.from_bytes(copy.rules, agent=PRODUCT, place=f"robots.txt of {host_of(page.url)}").sitemaps


def _answered(poll: Poll, page: Page) -> Poll:
    """A poll as ``page``, an answer that was asked for as a guess, leaves it behind."""
    answer, at = Response(url=page.url, status=page.status, headers=page.headers, body=page.body), page.observed_at
    known, _ = after_poll(replace(poll, fresh=answer.max_age), answer, read(answer, at), at, next_at=at)
    return known


def asked(page: Page) -> str:
    """The address that was asked for first, where ``page`` finally answered."""
    return page.led_by[0] if page.led_by else page.url
