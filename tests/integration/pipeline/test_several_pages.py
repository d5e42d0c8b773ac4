"""Articles on several pages, and sites that only seem to have such, through a whole run."""

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from wirecopy.edges import utc_now
from wirecopy.model import Source
from wirecopy_local.demo import Resource, Sites
from wirecopy_local.demo.sites import FOLDER
from wirecopy_local.runs import Places, run_once

HOST = "a.example"
TEXTS = {
    "whole": "stationmaster.example/electric-ferry",
    "missing": "stationmaster.example/level-crossing",
    "loop": "valleyclarion.example/flood-gauges",
    "away": "harbourpost.example/school-kitchen",
    "other": "harbourpost.example/lifeboat-shed",
}
"""Different articles of the sample sites, whose paragraphs are these articles' pages."""


def paragraphs(name: str) -> tuple[str, list[str]]:
    head, *blocks = (FOLDER / "sites" / f"{TEXTS[name]}.txt").read_text("utf-8").strip().split("\n\n")
    return head.splitlines()[0].removeprefix("title: "), [block for block in blocks if block[0] not in "#-`"]


def page(name: str, number: int, *, more: bool = False) -> Resource:
    """A page with one paragraph of an article, and a link to the next one where there is ``more``."""
    title, said = paragraphs(name)
    turn = f"<a href='/{name}/{number + 1}'>Next page</a>" if more else ""
    body = f"<html lang=en><title>{title}</title><article><h1>{title}</h1><p>{said[number - 1]}</p></article>{turn}"
    return Resource(body=body.encode())


SITE = {
    "/whole": page("whole", 1, more=True),
    "/whole/2": page("whole", 2, more=True),
    "/whole/3": page("whole", 3),
    "/missing": page("missing", 1, more=True),
    "/loop": page("loop", 1, more=True),
    "/loop/2": Resource(status=301, location=f"http://{HOST}/loop"),
    "/away": page("away", 1, more=True),
    "/away/2": Resource(status=301, location="http://b.example/away/2"),
    "/other": page("other", 1, more=True),
    "/other/2": page("missing", 2),
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Sites]:
    """The entries by the end of their address, and the server that was asked."""
    folder = tmp_path_factory.mktemp("pages")
    places = Places(state=folder / "state", out=folder / "out")
    items = "".join(f"<item><link>http://{HOST}/{name}</link></item>" for name in TEXTS)
    feed = Resource(body=f"<rss version='2.0'><channel><title>Ledger</title>{items}</channel></rss>".encode())
    source = Source(id="ledger", url=f"http://{HOST}/feed.xml", added_at=utc_now())
    with Sites({HOST: {**SITE, "/feed.xml": feed}, "b.example": {"/away/2": page("away", 2)}}) as it:
        settings = {"network": it.network, "parameters": {"HostSpacingSeconds": "0"}}
        summary = run_once(places, sources=[source], **settings)
        assert not summary.broke
        assert summary.waiting == 0
        entries = json.loads(Path(places.out / "feeds/all/feed.json").read_bytes())["items"]
    return {Path(entry["url"]).name: entry for entry in entries}, it


@pytest.mark.parametrize(("name", "count"), [("whole", 3), ("missing", 1), ("loop", 1), ("away", 1), ("other", 1)])
def test_an_entry_says_what_its_pages_say_once(ran: Any, name: str, count: int) -> None:
    html = unescape(ran[0][name]["content_html"])
    said = [said for text in TEXTS for said in paragraphs(text)[1] if said in html]
    assert said == paragraphs(name)[1][:count]
    assert [html.count(it) for it in said] == [1] * count


def test_every_article_is_one_entry_under_its_first_address(ran: Any) -> None:
    assert {entry["url"] for entry in ran[0].values()} == {f"http://{HOST}/{name}" for name in TEXTS}


def test_each_page_is_asked_for_once_and_no_other_host_is(ran: Any) -> None:
    asked = {path: count for (host, path, _), count in ran[1].answers.items() if host == HOST}
    assert {path for path, count in asked.items() if count > 1} <= {"/loop"}
    assert asked.keys() >= SITE.keys()
    assert not [path for host, path, _ in ran[1].answers if host == "b.example"]
