"""The picture that a feed gives an entry, with what it states of it; what is none is left out."""

import json
from datetime import UTC, datetime

import pytest

from wirecopy.discover import discover
from wirecopy.extract.metadata.about import pictured
from wirecopy.model import Image, Page, SourceKind

RSS = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title><item>
<title>One</title><link>https://a.example/1</link>{}</item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>urn:1</id><title>One</title>
<link href="https://a.example/1"/>{}</entry></feed>"""
PNG = Image(url="https://a.example/i.png", type="image/png", length=9)


def image(body: str) -> Image | None:
    page = Page(url="https://a.example/feed", body=body.encode(), observed_at=datetime(2026, 11, 21, tzinfo=UTC))
    (link,) = discover(page, SourceKind.FEED).links
    return link.image


@pytest.mark.parametrize(
    ("element", "found"),
    [
        ('<enclosure url="https://a.example/i.png" type="image/png" length="9"/>', PNG),
        ('<enclosure url="/i.png" type="IMAGE/PNG" length="9"/>', PNG),
        ('<media:content url="https://a.example/i.png" type="image/png" fileSize="9"/>', PNG),
        (
            '<media:content url="https://a.example/i" medium="image" width="3" height="2"/>',
            Image(url="https://a.example/i", width=3, height=2),
        ),
        ('<enclosure url="https://a.example/i.png" type="image/png" length="0"/>', Image(url=PNG.url, type=PNG.type)),
        ('<enclosure url="https://a.example/i.png" type="image/png" length="-9x"/>', Image(url=PNG.url, type=PNG.type)),
        (
            f'<enclosure url="https://a.example/i.png" type="image/png" length="{"9" * 99}"/>',
            Image(url=PNG.url, type=PNG.type),
        ),
        ('<enclosure url="https://a.example/s.mp3" type="audio/mpeg" length="9"/>', None),
        ('<enclosure url="javascript:alert(1)" type="image/png" length="9"/>', None),
        ("", None),
    ],
)
def test_in_rss(element: str, found: Image | None) -> None:
    assert image(RSS.format(element)) == found


def test_in_atom() -> None:
    enclosure = '<link rel="enclosure" type="image/png" length="9" href="https://a.example/i.png"/>'
    assert image(ATOM.format(enclosure)) == PNG


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"attachments": [{"url": PNG.url, "mime_type": "image/png", "size_in_bytes": 9}]}, PNG),
        ({"image": "/i"}, Image(url="https://a.example/i")),
        ({"image": 7, "attachments": [None, {"url": 3}, {}]}, None),
        ({"attachments": "none"}, None),
    ],
)
def test_in_json_feed(given: dict[str, object], found: Image | None) -> None:
    item = {"id": "1", "url": "https://a.example/1", "content_text": "x"} | given
    assert image(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]})) == found


OWN = Image(url=PNG.url, caption="A crane", width=3)


@pytest.mark.parametrize(
    ("own", "listed", "found"),
    [
        (OWN, PNG, Image(url=PNG.url, caption="A crane", width=3, type="image/png", length=9)),
        (OWN, Image(url="https://a.example/other.png", length=7), OWN),
        (None, PNG, PNG),
        (OWN, None, OWN),
        (None, None, None),
    ],
)
def test_a_size_is_taken_for_the_very_same_picture_only(
    own: Image | None, listed: Image | None, found: Image | None
) -> None:
    assert pictured(own, listed) == found
