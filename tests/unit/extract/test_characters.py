"""Whatever characters a page holds, an article holds none that XML forbids, and none that were read wrongly."""

import re

import pytest

from wirecopy.extract import extract

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
URL = "https://quay.example/ferry"
PROSE = "<p>The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained.</p>" * 4
PAGE = """<html><head><title>Fer{0}ry</title>
<meta name=author content="Iv{0}o Dahl"><meta name=keywords content="se{0}a">
<script type="application/ld+json">
{{"@type": "Article", "headline": "Fer\\u0001ry", "description": "At\\u000blast"}}</script>
</head><body><article><h1>Fer{0}ry</h1>
<p>Wo{0}rds and a <a href="/x{0}" title="a{0}b">li{0}nk</a>, and some more of them.</p>
<pre>co{0}de</pre><img src="/a.jpg" alt="al{0}t">{1}</article></body></html>"""


@pytest.mark.parametrize(
    "character",
    [
        "\0",
        "\x01",
        "\x08",
        "\x0b",
        "\x0c",
        "\x1b",
        "\x1f",
        "\ufffe",
        "\uffff",
        "&#0;",
        "&#1;",
        "&#xB;",
        "&#xD800;",
        "&#xFFFF;",
    ],
    ids=ascii,
)
def test_no_text_of_an_article_holds_what_xml_forbids(character):
    article = extract(PAGE.format(character, PROSE).encode(), URL)
    assert "crossed the sound" in article.text
    assert not FORBIDDEN.search(repr(article).encode().decode("unicode_escape", "replace"))


@pytest.mark.parametrize(
    ("written", "declared", "read"),
    [
        ("utf-8", "iso-8859-1", "Fähre über den Sund, für alle"),
        ("utf-8", "nonsense", "Fähre über den Sund, für alle"),
        ("cp1252", "utf-8", "Fähre über den Sund, für alle"),
        ("cp1252", "", "Fähre über den Sund, für alle"),
        ("cp1252", "utf-16", "Fähre über den Sund, für alle"),
        ("cp1252", "koi8-r", "FДhre Эber den Sund, fЭr alle"),
    ],
)
def test_a_wrong_charset_costs_letters_at_most(written, declared, read):
    page = f"<article>{PROSE}<p>Fähre über den Sund, für alle</p></article>".encode(written)
    article = extract(page, URL, headers={"Content-Type": f"text/html; charset={declared}"})
    assert article.text.splitlines()[-1] == read


@pytest.mark.parametrize(
    "page",
    [
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><a>&c;</a>",
        "<?xml version='1.0'?><!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>&a;</a>",
        "Just a line of text, and no mark-up.",
    ],
    ids=["entities", "a file", "plain text"],
)
def test_what_is_served_as_a_page_and_is_none_gives_no_more_than_it_says(page):
    article = extract(page.encode(), URL)
    assert len(article.text) <= len(page)
    assert "root:" not in article.text
