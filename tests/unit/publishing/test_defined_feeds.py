"""Feeds of one's own: filled when they are defined, changed alone when they change, and gone when they are no more."""

import pytest
from newsroom import CrashError, Newsroom

from wirecopy.feeds.definition import Definitions, read_definitions
from wirecopy.stages.reconcile import Reconcile, Reconciled
from wirecopy.store.memory_feeds import MemoryFeedFiles

PORTS = '[feeds.ports]\ntitle = "Ports"\ntags = ["port"]\n'
CRANES = '[feeds.cranes]\nkeep = ["crane"]\nshow = "excerpt"\n'


@pytest.fixture
def room() -> Newsroom:
    found = Newsroom(size=10)
    found.publish(
        found.story(1, tags=("port",), title="A ship"),
        found.story(2, tags=("port",), title="A crane", description="Of steel."),
        found.story(3, title="A bridge", text="Built with a crane.", html="<p>Built with a crane.</p>"),
    )
    return found


def define(room: Newsroom, written: str) -> Reconciled:
    return Reconcile(publish=room.stage).define(Definitions(feeds=read_definitions(written.encode())))


def test_a_feed_that_is_defined_is_filled_with_what_is_there_and_takes_what_comes(room: Newsroom) -> None:
    assert define(room, PORTS + CRANES).feeds == ("cranes", "ports")
    assert room.titles("ports") == ["A crane", "A ship"]
    assert room.titles("cranes") == ["A bridge", "A crane"]
    room.publish(room.story(4, tags=("port",), title="Crane!"))
    assert room.titles("ports")[0] == room.titles("cranes")[0] == room.titles()[0] == "Crane!"
    index = room.published()["index.html"]
    assert b'<a href="feeds/ports/index.html">Ports</a>' in index
    assert b'<a href="feeds/cranes/index.html">cranes</a>' in index


def test_it_shows_as_much_as_it_was_defined_to(room: Newsroom) -> None:
    define(room, CRANES)
    [_, crane] = room.items("cranes")
    assert crane["content_html"].startswith("<p>Of steel.</p><p><a href=")
    assert room.items()[1]["content_html"] == "<p>Words.</p>"


def test_a_change_rebuilds_that_feed_alone(room: Newsroom) -> None:
    define(room, PORTS + CRANES)
    before = room.published()
    assert define(room, PORTS + CRANES.replace("excerpt", "headline")).feeds == ("cranes",)
    changed = {path for path, body in room.published().items() if before.get(path) != body}
    assert changed == {f"feeds/cranes/{name}" for name in ("rss.xml", "atom.xml", "feed.json", "index.html")}
    assert [item["content_html"] for item in room.items("cranes")] == ["", ""]


def test_a_change_back_brings_back_what_had_left(room: Newsroom) -> None:
    define(room, PORTS)
    define(room, PORTS + 'block = ["ship"]\n')
    assert room.titles("ports") == ["A crane"]
    define(room, PORTS)
    assert room.titles("ports") == ["A crane", "A ship"]


def test_a_new_title_is_shown_though_no_story_changed(room: Newsroom) -> None:
    define(room, PORTS)
    define(room, PORTS.replace("Ports", "Harbours"))
    assert b"<title>Example Wire: Harbours</title>" in room.published()["feeds/ports/atom.xml"]
    assert b">Harbours</a>" in room.published()["index.html"]


def test_a_feed_that_is_no_more_is_gone_with_all_that_it_had(room: Newsroom) -> None:
    room.size = 2
    define(room, "[feeds.most]\nsize = 1\n[feeds.mostly]\nsize = 1\n")
    room.publish(*(room.story(number) for number in range(10, 15)))
    assert room.archived("most")
    define(room, "[feeds.mostly]\nsize = 1\n")
    assert not [path for path in room.published() if path.startswith("feeds/most/")]
    assert not room.files.paths("most/")
    assert room.titles("mostly") == ["Story 14"]
    assert b"feeds/most/" not in room.published()["index.html"]


def test_a_feed_that_nothing_is_in_is_there_all_the_same(room: Newsroom) -> None:
    define(room, '[feeds.none]\nkeep = ["zeppelin"]\n')
    assert room.titles("none") == []


def test_to_define_the_same_again_writes_nothing(room: Newsroom) -> None:
    define(room, PORTS + CRANES)
    before = dict(room.files.documents), dict(room.files.manifests), dict(room.publications.rows)
    assert define(room, PORTS + CRANES) == Reconciled(stories=3)
    assert (room.files.documents, room.files.manifests, room.publications.rows) == before


@pytest.mark.parametrize("written", range(1, 8))
def test_a_definition_that_was_cut_short_is_completed_by_defining_again(
    room: Newsroom, written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    define(room, "[feeds.old]\n")
    left = written
    put = MemoryFeedFiles.put_document

    def fatal(*arguments: object, **named: object) -> bool:
        nonlocal left
        left -= 1
        if left < 0:
            raise CrashError
        return put(*arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(MemoryFeedFiles, "put_document", fatal)
        with pytest.raises(CrashError):
            define(room, PORTS + CRANES)
    define(room, PORTS + CRANES)
    assert room.titles("ports") == ["A crane", "A ship"]
    assert room.titles("cranes") == ["A bridge", "A crane"]
    assert "feeds/old/rss.xml" not in room.published()


def test_a_changed_story_touches_its_own_feeds_among_a_thousand() -> None:
    room = Newsroom(size=10)
    room.define("".join(f'[feeds.f{n}]\ntags = ["t{n}"]\nkeep = ["story"]\n' for n in range(1000)))
    stories = [room.story(n, tags=(f"t{n}", f"t{n + 1}")) for n in range(0, 40, 2)]
    room.publish(*stories)
    before = dict(room.files.documents)
    assert set(room.publish(room.change(stories[3], tags=("t6", "t900")))) == {
        *("all", "f6", "f7", "f900"),
        *("tag/t6", "tag/t7", "tag/t900"),
    }
    touched = {path.rpartition("/")[0] for path, found in room.files.documents.items() if before.get(path) != found}
    assert touched == {
        *("", "stories"),
        *(f"feeds/{it}" for it in ("all", "f6", "f7", "f900", "tag/t6", "tag/t7", "tag/t900")),
    }


def test_what_was_not_published_is_found_without_a_bell_and_nothing_else_is_written() -> None:
    room = Newsroom(size=10)
    room.publish(room.story(1), room.story(2))
    room.store(room.story(3), room.change(room.story(2)))
    look = Reconcile(publish=room.stage)
    assert look.go_on() == Reconciled(stories=3, behind=2, feeds=("all",))
    assert room.titles() == ["Story 3", "Story 2", "Story 1"]
    before = dict(room.files.documents), dict(room.files.manifests), dict(room.publications.rows)
    room.archive.objects.clear()
    assert look.go_on() == Reconciled(stories=3)
    assert (room.files.documents, room.files.manifests, room.publications.rows) == before


def test_a_bounded_look_goes_on_where_the_last_one_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wirecopy.stages.reconcile._BATCH", 10)
    monkeypatch.setattr("wirecopy.stages.reconcile.MOST_BEHIND", 20)
    room = Newsroom(size=10)
    room.store(*(room.story(number) for number in range(50)))
    look = Reconcile(publish=room.stage)
    assert [look.go_on().behind for _ in range(4)] == [20, 20, 10, 0]
    assert len(set(room.told())) == 50
