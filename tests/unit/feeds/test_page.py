"""The pages: what they show, that they ask nothing of other hosts, and that nothing a stranger wrote gets loose."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from wirecopy.feeds.content import clean_html
from wirecopy.feeds.opml import read_opml
from wirecopy.feeds.page import index_documents, story_document, withdrawn_document
from wirecopy.feeds.render import render
from wirecopy.feeds.site import Site, tag_feed
from wirecopy.model import Attribution, Entry, EntryCopy, Feed, Manifest, Relation, Rules, Source

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SITE = Site(url="https://feeds.example", title="Example Wire", contact="mailto:desk@feeds.example")
SOURCE = Source(id="h", url="https://harbour.example/feed", title="Harbour News", added_at=NOON)
LEAD = EntryCopy(
    url="https://harbour.example/crane",
    title="A crane",
    source="Harbour News",
    relation=Relation.ORIGINAL,
    similarity=None,
    published=NOON,
    first_seen=NOON,
)
SPUN = EntryCopy(
    url="https://spun.example/hoist",
    title="A hoist",
    source="Spun",
    relation=Relation.SPUN,
    similarity=0.714,
    published=NOON + timedelta(hours=27),
    first_seen=NOON + timedelta(hours=27),
)
ENTRY = Entry(
    story="s1",
    revision=1,
    url=LEAD.url,
    title="A crane",
    authors=("Ida Holm",),
    published=NOON,
    updated=NOON,
    language="en",
    summary="The board has ordered a crane.",
    html='<p>The board has ordered a crane.</p><img alt="Old &amp; > new" src="https://harbour.example/a.jpg">',
    tags=("ports",),
    source=Attribution(title="Harbour News", url=SOURCE.url),
    copies=(LEAD, SPUN),
)


def index(*entries: Entry, sources: tuple[Source, ...] = (SOURCE,), feeds: tuple[Feed, ...] = ()) -> html.HtmlElement:
    manifest = Manifest(feed=Feed(path="all", title="Example Wire"), entries=entries)
    found = {document.path: document.body for document in index_documents(manifest, feeds, sources, SITE)}
    return html.document_fromstring(found["index.html"].decode())


def texts(page: html.HtmlElement, css: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.xpath(css)]


def test_a_story_is_shown_with_its_source_date_tags_and_copies_folded() -> None:
    page = index(ENTRY, feeds=(tag_feed("ports"), Feed(path="all", title="All")))
    (story,) = page.find_class("story")
    assert texts(page, "//h2[@class='day']") == ["Friday 20 November 2026"]
    assert [(a.text, a.get("href")) for a in story.iter("a")] == [
        ("A crane", "https://harbour.example/crane"),
        ("Full text", "stories/s1.html"),
        ("#ports", "feeds/tag/ports/index.html"),
        ("Spun", "https://spun.example/hoist"),
    ]
    assert texts(story, ".//p[@class='by']") == ["Harbour News · Ida Holm · 12:00 UTC"]
    assert texts(story, ".//details") == [
        "Also in one other placeSpun reworded, 71% of the text, as “A hoist”, 1 day later"
    ]
    assert texts(page, "//aside//a") == ["ports", "Harbour News", "How they are doing"]


@pytest.mark.parametrize(
    ("copy", "says"),
    [
        (replace(SPUN, relation=Relation.EXACT, title="a CRANE", similarity=1.0, published=None), "the same text"),
        (
            replace(SPUN, relation=Relation.EXCERPT, title="", similarity=0.3, published=NOON),
            "an excerpt, 30% of the text",
        ),
        (
            replace(SPUN, relation=Relation.NEAR, title="", similarity=None, published=NOON - timedelta(minutes=90)),
            "nearly the same text, 1 hour earlier",
        ),
    ],
)
def test_of_each_copy_it_is_said_how_it_differs(copy: EntryCopy, says: str) -> None:
    assert texts(index(replace(ENTRY, copies=(LEAD, copy))), "//span[@class='how']") == [says]


def test_the_front_page_comes_with_the_sources_as_opml_and_a_style_for_feeds() -> None:
    documents = index_documents(Manifest(feed=Feed(path="all", title="All")), (), (SOURCE,), SITE)
    assert [(document.path, document.content_type) for document in documents] == [
        ("index.html", "text/html; charset=utf-8"),
        ("feed.css", "text/css; charset=utf-8"),
        ("sources.opml", "text/x-opml; charset=utf-8"),
    ]
    assert [source.url for source in read_opml(documents[2].body, added_at=NOON)] == [SOURCE.url]


def test_a_password_in_a_sources_address_and_the_rules_for_its_pages_are_not_published() -> None:
    source = replace(SOURCE, url="https://me:secret@harbour.example/feed", rules=Rules(body=".secret"))
    manifest = Manifest(feed=Feed(path="all", title="All"))
    assert not any(b"secret" in document.body for document in index_documents(manifest, (), (source,), SITE))


def test_without_stories_it_says_so() -> None:
    page = index(sources=())
    assert texts(page, "//*[@class='empty']") == [
        "No stories yet. They appear here after the first run that finds some."
    ]
    assert page.xpath("//script") == []


def test_a_feeds_page_links_its_formats_and_leads_back() -> None:
    documents = render(Manifest(feed=tag_feed("c++"), entries=(ENTRY,)), SITE)
    page = html.document_fromstring(documents[-1].body.decode())
    assert documents[-1].path == "feeds/tag/c++/index.html"
    assert page.xpath("//nav//a/@href") == ["atom.xml", "rss.xml", "feed.json"]
    assert page.xpath("//link[@rel='alternate']/@href") == [
        "../../../feeds/tag/c++/" + n for n in ("atom.xml", "feed.json")
    ]
    assert page.xpath("//footer/a/@href")[0] == "../../../index.html"
    assert page.find_class("story")[0].xpath(".//p[@class='more']/a/@href") == ["../../../stories/s1.html"]


def test_a_storys_page_has_the_whole_text_and_every_copy_and_a_link_for_each_picture() -> None:
    document = story_document(ENTRY, SITE)
    page = html.document_fromstring(document.body.decode())
    assert document.path == "stories/s1.html"
    assert texts(page, "//h1") == ["A crane"]
    assert texts(page, "//div[@class='text']") == ["The board has ordered a crane.Picture: Old & > new"]
    assert page.xpath("//div[@class='text']/a/@href") == ["https://harbour.example/a.jpg"]
    assert texts(page, "//ul[@class='copies']/li") == [
        "Harbour News original",
        "Spun reworded, 71% of the text, as “A hoist”, 1 day later",
    ]


@pytest.mark.parametrize(("into", "links"), [(None, []), ("s0", ["s0.html"])])
def test_the_page_of_a_story_that_is_gone_says_so_and_where_it_went(into: str | None, links: list[str]) -> None:
    document = withdrawn_document("s1", SITE, into=into)
    page = html.document_fromstring(document.body.decode())
    assert document.path == "stories/s1.html"
    assert texts(page, "//h1") == ["This story is gone"]
    assert page.xpath("//main//a/@href") == links


def pages(entry: Entry) -> list[str]:
    manifest = Manifest(feed=Feed(path="all", title=entry.title), entries=(entry,))
    source = replace(SOURCE, title=entry.title)
    return [
        index_documents(manifest, (replace(manifest.feed, path="tag/x"),), (source,), SITE)[0].body.decode(),
        render(manifest, SITE)[-1].body.decode(),
        story_document(entry, SITE).body.decode(),
    ]


def test_the_policy_lets_in_our_style_and_script_by_their_hash_and_nothing_else() -> None:
    for written in pages(ENTRY):
        page = html.document_fromstring(written)
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        allowed = set(re.findall(r"'sha256-([^']+)'", policy))
        inline = [element.text for element in page.xpath("//style | //script")]
        assert {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline} == allowed
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy


TEXT = st.text(alphabet="a<>&\"'/=`{}\\\u202e\x00\ud800-!;: \n", max_size=30) | st.sampled_from(
    ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]>", "&amp;amp;", "javascript:alert(1)"]
)


@given(TEXT, TEXT, TEXT, TEXT)
def test_whatever_a_stranger_wrote_stays_text(title: str, url: str, body: str, name: str) -> None:
    copy = replace(SPUN, url=url, title=title, source=name)
    entry = replace(
        ENTRY,
        url=url,
        title=title,
        authors=(name,),
        summary=body,
        html=clean_html(f"<p>{body}</p><img src='/x' alt='{body}'>", "https://a.example/"),
        language=name,
        tags=(name,),
        source=Attribution(title=name, url=url),
        rights=url,
        copies=(copy, LEAD),
    )
    expected = [len(html.document_fromstring(page).xpath("//script | //style")) for page in pages(ENTRY)]
    for written, count in zip(pages(entry), expected, strict=True):
        page = html.document_fromstring(written)
        assert len(page.xpath("//script | //style")) == count
        assert page.xpath("//img | //iframe | //object | //form | //@onerror | //@src") == []
        for address in page.xpath("//@href"):
            assert re.match(r"https?://|mailto:|data:image/svg|(\.\./)*[a-z]+[./]|#main$", address), address
