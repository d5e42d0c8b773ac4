"""Feeds made anew from the stories: the same entries under the same ids and dates, and nothing that should not be."""

import contextlib
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from newsroom import CrashError, Newsroom, dying

from wirecopy.errors import DamagedError
from wirecopy.feeds.archive import previous_page
from wirecopy.model import Manifest
from wirecopy.ports import Stored
from wirecopy.stages.flaws import Flaws
from wirecopy.stages.rebuild import Rebuild
from wirecopy.store.memory import MemoryArchive
from wirecopy.store.memory_feeds import MemoryFeedFiles
from wirecopy.store.memory_stories import MemoryStories


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


def test_of_two_rebuilds_at_once_neither_leads_to_pages_that_the_other_took_away(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = sorted(room.told())
    room.files.manifests.pop("all")
    write, others = MemoryFeedFiles.put_manifest, ["the nightly look"]

    def put(files: MemoryFeedFiles, manifest: Manifest, tag: str | None) -> bool:
        if manifest.feed.path == "all" and others:
            others.clear()
            room.publish(room.story(-1))
            Rebuild(publish=room.stage).mend()
        return write(files, manifest, tag)

    monkeypatch.setattr(MemoryFeedFiles, "put_manifest", put)
    rebuild(room)
    assert set(room.told()) == {*told, "s-1"}
    Rebuild(publish=room.stage).mend()
    assert sorted(room.told()) == sorted([*told, "s-1"])
    assert len(room.archived()) == len(room.files.paths("all/archive/"))
    assert not Flaws(room.files).known()


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


def test_archive_pages_that_were_replaced_are_deleted_with_their_documents(room: Newsroom) -> None:
    del room.files.manifests["all"]
    room.files.documents["feeds/all/atom-2026-11-01-deadbeef.xml"] = (b"what a page that was lost had said", "", 1)
    rebuild(room)
    assert named(room) == {it.rpartition("/")[2] for it in room.files.paths("all/archive/")}
    assert room.files.document_paths("feeds/all/atom-") == [
        f"feeds/all/atom-{name}.xml" for name in sorted(named(room))
    ]
    assert Flaws(room.files).known() == {}


def test_texts_are_read_only_where_a_feed_has_lost_them(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = room.files.manifests.pop(previous_page(room.files.manifests["all"]))
    read: list[str] = []
    monkeypatch.setattr(
        MemoryArchive, "get", lambda archive, key, get=MemoryArchive.get: read.append(key) or get(archive, key)
    )
    assert rebuild(room) == ("all",)
    assert sorted(read) == sorted(f"articles/{entry.story[1:]}/1.json" for entry in lost.entries)


@pytest.mark.parametrize("at", range(1, 40))
def test_wherever_a_rebuild_is_cut_short_the_next_night_completes_it(
    room: Newsroom, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = sorted(room.told())
    del room.files.manifests[previous_page(room.files.manifests["all"])]
    with monkeypatch.context() as patch:
        dying(patch, at)
        with contextlib.suppress(CrashError):
            rebuild(room)
    room.publish(room.story(20))
    Rebuild(publish=room.stage).run() if at == 1 else Rebuild(publish=room.stage).mend()
    assert sorted(set(room.told())) == sorted([*told, "s20"])
    assert named(room) == {it.rpartition("/")[2] for it in room.files.paths("all/archive/")}
    assert Flaws(room.files).known() == {}


@pytest.mark.parametrize("at", range(1, 4))
def test_what_is_withdrawn_or_changed_while_a_feed_is_made_anew_is_so_in_its_archive(room: Newsroom, at: int) -> None:
    """Between two writes of manifests, whichever they are."""
    [two, seven] = [room.stories.read(stories=[it]).stories[it].story for it in ("s2", "s7")]
    room.files.manifests["all"] = Manifest(feed=room.files.manifests["all"].feed, revision=3)
    writes = count(1)

    def meanwhile() -> None:
        if next(writes) == at:
            room.publish(room.change(two, copies=(), tags=()), room.change(seven, tags=("u",)), room.story(30))
        else:
            room.files.meanwhile = meanwhile

    room.files.meanwhile = meanwhile
    rebuild(room)
    assert set(room.told()) == {f"s{number}" for number in (0, 1, 3, *range(5, 12), 30)}
    assert not [path for path, body in room.published().items() if b"stories/s2</id>" in body]
    assert not [path for path, it in room.files.manifests.items() if "s2" in {entry.story for entry in it.entries}]
    assert room.told("tag/u") == ["s7"]


@pytest.fixture
def damaged(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> str:
    """The archive page that tells of ``s5``: on AWS its bytes are no manifest; here its revision tells."""
    read = MemoryFeedFiles.manifest
    page = next(path for path, it in room.files.manifests.items() if path.startswith("all/") and "s5" in str(it))
    stored = room.files.manifests[page] = replace(room.files.manifests[page], revision=777)

    def refusing(files: MemoryFeedFiles, path: str) -> Stored[Manifest | None]:
        if path == page and files.manifests.get(path) == stored:
            raise DamagedError(f"manifests/{page}.json is no Manifest")
        return read(files, path)

    monkeypatch.setattr(MemoryFeedFiles, "manifest", refusing)
    return page


def withdraw_five(room: Newsroom) -> None:
    [five] = [row.story for row in room.stories.read(stories=["s5"]).stories.values()]
    room.publish(room.change(five, copies=(), tags=()), room.story(14))


@pytest.mark.parametrize("lost", [False, True])
def test_a_page_that_a_withdrawal_cannot_be_written_into_is_taken_away_and_mended_at_night(
    room: Newsroom, damaged: str, lost: bool
) -> None:
    if lost:
        del room.files.manifests[damaged]
    document = f"feeds/all/atom-{damaged.rpartition('/')[2]}.xml"
    assert b"stories/s5<" in room.published()[document]
    withdraw_five(room)
    assert room.titles()[0] == "Story 14"
    assert not [path for path, body in room.published().items() if b"stories/s5<" in body]
    assert document not in room.published()
    assert Flaws(room.files).known().keys() == {"all"}
    assert Rebuild(publish=room.stage).mend().feeds == ("all",)
    assert sorted(room.told()) == sorted(f"s{number}" for number in (*range(4), *range(6, 12), 14))
    assert (Flaws(room.files).known(), rebuild(room)) == ({}, ())


def test_a_night_without_flaws_reads_no_story(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(MemoryStories, "all")
    assert Rebuild(publish=room.stage).mend().feeds == ()


def named(room: Newsroom, path: str = "all") -> set[str]:
    """The archive pages that a feed leads to."""
    manifest: Manifest | None = room.files.manifests[path]
    found = set()
    while manifest is not None and manifest.archive:
        found.add(manifest.archive)
        manifest = room.files.manifests.get(previous_page(manifest))
    return found
