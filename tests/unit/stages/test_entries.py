"""Articles that come from a feed's entries: what their hosts and the feed reserve holds for them as for pages."""

from datetime import UTC, datetime, timedelta

import pytest

from wirecopy import warc
from wirecopy.discover.fulltext import Compared
from wirecopy.frontier.rows import RobotsCopy, Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import Page, Source
from wirecopy.model.access import FullText
from wirecopy.ports import Reading
from wirecopy.stages.discover import Discover
from wirecopy.stages.keys import poll_key
from wirecopy.store import memory
from wirecopy.web.reservations import Reservations

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "https://a.example/feed"
HERE, THERE = "https://a.example/paper/1", "https://b.example/paper/2"
WHOLE = Compared(added_nothing=(True, True, True))


class Stores:
    """A source whose entries are taken, on stores in memory."""

    def __init__(self, choice: FullText) -> None:
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
        )
        self.sources.put(Source(id="s", url=FEED, full_text=choice, added_at=NOW))
        self.sources.put_reading(Reading(source="s", at=NOW, compared=WHOLE))

    def know(self, host: str, *rules: tuple[str, bool], ago: timedelta = timedelta()) -> None:
        copy = RobotsCopy(rules=Reservations(rules).to_bytes(), expires_at=NOW + HOUR - ago)
        self.hosts.put_reservations(host, copy)

    def read(self, *headers: tuple[str, str]) -> None:
        items = "".join(
            f"<item><link>{url}</link><description>{'The weir was mended. ' * 30}</description></item>"
            for url in (HERE, THERE)
        )
        page = Page(url=FEED, body=f"<rss version='2.0'>{items}</rss>".encode(), headers=headers, observed_at=NOW)
        key = poll_key("s", NOW, page.body)
        self.archive.put(key, warc.encode(page), "")
        self.stage.read(key)

    def taken(self) -> dict[str, bool]:
        """The entries that stand for pages, and whether each is reserved."""
        pages = [warc.decode(self.archive.get(key), place=key) for key in self.archive.keys("pages/")]
        return {page.url: page.reserved for page in pages}

    def wanted(self, host: str) -> list[Wanted]:
        return list(self.frontier.pages(host, due=NOW, most=9))


@pytest.mark.parametrize(
    ("rules", "reserved"),
    [
        ((), {HERE: False, THERE: False}),
        ((("/paper", True),), {HERE: True, THERE: False}),
        ((("/paper/2", True),), {HERE: False, THERE: False}),
        ((("/feed", True),), {HERE: True, THERE: True}),
    ],
    ids=["nothing", "its articles", "others", "the feed that carries them"],
)
@pytest.mark.parametrize("choice", [FullText.YES, FullText.AUTO])
def test_what_a_host_reserves_is_reserved_in_entries_too(
    choice: FullText, rules: tuple[tuple[str, bool], ...], reserved: dict[str, bool]
) -> None:
    stores = Stores(choice)
    stores.know("a.example", *rules)
    stores.know("b.example")
    stores.read()
    assert stores.taken() == {url: is_so for url, is_so in reserved.items() if choice is FullText.YES or url == HERE}
    assert not stores.wanted("a.example")


def test_a_feed_that_proved_to_be_whole_does_not_say_what_stands_on_other_hosts() -> None:
    stores = Stores(FullText.AUTO)
    stores.know("a.example")
    stores.know("b.example")
    stores.read()
    assert stores.taken() == {HERE: False}
    assert [wanted.url for wanted in stores.wanted("b.example")] == [THERE]


def test_where_nobody_has_asked_the_host_the_page_is_fetched_which_brings_the_file() -> None:
    stores = Stores(FullText.AUTO)
    stores.read()
    assert stores.taken() == {}
    [wanted] = stores.wanted("a.example")
    assert (wanted.url, wanted.reservations) == (HERE, False)


@pytest.mark.parametrize("known", [False, True], ids=["unknown", "out of date"])
def test_of_whom_the_user_wants_entries_the_file_is_asked_for_and_honoured_from_then_on(known: bool) -> None:
    stores = Stores(FullText.YES)
    stores.know("a.example")
    if known:
        stores.know("b.example", ("/", True), ago=2 * HOUR)
    stores.read()
    assert stores.taken() == {HERE: False, THERE: known}
    [wanted] = stores.wanted("b.example")
    assert (wanted.url, wanted.reservations) == ("https://b.example/.well-known/tdmrep.json", True)
    assert "b.example" in stores.frontier.due(slot_for(NOW, NOW))
    stores.read()
    assert stores.wanted("b.example") == [wanted], "the same document twice wishes once"
    assert article_id(THERE) in {row.article for row in stores.articles.all()}


def test_what_a_feeds_own_answer_says_of_texts_holds_for_its_entries() -> None:
    stores = Stores(FullText.YES)
    stores.read(("TDM-Reservation", "1"), ("X-Robots-Tag", "noindex, noai"))
    pages = [warc.decode(stores.archive.get(key), place=key).body for key in stores.archive.keys("pages/")]
    assert len(pages) == 2
    for page in pages:
        assert b'<meta name="tdm-reservation" content="1"><meta name="robots" content="noai">' in page
        assert b"noindex" not in page
