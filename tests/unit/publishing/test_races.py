"""Publishers of one feed: whoever wins a write, and wherever one dies, every story stays to be read, once."""

from datetime import timedelta
from functools import partial
from html import escape
from random import Random
from typing import Any

import pytest
from newsroom import WRITES, CrashError, Newsroom, dying

from wirecopy.model import Story
from wirecopy.stages.rebuild import Rebuild
from wirecopy.store.memory_feeds import MemoryFeedFiles


@pytest.fixture
def room() -> Newsroom:
    return Newsroom()


def test_two_publishers_race_over_a_thousand_stories_and_none_is_lost_or_told_twice(room: Newsroom) -> None:
    for number in range(0, 1000, 2):
        room.files.meanwhile = partial(room.publish, room.story(number + 1))
        room.publish(room.story(number))
    assert sorted(room.told()) == sorted(f"s{number}" for number in range(1000))
    assert room.titles() == [f"Story {number}" for number in range(999, 994, -1)]


def test_nothing_is_written_when_nothing_changed(room: Newsroom) -> None:
    stories = [room.story(number) for number in range(7)]
    room.publish(*stories)
    before = dict(room.files.documents), dict(room.files.manifests), dict(room.publications.rows)
    room.publish(*stories[2:])
    room.publish(stories[6])
    assert (room.files.documents, room.files.manifests, room.publications.rows) == before


def test_a_page_that_lost_a_race_is_seen_by_nobody(room: Newsroom) -> None:
    room.publish(*(room.story(number) for number in range(9)))
    room.files.meanwhile = partial(room.publish, room.story(-1))
    room.publish(room.story(11))
    assert sorted(room.told()) == sorted(f"s{number}" for number in (*range(-1, 9), 11))
    assert len(room.archived()) == len(room.files.paths("all/archive/")) - 1


def test_a_page_that_lost_a_race_to_a_withdrawal_tells_of_the_story_no_more(room: Newsroom) -> None:
    """It was sealed before the withdrawal, and written when that had looked at all pages."""
    stories = [room.story(number) for number in range(10)]
    room.publish(*stories[:9])
    room.files.meanwhile = partial(room.publish, room.change(stories[0], copies=(), tags=()))
    room.publish(stories[9])
    assert [name for name, it in room.files.manifests.items() if "s0" in {entry.story for entry in it.entries}] == []
    assert room.told().count("s0") == 0


@pytest.mark.parametrize("at", range(1, 54))
def test_wherever_a_publisher_dies_doing_it_again_mends_it(
    room: Newsroom, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = [room.story(number, tags=("t",)) for number in range(12)]
    with monkeypatch.context() as patch:
        dying(patch, at)
        with pytest.raises(CrashError):
            room.publish(*stories)
    room.publish(*stories)
    for path in ("all", "tag/t"):
        assert sorted(room.told(path)) == sorted(story.id for story in stories)
        assert room.titles(path) == [f"Story {number}" for number in range(11, 6, -1)]


@pytest.mark.parametrize("at", range(1, 19))
def test_a_story_that_moves_to_another_feed_is_in_that_one_alone_wherever_its_publisher_died(
    room: Newsroom, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = room.story(1, tags=("a",))
    room.publish(story)
    second = room.change(story, tags=("b",))
    with monkeypatch.context() as patch:
        dying(patch, at)
        with pytest.raises(CrashError):
            room.publish(second)
    room.publish(room.change(second, tags=("c",)))
    room.publish(room.story(2, tags=("a", "b", "c")))
    assert (room.titles("tag/a"), room.titles("tag/b")) == (["Story 2"], ["Story 2"])
    assert room.titles("tag/c") == ["Story 2", "Story 1"]


def test_of_two_publishers_of_one_story_the_later_state_stays(room: Newsroom) -> None:
    """Between the first one's announcement and its writing the second does all of its work."""
    story = room.story(1, tags=("a",))
    room.publish(story)
    second = room.change(story, tags=("b",))
    room.files.meanwhile = partial(room.publish, room.change(second, tags=("c",)))
    room.publish(second)
    assert (room.titles("tag/a"), room.titles("tag/b"), room.titles("tag/c")) == ([], [], ["Story 1"])


def test_an_archived_story_that_is_told_again_is_told_once(room: Newsroom) -> None:
    stories = [room.story(number) for number in range(15)]
    room.publish(*stories)
    for _ in range(3):
        room.publish(stories[0])
    assert sorted(room.told()) == sorted(story.id for story in stories)


class Meeting:
    """Publishers, withdrawals and rebuilds of the same feeds, each in the midst of another; by the seed alone."""

    def __init__(self, seed: int) -> None:
        self.random, self.room = Random(seed), Newsroom(size=2 + seed % 2)
        self.live: dict[str, Story] = {}
        self.gone: set[str] = set()
        self.depth, self.left = 0, 60

    def interrupted(self, call: Any) -> Any:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            if self.depth < 3 and self.left and self.random.random() < 0.15:
                self.depth, self.left = self.depth + 1, self.left - 1
                self.act()
                self.depth -= 1
            return call(*arguments, **named)

        return wrapped

    def act(self) -> None:
        """A new story, a change, a withdrawal or a rebuild."""
        self.room.now += timedelta(seconds=1)
        what, number = self.random.random(), len(self.live) + len(self.gone)
        story = self.live[self.random.choice(sorted(self.live))] if self.live else None
        if story is None or what < 0.45:
            story = self.room.story(number, tags=self.random.choice([(), ("t",)]), html=f"<p>Text {number}.</p>")
            self.live[story.id] = story
        elif what < 0.6:
            story = self.live[story.id] = self.room.change(story, tags=self.random.choice([("t",), ("u",)]))
        elif what < 0.8:
            del self.live[story.id]
            self.gone.add(story.id)
            story = self.room.change(story, copies=(), tags=())
        else:
            rebuild = Rebuild(publish=self.room.stage)
            rebuild.mend() if what < 0.9 else rebuild.run()
            return
        self.room.publish(story)


@pytest.mark.parametrize("seed", range(12))
def test_whoever_meets_whom_nothing_is_lost_and_nothing_that_was_withdrawn_is_left(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Meeting(seed)
    with monkeypatch.context() as patch:
        for kind, name in [*WRITES, (MemoryFeedFiles, "manifest"), (MemoryFeedFiles, "paths")]:
            patch.setattr(kind, name, meeting.interrupted(getattr(kind, name)))
        for _ in range(20):
            meeting.act()
    room = meeting.room
    room.publish(*(row.story for row in room.stories.all()))  # the bells that still ring
    Rebuild(publish=room.stage).mend()
    assert set(room.told()) == set(meeting.live)
    shown = [f"<p>Text {story.removeprefix('s')}.</p>" for story in meeting.gone]
    texts = [text.encode() for it in shown for text in (it, escape(it))]
    assert not [path for path, body in room.published().items() if any(text in body for text in texts)]
    assert not [it for it in room.files.manifests.values() if meeting.gone & {entry.story for entry in it.entries}]
