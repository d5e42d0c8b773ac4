"""Where redirects lead: to another article, to another host's work, to a source's new address, or to an end."""

import dataclasses
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from loopback import FEED, NOW, POLL, Answer, CrashError, Site, Stores

from wirecopy import warc
from wirecopy.frontier.rows import Outcome, Poll
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import Source, SourceKind
from wirecopy.stages.keys import parse
from wirecopy.stages.standing import standings
from wirecopy.stages.watch import watch


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
