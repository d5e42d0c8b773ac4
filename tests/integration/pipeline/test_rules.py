"""A source's own selectors, from the command line to the feeds, and what is said once they match nothing."""

import json
from pathlib import Path

import pytest

from wirecopy_local.cli import main
from wirecopy_local.demo import Resource, Sites
from wirecopy_local.runs import Places, run_once
from wirecopy_local.summary import Summary

FEED = "http://a.example/feed.xml"
WORDS = "The parish council will mend the footbridge by the old mill before the spring floods, said its clerk. "


def page(number: int) -> Resource:
    own = f"<b class=headline>Footbridge {'again ' * number}</b>"
    own += f"<div class=story><p>{WORDS * 3} {'So ' * number}</p></div>"
    return Resource(body=f"<html lang=en><title>Parish</title>{own}<p class=promo>{WORDS}</p>".encode())


def feed(count: int) -> Resource:
    items = "".join(f"<item><link>http://a.example/{n}</link><title>{n}</title></item>" for n in range(count))
    text = f"<rss version='2.0'><channel><title>Parish news</title>{items}</channel></rss>"
    return Resource(body=text.encode(), content_type="application/xml")


SITE = {"/feed.xml": feed(3)} | {f"/{n}": page(n) for n in range(3)}


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.chdir(tmp_path)
    return Places(state=tmp_path / ".wirecopy", out=tmp_path / "out")


def run(places: Places) -> Summary:
    with Sites({"a.example": SITE}) as sites:
        return run_once(places, now=True, network=sites.network, parameters={"HostSpacingSeconds": "0"})


def test_rules_are_stored_used_and_reported(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "add", FEED, "--kind", "feed"]) == 0
    rules = ["--title", ".headline", "--body", ".story", "--date", ".never", "--remove", ".promo"]
    assert main(["sources", "rules", FEED, *rules]) == 0
    assert main(["sources", "add", FEED, "--kind", "feed", "--tag", "local"]) == 0, "rules stay"
    capsys.readouterr()
    assert main(["sources", "rules", FEED]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["title"], told["published"], told["remove"]) == (".headline", ".never", [".promo"])

    summary = run(places)
    items = json.loads((places.out / "feeds/all/feed.json").read_bytes())["items"]
    assert {item["title"].split()[0] for item in items} == {"Footbridge"}
    assert [(it.miss.selector, len(it.miss.pages)) for it in summary.lost_rules] == [(".never", 3)]
    assert main(["status"]) == 0
    assert "Parish news: nothing matches '.never' on the last 3 pages, as on http://a.example/" in (
        capsys.readouterr().out
    )

    assert main(["sources", "rules", FEED, "--date", ""]) == 0
    capsys.readouterr()
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lost_rules"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rules", FEED, "--body", "p["], "'p[' is no CSS selector that can be used: "),
        (["rules", FEED, "--body", "p, " * 9000 + "p"], "p, p,…' is no CSS selector that can be used: "),
        (["rules", FEED, "--remove", "p::before"], "'p::before' is no CSS selector that can be used: "),
        (["rules", "nothing", "--body", "p"], "no source has the id or address 'nothing': wirecopy sources list"),
    ],
)
def test_what_is_no_rule_is_one_line(
    places: Places, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["sources", "add", FEED, "--kind", "feed"]) == 0
    capsys.readouterr()
    assert main(["sources", *arguments]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert words in line


def test_a_preview_reads_a_file_by_the_same_options(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    Path("page.html").write_bytes(page(1).body)
    rules = ["--title", ".headline", "--date", ".never", "--remove", ".promo"]
    assert main(["extract", "page.html", "--url", "http://a.example/1", "--json", *rules]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["title"] == "Footbridge again"
    assert "no element matches '.never'" in said.err


def test_a_page_that_is_none_does_not_keep_the_others_from_being_read(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("page.html").write_bytes(page(1).body)
    Path("plan.pdf").write_bytes(b"%PDF-1.7 ")
    assert main(["extract", "plan.pdf", "gone.html", "page.html", "--json"]) == 2
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert [line.partition(";")[0] for line in said.err.splitlines()] == [
        "wirecopy: plan.pdf: this is a PDF, not a page",
        "wirecopy: there is no file gone.html",
    ]


def test_an_address_that_is_none_is_not_taken_for_where_a_file_comes_from(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("page.html").write_bytes(page(1).body)
    assert main(["extract", "page.html", "--url", "a.example/1"]) == 2
    assert "'a.example/1' is no web address" in capsys.readouterr().err
