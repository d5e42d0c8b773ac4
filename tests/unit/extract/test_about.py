"""The rest of what a page says of its article: picture, address, language, tags, and when it cannot be."""

import pytest

from wirecopy.extract import extract
from wirecopy.model import Article, Image

URL = "https://www.quaynews.example/ferry"
PROSE = "<p>" + "The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained. " * 6 + "</p>"
GERMAN = "<p>" + "Die Fähre verließ den Hafen, als es noch dunkel war, und kaum einer hat sie gesehen. " * 6 + "</p>"
LD = '<script type="application/ld+json">{}</script>'


def read(head: str = "", body: str = PROSE, *, lang: str = "", served: str = "") -> Article:
    page = f"<html{f' lang={lang}' if lang else ''}><head>{head}</head><body><h1>Ferry</h1><article>{body}</article>"
    return extract(page.encode(), URL, headers={"Date": served} if served else {})


FIGURE = "<figure><img src=/img/dawn-800x600.jpg><figcaption>The ferry at dawn</figcaption></figure>"


@pytest.mark.parametrize(
    ("head", "body", "image"),
    [
        (
            "<meta property=og:image content=/img/dawn.jpg>",
            FIGURE,
            Image(url="https://www.quaynews.example/img/dawn.jpg", caption="The ferry at dawn"),
        ),
        (
            "<meta property=og:image content=/img/whale.jpg><meta property=og:image:alt content='A whale'>",
            FIGURE,
            Image(url="https://www.quaynews.example/img/whale.jpg", caption="A whale"),
        ),
        (
            "",
            FIGURE,
            Image(url="https://www.quaynews.example/img/dawn-800x600.jpg", caption="The ferry at dawn"),
        ),
        (
            LD.format('{"@type": "Article", "image": {"url": "/img/dawn.jpg", "width": 1600, "height": "900"}}'),
            FIGURE,
            Image(url="https://www.quaynews.example/img/dawn.jpg", caption="The ferry at dawn", width=1600, height=900),
        ),
        ("", "<figure><img src='data:image/gif;base64,R0'><figcaption>Dawn</figcaption></figure>", None),
    ],
)
def test_the_picture_has_the_words_below_it(head, body, image):
    assert read(head, body + PROSE).image == image


def test_captions_are_in_the_html_and_not_in_the_text():
    found = read("", PROSE + FIGURE + PROSE)
    assert "<figcaption>The ferry at dawn</figcaption></figure>" in found.html
    assert "at dawn\n" not in found.text


@pytest.mark.parametrize(
    ("claim", "canonical"),
    [
        ("/ferry-returns", "https://www.quaynews.example/ferry-returns"),
        ("https://other.example/ferry", "https://other.example/ferry"),
        ("https://www.quaynews.example/", None),
        ("http://localhost:3000/ferry", None),
        ("http://10.0.0.7/ferry", None),
        ("/undefined", None),
        ("mailto:moira@quaynews.example", None),
        ("javascript:void(0)", None),
    ],
)
def test_a_canonical_address_is_one_that_can_be_meant(claim, canonical):
    assert read(f"<link rel=canonical href='{claim}'>").canonical == canonical


@pytest.mark.parametrize(
    ("declared", "body", "language"),
    [
        ("en-GB", PROSE, "en"),
        ("", GERMAN, "de"),
        ("en", GERMAN, "de"),
        ("nl", GERMAN, "nl"),
        ("en", "<p>1 2 3</p>", "en"),
        ("x", PROSE, "en"),
    ],
)
def test_a_text_tells_its_language_better_than_a_template(declared, body, language):
    assert read("", body, lang=declared).language == language


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        ("<meta property=article:tag content=Ships><meta property=article:tag content=ships>", ("Ships",)),
        (
            LD.format('{"@type": "Article", "keywords": ["Ships", "The sea"], "articleSection": "Local"}'),
            ("Local", "Ships", "The sea"),
        ),
        ('<meta name=parsely-page content=\'{"section": "Local", "tags": ["Ships"]}\'>', ("Local", "Ships")),
        ("<meta name=dc.subject content='Ships; Sea'>", ("Ships", "Sea")),
    ],
)
def test_tags(head, tags):
    assert read(head).tags == tags


@pytest.mark.parametrize(
    "said",
    [
        '{"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", "headline": "Ferry returns"}]}',
        '[{"@type": "BreadcrumbList"}, {"@type": ["Thing", "NewsArticle"], "headline": "Ferry returns"}]',
        '<!-- {"@type": "NewsArticle", "headline": "Ferry returns",} -->',
        '{"@type": "Person"} {"@type": "NewsArticle", "headline": "Ferry returns"}',
        '{"@type": "NewsArticle", "headline": "Ferry\nreturns"}',
        '{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "Ferry returns"}}',
    ],
)
def test_linked_data_is_read_as_pages_write_it(said):
    page = f"{LD.format(said)}<title>Quay Gazette</title><article>{PROSE}</article>"
    assert extract(page.encode(), URL).title == "Ferry returns"


@pytest.mark.parametrize(
    ("head", "paywalled"),
    [
        (LD.format('{"@type": "NewsArticle", "isAccessibleForFree": "False"}'), True),
        (LD.format('{"@type": "Article", "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false}}'), True),
        ("<meta property=article:content_tier content=metered>", True),
        (LD.format('{"@type": "NewsArticle", "isAccessibleForFree": true}'), False),
        ("", False),
    ],
)
def test_paywalls(head, paywalled):
    assert read(head).paywalled is paywalled


@pytest.mark.parametrize(
    ("dated", "served", "published"),
    [
        ("2024-05-17", "Fri, 17 May 2024 06:30:00 GMT", "2024-05-17"),
        ("2024-05-18T05:00:00+10:00", "Fri, 17 May 2024 18:30:00 GMT", "2024-05-18"),
        ("2025-05-17", "Fri, 17 May 2024 06:30:00 GMT", None),
        ("2025-05-17", "yesterday", "2025-05-17"),
    ],
)
def test_nothing_was_published_after_it_was_served(dated, served, published):
    found = read(f"<meta property=article:published_time content={dated}>", served=served).published
    assert (found and found.date().isoformat()) == published
