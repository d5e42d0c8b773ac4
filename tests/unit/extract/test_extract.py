"""One page, start to end."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wirecopy.errors import UnreadableError
from wirecopy.extract import extract
from wirecopy.model import Article, Image, Link, Rules

HERE = Path(__file__).parent / "testdata"
URL = "https://quay.example/news/2024/ferry.html"


@pytest.fixture(scope="module")
def harbour() -> Article:
    return extract((HERE / "harbour.html").read_bytes(), URL)


def test_the_text_is_the_article_one_block_a_line(harbour):
    assert harbour.text == (HERE / "harbour.txt").read_text().rstrip("\n")


@pytest.mark.parametrize(
    ("part", "there"),
    [
        ("<h2>What it costs</h2>", True),
        ("<ul><li>A single crossing costs four pounds</li>", True),
        ('<a href="https://quay.example/news/council/minutes.html" rel="noopener noreferrer">council</a>', True),
        ('<img src="https://quay.example/img/ferry.jpg" alt="The ferry" width="800" height="500">', True),
        ("<em>smoother than the paperwork</em>", True),
        ("Blog Article", False),
        ("Read more", False),
        ("Leave a Reply", False),
        ("data:", False),
        ("<div", False),
    ],
)
def test_the_html_holds_the_articles_parts_and_nothing_else(harbour, part, there):
    assert (part in harbour.html) is there


def test_the_facts_around_the_text(harbour):
    assert harbour.title == "Ferry returns to the old harbour"
    assert harbour.authors == ("Moira Penhale",)
    assert harbour.published == datetime(2024, 5, 17, 5, 30, tzinfo=UTC)
    assert harbour.modified == datetime(2024, 5, 17, 8, 0, tzinfo=UTC)
    assert harbour.language == "en"
    assert harbour.canonical == "https://quay.example/2024/05/ferry-returns"
    assert harbour.site_name == "The Quay Gazette"
    assert harbour.description == "After nine years the ferry sails again."
    assert harbour.image == Image(url="https://quay.example/img/ferry-wide.jpg")
    assert harbour.tags == ("Transport",)
    assert not harbour.paywalled


def test_every_found_field_says_where_it_was_read(harbour):
    assert [(e.field, e.source) for e in harbour.evidence] == [
        ("title", "h1"),
        ("author", "json-ld"),
        ("published", "json-ld datePublished"),
        ("modified", "json-ld dateModified"),
    ]
    assert all(0 < e.confidence <= 1 for e in harbour.evidence)


def test_the_same_page_gives_the_same_article(harbour):
    assert extract((HERE / "harbour.html").read_bytes(), URL) == harbour


@pytest.mark.parametrize("page", [b"", b"   \n", b"<html></html>", b"<!-- -->", b"<p></p>"])
def test_an_empty_page_gives_an_empty_article(page):
    assert extract(page, URL) == Article(url=URL)


@pytest.mark.parametrize(
    "page",
    [
        b"%PDF-1.7\n%\xe2\xe3",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"PK\x03\x04\x14\0",
        bytes(range(32)) * 40,
    ],
    ids=["pdf", "png", "jpeg", "zip", "binary"],
)
def test_what_is_no_page_is_refused(page):
    with pytest.raises(UnreadableError):
        extract(page, URL)


def test_the_listing_fills_in_what_the_page_does_not_say():
    page = (
        b"<html><body><p>" + b"A quiet day at the mill, with little flour and less news. " * 4 + b"</p></body></html>"
    )
    seen = datetime(2024, 2, 3, 4, 5, tzinfo=UTC)
    said = extract(
        page, URL.replace("2024", "x"), hints=Link(url=URL, title="At the mill", published=seen, authors=("Ivo Dahl",))
    )
    assert (said.title, said.published, said.authors) == ("At the mill", seen, ("Ivo Dahl",))
    assert {e.source for e in said.evidence} == {"listing"}


def test_a_sources_rules_go_before_everything_found():
    page = (HERE / "harbour.html").read_bytes()
    rules = Rules(
        body=".entry-content ul", title=".byline a", remove=("ul li:nth-child(2)", ".nowhere"), published="[["
    )
    said = extract(page, URL, rules=rules)
    assert said.text == "A single crossing costs four pounds\nHarbour wall to be mended"
    assert said.title == "Moira Penhale"
    assert said.published == datetime(2024, 5, 17, 5, 30, tzinfo=UTC)
    assert said.unmatched_rules == (".nowhere", "[[")


def test_a_body_rule_that_matches_nothing_falls_back_to_what_is_found(harbour):
    said = extract((HERE / "harbour.html").read_bytes(), URL, rules=Rules(body="#story"))
    assert said.text == harbour.text
    assert said.unmatched_rules == ("#story",)


@pytest.mark.parametrize(
    "selector",
    ["[[", "p::before", ",".join(["p"] * 20_000)],
    ids=["no selector", "a pseudo-element", "more than soupsieve takes"],
)
def test_a_rule_that_cannot_be_used_is_told_and_costs_no_article(selector, harbour):
    said = extract((HERE / "harbour.html").read_bytes(), URL, rules=Rules(body=selector))
    assert said.text == harbour.text
    assert said.unmatched_rules == (selector,)


def test_a_body_that_only_a_script_shows_is_taken_from_json_ld():
    told = "The mill stood still all day.\\nIn the evening it turned again, to everyone's relief."
    page = f"""<html lang=en><body><script type="application/ld+json">
    {{"@type": "NewsArticle", "headline": "Still", "articleBody": "{told}"}}</script><p>Loading.</p></body></html>"""
    said = extract(page.encode(), URL)
    assert said.text == "The mill stood still all day.\nIn the evening it turned again, to everyone's relief."
    assert said.html.startswith("<p>The mill stood still all day.</p>")


def test_the_language_is_read_from_the_text_where_none_is_declared():
    prose = "Das Mehl war knapp, und die Mühle stand den ganzen Tag still, weil der Wind nicht wehte. " * 6
    assert extract(f"<html><body><p>{prose}</p></body></html>".encode(), URL).language == "de"


def test_a_body_of_headings_and_pictures_alone_keeps_its_headings():
    page = b"<article><h2>Bow</h2><img src=/bow.jpg><h2>Stern</h2><img src=/stern.jpg></article>"
    assert extract(page, URL).text == "Bow\nStern"


@pytest.mark.parametrize(
    "pixel", ['<img src=/p style="width:1px;height:1px">', "<img src=/p width=1px>", "<img src=//pixel.wp.com/g>"]
)
def test_pixels_that_report_the_reader_are_no_pictures(pixel):
    prose = b"<p>The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained.</p>" * 4
    page = b"<article>" + prose + pixel.encode() + b"<img src=/ferry.jpg style='border-width:0'></article>"
    assert re.findall('src="([^"]*)"', extract(page, URL).html) == ["https://quay.example/ferry.jpg"]


def test_an_address_alone_on_a_line_is_none_of_the_text():
    prose = b"<p>The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained.</p>" * 4
    found = extract(b"<article>" + prose + b"<p>https://quay.example/news/2024/ferry.html</p></article>", URL)
    assert "https://" not in found.text
