"""What the stores of sources, of their hubs and of what hosts repeat promise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from wirecopy.discover.backlog import Backlog, Claim
from wirecopy.frontier.push import Asked, Heard, Subscription
from wirecopy.frontier.rows import Poll
from wirecopy.lessons import Habits, PageLines
from wirecopy.model import Source, SourceKind
from wirecopy.ports import (
    Reading,
    Stored,
)

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLL = Poll(source="s", url="https://a.example/feed", kind=SourceKind.FEED)


class TestSources:
    SOURCE = Source(id="s", url="https://a.example/feed", tags=("b", "a"), added_at=NOW)

    def test_sources(self, stores: Any) -> None:
        other = Source(id="r", url="https://b.example/feed", title="B", added_at=NOW)
        for source in (self.SOURCE, other, self.SOURCE):
            stores.sources.put(source)
        assert stores.sources.get("s") == self.SOURCE
        assert stores.sources.all() == [other, self.SOURCE]
        stores.sources.remove("s")
        stores.sources.remove("s")
        assert stores.sources.get("s") is None
        assert stores.sources.all() == [other]

    def test_a_source_without_a_title_has_that_of_its_documents(self, stores: Any) -> None:
        stores.sources.put(self.SOURCE)
        reading = Reading(source="s", at=NOW, title="A's news", links=3)
        stores.sources.put_reading(reading)
        assert stores.sources.reading("s") == reading
        assert [source.title for source in stores.sources.all()] == ["A's news"]
        assert stores.sources.reading("t") is None

    def test_what_is_amended_overwrites_nothing_that_is_written_meanwhile(self, stores: Any) -> None:
        source = Source(id="s", url="https://a.example/feed", added_at=NOW)
        stores.sources.put(source)
        seen = []

        def change(known: Source) -> Source:
            seen.append(known.title)
            if len(seen) == 1:
                stores.sources.put(replace(source, title="by the user"))
            return replace(known, twins=("t",))

        both = replace(source, title="by the user", twins=("t",))
        assert stores.sources.amend("s", change) == both
        assert stores.sources.get("s") == both
        assert seen == ["", "by the user"]

    def test_what_is_removed_meanwhile_is_not_amended(self, stores: Any) -> None:
        source = Source(id="s", url="https://a.example/feed", added_at=NOW)
        stores.sources.put(source)

        def change(known: Source) -> Source:
            stores.sources.remove("s")
            return replace(known, title="too late")

        assert stores.sources.amend("s", change) is None
        assert stores.sources.amend("s", change) is None
        assert list(stores.sources.all()) == []

    def test_a_backlog_is_replaced_by_whoever_has_seen_the_last_one(self, stores: Any) -> None:
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


class TestSubscriptions:
    ASKED = Asked(source="s", hub="https://hub.example/", topic="https://a.example/", token="t", secret="k", at=NOW)

    def test_what_is_asked_for_and_what_is_heard_are_written_beside_each_other(self, stores: Any) -> None:
        assert stores.subscriptions.get("s") is None
        stores.subscriptions.ask(self.ASKED)
        verified = Heard(verified_at=NOW, ends_at=NOW + MINUTE)
        assert stores.subscriptions.note("s", "t", verified)
        again = replace(self.ASKED, at=NOW + MINUTE, tries=2)
        stores.subscriptions.ask(again)
        assert stores.subscriptions.note("s", "t", Heard(pushed_at=NOW))
        expected = Subscription(asked=again, heard=replace(verified, pushed_at=NOW))
        assert (stores.subscriptions.get("s"), stores.subscriptions.all()) == (expected, [expected])

    def test_what_is_heard_under_an_old_token_is_not_noted_and_nothing_of_it_is_kept(self, stores: Any) -> None:
        stores.subscriptions.ask(self.ASKED)
        assert stores.subscriptions.note("s", "t", Heard(pushed_at=NOW))
        other = replace(self.ASKED, token="u")
        stores.subscriptions.ask(other)
        assert not stores.subscriptions.note("s", "t", Heard(pushed_at=NOW))
        assert not stores.subscriptions.note("nobody", "t", Heard(pushed_at=NOW))
        assert stores.subscriptions.all() == [Subscription(asked=other)]

    def test_one_that_is_dropped_is_forgotten(self, stores: Any) -> None:
        stores.subscriptions.ask(self.ASKED)
        for _ in range(2):
            stores.subscriptions.drop("s")
        assert not stores.subscriptions.note("s", "t", Heard(pushed_at=NOW))
        assert stores.subscriptions.all() == []


class TestLessons:
    def test_what_was_learned_comes_back(self, stores: Any) -> None:
        habits = Habits(pages=(PageLines(page=b"123456", lines=bytes(range(240))),), learned_at=NOW)
        assert stores.lessons.put_habits("a.example", habits, None, at=NOW)
        assert stores.lessons.habits("a.example").value == habits
        assert stores.lessons.habits("b.example") == Stored(value=Habits(), tag=None)

    def test_of_two_that_read_the_same_one_writes(self, stores: Any) -> None:
        one, other = (Habits(learned_at=NOW + n * MINUTE) for n in range(2))
        assert stores.lessons.put_habits("a.example", one, None, at=NOW)
        assert not stores.lessons.put_habits("a.example", other, None, at=NOW)
        read = stores.lessons.habits("a.example")
        assert read.value == one
        assert stores.lessons.put_habits("a.example", other, read.tag, at=NOW)
        assert not stores.lessons.put_habits("a.example", one, read.tag, at=NOW)


def test_lessons_that_cannot_be_read_are_learned_anew(stores_on_aws) -> None:
    stores = stores_on_aws
    assert stores.lessons.put_habits("a.example", Habits(schema=99), None, at=NOW)
    read = stores.lessons.habits("a.example")
    assert read.value == Habits()
    assert stores.lessons.put_habits("a.example", Habits(learned_at=NOW), read.tag, at=NOW)
