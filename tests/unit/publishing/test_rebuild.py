"""Feeds made anew from the stories: the same entries under the same ids and dates, and nothing that should not be."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from newsroom import Newsroom

from wirecopy.errors import DamagedError
from wirecopy.feeds.archive import previous_page
from wirecopy.model import Manifest
from wirecopy.ports import Stored
from wirecopy.stages.rebuild import Rebuild
from wirecopy.store.memory_feeds import MemoryFeedFiles


@pytest.fixture
def room() -> Newsroom:
    found = Newsroom(size=3)
    stories = [found.story(number, tags=("t",) if number % 2 else ()) for number in range(12)]
    found.publish(*stories)
    found.publish(found.change(stories[4], copies=(), tags=()))
    return found


def rebuild(room: Newsroom) -> tuple[str, ...]:
    room.now += timedelta(minutes=1)
    return Rebuild(publish=room.stage).run().feeds


def test_where_nothing_is_wrong_nothing_is_written(room: Newsroom) -> None:
    before = dict(room.files.documents), dict(room.files.manifests), dict(room.publications.rows)
    assert rebuild(room) == ()
    assert (room.files.documents, room.files.manifests, room.publications.rows) == before


def test_what_was_lost_is_there_again_under_the_same_ids_and_dates(room: Newsroom) -> None:
    shown, told, tags = room.items(), sorted(room.told()), sorted(room.told("tag/t"))
    room.files.manifests.clear()
    assert rebuild(room) == ("all", "tag/t")
    assert (room.items()[:2], sorted(room.told()), sorted(room.told("tag/t"))) == (shown, told, tags)
    assert rebuild(room) == ()


def test_what_should_not_be_there_is_gone_and_tombstones_stay(room: Newsroom) -> None:
    [tombstone] = room.files.manifests["all"].tombstones
    ghost = replace(room.files.manifests["all"].entries[0], story="ghost", title="Ghost")
    room.files.manifests["all"] = replace(room.files.manifests["all"], entries=(ghost,), revision=50)
    assert rebuild(room) == ("all",)
    assert "ghost" not in room.told()
    assert room.titles() == ["Story 11", "Story 10"]
    assert room.files.manifests["all"].tombstones == (tombstone,)


def test_an_archive_page_that_was_lost_is_made_again(room: Newsroom) -> None:
    told = sorted(room.told())
    del room.files.manifests[previous_page(room.files.manifests["all"])]
    assert rebuild(room) == ("all",)
    assert sorted(room.told()) == told


def test_what_is_published_meanwhile_is_taken_along(room: Newsroom) -> None:
    manifest = room.files.manifests["all"]
    room.files.manifests["all"] = Manifest(feed=manifest.feed, revision=manifest.revision)
    room.files.meanwhile = partial(room.publish, room.story(20))
    assert rebuild(room) == ("all",)
    assert sorted(room.told()) == sorted(f"s{number}" for number in (*range(4), *range(5, 12), 20))


def test_records_that_were_lost_are_made_again(room: Newsroom) -> None:
    dates = [(item["id"], item["date_published"]) for item in room.items()]
    room.publications.rows.clear()
    told = set(room.told())
    rebuild(room)
    assert [(item["id"], item["date_published"]) for item in room.items()] == dates
    assert set(room.told()) == told


def test_a_manifest_that_cannot_be_read_is_made_anew_with_what_is_behind(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On AWS its bytes are no manifest; here its revision tells which one is meant."""
    read = MemoryFeedFiles.manifest

    def damaged(files: MemoryFeedFiles, path: str) -> Stored[Manifest | None]:
        if path == "all" and files.manifests[path].revision == 777:
            raise DamagedError("manifests/all.json is no Manifest")
        return read(files, path)

    told = set(room.told())
    room.files.manifests["all"] = replace(room.files.manifests["all"], entries=(), revision=777)
    room.store(room.story(13))
    monkeypatch.setattr(MemoryFeedFiles, "manifest", damaged)
    assert rebuild(room) == ("all",)
    assert set(room.told()) == told | {"s13"}
    assert room.titles()[0] == "Story 13"


def test_an_archive_page_that_cannot_be_read_keeps_out_what_wants_into_it_until_a_rebuild(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = MemoryFeedFiles.manifest
    page = next(path for path, it in room.files.manifests.items() if path.startswith("all/") and "s5" in str(it))
    stored = room.files.manifests[page] = replace(room.files.manifests[page], revision=777)

    def damaged(files: MemoryFeedFiles, path: str) -> Stored[Manifest | None]:
        if path == page and files.manifests.get(path) == stored:
            raise DamagedError(f"manifests/{page}.json is no Manifest")
        return read(files, path)

    monkeypatch.setattr(MemoryFeedFiles, "manifest", damaged)
    [five] = [row.story for row in room.stories.read(stories=["s5"]).stories.values()]
    gone = room.change(five, copies=(), tags=())
    with pytest.raises(DamagedError):
        room.publish(gone, room.story(14))
    assert room.titles()[0] == "Story 14"
    assert "s5" not in room.told("tag/t")
    document = f"feeds/all/atom-{page.rpartition('/')[2]}.xml"
    assert b"stories/s5<" in room.files.documents[document][0]
    assert "all" in rebuild(room)
    assert document not in room.files.documents
    assert sorted(room.told()) == sorted(f"s{number}" for number in (*range(4), *range(6, 12), 14))
    assert not [it for it, (body, *_) in room.files.documents.items() if b"stories/s5<" in body]
    assert rebuild(room) == ()
