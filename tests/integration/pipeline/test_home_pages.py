"""Home pages as sources: a whole run finds where each names its articles, and the next one asks there only."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from wirecopy.edges import utc_now
from wirecopy.identity import source_id
from wirecopy.model import Source, SourceKind
from wirecopy_local.cli import main
from wirecopy_local.demo import Resource, Sites
from wirecopy_local.runs import Places, run_once

WORDS = "The parish council will mend the footbridge by the old mill before the spring floods, said its clerk. "
XML = "application/xml"


def article(number: int) -> Resource:
    title = f"Footbridge report number {number}"
    body = f"<html lang=en><title>{title}</title><article><h1>{title}</h1><p>{WORDS * 4} No. {number}.</p></article>"
    return Resource(body=body.encode())


def home(head: str = "", body: str = "") -> Resource:
    return Resource(body=f"<!doctype html><html><head><title>Home</title>{head}</head><body>{body}</body>".encode())


def feed(host: str) -> Resource:
    item = f"<item><title>One</title><link>http://{host}/1</link></item>"
    return Resource(
        body=f"<rss version='2.0'><channel><title>F</title>{item}</channel></rss>".encode(), content_type=XML
    )


def sitemap(host: str) -> Resource:
    return Resource(body=f"<urlset><url><loc>http://{host}/2</loc></url></urlset>".encode(), content_type=XML)


LINK = "<link rel=alternate type=application/rss+xml href=/feed.xml>"
ALSO = "<link rel=alternate type=application/rss+xml href=/sports.xml>"
STORIES = "".join(
    f"<article><h2><a href='/{n}/footbridge-report-in-full'>The footbridge report, part {n}</a></h2></article>"
    for n in range(2021, 2024)
)
HOSTS = {
    "feed.example": {"/": home(LINK + ALSO, STORIES), "/feed.xml": feed("feed.example"), "/1": article(1)},
    "map.example": {
        "/": home(),
        "/robots.txt": Resource(body=b"Sitemap: http://map.example/all.xml"),
        "/all.xml": sitemap("map.example"),
        "/2": article(2),
    },
    "list.example": {
        "/": home(body=STORIES),
        **{f"/{n}/footbridge-report-in-full": article(n) for n in range(2021, 2024)},
    },
    "moved.example": {"/": Resource(status=301, location="http://www.moved.example/")},
    "www.moved.example": {"/": home(LINK), "/feed.xml": feed("www.moved.example"), "/1": article(9)},
}
GIVEN = ("feed.example", "map.example", "list.example", "moved.example")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sites, Path]]:
    folder = tmp_path_factory.mktemp("homes")
    places = Places(state=folder / "state", out=folder / "out")
    settings = {"parameters": {"HostSpacingSeconds": "0"}}
    given = [
        Source(id=source_id(f"http://{host}/"), url=f"http://{host}/", kind=SourceKind.AUTO, added_at=utc_now())
        for host in GIVEN
    ]
    given.append(Source(id="direct", url="http://feed.example/feed.xml", tags=("direct",), added_at=utc_now()))
    with Sites(HOSTS) as sites:
        summary = run_once(places, sources=given, network=sites.network, **settings)
        assert not summary.broke
        assert summary.articles == 6
        sites.answers.clear()
        summary = run_once(places, sources=given, now=True, network=sites.network, **settings)
        assert not summary.broke
        assert summary.articles == 6
        yield sites, folder / "state"


def test_each_home_page_leads_to_what_is_best_there(
    sites: tuple[Sites, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", "list", "--json", "--state", str(sites[1])]) == 0
    listed = {row["home"]: (row["kind"], row["url"], row["also"]) for row in json.loads(capsys.readouterr().out)}
    assert listed.pop(None) == ("feed", "http://feed.example/feed.xml", [])
    assert listed == {
        "http://feed.example/": ("feed", "http://feed.example/feed.xml", ["http://feed.example/sports.xml"]),
        "http://map.example/": ("sitemap", "http://map.example/all.xml", []),
        "http://list.example/": ("listing", "http://list.example/", []),
        "http://moved.example/": ("feed", "http://www.moved.example/feed.xml", []),
    }


def test_what_was_found_is_remembered_and_nothing_else_is_asked(sites: tuple[Sites, Path]) -> None:
    asked = [(host, path) for host, path, _ in sites[0].answers]
    assert sorted(asked) == [
        ("feed.example", "/feed.xml"),
        ("list.example", "/"),
        ("map.example", "/all.xml"),
        ("www.moved.example", "/feed.xml"),
    ]


def test_a_home_page_and_its_feed_are_one_source_to_the_site_and_two_to_readers(
    sites: tuple[Sites, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", "--json", "--state", str(sites[1])]) == 0
    same = {row["id"]: row["same_as"] for row in json.loads(capsys.readouterr().out)["sources"] if row["same_as"]}
    assert same in ({"direct": source_id("http://feed.example/")}, {source_id("http://feed.example/"): "direct"})
    assert (sites[1].parent / "out/feeds/tag/direct/atom.xml").exists()
