"""What a run makes of sources that are broken: it goes on, names them in one line, and keeps what it had."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wirecopy.edges import Network
from wirecopy.errors import UserError
from wirecopy.identity import source_id
from wirecopy.model import Source, SourceKind
from wirecopy_local.demo import Resource, Sites
from wirecopy_local.runs import Places, run_once
from wirecopy_local.summary import Summary

ADDED = datetime(2026, 11, 21, tzinfo=UTC)
WORDS = "The harbour office said on Tuesday that the old crane will be taken down before the winter storms arrive. "
PAGE = f"<html lang=en><title>The crane</title><article><h1>The crane</h1><p>{WORDS * 5}</p></article>".encode()
ENTRY = "<item><title>The crane</title><link>http://good.example/crane</link></item>"
FEED = f"<rss version='2.0'><channel><title>Good</title>{ENTRY}</channel></rss>".encode()
XML = "application/rss+xml"

GOOD = {"/feed": Resource(body=FEED, content_type=XML), "/crane": Resource(body=PAGE)}
BAD = {
    "not-found.example": {},
    "server-error.example": {"/feed": Resource(body=b"oops", status=500)},
    "html.example": {
        "/feed": Resource(body=b"<!doctype html><title>Welcome</title><p>Hello.", content_type="text/html")
    },
    "empty.example": {"/feed": Resource(body=b"", content_type=XML)},
    "truncated.example": {"/feed": Resource(body=FEED[:40], content_type=XML)},
    "huge.example": {"/feed": Resource(body=b"<rss>" + b"x" * 50_000_000, content_type=XML)},
    "loop.example": {"/feed": Resource(status=302, location="/feed")},
    "gone.example": {"/feed": Resource(status=410)},
    "busy.example": {"/feed": Resource(status=429)},
    "binary.example": {"/feed": Resource(body=bytes(range(256)) * 40, content_type="application/octet-stream")},
}


def source(host: str, kind: SourceKind = SourceKind.FEED) -> Source:
    url = f"http://{host}/feed"
    return Source(id=source_id(url), url=url, kind=kind, title=host, added_at=ADDED)


@pytest.fixture(scope="module")
def summaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Summary, Summary]]:
    """A run over the good source alone, then one over it and all the bad ones."""
    folder = tmp_path_factory.mktemp("bad")
    places = Places(state=folder / "state", out=folder / "out")
    hosts = {"good.example": GOOD, **BAD}
    with Sites(hosts) as sites:
        settings = {"now": True, "network": sites.network, "parameters": {"HostSpacingSeconds": "0"}}
        first = run_once(places, sources=[source("good.example")], **settings)
        bad = [source(host) for host in [*BAD, "unreachable.example"]]
        yield first, run_once(places, sources=bad, **settings)


def reason(summary: Summary, host: str) -> str:
    [answer] = [answer for answer in summary.sources if answer.standing.source.title == host]
    assert answer.failed
    return answer.standing.answer


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("unreachable.example", "unreachable: "),
        ("not-found.example", "404 Not Found"),
        ("server-error.example", "500 Internal Server Error"),
        ("html.example", "is HTML, not a feed"),
        ("empty.example", "is empty"),
        ("truncated.example", "XML"),
        ("huge.example", "too large to be read: "),
        ("loop.example", "redirects in a circle"),
        ("gone.example", "gone for good: 410 Gone"),
        ("busy.example", "asked us to wait: 429 Too Many Requests"),
        ("binary.example", "not a feed"),
    ],
    ids=lambda value: value.removesuffix(".example") if value.endswith(".example") else "",
)
def test_the_summary_names_the_source_and_the_reason_in_one_line(
    summaries: tuple[Summary, Summary], host: str, words: str
) -> None:
    told = reason(summaries[1], host)
    assert words in told
    assert "\n" not in told


def test_nothing_is_set_aside_and_nothing_breaks(summaries: tuple[Summary, Summary]) -> None:
    assert not summaries[1].report.dead_letters
    assert not summaries[1].broke


def test_what_was_ingested_before_stays_as_it_was(summaries: tuple[Summary, Summary]) -> None:
    first, second = summaries
    assert (first.new_articles, first.stories) == (1, 1)
    assert (second.new_articles, second.articles, second.stories) == (0, 1, 1)
    assert second.written == ("sources.opml",)


def test_a_source_that_is_missing_from_the_state_is_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing is watched yet"):
        run_once(Places(state=tmp_path / "state", out=tmp_path / "out"), network=Network())


def test_another_public_address_for_the_same_state_is_the_users_mistake(tmp_path: Path) -> None:
    settings = {"now": True, "parameters": {"HostSpacingSeconds": "0"}}
    state, out = tmp_path / "state", tmp_path / "out"
    with Sites({"good.example": GOOD}) as sites:
        run_once(Places(state=state, out=out), sources=[source("good.example")], network=sites.network, **settings)
        elsewhere = Places(state=state, out=out, public_url="https://feeds.example")
        with pytest.raises(UserError, match="were written for http://localhost:8000: keep to it"):
            run_once(elsewhere, network=sites.network, **settings)
