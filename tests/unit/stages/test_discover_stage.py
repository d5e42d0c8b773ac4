"""What a stored poll leads to: wanted pages, listings, and what is remembered of both."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy import warc
from wirecopy.articles import Stage
from wirecopy.discover.backlog import Backlog
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import Page, Source, SourceKind
from wirecopy.stages.discover import Discover, Discovered
from wirecopy.stages.keys import poll_key
from wirecopy.store import memory

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "https://a.example/feed"


def rss(*links: str, dated: str = "") -> bytes:
    items = "".join(f"<item><title>T</title><link>{link}</link>{dated}</item>" for link in links)
    return f"<rss version='2.0'><channel><title>A's news</title>{items}</channel></rss>".encode()


class Stores:
    """The stage on stores in memory."""

    def __init__(self) -> None:
        self.frontier = memory.MemoryFrontier()
        self.sources = memory.MemorySources()
        self.articles = memory.MemoryArticles()
        self.hosts = memory.MemoryHosts()
        self.archive = memory.MemoryArchive()
        self.stage = Discover(
            frontier=self.frontier,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            hosts=self.hosts,
            clock=lambda: NOW,
            most_links=5,
            first_links=4,
        )
        self.watch("s")

    def watch(self, name: str, kind: SourceKind = SourceKind.FEED) -> None:
        self.sources.put(Source(id=name, url=FEED, kind=kind, tags=(f"tag-{name}",), added_at=NOW))

    def read(self, body: bytes, *, source: str = "s", at: datetime = NOW, url: str = FEED) -> Discovered:
        page = Page(url=url, body=body, observed_at=at)
        key = poll_key(source, at, body)
        self.archive.put(key, warc.encode(page), "application/warc")
        return self.stage.read(key)

    def wanted(self, host: str = "a.example") -> Sequence[str]:
        return [wanted.url for wanted in self.frontier.pages(host, due=NOW, most=100)]


@pytest.fixture
def stores() -> Stores:
    return Stores()


def test_what_an_old_address_led_to_is_read_after_the_source_has_moved_there(stores: Stores) -> None:
    old = "https://old.example/feed"
    stores.sources.put(Source(id="s", url=FEED, home=old, kind=SourceKind.FEED, added_at=NOW))
    page = Page(url=FEED, led_by=(old,), body=rss("https://a.example/1"), observed_at=NOW)
    key = poll_key("s", NOW, page.body)
    stores.archive.put(key, warc.encode(page), "application/warc")
    assert stores.stage.read(key).wanted == 1
    assert not list(stores.frontier.all_polls()), "it need not be asked for again"


def test_each_link_is_wanted_from_its_own_host_with_its_listing(stores: Stores) -> None:
    found = stores.read(rss("https://a.example/1", "https://b.example/2"))
    assert found == Discovered(source="s", links=2, wanted=2)
    assert (stores.wanted(), stores.wanted("b.example")) == (["https://a.example/1"], ["https://b.example/2"])
    assert stores.frontier.due(slot_for(NOW, NOW)) == ["a.example", "b.example"]
    record = stores.articles.record(article_id("https://a.example/1"))
    assert record.row is not None
    assert record.row.stage is Stage.WANTED
    assert [(listing.source, listing.tags, listing.link.title) for listing in record.listings] == [
        ("s", ("tag-s",), "T")
    ]


def test_reading_again_wants_nothing_again(stores: Stores) -> None:
    body = rss("https://a.example/1")
    stores.read(body)
    [wanted] = stores.frontier.pages("a.example", due=NOW, most=9)
    stores.frontier.drop_page(wanted)
    assert stores.read(body).wanted == 0
    assert stores.wanted() == []


def test_another_source_that_names_a_known_article_adds_its_listing_only(stores: Stores) -> None:
    stores.watch("r")
    stores.read(rss("https://a.example/1"))
    assert stores.read(rss("https://a.example/1?utm_source=r"), source="r").wanted == 0
    record = stores.articles.record(article_id("https://a.example/1"))
    assert [listing.source for listing in record.listings] == ["r", "s"]


def test_an_article_that_its_source_says_was_modified_is_wanted_again(stores: Stores) -> None:
    def atom(updated: str) -> bytes:
        entry = f"<entry><title>T</title><link href='https://a.example/1'/><updated>{updated}</updated></entry>"
        return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title>{entry}</feed>".encode()

    assert stores.read(atom("2026-11-20T08:00:00Z")).wanted == 1
    later = NOW + timedelta(hours=1)
    assert stores.read(atom("2026-11-20T08:00:00Z"), at=later).wanted == 0
    assert stores.read(atom("2026-11-21T08:00:00Z"), at=later).wanted == 1
    assert stores.read(atom("2026-11-21T08:00:00Z"), at=later).wanted == 0


def test_a_listing_of_an_address_that_only_led_elsewhere_is_the_final_articles(stores: Stores) -> None:
    stores.read(rss("https://a.example/old"))
    final = stores.articles.known[article_id("https://a.example/old")]
    new = article_id("https://a.example/new")
    stores.articles.alias(
        final.article,
        type(final)(article=new, url="https://a.example/new", stage=Stage.STORED, first_seen=NOW, changed_at=NOW),
    )
    stores.watch("r")
    stores.read(rss("https://a.example/old"), source="r")
    assert [listing.source for listing in stores.articles.record(new).listings] == ["r", "s"]


def test_no_more_than_so_many_links_of_one_document_are_taken_up(stores: Stores) -> None:
    assert stores.read(rss(*(f"https://a.example/{n}" for n in range(9)))).wanted == 4
    assert stores.read(rss(*(f"https://a.example/{n}" for n in range(20, 29))), at=NOW + HOUR).wanted == 5


def test_what_a_first_poll_passes_over_is_no_news_later(stores: Stores) -> None:
    past = [f"https://a.example/{n}" for n in range(5)]
    assert stores.read(rss(*past)).wanted == 4
    row = stores.articles.known[article_id(past[4])]
    assert row.stage is Stage.PASSED
    assert stores.read(rss("https://a.example/new", *past), at=NOW + HOUR).wanted == 1
    assert past[4] not in stores.wanted()


def test_what_one_source_passed_over_is_news_to_another(stores: Stores) -> None:
    stores.watch("r")
    past = [f"https://a.example/{n}" for n in range(5)]
    stores.read(rss(*past))
    assert stores.read(rss(past[4]), source="r").wanted == 1
    assert stores.read(rss(past[4]), source="r", at=NOW + HOUR).wanted == 0
    assert past[4] in stores.wanted()


def test_a_source_of_100_000_links_delays_nobody(stores: Stores) -> None:
    stores.watch("m", SourceKind.SITEMAP)
    stores.read("\n".join(f"https://huge.example/{n}" for n in range(100_000)).encode(), source="m")
    stores.read(rss("https://a.example/1"))
    assert len(stores.wanted("huge.example")) == 4
    assert stores.wanted() == ["https://a.example/1"]
    assert stores.frontier.due(slot_for(NOW, NOW)) == ["a.example", "huge.example"]


def test_sitemaps_that_are_read_at_the_same_moment_take_up_no_more_than_one_would(stores: Stores) -> None:
    stores.watch("m", SourceKind.SITEMAP)
    maps = [sitemap(number) for number in range(3)]

    class ReadAtOnce(memory.MemorySources):
        """While one reads the backlog, the next document is read whole."""

        def backlog(self, source: str) -> Backlog | None:
            found = memory.MemorySources.backlog(self, source)
            if maps:
                stores.read(maps.pop(), source="m", url=f"{FEED}/{len(maps)}")
            return found

    sources = ReadAtOnce(sources=stores.sources.sources)
    stores.stage = replace(stores.stage, sources=sources)
    stores.read(maps.pop(), source="m", url=f"{FEED}/outer")
    assert len(stores.wanted()) == 4
    known = sources.backlogs["m"]
    assert (known.left, len(known.documents), known.claims) == (0, 3, ())


def test_a_document_whose_reader_dies_takes_the_same_again(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.watch("m", SourceKind.SITEMAP)
    with monkeypatch.context() as patch:
        patch.setattr(memory.MemoryArticles, "want", _crash)
        with pytest.raises(ConnectionError):
            stores.read(sitemap(0), source="m", url=f"{FEED}/0")
    stores.read(sitemap(1), source="m", url=f"{FEED}/1")
    assert sorted(stores.wanted()) == [f"https://a.example/0/{n}" for n in range(4)]
    stores.read(sitemap(0), source="m", url=f"{FEED}/0")
    assert sorted(stores.wanted()) == [f"https://a.example/0/{n}" for n in range(4)]


def sitemap(number: int) -> bytes:
    return "\n".join(f"https://a.example/{number}/{n}" for n in range(5)).encode()


def _crash(*_: object) -> None:
    raise ConnectionError


def test_the_sitemaps_of_an_index_are_asked_for_newest_first(stores: Stores) -> None:
    stores.watch("m", SourceKind.SITEMAP)
    children = "".join(
        f"<sitemap><loc>https://a.example/{month}.xml</loc><lastmod>2026-{month:02}-01</lastmod></sitemap>"
        for month in (3, 11, 7)
    )
    stores.read(f"<sitemapindex>{children}</sitemapindex>".encode(), source="m")
    dues = sorted(stores.frontier.polls("a.example"), key=lambda due: str(due.next_at))
    assert [due.poll.url for due in dues] == [f"https://a.example/{month}.xml" for month in (11, 7, 3)]


def test_what_cannot_be_read_is_remembered_in_one_line_and_wants_nothing(stores: Stores) -> None:
    found = stores.read(b"<!doctype html><title>Hello</title>")
    reading = stores.sources.reading("s")
    assert reading is not None
    assert found.problem == reading.problem == "is HTML, not a feed"
    assert not stores.frontier.overdue(NOW)


def test_a_problem_is_forgotten_once_the_document_can_be_read(stores: Stores) -> None:
    stores.read(b"")
    stores.read(rss("https://a.example/1"))
    reading = stores.sources.reading("s")
    assert reading is not None
    assert (reading.problem, reading.title, reading.links) == ("", "A's news", 1)


def test_a_source_that_was_removed_wants_nothing(stores: Stores) -> None:
    stores.sources.remove("s")
    assert stores.read(rss("https://a.example/1")).problem == "the source was removed"
    assert not stores.frontier.overdue(NOW)


def test_the_children_of_a_sitemap_index_are_polled_in_their_own_right(stores: Stores) -> None:
    stores.watch("m", SourceKind.SITEMAP)
    index = (
        b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        b"<sitemap><loc>https://b.example/news.xml</loc></sitemap></sitemapindex>"
    )
    stores.read(index, source="m")
    [due] = stores.frontier.polls("b.example")
    assert (due.poll.url, due.poll.root, due.poll.source) == ("https://b.example/news.xml", False, "m")
    assert stores.frontier.due(slot_for(NOW, NOW)) == ["b.example"]


def test_the_sources_rhythm_is_learnt_from_what_is_new_and_no_reading_counts_twice(stores: Stores) -> None:
    first = rss("https://a.example/1")
    stores.read(first)
    later = NOW + timedelta(days=2)
    second = rss("https://a.example/1", "https://a.example/2", "https://a.example/3")
    stores.read(second, at=later)
    reading = stores.sources.reading("s")
    assert reading is not None
    assert reading.rhythm is not None
    assert sum(reading.rhythm.articles) > 2
    stores.read(second, at=later)
    assert stores.sources.reading("s") == reading
