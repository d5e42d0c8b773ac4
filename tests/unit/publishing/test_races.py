"""Publishers of one feed: whoever wins a write, and wherever one dies, every story stays to be read, once."""

from functools import partial

import pytest
from newsroom import CrashError, Newsroom, dying


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


@pytest.mark.parametrize("at", range(1, 56))
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
