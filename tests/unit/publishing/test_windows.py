"""A feed is written once a window: the first change at once, then what follows; what is taken back does not wait."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from newsroom import Newsroom

from wirecopy.feeds.pace import Pace
from wirecopy.store.memory_feeds import MemoryFeedFiles

MINUTE = timedelta(minutes=1)
PACE = Pace(hot=3 * MINUTE, others=60 * MINUTE)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each document was written."""
    counted: Counter[str] = Counter()
    put = MemoryFeedFiles.put_document

    def counting(files: Any, path: str, *arguments: Any, **named: Any) -> bool:
        counted[path] += 1
        return put(files, path, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(MemoryFeedFiles, "put_document", counting)
        yield counted


def test_a_burst_of_a_thousand_stories_writes_each_feed_once_a_window(written: Counter[str]) -> None:
    room = Newsroom(size=10, pace=PACE)
    room.define('[feeds.own]\nsize = 10\nkeep = ["story"]\n')
    stories = [room.story(number, tags=("t",)) for number in range(1000)]
    for start in range(0, 1000, 100):
        room.publish(*stories[start : start + 100])
    feeds = ("all", "own", "tag/t")
    assert [written[f"feeds/{path}/rss.xml"] for path in feeds] == [1, 1, 1]
    for minutes, times in ((1, [1, 1, 1]), (3, [2, 2, 1]), (30, [2, 2, 1]), (60, [2, 2, 2]), (500, [2, 2, 2])):
        room.now = Newsroom().now + minutes * MINUTE
        room.stage.show_waiting()
        assert [written[f"feeds/{path}/rss.xml"] for path in feeds] == times
    assert room.titles("tag/t") == room.titles("own") == room.titles() == [f"Story {n}" for n in range(999, 989, -1)]
    assert sorted(set(room.told())) == sorted(story.id for story in stories)
    assert written["index.html"] == 2


def test_the_first_change_after_a_pause_shows_at_once(written: Counter[str]) -> None:
    room = Newsroom(pace=PACE)
    for number in range(3):
        room.publish(room.story(number, tags=("t",)))
        assert room.titles("tag/t")[0] == f"Story {number}"
        room.now += 61 * MINUTE
    assert room.stage.show_waiting() == ()


def test_what_is_taken_back_does_not_wait(written: Counter[str]) -> None:
    room = Newsroom(pace=PACE)
    first, second = room.story(1, tags=("t",)), room.story(2, tags=("t",))
    room.publish(first)
    room.publish(second)
    assert room.titles("tag/t") == ["Story 1"]
    room.publish(room.change(first, copies=(), tags=()))
    assert room.titles("tag/t") == room.titles() == ["Story 2"]


def test_a_feed_that_changed_while_it_was_written_goes_on_waiting() -> None:
    room = Newsroom(pace=PACE)
    for number in range(3):
        room.publish(room.story(number))
    room.publications.waited("all", room.files.manifests["all"].revision - 1)
    assert list(room.publications.waiting()) == ["all"]
    room.publications.waited("all", room.files.manifests["all"].revision)
    assert list(room.publications.waiting()) == []
