"""What a stored page becomes: an article version, or a reason why there is none."""

from datetime import UTC, datetime

import pytest

from wirecopy import warc
from wirecopy.articles import Stage
from wirecopy.codec import decode
from wirecopy.identity import article_id
from wirecopy.model import ArticleVersion, Link, Listing, Page, Rules, Source
from wirecopy.stages.extract import Extract, Extracted
from wirecopy.stages.keys import page_key, parse
from wirecopy.store import memory

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
URL = "https://a.example/crane"
WORDS = "The harbour office said on Tuesday that the old crane will be taken down before the winter storms arrive. "


def html(head: str = "", body: str = f"<h1>The crane</h1><p>{WORDS * 3}</p>") -> bytes:
    return f"<html lang=en><head><title>The crane</title>{head}</head><body><article>{body}</article></body>".encode()


class Stores:
    """The stage on stores in memory."""

    def __init__(self) -> None:
        self.sources = memory.MemorySources()
        self.articles = memory.MemoryArticles()
        self.archive = memory.MemoryArchive()
        self.stage = Extract(sources=self.sources, articles=self.articles, archive=self.archive, clock=lambda: NOW)

    def read(self, body: bytes, **headers: str) -> Extracted:
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        page = Page(url=URL, headers=named, body=body, observed_at=NOW)
        key = page_key(article_id(URL), NOW, body)
        self.archive.put(key, warc.encode(page), "application/warc")
        return self.stage.read(key)

    def version(self, found: Extracted) -> ArticleVersion:
        return decode(self.archive.get(found.version_key), ArticleVersion, place=found.version_key)


@pytest.fixture
def stores() -> Stores:
    return Stores()


def test_a_page_becomes_a_version_of_its_article(stores: Stores) -> None:
    found = stores.read(html())
    version = stores.version(found)
    assert parse(found.version_key).folder == "articles"
    assert (version.id, version.observed_at, version.article.title) == (article_id(URL), NOW, "The crane")
    assert version.article.text.startswith("The harbour office")


def test_the_same_page_again_writes_the_same_object(stores: Stores) -> None:
    first = stores.read(html())
    before = stores.archive.get(first.version_key)
    assert stores.read(html()) == first
    assert stores.archive.get(first.version_key) == before


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"%PDF-1.7 ...", {}, "PDF"),
        (b"", {}, "no text to read"),
        (html(body=""), {}, "no text to read"),
        (html("<meta name=robots content='noindex, follow'>"), {}, "its publisher wants it in no feed (noindex)"),
        (html("<meta name=Wirecopy content=none>"), {}, "its publisher wants it in no feed (none)"),
        (html(), {"X_Robots_Tag": "noindex"}, "its publisher wants it in no feed (noindex)"),
        (html(), {"X_Robots_Tag": "wirecopy: none"}, "its publisher wants it in no feed (none)"),
    ],
)
def test_what_becomes_no_article_is_refused_with_its_reason(
    stores: Stores, body: bytes, headers: dict[str, str], reason: str
) -> None:
    found = stores.read(body, **headers)
    row = stores.articles.known[article_id(URL)]
    assert found.version_key == ""
    assert row.stage is Stage.REFUSED
    assert reason in row.reason
    assert not [key for key in stores.archive.written if key.startswith("articles/")]


@pytest.mark.parametrize(
    ("head", "headers", "excerpt"),
    [
        ("", {}, None),
        ("<meta name=robots content='max-snippet:160'>", {}, 160),
        ("<meta name=robots content=nosnippet>", {}, 0),
        ("", {"X_Robots_Tag": "noai"}, 0),
        ("", {"TDM_Reservation": "1"}, 0),
        ("", {"X_Robots_Tag": "otherbot: nosnippet"}, None),
    ],
)
def test_how_much_of_it_may_be_shown_travels_with_it(
    stores: Stores, head: str, headers: dict[str, str], excerpt: int | None
) -> None:
    assert stores.version(stores.read(html(head), **headers)).excerpt == excerpt


def test_the_rules_of_the_source_that_listed_it_first_are_its_rules(stores: Stores) -> None:
    rules = Rules(title=".headline", remove=(".never-there",))
    stores.sources.put(Source(id="s", url="https://a.example/feed", rules=rules, added_at=NOW))
    stores.articles.put_listing(Listing(source="s", article=article_id(URL), link=Link(url=URL), seen_at=NOW))
    found = stores.read(html(body=f"<b class=headline>By rule</b><p>{WORDS * 3}</p>"))
    assert stores.version(found).article.title == "By rule"
    assert found.unmatched_rules == (".never-there",)
