"""Sitemaps: pages, indexes, the news extension, and what people put in their place."""

import gzip
from datetime import UTC, datetime

import pytest

from wirecopy.discover import Sitemap, discover
from wirecopy.errors import UnreadableError
from wirecopy.model import Link, SourceKind


def test_pages_come_newest_first_with_what_the_news_extension_says(page):
    found = discover(page("sitemap.xml"), SourceKind.SITEMAP)
    assert (found.kind, found.sitemaps, found.problems) == (SourceKind.SITEMAP, (), ())
    assert found.links == (
        Link(
            url="https://trams.example/depot?a=1&b=2",
            title="Depot opens & closes",
            published=datetime(2026, 3, 1, 6, tzinfo=UTC),
            modified=datetime(2026, 3, 2, tzinfo=UTC),
            tags=("depots", "trams"),
        ),
        Link(url="https://trams.example/points", modified=datetime(2026, 2, 1, tzinfo=UTC)),
        Link(url="https://trams.example/"),
    )


def test_an_index_names_its_children_newest_first(page):
    assert discover(page("sitemap_index.xml"), SourceKind.SITEMAP).sitemaps == (
        Sitemap(url="https://trams.example/2026.xml", modified=datetime(2026, 3, 1, tzinfo=UTC)),
        Sitemap(url="https://trams.example/2025.xml", modified=datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)),
        Sitemap(url="https://trams.example/old.xml.gz"),
    )


def test_a_gzipped_sitemap_is_unpacked(page):
    plain = page("sitemap.xml")
    assert discover(page(gzip.compress(plain.body)), SourceKind.SITEMAP) == discover(plain, SourceKind.SITEMAP)


def test_a_gzip_bomb_is_read_as_far_as_documents_are_read(page):
    bomb = gzip.compress(b"<urlset><url><loc>https://a.example/1</loc></url>" + b" " * 64_000_000)
    found = discover(page(bomb), SourceKind.SITEMAP)
    assert ([link.url for link in found.links], found.problems) == (
        ["https://a.example/1"],
        ("XML breaks off after 1 entry",),
    )


def test_a_list_of_addresses_is_a_sitemap_too(page):
    body = b"https://a.example/1\r\nhttps://a.example/2\nhttps://a.example/1\n"
    assert discover(page(body), SourceKind.SITEMAP).links == (
        Link(url="https://a.example/1"),
        Link(url="https://a.example/2"),
    )


def test_a_feed_is_accepted_in_place_of_a_sitemap(page):
    assert discover(page("rss20.xml"), SourceKind.SITEMAP).kind is SourceKind.FEED


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b"<html><body>404</body></html>", "is HTML, not a sitemap"),
        (b"<?xml version='1.0'?><nothing/>", "is no sitemap that can be read"),
    ],
)
def test_what_is_no_sitemap_is_refused(page, body, reason):
    with pytest.raises(UnreadableError, match=reason):
        discover(page(body), SourceKind.SITEMAP)


def test_no_more_is_read_than_the_protocol_allows(page):
    body = (
        b"<urlset>" + b"".join(b"<url><loc>https://a.example/%d</loc></url>" % n for n in range(50_001)) + b"</urlset>"
    )
    found = discover(page(body), SourceKind.SITEMAP)
    assert len(found.links) == 50_000
    assert found.problems == ("has more than 50000 entries; the rest is not read",)


def test_entities_are_not_expanded(page):
    body = b'<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "bbbb">]><urlset><url><loc>https://a.example/&a;&b;</loc></url></urlset>'
    assert discover(page(body), SourceKind.SITEMAP).links == (Link(url="https://a.example/&a;&b;"),)
