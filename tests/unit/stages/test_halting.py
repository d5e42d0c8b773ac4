"""What the user wants left alone is asked nothing, and nothing that waits is lost by it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy import warc
from wirecopy.articles import ArticleRow, Stage
from wirecopy.edges import Network
from wirecopy.frontier.rows import Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import Page, Source
from wirecopy.stages import halting
from wirecopy.stages.discover import Discover, Discovered
from wirecopy.stages.fetch import Fetch, Pace, Visited
from wirecopy.stages.keys import poll_key
from wirecopy.stages.standing import standings
from wirecopy.stages.watch import root_poll, watch
from wirecopy.store import memory
from wirecopy.web.client import Client

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
SOURCE = Source(id="s", url="https://news.a.example/feed", added_at=NOW)
HOST = "news.a.example"
PAGE = "https://news.a.example/1"


class Stores:
    """Two stages on stores in memory. No test may ask for anything."""

    def __init__(self) -> None:
        self.frontier = memory.MemoryFrontier()
        self.sources = memory.MemorySources()
        self.articles = memory.MemoryArticles()
        self.hosts = memory.MemoryHosts()
        self.archive = memory.MemoryArchive()
        self.fetch = Fetch(
            frontier=self.frontier,
            hosts=self.hosts,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            client=lambda: Client(user_agent="Wirecopy/test", network=Network()),
            agent="Wirecopy",
            clock=lambda: NOW,
            pace=Pace(spacing=timedelta(0), budget=timedelta(seconds=60), lease=timedelta(seconds=150)),
        )
        self.discover = Discover(
            frontier=self.frontier,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            hosts=self.hosts,
            clock=lambda: NOW,
        )
        watch(SOURCE, sources=self.sources, frontier=self.frontier, now=NOW)

    def visit(self) -> Visited:
        return asyncio.run(self.fetch.visit(HOST))

    def want(self) -> None:
        row = ArticleRow(article=article_id(PAGE), url=PAGE, stage=Stage.WANTED, first_seen=NOW, changed_at=NOW)
        self.articles.want(row)
        self.frontier.put_page(Wanted(url=PAGE, article=row.article, not_before=NOW))

    def read(self, *links: str) -> Discovered:
        items = "".join(f"<item><link>{link}</link></item>" for link in links)
        page = Page(url=SOURCE.url, body=f"<rss version='2.0'>{items}</rss>".encode(), observed_at=NOW)
        key = poll_key(SOURCE.id, NOW, page.body)
        self.archive.put(key, warc.encode(page), "")
        return self.discover.read(key)

    def next_at(self) -> datetime | None:
        [due] = self.frontier.polls(HOST)
        return due.next_at

    def said(self) -> str:
        [standing] = standings(self.sources, self.frontier, now=NOW)
        return standing.answer


@pytest.fixture
def stores() -> Stores:
    return Stores()


def test_a_paused_source_is_not_asked_and_resumed_at_once_when_it_was_due(stores: Stores) -> None:
    halting.pause(SOURCE, sources=stores.sources, frontier=stores.frontier, now=NOW)
    assert stores.visit().requests == 0
    assert (stores.next_at(), stores.said()) == (None, "paused")
    halting.resume(SOURCE, sources=stores.sources, frontier=stores.frontier, now=NOW)
    assert (stores.next_at(), stores.said()) == (NOW, "not asked yet")


def test_a_source_that_is_resumed_before_it_is_due_is_not_asked_any_earlier(stores: Stores) -> None:
    later = NOW + timedelta(hours=3)
    stores.frontier.put_poll(root_poll(SOURCE), later)
    halting.pause(SOURCE, sources=stores.sources, frontier=stores.frontier, now=NOW)
    halting.resume(SOURCE, sources=stores.sources, frontier=stores.frontier, now=NOW)
    assert stores.next_at() == later


def test_watching_a_paused_source_anew_does_not_resume_it(stores: Stores) -> None:
    halting.pause(SOURCE, sources=stores.sources, frontier=stores.frontier, now=NOW)
    watch(SOURCE, sources=stores.sources, frontier=stores.frontier, now=NOW)
    assert stores.said() == "paused"


@pytest.mark.parametrize("name", [HOST, "a.example"])
def test_a_paused_host_is_asked_nothing_and_what_waits_is_done_when_it_is_resumed(stores: Stores, name: str) -> None:
    stores.want()
    halting.pause_host(name, sources=stores.sources)
    assert stores.visit() == Visited(host=HOST, postponed=True)
    assert stores.said() == "its host is paused"
    assert stores.frontier.next_page_at(HOST) == NOW
    stores.frontier.slots.clear()
    assert halting.resume_host(name, sources=stores.sources, frontier=stores.frontier, clock=lambda: NOW)
    assert stores.frontier.due(slot_for(NOW, NOW)) == [HOST]


def test_links_to_a_blocked_publisher_are_not_taken_up(stores: Stores) -> None:
    halting.block("b.example", sources=stores.sources)
    found = stores.read(PAGE, "https://b.example/1", "https://www.b.example/2", "https://bb.example/3")
    assert found.wanted == 2
    assert {row.url for row in stores.articles.all()} == {PAGE, "https://bb.example/3"}


def test_what_was_wanted_of_a_blocked_host_is_given_up_and_its_sources_rest(stores: Stores) -> None:
    stores.want()
    halting.block("a.example", sources=stores.sources)
    assert stores.visit() == Visited(host=HOST)
    assert stores.frontier.next_page_at(HOST) is None
    row = stores.articles.known[article_id(PAGE)]
    assert (row.stage, row.reason) == (Stage.FAILED, "its host is blocked")
    assert stores.said() == "its host is blocked"
    assert halting.unblock("a.example", sources=stores.sources, frontier=stores.frontier, clock=lambda: NOW)
    assert stores.next_at() == NOW
    assert stores.frontier.due(slot_for(NOW, NOW)) == [HOST]


def test_what_is_not_halted_cannot_be_taken_up_again(stores: Stores) -> None:
    frontier, sources = stores.frontier, stores.sources
    assert not halting.resume_host("a.example", sources=sources, frontier=frontier, clock=lambda: NOW)
    assert not halting.unblock("a.example", sources=sources, frontier=frontier, clock=lambda: NOW)
