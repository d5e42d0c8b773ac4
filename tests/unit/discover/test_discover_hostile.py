"""Bytes written to hurt: whatever comes, discovery answers soon, with links that are sound or a reason."""

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.discover import discover, seek
from wirecopy.discover.found import MOST_LINKS, absolute
from wirecopy.errors import UnreadableError
from wirecopy.model import Page, SourceKind
from wirecopy.urls import normal_form

NOW = datetime(2026, 3, 21, tzinfo=UTC)
SIZE = 100_000
SECONDS = 10.0
"""Generous, for slow machines: where work grows with the square of the input, it takes minutes."""


def fill(unit: bytes) -> bytes:
    return (unit * (SIZE // len(unit) + 1))[:SIZE]


def rss(inner: bytes) -> bytes:
    return b'<rss version="2.0"><channel><title>x</title>' + inner + b"</channel></rss>"


ENTITY_BOMB = (
    b"<!DOCTYPE x ["
    b'<!ENTITY e0 "ha">' + b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10)) + b"]>"
)
LONG_ENTITY = b'<!DOCTYPE x [<!ENTITY e "' + b"x" * 50_000 + b'">]>'

BODIES = {
    "unopened": fill(b"<"),
    "tags without ends": rss(fill(b"<a")),
    "attributes without ends": rss(fill(b'<a b="')),
    "comments without ends": rss(fill(b"<!--")),
    "sections without ends": rss(fill(b"<![CDATA[")),
    "declarations": rss(fill(b"<!")),
    "document types": fill(b"<!DOCTYPE ["),
    "comments before the document type": fill(b"<!-- -->") + b"<!DOCTYPE",
    "ampersands": rss(fill(b"&")),
    "spaces in a tag": rss(b"<a" + b" " * SIZE),
    "spaces before charset": b"<meta " + fill(b"charset "),
    "nesting": rss(fill(b"<a>")),
    "nesting in balance": rss(fill(b"<a>") + fill(b"</a>")),
    "nested lists": b"<html>" + fill(b"<ul><li><a href=/2026/03/a-b-c>"),
    "nested headings": b"<html>" + fill(b"<h2><a href=/2026/03/a-b-c>x"),
    "items without ends": rss(fill(b"<item>")),
    "items without anything": rss(fill(b"<item/>")),
    "categories": rss(b"<item><link>/1</link>" + fill(b"<category>a</category>") + b"</item>"),
    "a date of digits": rss(b"<item><link>/1</link><pubDate>" + fill(b"1") + b"</pubDate></item>"),
    "a date of words": rss(b"<item><link>/1</link><pubDate>" + fill(b"Mon, 1 ") + b"</pubDate></item>"),
    "an author of addresses": rss(b"<item><link>/1</link><author>" + fill(b"a@") + b"</author></item>"),
    "an author of brackets": rss(b"<item><link>/1</link><author>" + fill(b"@(") + b"</author></item>"),
    "an address": rss(b"<item><link>https://a.example/" + fill(b"../") + b"</link></item>"),
    "namespaces": rss(b"".join(b'<a xmlns:n%d="u"/>' % number for number in range(10_000))),
    "an entity bomb": ENTITY_BOMB + rss(b"<item><title>&e9;</title><link>/1</link></item>"),
    "a long entity": LONG_ENTITY + rss(b"<item><title>" + b"&e;" * 50_000 + b"</title><link>/1</link></item>"),
    "deep JSON": b'{"items":' + fill(b"["),
    "long numbers in JSON": b'{"items":[{"id":' + fill(b"9") + b"}]}",
}


@pytest.mark.parametrize("kind", [SourceKind.FEED, SourceKind.LISTING])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_work_is_bounded(body, kind, page):
    began = time.process_time()
    with suppress(UnreadableError):
        found = discover(page(body), kind)
        assert len(found.links) <= MOST_LINKS
        assert all(len(link.title) <= 300 for link in found.links)
    assert time.process_time() - began < SECONDS


def test_a_feed_of_100_000_entries_is_read_to_the_limit(page):
    entries = b"".join(b"<item><title>t</title><link>https://a.example/%d</link></item>" % n for n in range(100_000))
    found = discover(page(rss(entries)), SourceKind.FEED)
    assert len(found.links) == MOST_LINKS
    assert found.problems == (f"has more than {MOST_LINKS} entries; the rest is not read",)


def test_a_listing_of_10_001_links_is_read_to_the_limit(page):
    rows = b"".join(
        b"<li><a href=/2026/03/%d-it-happened-again>It has happened again, %d</a>" % (n, n) for n in range(10_001)
    )
    found = discover(page(b"<ul>" + rows), SourceKind.LISTING)
    assert len(found.links) == MOST_LINKS


PIECES = st.sampled_from(
    [
        b"<rss>", b"<channel>", b"<item>", b"</item>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>",
        b"<link>https://a.example/1</link>", b"<link href='/2'/>", b"<pubDate>2026-03-01</pubDate>", b"<title>",
        b"</title>", b"<urlset>", b"<url><loc>/a</loc></url>", b"<html>", b"<a href='/2026/03/one-two-three'>",
        b"<h2>", b"</h2>", b"<li>", b"<author>", b"<source url='x'>", b"<![CDATA[", b"]]>", b"&nbsp;", b"\x00",
        b"\xff", b"{", b'"items":[', b'{"url":"/x"}', b"]}", b"words of text ", b"<?xml version='1.0'?>", b"\x1f\x8b",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=20), max_size=40), st.sampled_from(list(SourceKind)))
def test_whatever_the_bytes_links_are_absolute_and_named_once(pieces, kind):
    page = Page(url="https://news.example/feed", body=b"".join(pieces), observed_at=NOW)
    try:
        found = discover(page, kind)
        seek(page)
    except UnreadableError:
        return
    assert all(absolute(link.url, "") == link.url for link in found.links)
    assert len({normal_form(link.url) for link in found.links}) == len(found.links)
