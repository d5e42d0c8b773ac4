"""The bells: rung when due, and again for what fell through."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy.articles import ArticleRow, Stage
from wirecopy.errors import DamagedError
from wirecopy.frontier.rows import Poll
from wirecopy.frontier.slots import FAR_AHEAD, MINUTE
from wirecopy.model import Source, SourceKind
from wirecopy.stages.keys import named_in, parse
from wirecopy.stages.schedule import Schedule
from wirecopy.stages.sweep import LAG, Sweep, Swept
from wirecopy.stages.watch import poll_now, root_poll, unwatch, watch
from wirecopy.store import memory

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
SOURCE = Source(id="s", url="https://a.example/feed", added_at=NOW)
ELSEWHERE = Source(id="t", url="https://b.example/feed", added_at=NOW)


def schedule(frontier: memory.MemoryFrontier) -> tuple[Schedule, memory.MemoryBells]:
    bells = memory.MemoryBells()
    return Schedule(frontier=frontier, bells=bells, clock=lambda: NOW), bells


def test_a_host_is_rung_for_once_its_minute_has_come() -> None:
    frontier = memory.MemoryFrontier()
    stage, bells = schedule(frontier)
    frontier.file("now.example", NOW)
    frontier.file("later.example", NOW + 5 * MINUTE)
    assert [stage.tick(NOW + n * MINUTE) for n in range(7)] == [1, 0, 0, 0, 0, 1, 0]
    assert bells.rung == ["now.example", "later.example"]


def test_a_host_that_was_filed_late_is_found_by_the_next_tick() -> None:
    frontier = memory.MemoryFrontier()
    stage, bells = schedule(frontier)
    stage.tick(NOW)
    frontier.file("late.example", NOW - 2 * MINUTE)
    stage.tick(NOW + MINUTE)
    assert bells.rung == ["late.example"]


class CrashError(Exception):
    """The machine is gone."""


@pytest.mark.parametrize(("dies_in", "rung"), [("open", 1), ("due", 1), ("ticked", 2)])
def test_a_tick_that_dies_is_made_up_for_by_the_next(monkeypatch: pytest.MonkeyPatch, dies_in: str, rung: int) -> None:
    def crash(*_: object) -> None:
        raise CrashError

    frontier = memory.MemoryFrontier()
    stage, bells = schedule(frontier)
    frontier.file("a.example", NOW)
    with monkeypatch.context() as patch:
        patch.setattr(memory.MemoryFrontier, dies_in, crash)
        with pytest.raises(CrashError):
            stage.tick(NOW)
    stage.tick(NOW + MINUTE)
    assert bells.rung == ["a.example"] * rung


def test_while_a_tick_reads_nobody_files_behind_its_back() -> None:
    frontier = memory.MemoryFrontier()

    class Beside(memory.MemoryBells):
        def ring(self, hosts: Sequence[str]) -> None:
            super().ring(hosts)
            if "beside.example" not in self.rung:
                frontier.file("beside.example", NOW)

    bells = Beside()
    stage = Schedule(frontier=frontier, bells=bells, clock=lambda: NOW)
    frontier.file("a.example", NOW)
    for minute in range(3):
        stage.tick(NOW + minute * MINUTE)
    assert bells.rung == ["a.example", "beside.example"]


def test_a_tick_for_a_time_that_has_passed_or_is_far_off_does_no_harm() -> None:
    frontier = memory.MemoryFrontier()
    stage, bells = schedule(frontier)
    stage.tick(NOW)
    frontier.file("a.example", NOW + MINUTE)
    assert stage.tick(NOW - timedelta(days=1)) == 0
    assert stage.tick(NOW + timedelta(days=999)) == 1
    frontier.file("b.example", NOW + FAR_AHEAD + MINUTE)
    assert frontier.due(NOW + FAR_AHEAD + MINUTE) == ["b.example"]
    assert bells.rung == ["a.example"]


class TestSweep:
    def row(self, stage: Stage, age: timedelta, **changes: str) -> ArticleRow:
        given = {"article": "1", "url": "https://a.example/1", **changes}
        return ArticleRow(stage=stage, first_seen=NOW - age, changed_at=NOW - age, **given)

    def sweep(self, *rows: ArticleRow) -> tuple[Swept, memory.MemoryFrontier, memory.MemoryNotifications]:
        frontier, articles, pages = memory.MemoryFrontier(), memory.MemoryArticles(), memory.MemoryNotifications()
        for row in rows:
            articles.want(row)
        sources = memory.MemorySources()
        stage = Sweep(frontier=frontier, sources=sources, articles=articles, pages=pages, clock=lambda: NOW)
        return stage.run(), frontier, pages

    def test_what_was_wanted_and_never_asked_for_is_wanted_again(self) -> None:
        swept, frontier, _ = self.sweep(self.row(Stage.WANTED, 2 * LAG))
        assert swept == Swept(sources=0, hosts=1, wanted=1, stored=0)
        assert [wanted.url for wanted in frontier.pages("a.example", due=NOW, most=9)] == ["https://a.example/1"]

    def test_what_was_stored_and_never_folded_is_rung_for_again(self) -> None:
        swept, _, pages = self.sweep(self.row(Stage.STORED, 2 * LAG, key="pages/1/x"))
        assert swept == Swept(sources=0, hosts=0, wanted=0, stored=1)
        assert pages.keys == ["pages/1/x"]

    @pytest.mark.parametrize(
        ("stage", "age", "changes"),
        [
            (Stage.WANTED, LAG / 2, {}),
            (Stage.STORED, LAG / 2, {"key": "pages/1/x"}),
            (Stage.STORED, 2 * LAG, {"alias_of": "2"}),
            (Stage.FOLDED, 2 * LAG, {}),
            (Stage.FAILED, 2 * LAG, {}),
            (Stage.REFUSED, 2 * LAG, {}),
        ],
    )
    def test_whatever_is_on_its_way_or_done_is_left_alone(
        self, stage: Stage, age: timedelta, changes: dict[str, str]
    ) -> None:
        swept, _, pages = self.sweep(self.row(stage, age, **changes))
        assert swept == Swept(sources=0, hosts=0, wanted=0, stored=0)
        assert not pages.keys

    @pytest.mark.parametrize(
        ("beside", "polled"),
        [
            pytest.param((), ["s"], id="a command died before its poll"),
            pytest.param((replace(SOURCE, id="t", twins=("s",)),), ["t"], id="another stands for it"),
            pytest.param((replace(ELSEWHERE, twins=("s",)),), ["s", "t"], id="another stood for it"),
            pytest.param((replace(SOURCE, paused=True),), [], id="paused"),
        ],
    )
    def test_a_source_that_nobody_asks_for_is_asked_again(self, beside: Sequence[Source], polled: list[str]) -> None:
        sources, frontier = memory.MemorySources(), memory.MemoryFrontier()
        for source in (SOURCE, *beside):
            sources.put(source)
        found = len(polled)
        assert [self.swept(sources, frontier).sources for _ in range(2)] == [found, 0]
        assert sorted(due.poll.source for due in frontier.all_polls() if due.next_at == NOW) == polled

    def test_a_poll_that_a_removed_source_left_behind_is_dropped(self) -> None:
        sources, frontier = memory.MemorySources(), memory.MemoryFrontier()
        watch(SOURCE, sources=sources, frontier=frontier, now=NOW)
        frontier.put_poll(replace(root_poll(SOURCE), source="removed"), NOW)
        frontier.put_poll(replace(root_poll(SOURCE), url="https://a.example/2", root=False), None)
        assert self.swept(sources, frontier).sources == 1
        assert [due.poll.source for due in frontier.all_polls()] == ["s", "s"]

    def swept(self, sources: memory.MemorySources, frontier: memory.MemoryFrontier) -> Swept:
        articles, pages = memory.MemoryArticles(), memory.MemoryNotifications()
        return Sweep(frontier=frontier, sources=sources, articles=articles, pages=pages, clock=lambda: NOW).run()


class TestWatch:
    def stores(self) -> tuple[memory.MemorySources, memory.MemoryFrontier]:
        return memory.MemorySources(), memory.MemoryFrontier()

    def test_a_new_source_is_due_at_once(self) -> None:
        sources, frontier = self.stores()
        assert watch(SOURCE, sources=sources, frontier=frontier, now=NOW)
        [due] = frontier.polls("a.example")
        assert (due.poll, due.next_at) == (root_poll(SOURCE), NOW)
        assert frontier.due(NOW + MINUTE) == ["a.example"]

    def test_watching_again_changes_what_is_known_and_not_when_it_is_due(self) -> None:
        sources, frontier = self.stores()
        watch(SOURCE, sources=sources, frontier=frontier, now=NOW)
        frontier.put_poll(root_poll(SOURCE), NOW + 60 * MINUTE)
        retitled = Source(id="s", url=SOURCE.url, title="New", added_at=NOW)
        assert not watch(retitled, sources=sources, frontier=frontier, now=NOW)
        assert sources.get("s") == retitled
        assert [due.next_at for due in frontier.polls("a.example")] == [NOW + 60 * MINUTE]

    def test_watching_again_asks_for_what_nobody_asks_for(self) -> None:
        sources, frontier = self.stores()
        sources.put(SOURCE)
        assert not watch(SOURCE, sources=sources, frontier=frontier, now=NOW)
        assert frontier.overdue(NOW) == {"a.example"}

    def test_a_source_that_moved_is_polled_at_its_new_address_only(self) -> None:
        sources, frontier = self.stores()
        watch(SOURCE, sources=sources, frontier=frontier, now=NOW)
        moved = Source(id="s", url="https://b.example/feed", added_at=NOW)
        watch(moved, sources=sources, frontier=frontier, now=NOW)
        assert frontier.overdue(NOW) == {"b.example"}

    def test_asking_now_keeps_what_the_last_answer_left(self) -> None:
        _, frontier = self.stores()
        known = Poll(source="s", url=SOURCE.url, kind=SourceKind.FEED, etag='"1"')
        frontier.put_poll(known, NOW + 60 * MINUTE)
        poll_now(SOURCE, frontier=frontier, now=NOW)
        [due] = frontier.polls("a.example")
        assert (due.poll, due.next_at) == (known, NOW)

    def test_a_source_that_is_watched_no_more_is_gone(self) -> None:
        sources, frontier = self.stores()
        watch(SOURCE, sources=sources, frontier=frontier, now=NOW)
        for _ in range(2):
            unwatch(SOURCE, sources=sources, frontier=frontier, now=NOW)
        assert (sources.all(), frontier.overdue(NOW)) == ([], set())


def test_keys_come_url_encoded_in_notifications() -> None:
    body = '{"Records": [{"s3": {"object": {"key": "pages/a/2026%3A1+x.warc.gz"}}}]}'
    assert named_in(body) == ("pages/a/2026:1 x.warc.gz",)
    assert named_in('{"Service": "Amazon S3", "Event": "s3:TestEvent"}') == ()


@pytest.mark.parametrize("key", ["", "pages/a", "pages//x", "other/a/x", "pages/a/b/c"])
def test_a_key_that_is_none_of_ours_is_named(key: str) -> None:
    with pytest.raises(DamagedError, match="is no key of the archive"):
        parse(key)
