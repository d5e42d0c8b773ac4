"""A source that was given as a home page: what it becomes, and that this is remembered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy import warc
from wirecopy.frontier.interval import SHORTEST
from wirecopy.frontier.rows import Outcome, RobotsCopy
from wirecopy.model import Page, Source, SourceKind
from wirecopy.stages.discover import Discover, Discovered
from wirecopy.stages.keys import poll_key
from wirecopy.stages.watch import watch
from wirecopy.store import memory
from wirecopy.web.robots import Rules

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
HOME = "https://a.example/"
FEED = "https://a.example/feed.xml"
MAP = "https://a.example/sitemap.xml"
NAMES_A_FEED = b"""<html><title>A</title><link rel=alternate type=application/rss+xml href=/feed.xml>
<link rel=alternate type=application/rss+xml href=/sports.xml></html>"""
NAMES_ARTICLES = b"<html><title>A</title>" + b"".join(
    b"<article><h2><a href='/2026/11/%d/a-story-of-the-town'>A story of the town, told at length %d</a></h2></article>"
    % (n, n)
    for n in range(10, 14)
)
SITEMAP = b"<urlset><url><loc>https://a.example/from-the-map</loc></url></urlset>"


def rss(link: str) -> bytes:
    return f"<rss version='2.0'><channel><title>A</title><item><link>{link}</link></item></channel></rss>".encode()


class Home:
    """A source whose address is that of a home page, and the stage that reads its answers."""

    def __init__(self, kind: SourceKind = SourceKind.AUTO) -> None:
        self.frontier = memory.MemoryFrontier()
        self.sources = memory.MemorySources()
        self.hosts = memory.MemoryHosts()
        self.archive = memory.MemoryArchive()
        self.stage = Discover(
            frontier=self.frontier,
            sources=self.sources,
            articles=memory.MemoryArticles(),
            archive=self.archive,
            hosts=self.hosts,
            clock=lambda: NOW,
        )
        self.add(kind)

    def add(self, kind: SourceKind = SourceKind.AUTO, url: str = HOME) -> None:
        source = Source(id="s", url=url, kind=kind, added_at=NOW)
        watch(source, sources=self.sources, frontier=self.frontier, now=NOW)

    def answer(self, url: str, body: bytes, *led_by: str, headers: tuple[tuple[str, str], ...] = ()) -> Discovered:
        key = poll_key("s", NOW, body)
        page = Page(url=url, body=body, led_by=led_by, headers=headers, observed_at=NOW)
        self.archive.put(key, warc.encode(page), "")
        return self.stage.read(key)

    @property
    def source(self) -> Source:
        return self.sources.sources["s"]

    def due(self) -> list[str]:
        return sorted(due.poll.url for due in self.frontier.all_polls() if due.next_at and due.next_at <= NOW)

    def watched(self) -> tuple[SourceKind, str, list[str]]:
        return self.source.kind, self.source.url, self.due()


@pytest.mark.parametrize("kind", [SourceKind.AUTO, SourceKind.FEED])
def test_the_feed_that_a_home_page_names_is_watched_in_its_place(kind: SourceKind) -> None:
    home = Home(kind)
    home.answer(HOME, NAMES_A_FEED)
    assert home.watched() == (SourceKind.FEED, FEED, [FEED])
    assert home.source.home == HOME
    home.answer(FEED, rss("https://a.example/1"))
    reading = home.sources.reading("s")
    assert reading is not None
    assert (reading.links, reading.also) == (1, ("https://a.example/sports.xml",))


def test_the_same_notification_twice_changes_nothing() -> None:
    home = Home()
    for _ in range(2):
        home.answer(HOME, NAMES_A_FEED)
    assert home.watched() == (SourceKind.FEED, FEED, [FEED])


def test_a_crash_between_the_source_and_its_poll_is_mended_by_the_next_delivery() -> None:
    home = Home()
    home.sources.put(replace(home.source, url=FEED, kind=SourceKind.FEED, home=HOME))
    home.answer(HOME, NAMES_A_FEED)
    assert home.watched() == (SourceKind.FEED, FEED, [FEED])


def test_a_page_that_names_no_feed_is_a_listing_while_its_sitemap_is_asked_for() -> None:
    home = Home()
    assert home.answer(HOME, NAMES_ARTICLES).wanted == 4
    assert home.watched() == (SourceKind.LISTING, HOME, [HOME, MAP])


def test_the_sitemap_takes_over_and_is_not_asked_for_twice() -> None:
    home = Home()
    home.answer(HOME, NAMES_ARTICLES)
    assert home.answer(MAP, SITEMAP).wanted == 1
    [root] = [due for due in home.frontier.all_polls() if due.poll.root]
    assert (root.poll.url, root.next_at) == (MAP, NOW + SHORTEST)
    assert (home.source.kind, home.source.url, home.source.home) == (SourceKind.SITEMAP, MAP, HOME)


def test_what_the_sitemap_answered_when_it_was_guessed_is_known_to_its_next_poll() -> None:
    home = Home()
    home.answer(HOME, NAMES_ARTICLES)
    home.answer(MAP, SITEMAP, headers=(("ETag", '"1"'), ("Cache-Control", "max-age=7200")))
    [root] = [due for due in home.frontier.all_polls() if due.poll.root]
    assert (root.poll.etag, root.poll.validated) == ('"1"', MAP)
    assert (root.poll.outcome, root.poll.succeeded_at) == (Outcome.FRESH, NOW)
    assert (root.poll.fresh, root.poll.planned_at) == (timedelta(hours=2), root.next_at)


def test_the_sitemap_that_robots_txt_names_is_asked_for() -> None:
    home = Home()
    rules = Rules.parse(200, b"Sitemap: https://a.example/articles.xml", agent="Wirecopy")
    home.hosts.put_robots("a.example", RobotsCopy(rules=rules.to_bytes(), expires_at=NOW))
    home.answer(HOME, NAMES_ARTICLES)
    assert home.due() == [HOME, "https://a.example/articles.xml"]


@pytest.mark.parametrize("body", [b"", b"<html><title>Not here</title>", b"<urlset/>", NAMES_ARTICLES])
def test_a_sitemap_that_is_none_leaves_the_listing(body: bytes) -> None:
    home = Home()
    home.answer(HOME, NAMES_ARTICLES)
    assert home.answer(MAP, body).wanted == 0
    assert (home.source.kind, home.source.url) == (SourceKind.LISTING, HOME)
    reading = home.sources.reading("s")
    assert reading is not None
    assert (reading.problem, reading.links) == ("", 4)


def test_a_linked_feed_wins_over_a_sitemap_whichever_answers_first() -> None:
    body = NAMES_ARTICLES + b"<a href=/rss.xml>RSS</a>"
    for order in [(MAP, "https://a.example/rss.xml"), ("https://a.example/rss.xml", MAP)]:
        home = Home()
        home.answer(HOME, body)
        for url in order:
            home.answer(url, SITEMAP if url == MAP else rss("https://a.example/1"))
        assert (home.source.kind, home.source.url) == (SourceKind.FEED, "https://a.example/rss.xml")


def test_what_was_not_guessed_cannot_take_a_source_over() -> None:
    home = Home()
    home.answer(HOME, NAMES_ARTICLES)
    home.answer("https://evil.example/sitemap.xml", SITEMAP)
    assert home.source.kind is SourceKind.LISTING


@pytest.mark.parametrize(
    ("url", "body", "kind"), [(FEED, rss("/1"), SourceKind.FEED), (MAP, SITEMAP, SourceKind.SITEMAP)]
)
def test_an_address_that_is_a_feed_or_sitemap_itself_stays(url: str, body: bytes, kind: SourceKind) -> None:
    home = Home()
    home.add(url=url)
    home.answer(url, body)
    assert home.watched() == (kind, url, [url])


def test_adding_the_home_page_again_keeps_what_was_found() -> None:
    home = Home()
    home.answer(HOME, NAMES_A_FEED)
    home.add()
    assert home.watched() == (SourceKind.FEED, FEED, [FEED])
    home.add(SourceKind.LISTING)
    assert home.watched() == (SourceKind.LISTING, HOME, [HOME])


def test_a_feed_that_once_was_one_is_not_looked_for_elsewhere() -> None:
    home = Home(SourceKind.FEED)
    home.answer(HOME, rss("https://a.example/1"))
    assert home.answer(HOME, NAMES_A_FEED).problem.startswith("is HTML, not a feed")
    assert home.source.url == HOME
