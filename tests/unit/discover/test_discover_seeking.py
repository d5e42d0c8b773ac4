"""What an address of unknown kind proves to be, and which of several feeds is taken."""

import pytest

from wirecopy.discover import Sought, is_better, seek
from wirecopy.errors import UnreadableError
from wirecopy.model import SourceKind

HOME = "https://www.parish.example/"
FEED, SITEMAP, LISTING = SourceKind.FEED, SourceKind.SITEMAP, SourceKind.LISTING


def link(href: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f"<link rel='alternate' type='{kind}' href='{href}' title='{title}'>"


@pytest.mark.parametrize(
    ("head", "feeds"),
    [
        pytest.param(link("/a.xml") + link("/b.xml"), ["/a.xml", "/b.xml"], id="the document's order"),
        pytest.param(
            link("/a.xml") + link("/a.atom", kind="application/atom+xml"), ["/a.xml", "/a.atom"], id="of any format"
        ),
        pytest.param(link("/comments/feed/") + link("/feed/"), ["/feed/", "/comments/feed/"], id="comments last"),
        pytest.param(link("/k", "Kommentar-Feed") + link("/f"), ["/f", "/k"], id="comments by their title"),
        pytest.param(
            link("https://feeds.elsewhere.example/p") + link("/f"),
            ["/f", "https://feeds.elsewhere.example/p"],
            id="its own site first",
        ),
        pytest.param(
            link("/comments.xml") + link("https://feeds.elsewhere.example/p"),
            ["https://feeds.elsewhere.example/p", "/comments.xml"],
            id="elsewhere before comments",
        ),
        pytest.param(
            "<link rel='stylesheet' href='/s.css'><link rel='alternate' hreflang='de' href='/de'>" + link("/f"),
            ["/f"],
            id="what is no feed is none",
        ),
    ],
)
def test_the_feeds_of_a_page_the_one_to_watch_first(page, head, feeds):
    found = seek(page(f"<html><head>{head}</head></html>".encode(), HOME))
    absolute = [f"https://www.parish.example{feed}" if feed.startswith("/") else feed for feed in feeds]
    assert found == Sought(kind=LISTING, feeds=tuple(absolute))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<rss version='2.0'><channel><item><link>/a</link></item></channel></rss>", FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title></feed>", FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', FEED),
        (b"<urlset><url><loc>https://www.parish.example/a</loc></url></urlset>", SITEMAP),
        (b"https://www.parish.example/a\nhttps://www.parish.example/b", SITEMAP),
        (b"<!doctype html><title>Parish</title>", LISTING),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><title>P</title></html>", LISTING),
        (b"<div><a href='/a'>A</a></div>", LISTING),
    ],
)
def test_what_lies_at_an_address(page, body, kind):
    assert seek(page(body, HOME)).kind is kind


@pytest.mark.parametrize("body", [b"", b"  ", b"%PDF-1.7 words", b'{"articles": []}', b"<svg/>"])
def test_what_is_neither_a_feed_nor_a_page_is_an_error(page, body):
    with pytest.raises(UnreadableError):
        seek(page(body, HOME))


SITE = "https://www.parish.example"


@pytest.mark.parametrize(
    ("body", "sitemaps", "guesses"),
    [
        ("", [], [f"{SITE}/sitemap.xml"]),
        ("", [f"{SITE}/map.xml"], [f"{SITE}/map.xml"]),
        ("", [f"{SITE}/a.xml", f"{SITE}/b.xml", f"{SITE}/news.xml"], [f"{SITE}/news.xml", f"{SITE}/a.xml"]),
        ("", ["/relative.xml", "gopher://x"], [f"{SITE}/relative.xml"]),
        ("<a href='rss.xml'>RSS</a>", [], [f"{SITE}/rss.xml", f"{SITE}/sitemap.xml"]),
        ("<a href='/feed/'>Feed</a>", [], [f"{SITE}/feed/", f"{SITE}/sitemap.xml"]),
        ("<a href='/comments/feed/'>x</a><a href='/feeding-birds'>y</a>", [], [f"{SITE}/sitemap.xml"]),
        ("<a href='https://other.example/rss.xml'>theirs</a>", [], [f"{SITE}/sitemap.xml"]),
    ],
)
def test_where_else_a_page_without_feeds_may_lead(page, body, sitemaps, guesses):
    found = seek(page(f"<html><title>P</title><body>{body}</body></html>".encode(), f"{SITE}/"), sitemaps)
    assert found == Sought(kind=LISTING, guesses=tuple(guesses))


def test_a_feed_is_better_than_a_sitemap_and_that_than_a_listing():
    assert [is_better(*pair) for pair in [(FEED, SITEMAP), (SITEMAP, LISTING), (FEED, LISTING)]] == [True] * 3
    assert not any(is_better(kind, kind) for kind in SourceKind)
    assert not is_better(FEED, SourceKind.PAGE)
