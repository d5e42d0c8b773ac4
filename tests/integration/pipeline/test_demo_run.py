"""``make run``: the sample sites through the whole pipeline, twice, and what came of it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest

from wirecopy.articles import Stage
from wirecopy.model import Relation
from wirecopy_local.cli import main
from wirecopy_local.demo import DemoSites, expected
from wirecopy_local.runs import Places, run_once
from wirecopy_local.summary import Summary

PARAMETERS = {"HostSpacingSeconds": "0", "SourceFeeds": "yes"}


@dataclass
class Demo:
    """Two runs in a row, with the files that each left."""

    first: Summary
    second: Summary
    files: dict[str, bytes]
    files_after: dict[str, bytes]
    not_modified: int
    places: Places
    again: Callable[[], Summary]

    @property
    def feed(self) -> dict[str, Any]:
        return dict(json.loads(self.files["feeds/all/feed.json"]))


def read(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    places = Places(state=folder / "state", out=folder / "out")
    with DemoSites() as sites:
        given = {"sources": sites.sources, "now": True, "network": sites.network, "parameters": PARAMETERS}
        first = run_once(places, **given)
        files, unchanged = read(places.out), sites.count(304)
        second = run_once(places, **given)
        not_modified = sites.count(304) - unchanged
        yield Demo(first, second, files, read(places.out), not_modified, places, partial(run_once, places, **given))


def test_every_article_is_found_and_nothing_breaks(demo: Demo) -> None:
    hosts = Counter(
        urlsplit(copy["url"]).hostname for item in demo.feed["items"] for copy in item["_wirecopy"]["copies"]
    )
    assert hosts == Counter(expected.ARTICLES)
    assert demo.first.new_articles == sum(expected.ARTICLES.values())
    assert not demo.first.broke


def test_the_copies_are_one_entry_and_different_articles_are_not(demo: Demo) -> None:
    entries = [{copy["url"] for copy in item["_wirecopy"]["copies"]} for item in demo.feed["items"]]
    assert len(entries) == expected.STORIES
    [told] = [entry for entry in entries if len(entry) > 1]
    assert {url.partition("?")[0] for url in told} == set(expected.COPIES)
    for one, other in expected.APART:
        assert not any({one, other} <= entry for entry in entries)


def test_the_original_leads_and_its_text_is_shown(demo: Demo) -> None:
    [item] = [item for item in demo.feed["items"] if len(item["_wirecopy"]["copies"]) > 1]
    original = next(url for url, relation in expected.COPIES.items() if relation is Relation.ORIGINAL)
    assert item["_wirecopy"]["lead"] == item["url"] == original
    assert item["title"] == "What our street learned from running a tool library"


def test_an_article_on_two_pages_is_one_entry_and_whole(demo: Demo) -> None:
    url, words = expected.ON_TWO_PAGES
    [item] = [item for item in demo.feed["items"] if item["url"].startswith(url)]
    assert item["url"] == url
    assert all(said in item["content_html"] for said in words)


def test_sources_that_fail_are_named_with_their_reason(demo: Demo) -> None:
    failed = {answer.standing.source.url: answer.standing.reason for answer in demo.first.sources if answer.failed}
    assert failed.keys() == expected.FAILURES.keys()
    for url, word in expected.FAILURES.items():
        assert word in failed[url]


def test_pages_that_could_not_be_had_are_named_with_their_reason(demo: Demo) -> None:
    reasons = {row.url: row.reason for row in demo.first.failed}
    assert "404 Not Found" in reasons[expected.GONE]
    assert "robots.txt" in reasons[expected.FORBIDDEN]


def test_a_second_run_finds_nothing_new_and_writes_nothing(demo: Demo) -> None:
    assert (demo.second.new_articles, demo.second.new_stories, demo.second.written) == (0, 0, ())
    changed = {path for path, body in demo.files_after.items() if demo.files.get(path) != body}
    assert (demo.files_after.keys(), changed) == (demo.files.keys(), {"sources.html"})


def test_a_second_run_is_answered_304_wherever_there_are_validators(demo: Demo) -> None:
    assert demo.not_modified >= expected.VALIDATED
    asked = {answer.standing.source.url: answer.standing.telling for answer in demo.second.sources}
    unchanged = [url for url, poll in asked.items() if poll is not None and poll.status == 304]
    assert len(unchanged) == expected.VALIDATED


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_a_reader_finds_every_story_in_each_format(demo: Demo, name: str) -> None:
    parsed = feedparser.parse(demo.files[f"feeds/all/{name}"])
    assert not parsed.bozo
    assert [entry.id for entry in parsed.entries] == [item["id"] for item in demo.feed["items"]]


def test_each_tag_and_each_source_has_a_feed(demo: Demo) -> None:
    for tag in ("home", "local", "oddities", "science", "technology"):
        items = json.loads(demo.files[f"feeds/tag/{tag}/feed.json"])["items"]
        assert items
        assert all(tag in item["tags"] for item in items)
    assert len([path for path in demo.files if path.startswith("feeds/source/") and path.endswith(".json")]) >= 10


def test_readers_get_no_manifest(demo: Demo) -> None:
    assert not [path for path in demo.files if "manifest" in path]
    assert "index.html" in demo.files


def test_every_article_that_was_folded_says_so(demo: Demo) -> None:
    assert {row.stage for row in demo.first.failed} == {Stage.FAILED}
    assert demo.second.articles == sum(expected.ARTICLES.values())


def test_what_is_said_between_runs_shows_at_once_and_holds_in_the_next(demo: Demo, tmp_path: Path) -> None:
    item = next(it for it in demo.feed["items"] if it["url"].startswith("http://harbourpost.example/"))
    stack = ["--state", str(demo.places.state)]
    (tmp_path / "feeds.toml").write_text('[feeds.library]\nkeep = ["library"]\n')
    assert main(["feeds", "apply", str(tmp_path / "feeds.toml"), *stack]) == 0
    assert main(["sources", "rights", "http://valleyclarion.example/", "headline", *stack]) == 0
    assert main(["withdraw", item["url"], *stack]) == 0
    for _ in range(2):
        files = read(demo.places.out)
        assert "feeds/library/atom.xml" in files
        assert not [path for path, body in files.items() if item["url"].encode() in body]
        assert item["id"].encode() in files["feeds/all/atom.xml"]
        shown = json.loads(files["feeds/all/feed.json"])["items"]
        assert len(shown) == expected.STORIES - 1
        clarion = [it["content_html"] for it in shown if it["url"].startswith("http://valleyclarion.example/")]
        assert clarion
        assert set(clarion) == {""}
        demo.again()
