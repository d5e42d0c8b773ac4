"""What every store promises, of the one in memory and of the one on AWS."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from wirecopy.articles import ArticleRow, Stage
from wirecopy.discover.backlog import Backlog, Claim
from wirecopy.errors import DamagedError
from wirecopy.feeds.definition import Definition, Definitions
from wirecopy.frontier.push import Asked, Heard, Subscription
from wirecopy.frontier.rows import Lease, Poll, Refusal, RobotsCopy, Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.lessons import Habits, PageLines
from wirecopy.model import Extent, Feed, Link, Listing, Manifest, Shown, Source, SourceKind
from wirecopy.ports import (
    Archive,
    Articles,
    FeedFiles,
    Frontier,
    Hosts,
    Lessons,
    Publications,
    Reading,
    Sources,
    Stored,
    Subscriptions,
)
from wirecopy.store import memory, memory_feeds
from wirecopy.store.archive import S3Archive
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.feeds import S3FeedFiles
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.hosts import DynamoHosts
from wirecopy.store.lessons import DynamoLessons
from wirecopy.store.memory_lessons import MemoryLessons
from wirecopy.store.memory_publications import MemoryPublications
from wirecopy.store.memory_subscriptions import MemorySubscriptions
from wirecopy.store.publications import DynamoPublications
from wirecopy.store.sources import DynamoSources
from wirecopy.store.subscriptions import DynamoSubscriptions

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLL = Poll(source="s", url="https://a.example/feed", kind=SourceKind.FEED)


@dataclass
class Stores:
    """One of each."""

    frontier: Frontier
    hosts: Hosts
    sources: Sources
    articles: Articles
    archive: Archive
    feeds: FeedFiles
    publications: Publications
    lessons: Lessons
    subscriptions: Subscriptions


def on_aws() -> Stores:
    session = boto3.Session("local", "local", region_name="us-east-1")
    dynamodb: Any = session.client("dynamodb")
    s3: Any = session.client("s3")
    for table in ("frontier", "hosts", "sources", "articles", "published"):
        dynamodb.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
    for table in ("lessons", "subscriptions"):
        dynamodb.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        )
    for bucket in ("archive", "feeds"):
        s3.create_bucket(Bucket=bucket)
    return Stores(
        DynamoFrontier(dynamodb, "frontier"),
        DynamoHosts(dynamodb, "hosts"),
        DynamoSources(dynamodb, "sources"),
        DynamoArticles(dynamodb, "articles"),
        S3Archive(s3, "archive"),
        S3FeedFiles(s3, "feeds"),
        DynamoPublications(dynamodb, "published"),
        DynamoLessons(dynamodb, "lessons"),
        DynamoSubscriptions(dynamodb, "subscriptions"),
    )


def in_memory() -> Stores:
    return Stores(
        memory.MemoryFrontier(),
        memory.MemoryHosts(),
        memory.MemorySources(),
        memory.MemoryArticles(),
        memory.MemoryArchive(),
        memory_feeds.MemoryFeedFiles(),
        MemoryPublications(),
        MemoryLessons(),
        MemorySubscriptions(),
    )


@pytest.fixture(params=[in_memory, on_aws])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    with mock_aws():
        yield request.param()


def wanted(number: int, due: datetime = NOW) -> Wanted:
    url = f"https://a.example/{number}"
    return Wanted(url=url, article=article_id(url), not_before=due)


def row(number: int, **changes: Any) -> ArticleRow:
    url = f"https://a.example/{number}"
    given = {"stage": Stage.WANTED, "first_seen": NOW, "changed_at": NOW} | changes
    return ArticleRow(article=article_id(url), url=url, **given)


def listing(number: int, source: str = "s", title: str = "") -> Listing:
    url = f"https://a.example/{number}"
    return Listing(source=source, article=article_id(url), link=Link(url=url, title=title), tags=("t",), seen_at=NOW)


class TestFrontier:
    def test_a_poll_comes_back_as_it_was_put(self, stores: Stores) -> None:
        poll = Poll(source="s", url="https://a.example/feed", kind=SourceKind.SITEMAP, etag='W/"é"', answered_at=NOW)
        stores.frontier.put_poll(poll, NOW)
        [due] = stores.frontier.polls("a.example")
        assert (due.poll, due.next_at) == (poll, NOW)

    def test_ringing_keeps_what_is_known_of_a_poll(self, stores: Stores) -> None:
        known = Poll(source="s", url=POLL.url, kind=SourceKind.FEED, etag='"1"')
        stores.frontier.put_poll(known, None)
        stores.frontier.ring_poll(POLL, NOW)
        [due] = stores.frontier.polls("a.example")
        assert (due.poll, due.next_at) == (known, NOW)

    def test_ringing_an_unknown_poll_makes_it(self, stores: Stores) -> None:
        stores.frontier.ring_poll(POLL, NOW)
        [due] = stores.frontier.polls("a.example")
        assert (due.poll, due.next_at) == (POLL, NOW)

    def test_a_dropped_poll_is_gone_and_dropping_it_again_is_fine(self, stores: Stores) -> None:
        stores.frontier.put_poll(POLL, NOW)
        for _ in range(2):
            stores.frontier.drop_poll("a.example", POLL.key)
        assert not stores.frontier.polls("a.example")

    def test_pages_come_in_the_order_in_which_they_are_due(self, stores: Stores) -> None:
        moments = [NOW + timedelta(seconds=s) for s in (0, 0.5, 1, 2)]
        for number, due in enumerate(reversed(moments)):
            stores.frontier.put_page(wanted(number, due))
        stores.frontier.put_page(wanted(9, NOW + MINUTE))
        found = stores.frontier.pages("a.example", due=NOW + timedelta(seconds=2), most=10)
        assert [page.not_before for page in found] == moments
        assert len(stores.frontier.pages("a.example", due=NOW + MINUTE, most=3)) == 3
        assert stores.frontier.next_page_at("a.example") == NOW
        assert stores.frontier.next_page_at("b.example") is None

    def test_the_same_wish_twice_is_one_and_can_be_dropped_twice(self, stores: Stores) -> None:
        for _ in range(2):
            stores.frontier.put_page(wanted(1))
        assert len(stores.frontier.pages("a.example", due=NOW, most=10)) == 1
        for _ in range(2):
            stores.frontier.drop_page(wanted(1))
        assert stores.frontier.next_page_at("a.example") is None

    def test_slots(self, stores: Stores) -> None:
        minute = slot_for(NOW, NOW)
        for host in ("b.example", "a.example", "a.example"):
            stores.frontier.file(host, minute)
        stores.frontier.file("c.example", minute + MINUTE)
        assert sorted(stores.frontier.due(minute)) == ["a.example", "b.example"]

    def test_what_is_filed_under_a_minute_that_was_opened_is_found_in_the_next(self, stores: Stores) -> None:
        stores.frontier.open(NOW + 2 * MINUTE)
        stores.frontier.open(NOW)
        for late in (0, 2):
            stores.frontier.file(f"{late}.example", NOW + late * MINUTE)
        assert sorted(stores.frontier.due(NOW + 3 * MINUTE)) == ["0.example", "2.example"]
        stores.frontier.file("in-time.example", NOW + 4 * MINUTE)
        assert stores.frontier.due(NOW + 4 * MINUTE) == ["in-time.example"]

    def test_a_full_minute(self, stores: Stores) -> None:
        hosts = [f"h{number}.example" for number in range(60)]
        for host in hosts:
            stores.frontier.file(host, NOW)
        assert sorted(stores.frontier.due(NOW)) == sorted(hosts)

    def test_the_last_tick_is_remembered(self, stores: Stores) -> None:
        assert stores.frontier.last_tick() is None
        stores.frontier.open(NOW)
        assert stores.frontier.last_tick() is None
        stores.frontier.ticked(NOW)
        assert stores.frontier.last_tick() == NOW

    def test_overdue_are_the_hosts_at_which_something_is_due(self, stores: Stores) -> None:
        stores.frontier.file("idle.example", NOW)
        stores.frontier.ticked(NOW)
        stores.frontier.put_poll(POLL, NOW)
        for host, due in {"b.example": NOW, "c.example": NOW + MINUTE}.items():
            stores.frontier.put_page(Wanted(url=f"https://{host}/", article="x", not_before=due))
        stores.frontier.put_poll(Poll(source="d", url="https://d.example/", kind=SourceKind.FEED), None)
        stores.frontier.put_poll(Poll(source="e", url="https://e.example/", kind=SourceKind.FEED), NOW + MINUTE)
        assert sorted(stores.frontier.overdue(NOW)) == ["a.example", "b.example"]
        assert sorted(due.poll.host for due in stores.frontier.all_polls()) == ["a.example", "d.example", "e.example"]


class TestHosts:
    def test_only_one_holds_the_lease(self, stores: Stores) -> None:
        until = NOW + 3 * MINUTE
        assert isinstance(stores.hosts.acquire("a.example", now=NOW, until=until), Lease)
        assert stores.hosts.acquire("a.example", now=NOW + MINUTE, until=until + MINUTE) == Refusal(until=until)
        assert isinstance(stores.hosts.acquire("b.example", now=NOW, until=until), Lease)

    def test_a_lease_lapses_and_its_late_holder_cannot_release_the_next_one(self, stores: Stores) -> None:
        late = stores.hosts.acquire("a.example", now=NOW, until=NOW + MINUTE)
        assert isinstance(late, Lease)
        successor = stores.hosts.acquire("a.example", now=NOW + MINUTE, until=NOW + 5 * MINUTE)
        assert isinstance(successor, Lease)
        stores.hosts.release(late, next_at=NOW)
        assert stores.hosts.lease("a.example") == successor

    def test_nobody_asks_before_the_time_that_a_release_names(self, stores: Stores) -> None:
        lease = stores.hosts.acquire("a.example", now=NOW, until=NOW + 3 * MINUTE)
        assert isinstance(lease, Lease)
        stores.hosts.release(lease, next_at=NOW + MINUTE)
        refusal = stores.hosts.acquire("a.example", now=NOW, until=NOW + 3 * MINUTE)
        assert refusal == Refusal(until=NOW + MINUTE)
        assert isinstance(stores.hosts.acquire("a.example", now=NOW + MINUTE, until=NOW + 3 * MINUTE), Lease)

    def test_leases_that_were_not_given_back_are_known(self, stores: Stores) -> None:
        until = NOW + 3 * MINUTE
        kept = stores.hosts.acquire("a.example", now=NOW, until=until)
        lease = stores.hosts.acquire("b.example", now=NOW, until=until)
        assert isinstance(lease, Lease)
        stores.hosts.release(lease, next_at=NOW + 5 * MINUTE)
        assert stores.hosts.leases() == [kept]
        assert [stores.hosts.lease(f"{name}.example") for name in "abc"] == [kept, None, None]

    def test_a_hold_outlives_the_lease_of_its_visit_and_is_never_shortened(self, stores: Stores) -> None:
        stores.hosts.acquire("a.example", now=NOW, until=NOW + MINUTE)
        for minutes in (10, 5):
            stores.hosts.hold("a.example", until=NOW + minutes * MINUTE)
        refusal = stores.hosts.acquire("a.example", now=NOW + 2 * MINUTE, until=NOW + 4 * MINUTE)
        assert refusal == Refusal(until=NOW + 10 * MINUTE)
        assert stores.hosts.next_at("a.example") == NOW + 10 * MINUTE

    def test_a_host_that_was_never_asked_may_be(self, stores: Stores) -> None:
        assert stores.hosts.next_at("a.example") is None

    def test_robots(self, stores: Stores) -> None:
        assert stores.hosts.robots("a.example") is None
        copy = RobotsCopy(rules=bytes(range(256)), expires_at=NOW)
        stores.hosts.put_robots("a.example", copy)
        assert stores.hosts.robots("a.example") == copy

    def test_reservations(self, stores: Stores) -> None:
        stores.hosts.put_robots("a.example", RobotsCopy(rules=b"", expires_at=NOW))
        assert stores.hosts.reservations("a.example") is None
        copy = RobotsCopy(rules=bytes(range(256)), expires_at=NOW)
        stores.hosts.put_reservations("a.example", copy)
        assert stores.hosts.reservations("a.example") == copy


class TestSources:
    SOURCE = Source(id="s", url="https://a.example/feed", tags=("b", "a"), added_at=NOW)

    def test_sources(self, stores: Stores) -> None:
        other = Source(id="r", url="https://b.example/feed", title="B", added_at=NOW)
        for source in (self.SOURCE, other, self.SOURCE):
            stores.sources.put(source)
        assert stores.sources.get("s") == self.SOURCE
        assert stores.sources.all() == [other, self.SOURCE]
        stores.sources.remove("s")
        stores.sources.remove("s")
        assert stores.sources.get("s") is None
        assert stores.sources.all() == [other]

    def test_a_source_without_a_title_has_that_of_its_documents(self, stores: Stores) -> None:
        stores.sources.put(self.SOURCE)
        reading = Reading(source="s", at=NOW, title="A's news", links=3)
        stores.sources.put_reading(reading)
        assert stores.sources.reading("s") == reading
        assert [source.title for source in stores.sources.all()] == ["A's news"]
        assert stores.sources.reading("t") is None

    def test_a_backlog_is_replaced_by_whoever_has_seen_the_last_one(self, stores: Stores) -> None:
        first = Backlog(since=NOW, left=20)
        second = replace(first, left=8, claims=(Claim(document="d", most=12),))
        stores.sources.put(self.SOURCE)
        assert stores.sources.backlog("s") is None
        assert not stores.sources.put_backlog("s", second, before=first)
        assert stores.sources.put_backlog("s", first, before=None)
        assert not stores.sources.put_backlog("s", second, before=None)
        assert stores.sources.put_backlog("s", second, before=first)
        assert not stores.sources.put_backlog("s", first, before=first)
        assert stores.sources.backlog("s") == second
        assert stores.sources.all() == [self.SOURCE]
        stores.sources.remove("s")
        assert stores.sources.backlog("s") is None


class TestArticles:
    def test_what_is_wanted_stays_as_it_is(self, stores: Stores) -> None:
        first = row(1)
        stores.articles.want(first)
        stores.articles.want(row(1, changed_at=NOW + MINUTE))
        assert stores.articles.rows([first.article, row(2).article]) == {first.article: first}

    def test_a_later_modification_is_remembered(self, stores: Stores) -> None:
        stores.articles.want(row(1))
        stores.articles.want(row(1, modified=NOW))
        assert stores.articles.rows([row(1).article])[row(1).article].modified == NOW

    def test_more_rows_than_one_request_takes(self, stores: Stores) -> None:
        for number in range(130):
            stores.articles.want(row(number))
        asked = [row(number).article for number in range(200)]
        assert len(stores.articles.rows(asked)) == 130
        assert len(list(stores.articles.all())) == 130

    def test_the_first_listing_of_a_source_stays(self, stores: Stores) -> None:
        for one in (listing(1, title="first"), listing(1, title="second"), listing(1, "r")):
            stores.articles.put_listing(one)
        record = stores.articles.record(row(1).article)
        assert record.row is None
        assert [(it.source, it.link.title) for it in record.listings] == [("r", ""), ("s", "first")]
        assert stores.articles.listed("r", [row(1).article, row(2).article]) == {row(1).article}

    def test_an_alias_hands_its_listings_on(self, stores: Stores) -> None:
        stores.articles.want(row(1))
        stores.articles.put_listing(listing(1))
        for _ in range(2):
            stores.articles.alias(row(1).article, row(2))
        record = stores.articles.record(row(2).article)
        assert record.row == row(2)
        assert [it.source for it in record.listings] == ["s"]
        assert stores.articles.rows([row(1).article])[row(1).article].alias_of == row(2).article

    def test_a_mark_of_an_older_observation_changes_nothing(self, stores: Stores) -> None:
        article, url = row(1).article, row(1).url
        stores.articles.want(row(1))
        later = NOW + MINUTE
        stores.articles.mark(article, Stage.FOLDED, url=url, at=later, observed_at=later, key="k")
        stores.articles.mark(article, Stage.STORED, url=url, at=later + MINUTE, observed_at=NOW)
        found = stores.articles.rows([article])[article]
        assert (found.stage, found.observed_at, found.key, found.first_seen) == (Stage.FOLDED, later, "k", NOW)

    def test_a_mark_without_an_observation_keeps_the_last_one(self, stores: Stores) -> None:
        article, url = row(1).article, row(1).url
        stores.articles.mark(article, Stage.FOLDED, url=url, at=NOW, observed_at=NOW, key="k")
        stores.articles.mark(article, Stage.FAILED, url=url, at=NOW + MINUTE, observed_at=None, reason="404 Not Found")
        found = stores.articles.rows([article])[article]
        assert (found.stage, found.reason, found.observed_at, found.key) == (
            Stage.FAILED,
            "404 Not Found",
            NOW,
            "k",
        )


class TestArchive:
    def test_objects(self, stores: Stores) -> None:
        stores.archive.put("pages/x/1", b"one", "application/warc")
        stores.archive.put("pages/x/1", b"one", "application/warc")
        assert stores.archive.get("pages/x/1") == b"one"

    def test_what_is_not_there_is_named(self, stores: Stores) -> None:
        with pytest.raises(DamagedError, match="pages/x/2"):
            stores.archive.get("pages/x/2")

    def test_what_is_put_as_new_stays_when_it_is_put_again(self, stores: Stores) -> None:
        assert stores.archive.put_new("articles/x/1", b"one", "application/json")
        assert not stores.archive.put_new("articles/x/1", b"other", "application/json")
        assert stores.archive.get("articles/x/1") == b"one"


class TestFeedFiles:
    MANIFEST = Manifest(feed=Feed(path="tag/a", title="a"), revision=1)

    def test_of_two_that_write_a_new_manifest_one_wins(self, stores: Stores) -> None:
        assert stores.feeds.manifest("tag/a").value is None
        assert stores.feeds.put_manifest(self.MANIFEST, None)
        assert not stores.feeds.put_manifest(self.MANIFEST, None)

    def test_of_two_that_read_the_same_manifest_one_wins(self, stores: Stores) -> None:
        stores.feeds.put_manifest(self.MANIFEST, None)
        stored = stores.feeds.manifest("tag/a")
        assert stored.value == self.MANIFEST
        second = Manifest(feed=self.MANIFEST.feed, revision=2)
        assert stores.feeds.put_manifest(second, stored.tag)
        assert not stores.feeds.put_manifest(second, stored.tag)

    def test_a_document_says_which_revision_it_shows(self, stores: Stores) -> None:
        path = "feeds/all/rss.xml"
        absent = stores.feeds.revision(path)
        assert (absent.value, absent.tag) == (0, None)
        assert stores.feeds.put_document(path, b"<rss/>", "application/rss+xml", revision=7, tag=None)
        assert not stores.feeds.put_document(path, b"<rss/>", "application/rss+xml", revision=8, tag=None)
        shown = stores.feeds.revision(path)
        assert shown.value == 7
        assert stores.feeds.put_document(path, b"<rss >", "application/rss+xml", revision=8, tag=shown.tag)
        for _ in range(2):
            stores.feeds.remove_document(path)
        assert stores.feeds.revision(path).tag is None

    def test_the_feeds_that_the_user_defined_come_back(self, stores: Stores) -> None:
        assert stores.feeds.definitions() == Definitions()
        defined = Definitions(feeds=(Definition(name="cranes", keep=("crane",), show=Extent.EXCERPT),))
        stores.feeds.put_definitions(defined)
        assert stores.feeds.definitions() == defined
        assert stores.feeds.paths() == []

    def test_a_feed_is_removed_with_its_archive_and_no_other_with_it(self, stores: Stores) -> None:
        paths = ("all", "cranes", "cranes/archive/2026", "cranes-two")
        for path in paths:
            stores.feeds.put_manifest(Manifest(feed=Feed(path=path, title="")), None)
        for name in ("feeds/cranes/rss.xml", "feeds/cranes-two/rss.xml"):
            stores.feeds.put_document(name, b"x", "text/xml", revision=1, tag=None)
        assert stores.feeds.paths("cranes/") == ["cranes/archive/2026"]
        for _ in range(2):
            stores.feeds.remove("cranes")
        assert stores.feeds.paths() == ["all", "cranes-two"]
        assert stores.feeds.revision("feeds/cranes/rss.xml").tag is None
        assert stores.feeds.revision("feeds/cranes-two/rss.xml").tag is not None


class TestPublications:
    def test_the_next_version_of_a_row_is_written_and_no_other(self, stores: Stores) -> None:
        first = Shown(story="s1", edition=7, version=1, feeds={"tag/t": Extent.EXCERPT}, published=NOW)
        assert stores.publications.read(["s1", "s2"]) == {}
        assert stores.publications.write(first)
        assert not stores.publications.write(first)
        second = Shown(story="s1", edition=8, version=2)
        assert stores.publications.write(second)
        assert not stores.publications.write(Shown(story="s1", edition=9, version=2))
        assert not stores.publications.write(Shown(story="s2", edition=9, version=2))
        assert stores.publications.read(["s1", "s2"]) == {"s1": second}


class TestSubscriptions:
    ASKED = Asked(source="s", hub="https://hub.example/", topic="https://a.example/", token="t", secret="k", at=NOW)

    def test_what_is_asked_for_and_what_is_heard_are_written_beside_each_other(self, stores: Stores) -> None:
        assert stores.subscriptions.get("s") is None
        stores.subscriptions.ask(self.ASKED)
        verified = Heard(verified_at=NOW, ends_at=NOW + MINUTE)
        assert stores.subscriptions.note("s", "t", verified)
        again = replace(self.ASKED, at=NOW + MINUTE, tries=2)
        stores.subscriptions.ask(again)
        assert stores.subscriptions.note("s", "t", Heard(pushed_at=NOW))
        expected = Subscription(asked=again, heard=replace(verified, pushed_at=NOW))
        assert (stores.subscriptions.get("s"), stores.subscriptions.all()) == (expected, [expected])

    def test_what_is_heard_under_an_old_token_is_not_noted_and_nothing_of_it_is_kept(self, stores: Stores) -> None:
        stores.subscriptions.ask(self.ASKED)
        assert stores.subscriptions.note("s", "t", Heard(pushed_at=NOW))
        other = replace(self.ASKED, token="u")
        stores.subscriptions.ask(other)
        assert not stores.subscriptions.note("s", "t", Heard(pushed_at=NOW))
        assert not stores.subscriptions.note("nobody", "t", Heard(pushed_at=NOW))
        assert stores.subscriptions.all() == [Subscription(asked=other)]

    def test_one_that_is_dropped_is_forgotten(self, stores: Stores) -> None:
        stores.subscriptions.ask(self.ASKED)
        for _ in range(2):
            stores.subscriptions.drop("s")
        assert not stores.subscriptions.note("s", "t", Heard(pushed_at=NOW))
        assert stores.subscriptions.all() == []


class TestLessons:
    def test_what_was_learned_comes_back(self, stores: Stores) -> None:
        habits = Habits(pages=(PageLines(page=b"123456", lines=bytes(range(240))),), learned_at=NOW)
        assert stores.lessons.put_habits("a.example", habits, None, at=NOW)
        assert stores.lessons.habits("a.example").value == habits
        assert stores.lessons.habits("b.example") == Stored(value=Habits(), tag=None)

    def test_of_two_that_read_the_same_one_writes(self, stores: Stores) -> None:
        one, other = (Habits(learned_at=NOW + n * MINUTE) for n in range(2))
        assert stores.lessons.put_habits("a.example", one, None, at=NOW)
        assert not stores.lessons.put_habits("a.example", other, None, at=NOW)
        read = stores.lessons.habits("a.example")
        assert read.value == one
        assert stores.lessons.put_habits("a.example", other, read.tag, at=NOW)
        assert not stores.lessons.put_habits("a.example", one, read.tag, at=NOW)


def test_lessons_that_cannot_be_read_are_learned_anew() -> None:
    with mock_aws():
        stores = on_aws()
        assert stores.lessons.put_habits("a.example", Habits(schema=99), None, at=NOW)
        read = stores.lessons.habits("a.example")
        assert read.value == Habits()
        assert stores.lessons.put_habits("a.example", Habits(learned_at=NOW), read.tag, at=NOW)

    def test_a_feed_waits_until_the_revision_that_it_waits_for_is_shown(self, stores: Stores) -> None:
        stores.publications.wait("tag/b", 7, NOW)
        stores.publications.wait("tag/a", 3, NOW + MINUTE)
        assert stores.publications.waiting() == {"tag/a": NOW + MINUTE, "tag/b": NOW}
        stores.publications.waited("tag/b", 6)
        assert list(stores.publications.waiting()) == ["tag/a", "tag/b"]
        for _ in range(2):
            stores.publications.waited("tag/b", 7)
        assert list(stores.publications.waiting()) == ["tag/a"]

    def test_the_look_at_all_stories_goes_on_where_it_ended(self, stores: Stores) -> None:
        assert stores.publications.position() == ""
        stores.publications.put_position("s1")
        assert stores.publications.position() == "s1"
