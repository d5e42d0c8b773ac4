"""Two sources at one address: one is polled, both are credited, and whoever is left goes on alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wirecopy import warc
from wirecopy.articles import Stage
from wirecopy.frontier.rows import DuePoll, Outcome, Poll
from wirecopy.identity import article_id
from wirecopy.model import Page, Source, SourceKind
from wirecopy.model.access import Credential, CredentialKind
from wirecopy.stages import halting
from wirecopy.stages.discover import Discover
from wirecopy.stages.keys import poll_key
from wirecopy.stages.standing import standings
from wirecopy.stages.twins import Twins
from wirecopy.stages.watch import entrust, pace, poll_now, root_poll, unwatch, watch
from wirecopy.store import memory

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOST = "a.example"
FEED = "https://a.example/feed"
OLD = Source(id="old", url=FEED, title="The Paper", tags=("daily",), added_at=NOW - timedelta(days=9))
NEW = Source(id="new", url=FEED, tags=("town",), home="https://a.example/", added_at=NOW)
KEY = Credential(kind=CredentialKind.BEARER, secret="env:KEY", host=HOST)


class Stores:
    """Two sources with what was answered at their addresses."""

    def __init__(self, old: Source = OLD, new: Source = NEW) -> None:
        self.frontier = memory.MemoryFrontier()
        self.sources = memory.MemorySources()
        self.articles = memory.MemoryArticles()
        self.archive = memory.MemoryArchive()
        self.twins = Twins(sources=self.sources, frontier=self.frontier)
        for source in (new, old):
            watch(source, sources=self.sources, frontier=self.frontier, now=NOW)

    def answered(self, source: Source, **changes: str | None) -> None:
        poll = replace(root_poll(source), outcome=Outcome.FRESH, answered_at=NOW, succeeded_at=NOW, **changes)
        self.frontier.put_poll(poll, NOW + timedelta(hours=3))

    def joined(self) -> list[str]:
        """Whose polls are left, by what a visit looks at and by what is stored."""
        seen = sorted(due.poll.source for due in self.twins.joined(self.frontier.polls(HOST)))
        assert seen == self.polled(), "what a visit takes up is what is stored"
        return seen

    def polled(self) -> list[str]:
        return sorted(due.poll.source for due in self.frontier.all_polls())

    def read(self) -> None:
        stage = Discover(
            frontier=self.frontier,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            hosts=memory.MemoryHosts(),
            clock=lambda: NOW,
        )
        body = b"<rss version='2.0'><item><link>https://a.example/1</link></item></rss>"
        key = poll_key("old", NOW, body)
        self.archive.put(key, warc.encode(Page(url=FEED, body=body, observed_at=NOW)), "")
        stage.read(key)

    def said(self) -> dict[str, str]:
        return {it.source.id: it.answer for it in standings(self.sources, self.frontier, now=NOW)}


@pytest.fixture
def stores() -> Stores:
    """Two that were found to be one."""
    stores = Stores()
    stores.answered(OLD)
    stores.answered(NEW)
    assert stores.joined() == ["old"]
    return stores


def test_the_elder_is_polled_for_both_and_the_status_says_so(stores: Stores) -> None:
    assert stores.said() == {"old": "new content", "new": "the same as old"}
    assert stores.joined() == ["old"], "once more, nothing changes"


def test_what_it_names_is_credited_to_both_each_with_its_own_tags(stores: Stores) -> None:
    stores.read()
    record = stores.articles.record(article_id("https://a.example/1"))
    assert {(it.source, it.tags) for it in record.listings} == {("old", ("daily",)), ("new", ("town",))}
    assert record.row is not None
    assert record.row.stage is Stage.WANTED


def test_a_paused_twin_is_credited_with_nothing(stores: Stores) -> None:
    stores.sources.put(replace(NEW, paused=True))
    stores.read()
    assert {it.source for it in stores.articles.record(article_id("https://a.example/1")).listings} == {"old"}


def test_a_twin_that_somebody_rings_for_is_not_asked(stores: Stores) -> None:
    poll_now(NEW, frontier=stores.frontier, now=NOW)
    assert stores.joined() == ["old"]


def test_a_crash_before_the_second_poll_is_dropped_is_mended_by_the_next_visit(stores: Stores) -> None:
    stores.frontier.put_poll(root_poll(NEW), NOW)
    assert stores.joined() == ["old"]


@pytest.mark.parametrize("how", ["removed", "paused", "moved"])
def test_the_twin_goes_on_alone_when_the_other_is(stores: Stores, how: str) -> None:
    known = stores.sources.get("old") or OLD
    match how:
        case "removed":
            heirs = unwatch(known, sources=stores.sources, frontier=stores.frontier, now=NOW)
            assert [heir.id for heir in heirs] == ["new"]
        case "paused":
            halting.pause(known, sources=stores.sources, frontier=stores.frontier, now=NOW)
        case _:
            elsewhere = replace(OLD, url="https://b.example/feed")
            watch(elsewhere, sources=stores.sources, frontier=stores.frontier, now=NOW)
    due = {due.poll.source: due.next_at for due in stores.twins.joined(stores.frontier.polls(HOST))}
    assert due["new"] == NOW
    assert stores.said()["new"] == "not asked yet"


def test_a_twin_that_was_removed_and_is_watched_again_is_asked_once_by_itself(stores: Stores) -> None:
    assert not unwatch(NEW, sources=stores.sources, frontier=stores.frontier, now=NOW)
    assert stores.sources.get("old") == OLD
    watch(NEW, sources=stores.sources, frontier=stores.frontier, now=NOW)
    assert stores.joined() == ["new", "old"]


def test_resumed_it_is_polled_for_both_again(stores: Stores) -> None:
    known = stores.sources.get("old") or OLD
    halting.pause(known, sources=stores.sources, frontier=stores.frontier, now=NOW)
    assert stores.joined() == ["new", "old"]
    stores.answered(NEW)
    paused = stores.sources.get("old") or OLD
    halting.resume(paused, sources=stores.sources, frontier=stores.frontier, now=NOW)
    assert stores.joined() == ["old"]


def test_three_are_one_too_and_the_last_twin_of_a_twin_is_not_lost(stores: Stores) -> None:
    eldest = replace(OLD, id="eldest", added_at=NOW - timedelta(days=30))
    watch(eldest, sources=stores.sources, frontier=stores.frontier, now=NOW)
    stores.answered(eldest)
    assert stores.joined() == ["eldest"]
    assert stores.said()["new"] == stores.said()["old"] == "the same as eldest"


def test_a_new_source_is_asked_once_by_itself_where_the_other_was_read_before() -> None:
    stores = Stores()
    stores.answered(OLD)
    assert stores.joined() == ["new", "old"]
    stores.answered(NEW)
    assert stores.joined() == ["old"]


def test_two_new_ones_are_asked_once_for_both() -> None:
    assert Stores().joined() == ["old"]


def test_the_one_that_the_user_wants_asked_most_often_is_polled() -> None:
    assert Stores(new=replace(NEW, every=timedelta(minutes=15))).joined() == ["new"]


def test_a_changed_pace_counts_from_the_last_answer_and_leaves_failures_alone() -> None:
    stores = Stores()
    stores.twins.joined(stores.frontier.polls(HOST))
    known = stores.sources.get("old") or OLD
    assert pace(known, HOUR, sources=stores.sources, frontier=stores.frontier, now=NOW) is None, "it is due anyway"
    stores.answered(OLD)
    for every, least, most in ((HOUR / 4, HOUR / 4, HOUR / 3), (7 * DAY, 7 * DAY, 8 * DAY), (None, HOUR, 1.1 * HOUR)):
        at = pace(known, every, sources=stores.sources, frontier=stores.frontier, now=NOW)
        assert at is not None
        assert least <= at - NOW <= most
        [due] = stores.frontier.polls(HOST)
        assert due.next_at == at
    failed = replace(root_poll(OLD), answered_at=NOW, succeeded_at=NOW, failures=1)
    stores.frontier.put_poll(failed, NOW + DAY)
    assert pace(known, HOUR, sources=stores.sources, frontier=stores.frontier, now=NOW) is None


HTTP = "http://a.example/feed"


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        pytest.param({"body_hash": "1"}, {"body_hash": "1"}, ["old"], id="the same bytes"),
        pytest.param({"body_hash": "1"}, {"body_hash": "2"}, ["new", "old"], id="other bytes"),
        pytest.param({}, {}, ["new", "old"], id="nothing is known"),
        pytest.param({}, {"moved_to": FEED}, ["old"], id="the younger redirects to the elder"),
        pytest.param({"moved_to": HTTP}, {}, ["new"], id="the elder redirects to the younger"),
        pytest.param({}, {"moved_to": "https://a.example/other"}, ["new", "old"], id="one redirects elsewhere"),
    ],
)
def test_http_and_https_are_one_if_the_site_says_so(old: dict[str, str], new: dict[str, str], left: list[str]) -> None:
    stores = Stores(new=replace(NEW, url=HTTP))
    stores.answered(OLD, **old)
    stores.answered(replace(NEW, url=HTTP), **new)
    assert stores.joined() == left


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(NEW, url="https://a.example/Feed"), id="another address"),
        pytest.param(replace(NEW, credential=KEY), id="one is shown a key"),
        pytest.param(replace(NEW, kind=SourceKind.SITEMAP), id="read otherwise"),
        pytest.param(replace(NEW, paused=True), id="paused"),
    ],
)
def test_what_may_differ_stays_two(other: Source) -> None:
    stores = Stores(new=other)
    stores.answered(OLD)
    stores.answered(other)
    assert stores.joined() == ["new", "old"]


def test_what_is_sent_alike_over_both_is_asked_for_over_https() -> None:
    stores = Stores(old=replace(OLD, url=HTTP))
    stores.answered(replace(OLD, url=HTTP), body_hash="1")
    stores.answered(NEW, body_hash="1")
    assert stores.joined() == ["new"]


@pytest.mark.parametrize(
    ("edit", "left"),
    [
        pytest.param({"title": "Renamed", "every": HOUR}, ["old"], id="what does not part them"),
        pytest.param({"credential": KEY}, ["new", "old"], id="a key"),
        pytest.param({"paused": True}, ["new", "old"], id="a pause"),
        pytest.param({"url": "https://b.example/feed"}, ["new", "old"], id="another address"),
    ],
)
def test_what_the_user_changes_in_the_instant_of_a_join_is_kept(edit: dict[str, Any], left: list[str]) -> None:
    class Edited(memory.MemorySources):
        def amend(self, source: str, change: Callable[[Source], Source]) -> Source | None:
            self.put(replace(self.sources[source], **edit))
            return super().amend(source, change)

    stores = Stores()
    sources = Edited(sources=stores.sources.sources)
    stores.twins = Twins(sources=sources, frontier=stores.frontier)
    assert stores.joined() == left
    twins = () if len(left) == 2 else ("new",)
    assert stores.sources.get("old") == replace(OLD, **edit, twins=twins)


@pytest.mark.parametrize("source", ["old", "new"])
def test_who_is_given_a_key_is_asked_by_itself_and_stands_for_nobody(stores: Stores, source: str) -> None:
    known = stores.sources.sources[source]
    entrust(known, KEY, sources=stores.sources, frontier=stores.frontier, now=NOW)
    assert stores.joined() == ["new", "old"]
    stores.read()
    assert {it.source for it in stores.articles.record(article_id("https://a.example/1")).listings} == {"old"}
    entrust(replace(known, credential=KEY), None, sources=stores.sources, frontier=stores.frontier, now=NOW)
    stores.answered(OLD)
    stores.answered(NEW)
    assert stores.joined() == ["old"]


def test_polls_that_no_source_stands_behind_join_nothing() -> None:
    stores = Stores()
    stores.sources.remove("old")
    stores.frontier.put_poll(Poll(source="gone", url=FEED, kind=SourceKind.FEED), NOW)
    assert stores.joined() == ["gone", "new", "old"]


def test_a_host_without_twins_is_left_as_it_is() -> None:
    stores = Stores()
    polls = [DuePoll(poll=root_poll(NEW), next_at=NOW), DuePoll(poll=replace(root_poll(OLD), root=False), next_at=NOW)]
    assert stores.twins.joined(polls) is polls
