"""The addresses that are polled at a host: asked with what the last answer left behind, stored, and planned anew.

The answer is stored before the row remembers it: a crash in between repeats a request, and nothing is lost.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wirecopy import warc
from wirecopy.discover.fulltext import NOT_COMPARED, takes_entries
from wirecopy.edges import Clock, Secrets
from wirecopy.frontier.answers import Verdict, after_poll, answers_guess
from wirecopy.frontier.moves import answers, noted, proven, settled
from wirecopy.frontier.push import backstop
from wirecopy.frontier.rows import DuePoll, Outcome, Poll
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import Link, Listing, Page, Source, SourceKind
from wirecopy.ports import Archive, Articles, Frontier, Reading, Sources, Subscriptions
from wirecopy.stages.answered import WARC, key_of, page_of, taken, verdict_of
from wirecopy.stages.asking import Asking, Fetched
from wirecopy.stages.keys import poll_key
from wirecopy.stages.pages import Pages
from wirecopy.stages.planning import planned, replanned
from wirecopy.stages.twins import Twins
from wirecopy.urls import host_of, is_fetchable
from wirecopy.web.response import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Polls:
    """What takes them up, with its stores."""

    frontier: Frontier
    sources: Sources
    articles: Articles
    archive: Archive
    subscriptions: Subscriptions | None
    secrets: Secrets | None
    clock: Clock
    pages: Pages
    """Where a source that is a single page is stored."""

    async def take(self, due: DuePoll, asking: Asking) -> bool:
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
            poll.url,
            poll.led_by,
            validated=poll.validated,
            validators=poll.validators,
            key=key_of(source, self.secrets),
        )
        now = self.clock()
        verdict = verdict_of(fetched, asking, now, known_hash=poll.body_hash)
        if verdict.outcome is Outcome.FRESH:
            is_page = poll.kind is SourceKind.PAGE
            if not is_page and self._takes_entries(source, reading):
                await asking.reservations(poll.url)  # it holds for them as for pages, and must be known to their reader
            self._store_poll(poll, await taken(fetched, asking, now) if is_page else page_of(fetched, now))
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
        twins = Twins(sources=self.sources, frontier=self.frontier).of(source)
        for watched in (*twins, source):  # last the one whose poll does all this again
            self.sources.amend(watched.id, lambda known: replace(known, url=url, home=known.home or known.url))
        self.frontier.drop_poll(poll.host, poll.key)

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
        self.pages.store(article, page, page.url)

    def _send_poll_elsewhere(self, poll: Poll, fetched: Fetched, url: str, now: datetime) -> None:
        child = Poll(source=poll.source, url=url, kind=poll.kind, root=False, guess=poll.guess, led_by=fetched.led_by)
        self.frontier.ring_poll(child, now)
        self.frontier.file(child.host, slot_for(now, now))

    def _takes_entries(self, source: Source | None, reading: Reading | None) -> bool:
        """Whether articles come from entries. A sitemap's child has no reading of its own: its source's counts."""
        if source is None:
            return False
        known = reading or self.sources.reading(source.id)
        return takes_entries(source.full_text, known.compared if known else NOT_COMPARED)
