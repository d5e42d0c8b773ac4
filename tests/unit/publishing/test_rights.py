"""A source's rights hold in every format, page and archive, from the moment that they are said."""

from dataclasses import replace

import pytest
from newsroom import Newsroom

from wirecopy.model import Extent, Rights
from wirecopy.stages.reconcile import Reconcile
from wirecopy.stages.watch import unwatch, watch
from wirecopy.store.memory import MemoryFrontier

SECRET = "Nobody else may print this sentence."
BODY = {"text": SECRET, "html": f"<p>{SECRET}</p>", "description": "In short."}


@pytest.fixture
def room() -> Newsroom:
    found = Newsroom(size=2, source_feeds=True)
    found.source("harbour")
    found.source("valley")
    found.publish(*(found.story(n, tags=("t",), sources=("harbour" if n % 2 else "valley",), **BODY) for n in range(6)))
    return found


def grant(room: Newsroom, name: str, extent: Extent | None, attribution: str = "") -> None:
    source = room.sources.sources[name]
    room.sources.put(replace(source, rights=Rights(extent=extent, attribution=attribution)))
    Reconcile(publish=room.stage).run()


def saying(room: Newsroom, words: str) -> list[str]:
    """The documents that say so."""
    return [path for path, body in room.published().items() if words.encode() in body]


@pytest.mark.parametrize("extent", [Extent.EXCERPT, Extent.HEADLINE])
def test_what_may_not_be_shown_is_in_no_document_any_more(room: Newsroom, extent: Extent) -> None:
    assert {path for path in saying(room, SECRET) if "/atom-" in path} >= {*room.archived(), *room.archived("tag/t")}
    for name in ("harbour", "valley"):
        grant(room, name, extent)
    assert saying(room, SECRET) == []
    assert bool(saying(room, "In short.")) is (extent is Extent.EXCERPT)
    assert sorted(room.told()) == [f"s{n}" for n in range(6)]


def test_the_rights_of_one_source_leave_the_others_articles_alone(room: Newsroom) -> None:
    before = {item["id"]: item for item in room.items("source/valley")}
    grant(room, "harbour", Extent.HEADLINE)
    assert {item["id"]: item for item in room.items("source/valley")} == before
    assert [item["content_html"] for item in room.items("source/harbour")] == ["", ""]


def test_a_required_line_stands_with_each_article(room: Newsroom) -> None:
    grant(room, "harbour", None, "© Harbour Press")
    for item in room.items("source/harbour"):
        assert item["content_html"].endswith("<p><small>© Harbour Press</small></p>")
    assert "© Harbour Press".encode() in room.published()["stories/s1.html"]
    assert "© Harbour Press".encode() not in room.published()["stories/s2.html"]


def test_rights_that_are_given_back_show_the_text_again_and_nothing_comes_back_as_unread(room: Newsroom) -> None:
    times = [(item["id"], item["date_published"], item["date_modified"]) for item in room.items()]
    grant(room, "harbour", Extent.EXCERPT)
    assert [(item["id"], item["date_published"], item["date_modified"]) for item in room.items()] == times
    grant(room, "harbour", Extent.FULL)
    assert [(item["id"], item["date_published"], item["date_modified"]) for item in room.items()] == times
    assert [item["content_html"] for item in room.items()] == [f"<p>{SECRET}</p>"] * 2


def test_the_setting_for_all_holds_for_what_nobody_is_known_to_license() -> None:
    room = Newsroom(unlicensed=Extent.EXCERPT)
    room.source("harbour")
    room.source("open", rights=Rights(extent=Extent.FULL))
    room.publish(
        room.story(1, sources=("harbour",), **BODY),
        room.story(2, sources=("harbour",), licence="CC BY 4.0", **BODY),
        room.story(3, sources=("open",), **BODY),
    )
    assert [SECRET in item["content_html"] for item in room.items()] == [True, True, False]


def test_watching_a_source_again_keeps_its_rights_and_watching_it_no_more_gives_none(room: Newsroom) -> None:
    grant(room, "harbour", Extent.HEADLINE, "© Harbour Press")
    source = room.sources.sources["harbour"]
    frontier = MemoryFrontier()
    watch(replace(source, rights=Rights()), sources=room.sources, frontier=frontier, now=room.now)
    assert room.sources.sources["harbour"].rights == source.rights
    unwatch(source, sources=room.sources, frontier=frontier, now=room.now)
    Reconcile(publish=room.stage).run()
    assert SECRET.encode() not in room.published()["stories/s1.html"]
    assert "© Harbour Press".encode() in room.published()["stories/s1.html"]
