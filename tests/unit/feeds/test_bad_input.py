"""Every field of an article, whatever a stranger wrote into it: the feeds are well-formed and valid."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import feedparser
import pytest
from checks import check
from lxml import etree

from wirecopy.codec import decode, encode
from wirecopy.errors import DamagedError
from wirecopy.feeds.publication import Terms, publication
from wirecopy.feeds.render import render
from wirecopy.feeds.site import Site
from wirecopy.model import (
    Article,
    ArticleVersion,
    Attribution,
    Copy,
    Entry,
    Feed,
    Image,
    LeadReason,
    Manifest,
    Relation,
    Rights,
    Source,
    Story,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ARTICLE = Article(
    url="https://harbour.example/crane",
    title="A crane for the east quay",
    authors=("Ida Holm",),
    published=NOW,
    language="en",
    text="It was ordered.",
    html="<p>It was ordered.</p>",
    site_name="Harbour News",
    description="In short.",
    image=Image(url="https://harbour.example/crane.jpg"),
    licence="CC BY 4.0",
)
COPY = Copy(
    article="one",
    url=ARTICLE.url,
    title=ARTICLE.title,
    relation=Relation.ORIGINAL,
    similarity=None,
    published=NOW,
    first_seen=NOW,
    observed_at=NOW,
    version_key="",
    sources=("harbour",),
)
STORY = Story(
    id="0" * 32,
    reference="",
    copies=(COPY,),
    lead="one",
    lead_reason=LeadReason.EARLIEST,
    tags=("ports",),
    first_seen=NOW,
    changed_at=NOW,
)
SOURCE = Source(id="harbour", url="https://harbour.example/feed.xml", title="Harbour News", added_at=NOW)

TEXTS = {
    "controls": "a\x00b\x08c\x0bd\x1be\x7ff\x85g",
    "non-characters": "a\ufffeb\uffffc\U0001fffed\U0010ffffe",
    "lone surrogates": "a\ud800b\udfffc",
    "100 KB": "word " * 20_000,
    "100 KB without a space": "x" * 100_000,
    "empty": "",
    "white space": " \t\r\n\u00a0\u2003 ",
    "bidi": "\u202eevil\u202c \u2066isolate\u2069 \u200f",
    "zero width": "a\u200bb\u200dc\ufeffd\u2060e",
    "script": "<script>alert(1)</script>",
    "end of CDATA": "]]> <![CDATA[ -->",
    "escaped twice": "&amp;amp; &lt;b&gt; &#0; &#xFFFF; &bogus;",
    "open tags": "<p><b><i></p",
    "separators": "a\u2028b\u2029c",
    "script addresses": "javascript:alert(1)",
    "broken address": "http://[::1/ %zz \\ <>",
}
Place = Callable[[Any], tuple[Article, Story, Source]]
DATES = {
    "the first": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    "before 1970": datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    "the last": datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=-12))),
    "without a zone": datetime(2026, 11, 20, 12),  # noqa: DTZ001 - that is the point
    "none": None,
}


def in_article(name: str) -> Place:
    return lambda value: (replace(ARTICLE, **{name: value}), STORY, SOURCE)


def in_copy(name: str) -> Place:
    second = replace(COPY, article="two", relation=Relation.SPUN, similarity=0.5)
    return lambda value: (ARTICLE, replace(STORY, copies=(COPY, replace(second, **{name: value}))), SOURCE)


PLACES: dict[str, Place] = {
    **{
        name: in_article(name)
        for name in ("url", "title", "language", "text", "html", "site_name", "description", "licence")
    },
    "authors": lambda value: (replace(ARTICLE, authors=(value, value)), STORY, SOURCE),
    "image url": lambda value: (replace(ARTICLE, image=Image(url=value)), STORY, SOURCE),
    "image caption": lambda value: (replace(ARTICLE, image=Image(url=ARTICLE.url, caption=value)), STORY, SOURCE),
    "tags": lambda value: (ARTICLE, replace(STORY, tags=(value, value + "x")), SOURCE),
    "copy url": in_copy("url"),
    "copy title": in_copy("title"),
    "source title": lambda value: (ARTICLE, STORY, replace(SOURCE, title=value)),
    "source url": lambda value: (ARTICLE, STORY, replace(SOURCE, url=value)),
    "attribution": lambda value: (ARTICLE, STORY, replace(SOURCE, rights=Rights(attribution=value))),
}
MOMENTS: dict[str, Place] = {
    "published": in_article("published"),
    "modified": in_article("modified"),
    "copy published": in_copy("published"),
    "story published": lambda value: (ARTICLE, replace(STORY, published=value), SOURCE),
}


def published(article: Article, story: Story, source: Source) -> dict[str, bytes]:
    """The story as readers are given it."""
    version = ArticleVersion(id="one", observed_at=NOW, extractor="1", page_key="", article=article)
    found = publication(story, version, None, Terms(sources={source.id: source}), NOW)
    assert isinstance(found.entry, Entry)
    site = Site(url="https://feeds.example", title="Example Wire")
    documents = render(Manifest(feed=Feed(path="all", title="All"), entries=(found.entry,)), site)
    return {document.path.rpartition("/")[2]: document.body for document in documents}


def assert_readable(bodies: dict[str, bytes]) -> None:
    check(bodies)
    etree.fromstring(bodies["index.html"], etree.HTMLParser())
    assert b"<script>alert" not in bodies["index.html"]
    rss, atom = (feedparser.parse(bodies[name], sanitize_html=False) for name in ("rss.xml", "atom.xml"))
    [item] = json.loads(bodies["feed.json"])["items"]
    assert not rss.bozo
    assert not atom.bozo
    assert [entry.id for feed in (rss, atom) for entry in feed.entries] == [item["id"]] * 2
    assert item["id"] == f"tag:feeds.example,2026:stories/{STORY.id}"
    assert "<script" not in item["content_html"]


@pytest.mark.parametrize("value", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_whatever_a_text_is_the_feeds_are_valid(place: Place, value: str) -> None:
    assert_readable(published(*place(value)))


@pytest.mark.parametrize("value", DATES.values(), ids=DATES)
@pytest.mark.parametrize("place", MOMENTS.values(), ids=MOMENTS)
def test_whatever_a_date_is_the_feeds_are_valid(place: Place, value: datetime | None) -> None:
    assert_readable(published(*place(value)))


@pytest.mark.parametrize("value", [None, 7, 1.5, True, [], {}, ["x"], "x"], ids=repr)
@pytest.mark.parametrize("name", sorted(Article.__dataclass_fields__))
def test_a_stored_field_of_a_wrong_type_is_published_or_named_as_damage(name: str, value: Any) -> None:
    version = ArticleVersion(id="one", observed_at=NOW, extractor="1", page_key="", article=ARTICLE)
    stored = json.loads(encode(version))
    stored["article"][name] = value
    try:
        read = decode(json.dumps(stored), ArticleVersion, place="articles/one/1.json")
    except DamagedError:
        return
    assert_readable(published(read.article, STORY, SOURCE))


def test_a_feed_of_ten_thousand_entries_is_well_formed() -> None:
    entry = Entry(
        story="",
        revision=1,
        url=ARTICLE.url,
        title="x",
        published=NOW,
        updated=NOW,
        source=Attribution(title="Harbour News", url=SOURCE.url),
    )
    entries = tuple(replace(entry, story=f"{number:032x}") for number in range(10_000))
    documents = render(Manifest(feed=Feed(path="all", title="All"), entries=entries), Site(url="https://feeds.example"))
    bodies = {document.path.rpartition("/")[2]: document.body for document in documents}
    assert len(etree.fromstring(bodies["rss.xml"]).findall("channel/item")) == 10_000
    assert len(etree.fromstring(bodies["atom.xml"]).findall("{*}entry")) == 10_000
    assert len(json.loads(bodies["feed.json"])["items"]) == 10_000
