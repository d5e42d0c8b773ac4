"""The sample sites answer as the real ones do, the same in every run, and hold what ``expected`` says."""

import asyncio
import gzip
import http.client
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlsplit

import aiohttp
import pytest

from wirecopy.discover import discover
from wirecopy.errors import UnreadableError
from wirecopy.model import Link, Page, SourceKind
from wirecopy_local.demo import DemoSites, expected
from wirecopy_local.demo.sites import FOLDER, load_sites

NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def sites():
    with DemoSites() as running:
        yield running


def get(sites, url, **headers):
    """One GET as a client behind the resolver would send it."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", sites.port, timeout=5)
    try:
        connection.request("GET", url.removeprefix(f"http://{parts.netloc}"), headers={"Host": parts.netloc, **headers})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def page(sites, url):
    """The page that finally answers."""
    answer, body = get(sites, url)
    if answer.status == 301:
        return page(sites, answer.headers["Location"])
    return Page(url=url, status=answer.status, headers=tuple(answer.headers.items()), body=body, observed_at=NOW)


def links(sites, url, kind) -> list[Link]:
    """What a source names, through its children where it is an index of sitemaps."""
    found = discover(page(sites, url), kind)
    children = [link for child in found.sitemaps for link in links(sites, child.url, SourceKind.SITEMAP)]
    return [*found.links, *children]


WORKING = [source for source in DemoSites().sources if source.url not in expected.FAILURES]


@pytest.fixture(scope="module")
def articles(sites):
    """Every article that a source leads to, by the address that finally answers."""
    named = {link.url for source in WORKING for link in links(sites, source.url, source.kind)}
    pages = (page(sites, url) for url in named)
    return {found.url.partition("?")[0]: found for found in pages if found.status == 200}


def test_sources_lead_to_the_articles_that_are_expected(articles):
    assert Counter(urlsplit(url).hostname for url in articles) == expected.ARTICLES


@pytest.mark.parametrize("url", [*expected.COPIES, *(url for pair in expected.APART for url in pair)])
def test_what_is_expected_of_articles_names_articles_that_exist(articles, url):
    assert url in articles


def test_no_two_sites_share_a_look():
    templates = list((FOLDER / "sites").glob("*/article.html"))
    assert len({template.read_bytes() for template in templates}) == len(load_sites()) == 10


@pytest.mark.parametrize("source", WORKING, ids=lambda source: source.url)
def test_every_source_that_works_names_articles(sites, source):
    assert links(sites, source.url, source.kind)


@pytest.mark.parametrize(("path", "reason"), [("html.xml", "is HTML, not a feed"), ("empty.xml", "is empty")])
def test_broken_feeds_break_as_their_names_say(sites, path, reason):
    with pytest.raises(UnreadableError, match=reason):
        discover(page(sites, f"http://oddments.example/{path}"), SourceKind.FEED)


def test_the_truncated_feed_still_yields_its_entries(sites):
    found = discover(page(sites, "http://oddments.example/truncated.xml"), SourceKind.FEED)
    assert (len(found.links), found.problems) == (3, ("XML breaks off after 3 entries",))


def test_the_feed_of_forbidden_characters_has_them_and_still_yields_its_entries(sites):
    raw = page(sites, "http://oddments.example/controls.xml")
    assert all(forbidden in raw.body for forbidden in (b"\x0b", b"\x1b", b"\xef\xbf\xbf", b"&#x1F;"))
    assert len(discover(raw, SourceKind.FEED).links) == 5


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://oddments.example/error.xml", 500),
        (expected.GONE, 404),
        ("http://oddments.example/loop.xml", 301),
        ("http://oddments.example/round.xml", 301),
        ("http://nobody.example/", 404),
    ],
)
def test_what_is_broken_answers_with_its_status(sites, url, status):
    assert get(sites, url)[0].status == status


def test_validators_are_honoured_and_the_same_on_every_machine(sites):
    url = "http://mossandmortar.example/feed/"
    first, body = get(sites, url)
    assert first.headers["ETag"] == load_sites()["mossandmortar.example"]["/feed/"].etag
    assert first.headers["Last-Modified"] == "Fri, 20 Mar 2026 07:05:00 GMT"
    again = [
        get(sites, url, **{"If-None-Match": first.headers["ETag"]}),
        get(sites, url, **{"If-Modified-Since": first.headers["Last-Modified"]}),
    ]
    assert [(answer.status, rest) for answer, rest in again] == [(304, b""), (304, b"")]
    # A wrong ETag outweighs a right date (RFC 9110, section 13.2.2).
    headers = {"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]}
    assert get(sites, url, **headers)[1] == body


def test_as_many_sources_have_validators_as_expected(sites):
    final = (page(sites, source.url) for source in sites.sources if "loop" not in source.url)
    assert sum(found.header("ETag") is not None for found in final) == expected.VALIDATED


def test_one_host_sends_gzip_to_those_who_accept_it(sites):
    url = "http://stationmaster.example/journal/electric-ferry"
    plain, body = get(sites, url)
    packed, sent = get(sites, url, **{"Accept-Encoding": "gzip, br"})
    assert (plain.headers["Content-Encoding"], packed.headers["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(sent) == body
    assert plain.headers["ETag"] != packed.headers["ETag"]


def test_one_page_is_in_windows_1252_and_says_so_in_its_markup_only(articles):
    found = articles["http://valleyclarion.example/stories/49265-cafe-creme.html"]
    assert found.header("Content-Type") == "text/html"
    assert "last éclair: the Lefèvres" in found.body.decode("windows-1252")
    with pytest.raises(UnicodeDecodeError):
        found.body.decode("utf-8")


def test_answers_are_counted(sites):
    before = sites.count(404, "nobody.example")
    get(sites, "http://nobody.example/a")
    assert sites.count(404, "nobody.example") == before + 1
    assert sites.answers["nobody.example", "/a", 404] >= 1


def test_the_network_knows_the_sites_by_name_and_nothing_else(sites):
    async def status(url: str) -> int:
        connector = aiohttp.TCPConnector(resolver=sites.network.resolver)
        async with aiohttp.ClientSession(connector=connector) as session, session.get(url) as answer:
            return answer.status

    assert asyncio.run(status("http://fieldnotes.example/feed.json")) == 200
    with pytest.raises(aiohttp.ClientConnectorDNSError):
        asyncio.run(status("http://localhost.example/"))
