"""A visit to a host: what is asked, in what order it is remembered, and what a crash costs.

The server is a real one on loopback; stores are in memory; time is handed in.
"""

import asyncio
import dataclasses
import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver

from wirecopy import warc
from wirecopy.articles import ArticleRow, Stage
from wirecopy.discover.fulltext import NOT_COMPARED, Compared
from wirecopy.edges import Network
from wirecopy.frontier.interval import Rhythm
from wirecopy.frontier.push import Asked, Heard
from wirecopy.frontier.rows import Outcome, Poll, Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import Link, Listing, Source, SourceKind
from wirecopy.model.access import FullText
from wirecopy.ports import Reading
from wirecopy.stages.fetch import Fetch, Pace, Visited
from wirecopy.stages.keys import page_key, parse
from wirecopy.stages.standing import standings
from wirecopy.stages.watch import watch
from wirecopy.store import memory
from wirecopy.store.memory_subscriptions import MemorySubscriptions
from wirecopy.web import reservations
from wirecopy.web.client import Client
from wirecopy.web.response import NONE, Response, Validators

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)


@dataclass
class Answer:
    """What the server says at an address; with an ETag it honours If-None-Match."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """A loopback server for every host name; it notes what it was asked, and apart from that for a tdmrep.json."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.asked_for_reservations: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None: ...

            def do_GET(self) -> None:
                url = f"http://{self.headers['Host']}{self.path}"
                (site.asked_for_reservations if self.path == reservations.PATH else site.asked).append(url)
                answer = site.answers.get(url, Answer(status=404))
                known = self.headers.get("If-None-Match")
                if known is not None and known == answer.headers.get("ETag"):
                    answer = Answer(status=304, headers=answer.headers)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def network(self) -> Network:
        port = self._server.server_port

        class Loopback(AbstractResolver):
            async def resolve(self, host: str, _port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> Any:
                one = {"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}
                return [one | {"family": socket.AF_INET}]

            async def close(self) -> None: ...

        return Network(resolver=Loopback(), allowed=(ipaddress.ip_network("127.0.0.0/8"),))


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def site(server: Site) -> Site:
    server.answers.clear()
    server.asked.clear()
    server.asked_for_reservations.clear()
    return server


class Stores:
    """The stage on stores in memory, at a time that tests move."""

    def __init__(self, site: Site) -> None:
        self.now = NOW
        self.frontier = memory.MemoryFrontier()
        self.hosts = memory.MemoryHosts()
        self.sources = memory.MemorySources()
        self.articles = memory.MemoryArticles()
        self.archive = memory.MemoryArchive()
        self.subscriptions = MemorySubscriptions()
        self.stage = Fetch(
            frontier=self.frontier,
            hosts=self.hosts,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            client=lambda: Client(user_agent="Wirecopy/test", network=site.network),
            agent="Wirecopy",
            clock=lambda: self.now,
            pace=Pace(spacing=timedelta(0), budget=timedelta(seconds=60), lease=timedelta(seconds=150)),
            subscriptions=self.subscriptions,
        )

    def visit(self, host: str) -> Visited:
        return asyncio.run(self.stage.visit(host))

    def poll(self, host: str) -> Poll:
        [due] = self.frontier.polls(host)
        return due.poll

    def want(self, url: str) -> Wanted:
        wanted = Wanted(url=url, article=article_id(url), not_before=self.now)
        self.frontier.put_page(wanted)
        row = ArticleRow(article=wanted.article, url=url, stage=Stage.WANTED, first_seen=NOW, changed_at=NOW)
        self.articles.want(row)
        listing = Listing(source="s", article=wanted.article, link=Link(url=url), tags=("t",), seen_at=NOW)
        self.articles.put_listing(listing)
        return wanted


@pytest.fixture
def stores(site: Site) -> Stores:
    return Stores(site)


FEED = "http://a.example/feed"
POLL = Poll(source="s", url=FEED, kind=SourceKind.FEED)


def test_a_poll_is_stored_and_remembered_with_its_validators(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.frontier.put_poll(POLL, NOW)
    assert stores.visit("a.example") == Visited(host="a.example", requests=2, stored=1)
    [key] = stores.archive.written
    page = warc.decode(stores.archive.get(key), place=key)
    assert (parse(key).owner, page.url, page.body, page.observed_at) == ("s", FEED, b"<rss/>", NOW)
    assert (stores.poll("a.example").outcome, stores.poll("a.example").etag) == (Outcome.FRESH, '"1"')
    assert site.asked == ["http://a.example/robots.txt", FEED]


def test_an_unchanged_poll_is_one_request_and_stores_nothing(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.now += timedelta(hours=2)
    site.asked.clear()
    assert stores.visit("a.example") == Visited(host="a.example", requests=1, stored=0)
    assert stores.poll("a.example").outcome is Outcome.UNCHANGED
    assert len(stores.archive.written) == 1


def test_the_same_bytes_without_validators_are_no_news(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>")
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.now += timedelta(hours=2)
    stores.visit("a.example")
    assert stores.poll("a.example").outcome is Outcome.SAME
    assert len(stores.archive.written) == 1


def test_content_that_returns_is_news_again(site: Site, stores: Stores) -> None:
    stores.frontier.put_poll(POLL, NOW)
    for body in (b"A", b"B", b"A"):
        site.answers[FEED] = Answer(body)
        stores.visit("a.example")
        stores.now += timedelta(hours=2)
    assert len(set(stores.archive.written)) == 3


def test_polls_come_before_pages_and_the_next_slot_is_filed(site: Site, stores: Stores) -> None:
    page = "http://a.example/1"
    site.answers |= {FEED: Answer(b"<rss/>"), page: Answer(b"<p>one</p>")}
    stores.want(page)
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert site.asked[1:] == [FEED, page]
    [due] = stores.frontier.polls("a.example")
    assert due.next_at is not None
    assert timedelta(hours=1) <= due.next_at - NOW < timedelta(hours=1.1)
    assert stores.frontier.due(slot_for(due.next_at, NOW)) == ["a.example"]


def test_a_source_that_publishes_seldom_is_polled_seldom(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    rhythm = Rhythm(at=NOW - timedelta(days=60), days=60)
    stores.sources.put_reading(Reading(source="s", at=NOW - timedelta(hours=1), rhythm=rhythm))
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    [due] = stores.frontier.polls("a.example")
    assert due.next_at is not None
    assert due.next_at - NOW > timedelta(hours=12)


def planned(stores: Stores) -> timedelta:
    """How long the one poll waits."""
    [due] = stores.frontier.polls("a.example")
    assert due.next_at is not None
    return due.next_at - stores.now


def test_a_first_answer_is_kept_for_as_long_as_it_is_fresh(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"', "Cache-Control": "max-age=18000"})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert planned(stores) == timedelta(hours=5)


def test_a_304_that_says_nothing_of_it_leaves_an_answer_as_long_fresh_as_before(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"', "Cache-Control": "max-age=18000"})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.now += timedelta(hours=5)
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.visit("a.example")
    assert stores.poll("a.example").outcome is Outcome.UNCHANGED
    assert planned(stores) == timedelta(hours=5)


@pytest.mark.parametrize(
    ("reading", "least", "most"),
    [
        ({"stated": timedelta(hours=12)}, 12, 12),
        ({"skip_hours": frozenset(range(8, 18))}, 9.6, 9.7),
        ({"skip_days": frozenset({5})}, 15.6, 15.7),
        ({"rhythm": Rhythm(at=NOW, days=60)}, 20, 26),
    ],
)
def test_a_plan_that_was_made_before_the_answer_was_read_is_put_off_without_a_request(
    site: Site, stores: Stores, reading: dict[str, Any], least: float, most: float
) -> None:
    busy = Rhythm(at=NOW, articles=(9999.0,) * 24, days=1)
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.sources.put_reading(Reading(**{"source": "s", "at": NOW, "rhythm": busy} | reading))
    asked = len(site.asked)
    stores.now += timedelta(hours=2)
    assert stores.visit("a.example").requests == 0
    wait = planned(stores) + timedelta(hours=2)
    assert timedelta(hours=least) <= wait <= timedelta(hours=most)
    stores.now = NOW + wait
    stores.visit("a.example")
    assert len(site.asked) == asked + 1


def test_a_poll_that_is_late_waits_out_the_hours_that_its_source_skips(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    busy = Rhythm(at=NOW, articles=(9999.0,) * 24, days=1)
    stores.sources.put_reading(Reading(source="s", at=NOW, rhythm=busy, skip_hours=frozenset({10, 11})))
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.now += timedelta(hours=2)
    assert stores.visit("a.example").requests == 0
    assert stores.now + planned(stores) == NOW.replace(hour=12, minute=0)


def heard(days_ago: float, lease: float = 10, **changes: str) -> tuple[Asked, Heard]:
    asked = Asked(source="s", hub="https://hub.example/", topic=FEED, token="t", secret="k", at=NOW)
    pushed_at = NOW - timedelta(days=days_ago)
    return dataclasses.replace(asked, **changes), Heard(  # type: ignore[arg-type]
        verified_at=NOW, ends_at=NOW + timedelta(days=lease), pushed_at=pushed_at
    )


@pytest.mark.parametrize(
    ("told", "is_new", "weekly"),
    [
        (heard(0.5), True, True),
        (heard(0.5), False, False),
        (heard(2), False, True),
        (heard(15), True, False),
        (heard(0.5, lease=-1), True, False),
        (heard(0.5, hub="https://other.example/"), True, False),
        (heard(0.5, topic="https://other.example/"), True, False),
        (None, True, False),
    ],
    ids=["pushed", "pushed-what-is-not-there-yet", "nothing-since", "silent", "over", "other-hub", "other-topic", "no"],
)
def test_a_source_whose_hub_pushes_is_polled_weekly(
    site: Site, stores: Stores, told: tuple[Asked, Heard] | None, is_new: bool, weekly: bool
) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    rhythm = Rhythm(at=NOW, articles=(0.1,) * 24, days=60)
    stores.sources.put_reading(Reading(source="s", at=NOW, rhythm=rhythm, hub="https://hub.example/", topic=FEED))
    if told is not None:
        stores.subscriptions.ask(told[0])
        stores.subscriptions.note("s", "t", told[1])
    etag = None if is_new else '"1"'
    poll = dataclasses.replace(POLL, answered_at=NOW - timedelta(days=1), etag=etag, validated=FEED)
    stores.frontier.put_poll(poll, NOW)
    stores.visit("a.example")
    [due] = stores.frontier.polls("a.example")
    assert due.poll.outcome is (Outcome.FRESH if is_new else Outcome.UNCHANGED)
    assert due.next_at is not None
    waits = due.next_at - NOW
    assert waits == timedelta(days=7) if weekly else waits <= timedelta(days=1)


@pytest.mark.parametrize("every", [timedelta(minutes=15), timedelta(days=3)])
def test_a_source_is_asked_as_often_as_the_user_says_whatever_its_hub_and_its_rhythm_say(
    site: Site, stores: Stores, every: timedelta
) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    rhythm = Rhythm(at=NOW, articles=(1.0,) * 24, days=60)
    reading = Reading(
        source="s", at=NOW, rhythm=rhythm, stated=timedelta(hours=1), hub="https://hub.example/", topic=FEED
    )
    stores.sources.put(Source(id="s", url=FEED, every=every, added_at=NOW))
    stores.sources.put_reading(reading)
    asked, said = heard(0.5)
    stores.subscriptions.ask(asked)
    stores.subscriptions.note("s", "t", said)
    stores.frontier.put_poll(POLL, NOW)
    for _ in range(3):
        stores.visit("a.example")
        assert every <= planned(stores) <= 1.1 * every
        stores.now += planned(stores)
    assert len(site.asked) == (4 if every < timedelta(hours=1) else 6), "robots.txt holds for a day"


def test_a_source_that_fails_is_left_alone_however_often_the_user_wants_it(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(status=429, headers={"Retry-After": "7200"})
    stores.sources.put(Source(id="s", url=FEED, every=timedelta(minutes=1), added_at=NOW))
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert planned(stores) == timedelta(hours=2)


def test_whoever_asks_for_a_poll_gets_it_whatever_the_plan_says(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.sources.put_reading(Reading(source="s", at=NOW, rhythm=Rhythm(at=NOW, days=60), stated=timedelta(hours=24)))
    stores.now += timedelta(minutes=20)
    stores.frontier.ring_poll(POLL, stores.now)
    assert stores.visit("a.example").requests == 1


def test_a_page_is_stored_under_the_address_that_answered_and_the_asked_one_becomes_an_alias(
    site: Site, stores: Stores
) -> None:
    site.answers["http://a.example/old"] = Answer(status=301, headers={"Location": "/new"})
    site.answers["http://a.example/new"] = Answer(b"<p>new</p>")
    asked, final = stores.want("http://a.example/old").article, article_id("http://a.example/new")
    stores.visit("a.example")
    [key] = stores.archive.written
    assert parse(key).owner == final
    assert warc.decode(stores.archive.get(key), place=key).led_by == ("http://a.example/old",)
    assert stores.articles.rows([asked])[asked].alias_of == final
    assert [listing.tags for listing in stores.articles.record(final).listings] == [("t",)]


def test_a_redirect_to_another_host_becomes_that_hosts_work(site: Site, stores: Stores) -> None:
    site.answers["http://a.example/1"] = Answer(status=302, headers={"Location": "http://b.example/2"})
    site.answers["http://b.example/2"] = Answer(b"<p>two</p>")
    stores.want("http://a.example/1")
    stores.visit("a.example")
    assert not [url for url in site.asked if url.startswith("http://b.example")]
    assert stores.frontier.due(slot_for(NOW, NOW)) == ["b.example"]
    stores.visit("b.example")
    [key] = stores.archive.written
    assert parse(key).owner == article_id("http://b.example/2")


def test_an_address_is_polled_once_where_a_visit_died_while_its_source_settled_there(
    site: Site, stores: Stores
) -> None:
    """Both the old address and the new are due then, and the old one leads to the new."""
    new = "http://a.example/new"
    site.answers |= {FEED: Answer(status=301, headers={"Location": new}), new: Answer(b"<rss/>")}
    old = replace(POLL, moved_to=new, moved_since=NOW - timedelta(days=9), moved_polls=9, validated=new)
    stores.sources.put(Source(id="s", url=FEED, added_at=NOW))
    stores.frontier.put_poll(old, NOW)
    stores.frontier.put_poll(replace(POLL, url=new), NOW + timedelta(seconds=1))
    stores.now += timedelta(seconds=2)
    stores.visit("a.example")
    assert site.asked == ["http://a.example/robots.txt", FEED, new]
    assert stores.poll("a.example").url == new
    assert [it.url for it in stores.sources.all()] == [new]


def test_a_feed_that_moved_to_another_host_is_polled_there_with_validators_of_its_own(
    site: Site, stores: Stores
) -> None:
    site.answers[FEED] = Answer(status=301, headers={"Location": "http://b.example/feed", "ETag": '"not mine"'})
    site.answers["http://b.example/feed"] = Answer(b"<rss/>", headers={"ETag": '"2"'})
    stores.frontier.put_poll(POLL, NOW)
    for _ in range(2):
        stores.visit("a.example")
        stores.visit("b.example")
        stores.now += timedelta(hours=2)
    assert stores.poll("b.example").outcome is Outcome.UNCHANGED
    assert len(stores.archive.written) == 1


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/feed", "redirects in a circle"),
        ("ftp://a.example/", "redirects to nowhere"),
    ],
)
def test_redirects_end(site: Site, stores: Stores, location: str, reason: str) -> None:
    site.answers[FEED] = Answer(status=302, headers={"Location": location})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    poll = stores.poll("a.example")
    assert poll.outcome is Outcome.ODD
    assert reason in poll.reason or "302" in poll.reason


def test_a_chain_of_redirects_is_followed_five_times(site: Site, stores: Stores) -> None:
    for number in range(9):
        site.answers[f"http://a.example/{number}"] = Answer(status=302, headers={"Location": f"/{number + 1}"})
    stores.frontier.put_poll(Poll(source="s", url="http://a.example/0", kind=SourceKind.FEED), NOW)
    stores.visit("a.example")
    assert stores.poll("a.example").reason == "redirects more than 5 times"
    assert len(site.asked) == 1 + 6


def test_two_hosts_that_redirect_to_each_other_are_asked_once_each(site: Site, stores: Stores) -> None:
    other = "http://b.example/feed"
    site.answers[FEED] = Answer(status=301, headers={"Location": other})
    site.answers[other] = Answer(status=301, headers={"Location": FEED})
    stores.frontier.put_poll(POLL, NOW)
    for _ in range(20):
        for host in ("a.example", "b.example"):
            stores.visit(host)
        stores.now += timedelta(minutes=2)
    assert (site.asked.count(FEED), site.asked.count(other)) == (1, 1)
    assert stores.poll("b.example").reason == f"redirects in a circle, to {FEED}"


class TestMoving:
    """A source whose address answers with 301 for weeks."""

    def polls(self, stores: Stores, count: int, every: timedelta = timedelta(days=2)) -> None:
        for _ in range(count):
            for due in list(stores.frontier.all_polls()):
                if due.poll.root:
                    stores.frontier.ring_poll(due.poll, stores.now)
            for host in ("a.example", "b.example", "a.example"):
                stores.visit(host)
                stores.now += timedelta(minutes=5)
            stores.now += every

    def watched(self, stores: Stores) -> Source:
        source = Source(id="s", url=FEED, tags=("t",), added_at=NOW)
        watch(source, sources=stores.sources, frontier=stores.frontier, now=NOW)
        return source

    @pytest.mark.parametrize("target", ["http://b.example/feed", "http://a.example/feed.xml"])
    def test_is_watched_at_its_new_address_with_what_that_answered_last(
        self, site: Site, stores: Stores, target: str
    ) -> None:
        source = self.watched(stores)
        site.answers[FEED] = Answer(status=301, headers={"Location": target})
        site.answers[target] = Answer(b"<rss/>", headers={"ETag": '"1"'})
        self.polls(stores, 4)
        assert stores.sources.get("s") == source
        [standing] = standings(stores.sources, stores.frontier, now=stores.now)
        assert standing.answer.endswith(f"; moves to {target}")
        self.polls(stores, 2)
        assert stores.sources.get("s") == dataclasses.replace(source, url=target, home=FEED)
        [due] = stores.frontier.all_polls()
        assert (due.poll.url, due.poll.root, due.poll.etag) == (target, True, '"1"')
        assert due.next_at is not None
        assert len(stores.archive.written) == 1, "nothing was fetched anew for it"
        site.asked.clear()
        self.polls(stores, 1)
        assert FEED not in site.asked
        assert stores.frontier.overdue(stores.now + timedelta(days=9)) == {due.poll.host}

    def test_stays_where_it_is_while_its_new_address_fails(self, site: Site, stores: Stores) -> None:
        source = self.watched(stores)
        site.answers[FEED] = Answer(status=308, headers={"Location": "http://b.example/feed"})
        site.answers["http://b.example/feed"] = Answer(status=500)
        self.polls(stores, 9)
        assert stores.sources.get("s") == source

    def test_stays_where_it_is_when_a_temporary_redirect_is_on_the_way(self, site: Site, stores: Stores) -> None:
        source = self.watched(stores)
        site.answers[FEED] = Answer(status=302, headers={"Location": "/feed.xml"})
        site.answers["http://a.example/feed.xml"] = Answer(b"<rss/>")
        self.polls(stores, 9)
        assert stores.sources.get("s") == source

    @pytest.mark.parametrize("crash_in", ["put_poll", "file", "put", "drop_poll"])
    def test_is_polled_somewhere_whatever_dies_while_it_moves(
        self, site: Site, stores: Stores, monkeypatch: pytest.MonkeyPatch, crash_in: str
    ) -> None:
        self.watched(stores)
        target = "http://b.example/feed"
        site.answers[FEED] = Answer(status=301, headers={"Location": target})
        site.answers[target] = Answer(b"<rss/>")
        self.polls(stores, 4)
        owner = stores.sources if crash_in == "put" else stores.frontier
        method = getattr(type(owner), crash_in)

        def crash(*arguments: Any) -> None:
            about = arguments[1]
            if crash_in != "put_poll" or about.url == target:
                raise CrashError
            method(*arguments)

        stores.frontier.ring_poll(POLL, stores.now)
        with monkeypatch.context() as patch:
            patch.setattr(type(owner), crash_in, crash)
            with pytest.raises(CrashError):
                stores.visit("a.example")
        stores.now += timedelta(days=2)
        self.polls(stores, 3)
        source = stores.sources.get("s")
        assert source is not None
        assert source.url == target
        assert [due.poll.url for due in stores.frontier.all_polls() if due.next_at is not None] == [target]


def test_what_robots_txt_disallows_is_not_asked_for(site: Site, stores: Stores) -> None:
    site.answers["http://a.example/robots.txt"] = Answer(b"User-agent: Wirecopy\nDisallow: /private/\n")
    wanted = stores.want("http://a.example/private/1")
    stores.visit("a.example")
    assert site.asked == ["http://a.example/robots.txt"]
    row = stores.articles.rows([wanted.article])[wanted.article]
    assert (row.stage, row.reason) == (
        Stage.FAILED,
        "robots.txt disallows it: robots.txt of a.example disallows /private/1",
    )
    assert stores.frontier.next_page_at("a.example") is None


@pytest.mark.parametrize(("seconds", "requests"), [(2, [8]), (9, [3, 1, 1, 1])])
def test_a_host_that_is_slow_is_asked_little_in_a_visit_that_others_wait_for(
    site: Site, stores: Stores, seconds: int, requests: list[int]
) -> None:
    class Slow(Client):
        async def get(self, *arguments: Any, **options: Any) -> Response:
            stores.now += timedelta(seconds=seconds)
            return await super().get(*arguments, **options)

    stores.stage = replace(stores.stage, client=lambda: Slow(user_agent="Wirecopy/test", network=site.network))
    for number in range(6):
        url = f"http://a.example/{number}"
        site.answers[url] = Answer(b"<p>one</p>")
        stores.want(url)
    visits = []
    for _ in requests:
        visits.append(stores.visit("a.example").requests)
        stores.now += timedelta(minutes=1)
    assert visits == requests, "robots.txt and, behind the first page, tdmrep.json among them"


def test_robots_txt_is_asked_for_once_a_day(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>")
    stores.frontier.put_poll(POLL, NOW)
    for _ in range(25):
        stores.visit("a.example")
        stores.now += timedelta(hours=1)
    assert site.asked.count("http://a.example/robots.txt") == 2


TDMREP = f"http://a.example{reservations.PATH}"


def test_what_a_host_reserves_is_asked_for_once_a_day_and_goes_with_its_pages(site: Site, stores: Stores) -> None:
    site.answers[TDMREP] = Answer(b'[{"location": "/premium/*", "tdm-reservation": 1}]')
    for nth in range(25):
        for section in ("premium", "open"):
            url = f"http://a.example/{section}/{nth}"
            site.answers[url] = Answer(b"<p>one</p>")
            stores.want(url)
        stores.visit("a.example")
        stores.now += timedelta(hours=1)
    pages = [warc.decode(stores.archive.get(key), place=key) for key in stores.archive.written]
    assert len(pages) == 50
    assert all(page.reserved == ("/premium/" in page.url) for page in pages)
    assert site.asked_for_reservations == [TDMREP, TDMREP]


@pytest.mark.parametrize(
    ("choice", "compared", "asked"),
    [
        (FullText.YES, NOT_COMPARED, True),
        (FullText.AUTO, Compared(added_nothing=(True,) * 3), True),
        (FullText.AUTO, NOT_COMPARED, False),
        (FullText.NO, Compared(added_nothing=(True,) * 3), False),
    ],
)
def test_a_feed_whose_entries_are_taken_is_news_together_with_what_its_host_reserves(
    site: Site, stores: Stores, choice: FullText, compared: Compared, asked: bool
) -> None:
    site.answers |= {FEED: Answer(b"<rss/>", headers={"ETag": '"1"'}), TDMREP: Answer(b"[]")}
    stores.sources.put(Source(id="s", url=FEED, full_text=choice, added_at=NOW))
    stores.sources.put_reading(Reading(source="s", at=NOW, compared=compared))
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert site.asked_for_reservations == [TDMREP] * asked
    assert (stores.hosts.reservations("a.example") is not None) == asked
    stores.frontier.ring_poll(POLL, stores.now)
    stores.now += timedelta(days=2)
    stores.visit("a.example")
    assert len(site.asked_for_reservations) == asked, "nothing is new"


def test_what_a_host_reserves_may_be_wished_for_by_itself(site: Site, stores: Stores) -> None:
    site.answers[TDMREP] = Answer(b'[{"location": "/", "tdm-reservation": 1}]')
    stores.frontier.put_page(Wanted(url=TDMREP, article="", not_before=NOW, reservations=True))
    stores.visit("a.example")
    assert site.asked_for_reservations == [TDMREP]
    assert stores.hosts.reservations("a.example") is not None
    assert stores.frontier.next_page_at("a.example") is None
    assert (list(stores.articles.all()), stores.archive.written) == ([], [])


def test_who_gives_no_page_is_not_asked_what_is_reserved(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>")
    site.answers["http://a.example/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private/\n")
    stores.frontier.put_poll(POLL, NOW)
    stores.want("http://a.example/private/1")
    stores.want("http://a.example/gone")
    stores.visit("a.example")
    assert not site.asked_for_reservations


def test_a_watched_page_may_be_reserved(site: Site, stores: Stores) -> None:
    site.answers |= {FEED: Answer(b"<p>one</p>"), TDMREP: Answer(b'[{"location": "/", "tdm-reservation": 1}]')}
    stores.frontier.put_poll(dataclasses.replace(POLL, kind=SourceKind.PAGE), NOW)
    stores.visit("a.example")
    [key] = stores.archive.written
    assert warc.decode(stores.archive.get(key), place=key).reserved


@pytest.mark.parametrize(
    ("answer", "again_after", "held"),
    [
        (Answer(status=404), timedelta(days=1), False),
        (Answer(b"<!doctype html>"), timedelta(days=1), False),
        (Answer(status=302, headers={"Location": "http://b.example/tdmrep.json"}), timedelta(days=1), False),
        (Answer(status=302, headers={"Location": TDMREP}), timedelta(hours=1), False),
        (Answer(status=500), timedelta(hours=1), False),
        (Answer(status=503, headers={"Retry-After": "600"}), timedelta(hours=1), True),
    ],
)
def test_a_tdmrep_file_that_cannot_be_had_keeps_no_page(
    answer: Answer, again_after: timedelta, held: bool, site: Site, stores: Stores
) -> None:
    page = "http://a.example/1"
    site.answers |= {page: Answer(b"<p>one</p>"), TDMREP: answer}
    stores.want(page)
    assert stores.visit("a.example").stored == 1
    copy = stores.hosts.reservations("a.example")
    assert copy is not None
    assert copy.expires_at == NOW + again_after
    assert stores.hosts.next_at("a.example") == NOW + timedelta(minutes=10 if held else 0)


def test_a_tdmrep_file_that_robots_txt_disallows_is_not_asked_for(site: Site, stores: Stores) -> None:
    page = "http://a.example/1"
    site.answers[page] = Answer(b"<p>one</p>")
    site.answers["http://a.example/robots.txt"] = Answer(b"User-agent: *\nDisallow: /.well-known/\n")
    stores.want(page)
    assert stores.visit("a.example").stored == 1
    assert not site.asked_for_reservations


def test_while_robots_txt_is_broken_nothing_is_asked_for_and_all_that_is_due_is_put_off(
    site: Site, stores: Stores
) -> None:
    site.answers["http://a.example/robots.txt"] = Answer(status=500)
    stores.want("http://a.example/1")
    stores.want("http://a.example/2")
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert site.asked == ["http://a.example/robots.txt"]
    assert stores.poll("a.example").reason == "robots.txt of a.example answered 500"
    [due] = stores.frontier.polls("a.example")
    assert due.next_at == NOW + timedelta(hours=1)
    assert stores.frontier.next_page_at("a.example") == NOW + timedelta(minutes=15)


def test_a_host_that_could_not_be_reached_may_be_tried_again_when_the_user_wishes(site: Site, stores: Stores) -> None:
    site.answers["http://a.example/robots.txt"] = Answer(status=500)
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    del site.answers["http://a.example/robots.txt"]
    site.answers[FEED] = Answer(b"<rss/>")
    stores.now += stores.stage.pace.lease
    stores.frontier.ring_poll(POLL, stores.now)
    assert stores.visit("a.example").stored == 1


def test_a_host_that_says_wait_at_its_robots_txt_is_left_alone(site: Site, stores: Stores) -> None:
    site.answers["http://a.example/robots.txt"] = Answer(status=429, headers={"Retry-After": "600"})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert stores.visit("a.example").postponed


def test_a_host_that_says_wait_is_not_asked_for_anything_until_then(site: Site, stores: Stores) -> None:
    site.answers["http://a.example/1"] = Answer(status=429, headers={"Retry-After": "600"})
    stores.want("http://a.example/1")
    stores.want("http://a.example/2")
    stores.visit("a.example")
    asked = len(site.asked)
    stores.now += timedelta(seconds=599)
    assert stores.visit("a.example").postponed
    assert len(site.asked) == asked
    stores.now += timedelta(seconds=2)
    stores.visit("a.example")
    assert site.asked[asked:] == ["http://a.example/2"]


def test_a_host_that_another_visits_is_left_alone_and_filed_for_later(site: Site, stores: Stores) -> None:
    stores.frontier.put_poll(POLL, NOW)
    until = NOW + timedelta(seconds=150)
    stores.hosts.acquire("a.example", now=NOW, until=until)
    assert stores.visit("a.example").postponed
    assert site.asked == []
    assert stores.frontier.due(slot_for(until, NOW)) == ["a.example"]


class CrashError(Exception):
    """The machine is gone."""


@pytest.mark.parametrize("crash_in", ["put_poll", "file", "release"])
def test_a_crash_repeats_a_request_at_worst_and_loses_nothing(
    site: Site, stores: Stores, monkeypatch: pytest.MonkeyPatch, crash_in: str
) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.frontier.put_poll(POLL, NOW)
    owner = stores.hosts if crash_in == "release" else stores.frontier

    def crash(*_: Any, **__: Any) -> None:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(type(owner), crash_in, crash)
        with pytest.raises(CrashError):
            stores.visit("a.example")
    assert len(stores.archive.written) == 1
    assert stores.visit("a.example").postponed, "the lease of the visit that crashed still holds"
    stores.now += timedelta(hours=1)
    stores.visit("a.example")
    assert stores.poll("a.example").etag == '"1"'


@pytest.mark.parametrize("crash_in", ["put_poll", "file", "polls", "next_page_at"])
def test_a_host_that_says_wait_is_left_alone_even_if_the_visit_dies_then(
    site: Site, stores: Stores, monkeypatch: pytest.MonkeyPatch, crash_in: str
) -> None:
    site.answers["http://a.example/robots.txt"] = Answer(b"")
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    site.answers[FEED] = Answer(status=429, headers={"Retry-After": "7200"})
    stores.now += timedelta(hours=1)
    calls = [0]
    method = getattr(memory.MemoryFrontier, crash_in)

    def crash(*arguments: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == 2 or crash_in != "polls":  # the visit itself begins with reading its polls
            raise CrashError
        return method(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(memory.MemoryFrontier, crash_in, crash)
        with pytest.raises(CrashError):
            stores.visit("a.example")
    asked = len(site.asked)
    stores.now += timedelta(seconds=7199)
    assert stores.visit("a.example").postponed
    assert len(site.asked) == asked
    stores.now += timedelta(seconds=2)
    assert stores.visit("a.example").requests == 1


def test_no_request_begins_that_could_outlast_the_lease(site: Site, stores: Stores) -> None:
    """Each request takes so long that the host, had the visit gone on, would have been talked to by two."""
    for number in range(9):
        site.answers[f"http://a.example/{number}"] = Answer(
            status=302, headers={"Location": f"http://a.example/{number + 1}"}
        )
    began = stores.now
    starts = []

    class Slow(Client):
        async def get(self, url: str, *, validators: Validators = NONE) -> Response:
            starts.append(stores.now - began)
            try:
                return await super().get(url, validators=validators)
            finally:
                stores.now += timedelta(seconds=40)

    slow = dataclasses.replace(stores.stage, client=lambda: Slow(user_agent="Wirecopy/test", network=site.network))
    stores.want("http://a.example/0")
    asyncio.run(slow.visit("a.example"))
    assert starts == [timedelta(seconds=seconds) for seconds in (0, 40, 80, 120)]
    assert [wanted.url for wanted in stores.frontier.pages("a.example", due=stores.now, most=9)] == [
        "http://a.example/3"
    ]


def test_a_single_page_source_is_stored_as_a_page_with_its_listing(site: Site, stores: Stores) -> None:
    url = "http://a.example/about"
    site.answers[url] = Answer(b"<p>about</p>")
    stores.sources.put(Source(id="s", url=url, kind=SourceKind.PAGE, tags=("t",), added_at=NOW))
    stores.frontier.put_poll(Poll(source="s", url=url, kind=SourceKind.PAGE), NOW)
    stores.visit("a.example")
    [key] = stores.archive.written
    assert (parse(key).folder, parse(key).owner) == ("pages", article_id(url))
    assert [listing.tags for listing in stores.articles.record(article_id(url)).listings] == [("t",)]


def test_an_unreachable_host_is_told_in_one_line(stores: Stores) -> None:
    stores.frontier.put_poll(Poll(source="s", url="http://169.254.169.254/feed", kind=SourceKind.FEED), NOW)
    stores.visit("169.254.169.254")
    poll = stores.poll("169.254.169.254")
    assert poll.outcome is Outcome.UNREACHABLE
    assert poll.reason
    assert "\n" not in poll.reason


class TestFurtherPages:
    """Pages that an article goes on on: whatever comes of them is stored, since the article waits for it."""

    URL = "http://a.example/story/2"
    KEYS = (page_key("whole", NOW, b"one"),)

    def want(self, stores: Stores) -> Wanted:
        wanted = Wanted(
            url=self.URL, article="whole", not_before=NOW, follows=self.KEYS, whole="http://a.example/story"
        )
        stores.frontier.put_page(wanted)
        return wanted

    def stored(self, stores: Stores) -> list[tuple[int, bytes, tuple[str, ...]]]:
        pages = [warc.decode(stores.archive.get(key), place=key) for key in stores.archive.written]
        assert {parse(key).owner for key in stores.archive.written} <= {"whole"}
        return [(page.status, page.body, page.follows) for page in pages]

    @pytest.mark.parametrize(
        ("answer", "stored"),
        [
            (Answer(b"<p>two</p>"), (200, b"<p>two</p>")),
            (Answer(b"gone", status=404), (404, b"gone")),
            (Answer(status=302, headers={"Location": "http://b.example/2"}), (302, b"")),
            (Answer(status=429, headers={"Retry-After": "86400"}), (429, b"")),
        ],
    )
    def test_what_came_is_stored_with_the_pages_before_it(
        self, site: Site, stores: Stores, answer: Answer, stored: tuple[int, bytes]
    ) -> None:
        site.answers[self.URL] = answer
        self.want(stores)
        stores.visit("a.example")
        assert self.stored(stores) == [(*stored, self.KEYS)]
        row = stores.articles.known["whole"]
        assert (row.stage, row.url, row.key) == (Stage.STORED, "http://a.example/story", stores.archive.written[0])
        assert stores.frontier.next_page_at("a.example") is None

    def test_a_page_that_may_not_be_asked_for_ends_the_article_too(self, site: Site, stores: Stores) -> None:
        site.answers["http://a.example/robots.txt"] = Answer(b"User-agent: *\nDisallow: /story/")
        self.want(stores)
        stores.visit("a.example")
        assert self.stored(stores) == [(0, b"", self.KEYS)]
        assert self.URL not in site.asked

    def test_a_page_that_failed_is_asked_for_once_more(self, site: Site, stores: Stores) -> None:
        site.answers[self.URL] = Answer(b"down", status=503)
        self.want(stores)
        stores.visit("a.example")
        assert self.stored(stores) == []
        assert stores.frontier.next_page_at("a.example") is not None
        stores.now += timedelta(hours=1)
        stores.visit("a.example")
        assert self.stored(stores) == [(503, b"down", self.KEYS)]
        assert site.asked.count(self.URL) == 2

    def test_a_page_that_is_here_already_is_not_asked_for_again(self, site: Site, stores: Stores) -> None:
        site.answers[self.URL] = Answer(b"<p>two</p>")
        self.want(stores)
        stores.now += timedelta(minutes=1)
        stores.visit("a.example")
        self.want(stores)  # by one who read the first page at the same time
        stores.now += timedelta(minutes=1)
        stores.visit("a.example")
        assert site.asked.count(self.URL) == 1
        assert stores.frontier.next_page_at("a.example") is None

    def test_the_further_pages_of_what_was_withdrawn_are_not_asked_for(self, site: Site, stores: Stores) -> None:
        self.want(stores)
        stores.articles.mark("whole", Stage.WITHDRAWN, url="http://a.example/story", at=NOW, observed_at=None)
        stores.visit("a.example")
        assert self.URL not in site.asked
        assert stores.frontier.next_page_at("a.example") is None
