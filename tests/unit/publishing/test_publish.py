"""Changed stories become feeds: once, in any order, and each in the feeds that are its own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from newsroom import Newsroom

from wirecopy.codec import decode, encode
from wirecopy.errors import DamagedError
from wirecopy.model import ArticleVersion, Source
from wirecopy.store.memory import MemoryArchive


@pytest.fixture
def room() -> Newsroom:
    found = Newsroom(size=10, source_feeds=True)
    found.source("harbour")
    return found


def test_a_story_is_in_the_feed_of_all_of_its_tags_and_of_its_sources(room: Newsroom) -> None:
    written = room.publish(room.story(1, tags=("t", "Ü b"), sources=("harbour",)))
    assert sorted(written) == ["all", "source/harbour", "tag/t", "tag/ü-b"]
    for path in written:
        assert room.titles(path) == ["Story 1"]
    assert {"index.html", "stories/s1.html"} <= room.published().keys()


def test_what_was_stored_since_a_bell_rang_is_what_is_published(room: Newsroom) -> None:
    story = room.story(1, tags=("t",))
    room.store(story)
    room.publish(room.change(story, tags=("u",)))
    assert "tag/t" not in room.files.manifests
    assert room.titles("tag/u") == ["Story 1"]


def test_a_story_that_is_not_there_is_nothing_to_publish(room: Newsroom) -> None:
    assert room.stage.publish(["gone"]) == ()
    assert room.published() == {}


def test_a_story_that_proved_to_be_another_leaves_every_feed_and_its_page_leads_there(room: Newsroom) -> None:
    first, second = room.story(1, tags=("t",)), room.story(2, tags=("t",), sources=("harbour",))
    room.publish(first, second)
    room.publish(room.change(second, copies=(), tags=(), merged_into="s1"))
    assert (room.titles(), room.titles("tag/t"), room.titles("source/harbour")) == (["Story 1"], ["Story 1"], [])
    for path in ("all", "tag/t", "source/harbour"):
        assert b"stories/s2" in room.published()[f"feeds/{path}/atom.xml"]
        assert b"deleted-entry" in room.published()[f"feeds/{path}/atom.xml"]
        assert b"stories/s2" not in room.published()[f"feeds/{path}/rss.xml"]
    assert b'href="s1.html"' in room.published()["stories/s2.html"]


def test_a_story_that_proved_to_be_another_leaves_a_tombstone_in_the_archive_too(room: Newsroom) -> None:
    room.size = 3
    stories = [room.story(number, tags=("t",)) for number in range(10)]
    room.publish(*stories)
    assert "s1" in room.told()
    pages = room.archived() + room.archived("tag/t")
    before = room.published()
    room.publish(room.change(stories[1], copies=(), tags=(), merged_into="s9"))
    assert "s1" not in room.told() + room.told("tag/t")
    holding = [name for name in pages if b"<id>tag:feeds.example,2026:stories/s1</id>" in before[name]]
    assert len(holding) == 2
    for name in holding:
        assert b"<id>tag:feeds.example,2026:stories/s1</id>" not in room.published()[name]
        assert b'deleted-entry ref="tag:feeds.example,2026:stories/s1"' in room.published()[name]
    for name in set(pages) - set(holding):
        assert room.published()[name] == before[name]


def test_a_story_that_lost_a_tag_leaves_that_tags_feed(room: Newsroom) -> None:
    story = room.story(1, tags=("t", "u"))
    room.publish(story)
    room.publish(room.change(story, tags=("t",)))
    assert (room.titles("tag/t"), room.titles("tag/u")) == (["Story 1"], [])


def test_a_story_that_came_back_is_shown_again_under_its_first_date(room: Newsroom) -> None:
    story = room.story(1, tags=("t",))
    room.publish(story)
    [first] = room.items()
    gone = room.change(story, copies=(), tags=())
    room.publish(gone)
    assert room.titles() == []
    room.publish(room.change(gone, copies=(room.copy(7),), lead="7", tags=("t",)))
    [back] = room.items()
    assert (back["id"], back["date_published"]) == (first["id"], first["date_published"])
    assert room.titles("tag/t") == ["Story 7"]


def test_a_change_of_lead_changes_the_link_and_the_attribution_and_not_what_was_read(room: Newsroom) -> None:
    story = room.story(1, sources=("harbour",))
    room.sources.put(Source(id="r", url="https://harbour.example/2", title="R", added_at=story.first_seen))
    room.publish(story)
    [before] = room.files.manifests["all"].entries
    original = room.copy(2, sources=("r",))
    room.publish(room.change(story, copies=(*story.copies, original), lead=original.article))
    [after] = room.files.manifests["all"].entries
    assert (after.title, after.html, after.published, after.updated) == (
        before.title,
        before.html,
        before.published,
        before.updated,
    )
    assert (before.url, after.url) == ("https://harbour.example/1", "https://harbour.example/2")
    assert (before.source.title, after.source.title) == ("Harbour", "R")


def test_an_archived_entry_keeps_its_dates_and_its_text_when_its_lead_changes(room: Newsroom) -> None:
    room.size = 2
    stories = [room.story(number) for number in range(6)]
    room.publish(*stories)
    first = room.publications.rows["s0"]
    room.publish(room.change(stories[0], copies=(*stories[0].copies, room.copy(9)), lead="9"))
    again = room.publications.rows["s0"]
    assert (again.published, again.updated, again.told_by) == (first.published, first.updated, "0")


@pytest.mark.parametrize(
    ("excerpt", "shown"), [(None, "Words."), (160, "Words.</p><p><a"), (2, "Wo…"), (0, "")], ids=str
)
def test_no_more_is_shown_than_the_publisher_lets_and_showing_it_again_is_no_update(
    room: Newsroom, excerpt: int | None, shown: str
) -> None:
    story = room.story(1)
    key = story.copies[0].version_key
    version = decode(room.archive.get(key), ArticleVersion, place=key)
    room.archive.put(key, encode(replace(version, excerpt=excerpt)), "application/json")
    room.publish(story)
    [first] = room.files.manifests["all"].entries
    room.now += timedelta(days=1)
    room.publish(room.change(story))
    [second] = room.files.manifests["all"].entries
    assert shown in first.html
    assert (second.html, second.updated) == (first.html, first.updated)


def test_a_version_that_is_not_in_the_archive_is_an_error_that_names_it(room: Newsroom) -> None:
    story = room.story(1)
    room.archive.objects.clear()
    with pytest.raises(DamagedError, match=r"articles/1/1\.json"):
        room.publish(story)


def test_texts_are_read_several_at_a_time_and_told_as_they_are_one_by_one(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Barrier(4)

    def get(archive: MemoryArchive, key: str) -> bytes:
        together.wait(timeout=30)
        return archive.objects[key]

    stories = [room.story(number, tags=(f"t{number % 3}",)) for number in range(12)]
    alone = Newsroom(archive=room.archive, size=room.size, sources=room.sources)
    alone.publish(*stories)
    monkeypatch.setattr(MemoryArchive, "get", get)
    with ThreadPoolExecutor(4) as room.readers:
        room.publish(*stories)
    assert room.published() == alone.published()


@pytest.mark.parametrize(
    "tag", ["archive", "all", "index", "con", "atom-x", "x" * 300, "\u00e9" * 90, "c#", "a/../b", "\u202ex"]
)
def test_a_tag_may_be_called_as_it_likes(room: Newsroom, tag: str) -> None:
    stories = [room.story(number, tags=(tag, "..", "\u202e")) for number in range(16)]
    room.publish(*stories)
    [path] = [it for it in room.files.manifests if it.startswith("tag/") and "/archive/" not in it]
    assert sorted(room.told(path)) == sorted(story.id for story in stories)
    assert all(
        len(part.encode()) < 256 and part not in ("", ".", "..")
        for it in room.files.documents
        for part in it.split("/")
    )
    room.publish(*(room.change(story, copies=(), tags=()) for story in stories))
    assert room.told(path) == []
    assert not [it for it, body in room.published().items() if b"<entry>" in body]
