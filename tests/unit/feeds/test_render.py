"""The three formats: whatever a story holds, an independent parser reads the same content back."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from typing import Any

import feedparser
import pytest
from checks import check
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from wirecopy.codec import decode, encode
from wirecopy.feeds.content import clean_html
from wirecopy.feeds.render import render
from wirecopy.feeds.scrub import line, scrub
from wirecopy.feeds.site import Site, uri
from wirecopy.feeds.view import kept, rfc3339, utc
from wirecopy.model import Attribution, Entry, EntryCopy, Feed, Image, Manifest, Relation, Tombstone

SITE = Site(url="https://feeds.example", title="Example Wire")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FEED = Feed(path="all", title="All stories")
LEAD = EntryCopy(
    url="https://harbour.example/crane?a=1&b=2",
    title="A crane",
    source="Harbour News",
    relation=Relation.ORIGINAL,
    similarity=None,
    published=NOW,
    first_seen=NOW,
)
SPUN = replace(LEAD, url="https://spun.example/hoist", source="Spun & Sons", relation=Relation.SPUN, similarity=0.7)
ENTRY = Entry(
    story="s1",
    revision=3,
    url=LEAD.url,
    title="A crane for the east quay",
    authors=("Ida Holm", "Jon Vik"),
    published=NOW,
    updated=NOW + timedelta(hours=1),
    language="en",
    summary="The board has ordered a crane.",
    html="<p>The board has ordered a crane &amp; a rope.</p>",
    image=Image(url="https://harbour.example/crane.jpg", caption="The crane", width=800, height=600),
    tags=("ports", "news"),
    source=Attribution(title="Harbour News", url="https://harbour.example/feed.xml"),
    rights="CC BY 4.0",
    copies=(LEAD, SPUN),
)


ALSO = '<p><small>Also published by <a href="https://spun.example/hoist">Spun &amp; Sons</a> (reworded).</small></p>'


def rendered(*entries: Entry, site: Site = SITE, **manifest: Any) -> dict[str, bytes]:
    documents = render(Manifest(**{"feed": FEED, "revision": 1, "entries": entries} | manifest), site)
    return {document.path.rpartition("/")[2]: document.body for document in documents}


def test_each_format_has_its_path_and_media_type() -> None:
    documents = render(Manifest(feed=replace(FEED, path="tag/ports")), SITE)
    assert [(document.path, document.content_type) for document in documents] == [
        ("feeds/tag/ports/rss.xml", "application/rss+xml; charset=utf-8"),
        ("feeds/tag/ports/atom.xml", "application/atom+xml; charset=utf-8"),
        ("feeds/tag/ports/feed.json", "application/feed+json; charset=utf-8"),
        ("feeds/tag/ports/index.html", "text/html; charset=utf-8"),
    ]


def test_rss_tells_all_of_an_entry() -> None:
    channel = etree.fromstring(rendered(ENTRY)["rss.xml"]).find("channel")
    assert channel is not None
    spaces = {
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "media": "http://search.yahoo.com/mrss/",
    }
    assert channel.findtext("title") == "Example Wire: All stories"
    assert channel.findtext("lastBuildDate") == "Fri, 20 Nov 2026 13:00:00 +0000"
    assert channel.xpath("string(atom:link[@rel='self']/@href)", namespaces=spaces) == (
        "https://feeds.example/feeds/all/rss.xml"
    )
    (item,) = channel.findall("item")
    assert [(e.tag.rpartition("}")[2], e.text) for e in item if e.text] == [
        ("title", "A crane for the east quay"),
        ("link", LEAD.url),
        ("guid", "tag:feeds.example,2026:stories/s1"),
        ("pubDate", "Fri, 20 Nov 2026 12:00:00 +0000"),
        ("modified", "2026-11-20T13:00:00Z"),
        ("creator", "Ida Holm"),
        ("creator", "Jon Vik"),
        ("category", "ports"),
        ("category", "news"),
        ("description", "The board has ordered a crane."),
        (
            "encoded",
            f"{ENTRY.html}{ALSO}",
        ),
        ("language", "en"),
        ("rights", "CC BY 4.0"),
        ("source", "Harbour News"),
    ]
    assert item.xpath("string(media:content/@url)", namespaces=spaces) == "https://harbour.example/crane.jpg"
    assert item.xpath("string(atom:link[@rel='related']/@href)", namespaces=spaces) == SPUN.url


def test_atom_tells_all_of_an_entry_and_what_was_withdrawn() -> None:
    tombstones = (Tombstone(story="s0", revision=2, at=NOW + timedelta(hours=2)),)
    feed = etree.fromstring(rendered(ENTRY, tombstones=tombstones)["atom.xml"])
    spaces = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}

    def found(path: str) -> list[str]:
        return [str(value) for value in feed.xpath(path, namespaces=spaces)]

    assert found("a:id/text()") == ["tag:feeds.example,2026:feeds/all"]
    assert found("a:updated/text()") == ["2026-11-20T14:00:00Z"]
    assert found("a:link[@rel='self']/@href") == ["https://feeds.example/feeds/all/atom.xml"]
    assert found("at:deleted-entry/@ref") == ["tag:feeds.example,2026:stories/s0"]
    assert found("at:deleted-entry/@when") == ["2026-11-20T14:00:00Z"]
    assert found("a:entry/a:id/text()") == ["tag:feeds.example,2026:stories/s1"]
    assert found("a:entry/a:published/text()") == ["2026-11-20T12:00:00Z"]
    assert found("a:entry/a:updated/text()") == ["2026-11-20T13:00:00Z"]
    assert found("a:entry/a:author/a:name/text()") == ["Ida Holm", "Jon Vik"]
    assert found("a:entry/a:link[@rel='alternate']/@href") == [LEAD.url]
    assert found("a:entry/a:link[@rel='related']/@href") == [SPUN.url]
    assert found("a:entry/a:source/a:title/text()") == ["Harbour News"]
    assert found("a:entry/a:rights/text()") == ["CC BY 4.0"]


def test_json_feed_tells_all_of_an_entry_and_of_every_copy() -> None:
    feed = json.loads(rendered(ENTRY)["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://feeds.example/feeds/all/feed.json"
    (item,) = feed["items"]
    assert item.pop("content_html").startswith(ENTRY.html)
    assert item == {
        "id": "tag:feeds.example,2026:stories/s1",
        "url": LEAD.url,
        "title": "A crane for the east quay",
        "summary": "The board has ordered a crane.",
        "image": "https://harbour.example/crane.jpg",
        "date_published": "2026-11-20T12:00:00Z",
        "date_modified": "2026-11-20T13:00:00Z",
        "authors": [{"name": "Ida Holm"}, {"name": "Jon Vik"}],
        "tags": ["ports", "news"],
        "language": "en",
        "_wirecopy": {
            "story": "s1",
            "lead": LEAD.url,
            "source": {"title": "Harbour News", "url": "https://harbour.example/feed.xml"},
            "rights": "CC BY 4.0",
            "copies": [
                {
                    "url": LEAD.url,
                    "title": "A crane",
                    "source": "Harbour News",
                    "relation": "original",
                    "similarity": None,
                    "published": "2026-11-20T12:00:00Z",
                    "first_seen": "2026-11-20T12:00:00Z",
                },
                {
                    "url": SPUN.url,
                    "title": "A crane",
                    "source": "Spun & Sons",
                    "relation": "spun",
                    "similarity": 0.7,
                    "published": "2026-11-20T12:00:00Z",
                    "first_seen": "2026-11-20T12:00:00Z",
                },
            ],
        },
    }


def test_an_empty_feed_is_valid_and_its_bytes_do_not_tell_the_time() -> None:
    bodies = rendered()
    assert b"<updated>2026-01-01T00:00:00Z</updated>" in bodies["atom.xml"]
    assert b"lastBuildDate" not in bodies["rss.xml"]
    assert json.loads(bodies["feed.json"])["items"] == []
    check(bodies)


def test_every_format_keeps_to_its_definition() -> None:
    check(
        rendered(
            ENTRY,
            tombstones=(Tombstone(story="s0", revision=2, at=NOW),),
            site=replace(SITE, hub="https://hub.example/"),
        )
    )


@pytest.mark.parametrize(
    ("image", "rss", "atom"),
    [
        (
            Image(url="https://h.example/a?b=1&c=2", type="image/png", length=9),
            [{"url": "https://h.example/a?b=1&c=2", "length": "9", "type": "image/png"}],
            [{"rel": "enclosure", "type": "image/png", "length": "9", "href": "https://h.example/a?b=1&c=2"}],
        ),
        (
            Image(url="https://h.example/a.JPG"),
            [],
            [{"rel": "enclosure", "type": "image/jpeg", "href": "https://h.example/a.JPG"}],
        ),
        (Image(url="https://h.example/a", length=9), [], []),
        (Image(url="https://h.example/a.png", type='x"><y>', length=-1), [], ["image/png"]),
    ],
)
def test_a_picture_is_an_enclosure_where_all_that_one_says_is_known(image: Image, rss: Any, atom: Any) -> None:
    bodies = rendered(replace(ENTRY, image=image))
    assert [dict(it.attrib) for it in etree.fromstring(bodies["rss.xml"]).iter("enclosure")] == rss
    links = [dict(it.attrib) for it in etree.fromstring(bodies["atom.xml"]).iter("{*}link")]
    enclosures = [it for it in links if it["rel"] == "enclosure"]
    assert atom in (enclosures, [it["type"] for it in enclosures])
    check(bodies)


@pytest.mark.parametrize(
    ("source", "canonical"),
    [
        ("HTTPS://Harbour.EXAMPLE", "https://harbour.example/"),
        ("https://harbour.example:443/%7ea/./b?x=%c3%bc", "https://harbour.example/~a/b?x=%C3%BC"),
        ("nothing", "tag:feeds.example,2026:stories/s1"),
    ],
)
def test_an_id_of_a_source_is_canonical(source: str, canonical: str) -> None:
    bodies = rendered(replace(ENTRY, source=Attribution(title="Harbour", url=source)))
    check(bodies)
    assert etree.fromstring(bodies["atom.xml"]).findtext("{*}entry/{*}source/{*}id") == canonical


def test_the_sites_title_is_scrubbed_wherever_it_stands() -> None:
    check(rendered(ENTRY, site=replace(SITE, title="A\x00<b>&\ud800")))


def test_thousands_of_entries_and_a_very_long_title_are_written() -> None:
    entries = [replace(ENTRY, story=f"{n:032x}", title="x" * 100_000 if n == 5 else ENTRY.title) for n in range(2_000)]
    bodies = rendered(*entries)
    assert len(list(etree.fromstring(bodies["rss.xml"]).iter("item"))) == 2_000
    assert len(json.loads(bodies["feed.json"])["items"]) == 2_000
    check(rendered(*entries[:10]))


@pytest.mark.parametrize(
    ("languages", "language"),
    [([], None), (["en"], "en"), (["en", "en"], "en"), (["en", "de"], None), ([None, "en"], None)],
)
def test_a_feed_has_a_language_when_all_its_entries_have_it(languages: list[str | None], language: str | None) -> None:
    bodies = rendered(*(replace(ENTRY, story=f"s{n}", language=told) for n, told in enumerate(languages)))
    assert etree.fromstring(bodies["rss.xml"]).findtext("channel/language") == language
    assert json.loads(bodies["feed.json"]).get("language") == language


def test_the_same_entries_give_the_same_bytes_at_any_revision() -> None:
    assert rendered(ENTRY, revision=1) == rendered(replace(ENTRY, revision=9), revision=2)


def test_many_copies_are_counted_beyond_the_first_dozen() -> None:
    copies = tuple(replace(SPUN, url=f"https://c{n}.example/") for n in range(20))
    item = json.loads(rendered(replace(ENTRY, copies=(LEAD, *copies)))["feed.json"])["items"][0]
    assert item["content_html"].count("<a ") == 12
    assert item["content_html"].endswith(", and 8 more.</small></p>")
    assert len(item["_wirecopy"]["copies"]) == 21


ODD = "\x00\x08\x1b\x7f\x85\u200b\u200f\u202e\ufeff\ufffe\uffff\ud800\udfff\U0010ffff\u2028]]>&amp;<b>\"'é漢"
TEXT = st.one_of(
    st.text(max_size=40), st.text(alphabet=ODD, max_size=20), st.just("<script>alert(1)</script>&amp;amp;")
)
URL = st.one_of(
    st.from_regex(r"https?://[a-z]{1,8}\.example/[a-z0-9/?&=]{0,10}", fullmatch=True),
    TEXT,
    TEXT.map("https://{}/x".format),
)
WHEN = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))]))
HTML = st.one_of(TEXT, TEXT.map(lambda t: f"<p>{t}</p><pre>\n{t}</pre>")).map(
    lambda h: clean_html(h, "https://a.example/")
)
COPY = st.builds(
    EntryCopy,
    url=URL,
    title=TEXT,
    source=TEXT,
    relation=st.sampled_from(Relation),
    similarity=st.none() | st.floats(0, 1),
    published=st.none() | WHEN,
    first_seen=WHEN,
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        story=st.from_regex("[0-9a-f]{32}", fullmatch=True),
        revision=st.integers(1, 9),
        url=URL,
        title=TEXT,
        authors=st.lists(TEXT, max_size=2).map(tuple),
        published=WHEN,
        updated=WHEN,
        language=st.none() | st.sampled_from(["en", "zh-Hant", ""]) | TEXT,
        summary=TEXT,
        html=HTML,
        image=st.none()
        | st.builds(
            Image,
            url=URL,
            caption=TEXT,
            width=st.none() | st.integers(-1, 9999),
            type=TEXT | st.just("image/png"),
            length=st.none() | st.integers(-1, 1 << 40),
        ),
        tags=st.lists(TEXT, max_size=3, unique=True).map(tuple),
        source=st.builds(Attribution, title=TEXT, url=URL),
        rights=st.none() | TEXT,
        copies=st.lists(COPY, max_size=3).map(tuple),
    ),
    max_size=3,
    unique_by=lambda e: e.story,
)


def read_back(feed: bytes) -> Any:
    return feedparser.parse(feed, sanitize_html=False, resolve_relative_uris=False)


def either(text: str) -> tuple[str, str]:
    """The text, or what feedparser makes of one that would also be UTF-8: it takes that for a mistake and mends it."""
    try:
        return text, text.encode("iso-8859-1").decode()
    except UnicodeError:
        return text, text


@settings(max_examples=60, deadline=None, phases=(Phase.generate,), suppress_health_check=[HealthCheck.too_slow])
@given(ENTRIES)
def test_whatever_an_entry_holds_the_same_is_read_back_from_every_format(entries: list[Entry]) -> None:
    bodies = rendered(*entries)
    rss, atom = (read_back(bodies[name]) for name in ("rss.xml", "atom.xml"))
    told = json.loads(bodies["feed.json"])["items"]
    check(bodies)
    described = [
        unescape(it.text or "") for it in etree.fromstring(bodies["rss.xml"]).iterfind("channel/item/description")
    ]
    assert described == [item.get("summary") or item["title"] for item in told]
    assert not rss.bozo
    assert not atom.bozo
    assert len(told) == len(rss.entries) == len(atom.entries) == len(entries)
    for found in atom.entries:
        found.title = unescape(found.title) if found.title_detail.type == "text/html" else found.title
    for entry, item, *parsed in zip(entries, told, rss.entries, atom.entries, strict=True):
        assert item["title"].startswith(line(entry.title))
        assert item["content_html"].startswith(scrub(entry.html))
        assert item["date_published"] == rfc3339(utc(entry.published))
        for found in parsed:
            assert found.id == item["id"] == f"tag:feeds.example,2026:stories/{entry.story}"
            assert found.title in either(item["title"])
            assert item.get("url", "") == uri(entry.url)
            assert "url" not in item or found.link == item["url"]
            assert (found.content[0].value if "content" in found else "") in either(item["content_html"])
            assert found.updated == item["date_modified"]
            for tag, told_tag in zip(found.get("tags", ()), item.get("tags", ()), strict=True):
                assert tag.term in either(told_tag)
        for author, told_author in zip(
            filter(None, parsed[1].get("authors", ())), item.get("authors", ()), strict=True
        ):
            assert author.name in either(told_author["name"])


@pytest.mark.parametrize(
    "other",
    [
        {"html": "<p>Only the beginning.</p>"},
        {"title": "A hoist"},
        {"tags": ()},
        {"copies": (LEAD,)},
        {"image": None},
        {"updated": NOW + timedelta(hours=2)},
        {"html": f"<p>{'long ' * 5_000}</p>"},
    ],
)
def test_what_was_made_of_an_entry_before_is_shown_only_where_it_is_the_same(other: dict[str, Any]) -> None:
    changed = replace(ENTRY, **other)
    kept.cache_clear()
    alone = rendered(changed)
    kept.cache_clear()
    first, then = rendered(ENTRY), rendered(changed)
    assert then == alone == rendered(decode(encode(changed), Entry, place="an entry"))
    assert rendered(ENTRY) == first
    assert rendered(ENTRY, site=replace(SITE, url="https://other.example")) != first
    assert {name for name in first if first[name] == then[name]} <= {"index.html"}
