"""Which of a page's titles is its headline, and what is cut off it."""

import pytest

from wirecopy.extract import extract

PROSE = "<p>" + "The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained. " * 6 + "</p>"


def page(head: str, body: str) -> bytes:
    return f"<html><head>{head}</head><body>{body}<article>{PROSE * 3}</article></body></html>".encode()


@pytest.mark.parametrize(
    ("head", "body", "headline"),
    [
        (
            "<title>Ferry returns at last — Quay Gazette</title>",
            "<h1><a href='/'>Quay Gazette</a></h1><h2>Ferry returns at last</h2>",
            "Ferry returns at last",
        ),
        (
            "<title>Quay Gazette » Archive » Ferry returns at last</title>",
            "<h1><a href='https://quaynews.example'>Quay Gazette</a></h1><h2>Ferry returns at last</h2>",
            "Ferry returns at last",
        ),
        (
            "<title>Ferry returns at last | News from the quay</title>",
            "<h1 class='site-title'>News from the quay</h1><h1>Ferry returns at last</h1>",
            "Ferry returns at last",
        ),
        (
            "<title>Ferry returns</title>",
            "<a href='/'><h1>All about ships</h1></a>",
            "Ferry returns",
        ),
        ("<title>quaynews » Ferry returns at last</title>", "", "Ferry returns at last"),
        (
            "<title>Ferry returns at last</title>",
            "<h1>Ferry returns at last<a class='headerlink' href='#ferry'>¶</a></h1>",
            "Ferry returns at last",
        ),
        (
            "<title>Ferry returns at last</title>",
            "<h1><a href='#ferry'>#</a> Ferry returns at last</h1>",
            "Ferry returns at last",
        ),
        ("<title>Why I left C#</title>", "<h1>Why I left C#</h1>", "Why I left C#"),
        (
            "<title>At sea: Ferry returns at last</title><meta property=og:title content='Ferry returns at last'>",
            "<h1><span class='kicker'>At sea</span>: Ferry returns at last</h1>",
            "Ferry returns at last",
        ),
        ("", "<h1 class='logo'>Quay Gazette</h1>", "Quay Gazette"),
        ("<title>渡し船が再び動く | 波止場新聞</title>", "<h1>渡し船が再び動く</h1>", "渡し船が再び動く"),
        ("<title>渡船下月復航 - 碼頭日報</title>", "<h2>渡船下月復航</h2>", "渡船下月復航"),
    ],
)
def test_the_headline_is_what_the_page_says_of_itself_and_not_of_its_site(head, body, headline):
    assert extract(page(head, body), "https://www.quaynews.example/ferry").title == headline


def test_entities_that_were_escaped_twice_are_read():
    said = '<script type="application/ld+json">{"@type": "Article", "headline": "Ropes &amp; Sails"}</script>'
    assert extract(page(said, ""), "https://www.quay.example/ferry").title == "Ropes & Sails"


def test_anchors_of_headings_stay_out_of_the_body():
    section = "<h2>What came next<a class='headerlink' href='#next' title='Permalink'>¶</a></h2>"
    found = extract(f"<article>{PROSE}{section}{PROSE}</article>".encode(), "https://www.quay.example/ferry")
    assert "What came next\n" in found.text
    assert "¶" not in found.text + found.html
