"""A feed that carries its articles whole: whole runs find out, and then ask for its pages no more."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from wirecopy.identity import source_id
from wirecopy.model import Source
from wirecopy.model.access import FullText
from wirecopy.stages.standing import standings
from wirecopy_local.cli import main
from wirecopy_local.demo import Resource, Sites
from wirecopy_local.pipeline import open_pipeline
from wirecopy_local.runs import Places, run_once
from wirecopy_local.summary import Summary

ADDED = datetime(2026, 11, 21, tzinfo=UTC)
FEED = "http://whole.example/feed"
SUBJECTS = ("ferry", "orchard", "library", "viaduct", "lighthouse", "market hall", "swimming bath", "weather mast")


def words(number: int) -> str:
    subject = SUBJECTS[number]
    return " ".join(
        f"The {subject} was closed for {n + number} days while {n * 7 + number} of its beams were looked over."
        for n in range(12)
    )


def page(number: int) -> Resource:
    title = f"What became of the {SUBJECTS[number]}"
    article = f"<article><h1>{title}</h1><p>{words(number)}</p></article>"
    return Resource(body=f"<html lang=en><title>{title}</title><nav>Home</nav>{article}".encode())


def feed(*numbers: int) -> Resource:
    items = "".join(
        f"<item><title>What became of the {SUBJECTS[n]}</title><link>http://whole.example/{n}</link>"
        f"<pubDate>Sat, 0{n + 1} Nov 2025 08:00:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{words(n)}&lt;/p&gt;</description></item>"
        for n in numbers
    )
    body = f"<rss version='2.0'><channel><title>Whole</title>{items}</channel></rss>"
    return Resource(body=body.encode(), content_type="application/rss+xml")


class Runs:
    """A site, and runs over it that each begin when everything is due."""

    def __init__(self, sites: Sites, folder: Path, choice: FullText = FullText.AUTO) -> None:
        self.sites = sites
        self.places = Places(state=folder / "state", out=folder / "out")
        self.source = Source(id=source_id(FEED), url=FEED, full_text=choice, added_at=ADDED)

    def run(self, *numbers: int) -> Summary:
        self.sites.hosts["whole.example"] |= {"/feed": feed(*numbers)}
        self.sites.answers.clear()
        return run_once(
            self.places,
            sources=[self.source],
            now=True,
            network=self.sites.network,
            parameters={"HostSpacingSeconds": "0"},
        )

    def asked(self) -> set[str]:
        return {path for _, path, _ in self.sites.answers} - {"/robots.txt", "/feed", "/.well-known/tdmrep.json"}


@pytest.fixture
def sites():
    with Sites({"whole.example": {f"/{n}": page(n) for n in range(len(SUBJECTS))}}) as sites:
        yield sites


def test_pages_that_add_nothing_are_asked_for_no_more(sites: Sites, tmp_path: Path) -> None:
    runs = Runs(sites, tmp_path)
    assert runs.run(0, 1, 2).articles == 3
    assert runs.asked() == {"/0", "/1", "/2"}
    summary = runs.run(0, 1, 2, 3)
    assert (summary.articles, summary.broke, runs.asked()) == (4, False, set())
    with open_pipeline(runs.places.state) as pipeline:
        [standing] = standings(pipeline.sources, pipeline.frontier, now=ADDED)
        rows = {row.url: row for row in pipeline.articles.all()}
        assert rows["http://whole.example/3"].stage == rows["http://whole.example/0"].stage
    assert standing.answer.endswith("articles come from its entries")
    told = (tmp_path / "out" / "feeds" / "all" / "rss.xml").read_text("utf-8")
    assert "What became of the viaduct" in told
    assert "closed for 14 days" in told


def test_the_user_decides(sites: Sites, tmp_path: Path) -> None:
    runs = Runs(sites, tmp_path, FullText.YES)
    assert runs.run(0, 1).articles == 2
    assert runs.asked() == set()
    runs.source = Source(id=runs.source.id, url=FEED, full_text=FullText.NO, added_at=ADDED)
    assert runs.run(0, 1, 2).articles == 3
    assert runs.asked() == {"/2"}


TERMS = Resource(body=b'[{"location": "/1", "tdm-reservation": 1}]')


def test_what_its_host_reserves_is_title_and_link_though_no_page_is_asked_for(sites: Sites, tmp_path: Path) -> None:
    runs = Runs(sites, tmp_path, FullText.YES)
    sites.hosts["whole.example"] |= {"/.well-known/tdmrep.json": TERMS}
    assert runs.run(0, 1).articles == 2
    assert [path for _, path, _ in sites.answers] == ["/robots.txt", "/feed", "/.well-known/tdmrep.json"]
    told = (tmp_path / "out/feeds/all/rss.xml").read_text("utf-8")
    assert words(0) in told
    assert words(1)[:60] not in told
    assert "What became of the orchard" in told


def test_what_its_host_reserves_is_title_and_link_and_shows_in_the_status(
    sites: Sites, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = Runs(sites, tmp_path)
    sites.hosts["whole.example"] |= {"/.well-known/tdmrep.json": TERMS}
    runs.run(0, 1)
    assert [path for _, path, _ in sites.answers].count("/.well-known/tdmrep.json") == 1
    feed = (tmp_path / "out/feeds/all/rss.xml").read_text()
    assert words(0) in feed
    assert words(1)[:60] not in feed
    assert main(["status", "--state", str(runs.places.state)]) == 0
    assert "limited   1: tdm-reservation" in capsys.readouterr().out
