"""Which hub tells of a feed's news, and under which name."""

from dataclasses import replace

import pytest

from wirecopy.discover import discover
from wirecopy.model import SourceKind

HUB, SELF = "https://hub.example/sub", "https://news.example/all.xml"


def rss(*links: tuple[str, str]) -> bytes:
    named = "".join(f'<atom:link rel="{rel}" href="{href}"/>' for rel, href in links)
    return f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>{named}</channel></rss>'.encode()


def atom(*links: tuple[str, str]) -> bytes:
    named = "".join(f'<link rel="{rel}" href="{href}"/>' for rel, href in links)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{named}</feed>'.encode()


def told(page, body, *headers):
    found = discover(replace(page(body), headers=tuple(("link", it) for it in headers)), SourceKind.FEED)
    return found.hub, found.topic


@pytest.mark.parametrize("feed", [rss, atom])
@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ((), ("", "")),
        ((("hub", HUB), ("self", SELF)), (HUB, SELF)),
        ((("self", "/all.xml"), ("hub", HUB), ("hub", "https://other.example/")), (HUB, SELF)),
        ((("hub", HUB),), ("", "")),
        ((("self", SELF),), ("", "")),
        ((("hub", "http://hub.example/"), ("self", SELF)), ("", "")),
        ((("hub", "http://hub.example/"), ("hub", HUB), ("self", SELF)), (HUB, SELF)),
        ((("hub", "https://me:word@hub.example/"), ("self", SELF)), ("", "")),
        ((("hub", "javascript:alert(1)"), ("self", SELF)), ("", "")),
        ((("hub", "https://[::1"), ("self", SELF)), ("", "")),
    ],
    ids=["none", "both", "first", "no-self", "no-hub", "plain", "plain-first", "credentials", "script", "no-address"],
)
def test_links_of_the_feed(page, feed, links, expected):
    assert told(page, feed(*links)) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([f'<{HUB}>; rel="hub", <{SELF}>; rel="self"'], (HUB, SELF)),
        ([f"<{HUB}>; rel=hub", f"<{SELF}>;title=a;REL = self"], (HUB, SELF)),
        ([f'<{SELF}>; title="a, b; rel=hub"; rel="self alternate"', f'<{HUB}>; rel="HUB"'], (HUB, SELF)),
        ([f'<{HUB}>; rel="hub"'], (HUB, "https://in.example/feed")),
        (["rel=hub", "<>; rel=hub", "<" * 3000, '<a>;;;;rel="'], ("https://in.example/hub", "https://in.example/feed")),
        ([";" * 100_000], ("https://in.example/hub", "https://in.example/feed")),
    ],
    ids=["one", "two", "quoted", "the-rest-from-the-feed", "broken", "long"],
)
def test_links_of_the_header_come_first(page, headers, expected):
    body = atom(("hub", "https://in.example/hub"), ("self", "https://in.example/feed"))
    assert told(page, body, *headers) == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (f'"hubs": [{{"type": "WebSub", "url": "{HUB}"}}]', (HUB, SELF)),
        (
            f'"hubs": [{{"type": "rssCloud", "url": "https://c.example/"}}, {{"type": "websub", "url": "{HUB}"}}]',
            (HUB, SELF),
        ),
        ('"hubs": [7, {}, {"type": "WebSub"}, {"type": 1, "url": 2}]', ("", "")),
        ('"hubs": "https://hub.example/"', ("", "")),
    ],
)
def test_json_feed(page, members, expected):
    body = f'{{"version": "https://jsonfeed.org/version/1.1", "feed_url": "{SELF}", "items": [], {members}}}'.encode()
    assert told(page, body) == expected
