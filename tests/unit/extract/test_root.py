"""Where on a page the article lies."""

import pytest

from wirecopy.extract import extract

SENTENCE = "The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained. "
OTHER = "The wall of the old harbour is to be mended before the winter, or so the council has it. "
ARTICLE = f"<p>{SENTENCE * 3}</p>" * 4
ASIDE = f"<p>{OTHER}</p>"
LINKS = "<ul>" + "<li><a href=/x>Another story altogether</a></li>" * 8 + "</ul>"

PAGES = {
    "a div among others": f"<div>{LINKS}</div><div>{ARTICLE}</div><div>{ASIDE}</div>",
    "an article element": f"<article>{ARTICLE}</article><div>{ASIDE * 2}</div>",
    "what says that it is the body": f"<div>{ASIDE * 4}</div><div class=entry-content>{ARTICLE}</div>",
    "a post-content of WordPress": f"<div>{ASIDE * 4}</div><div class=post-content>{ARTICLE}</div>",
    "the body by microdata": f"<div>{ASIDE * 4}</div><div itemprop=articleBody>{ARTICLE}</div>",
    "beside comments longer than itself": f"<div>{ARTICLE}</div><div id=comments>{ASIDE * 40}</div>",
    "beside a sidebar": f"<div>{ARTICLE}</div><div class=sidebar>{ASIDE * 4}</div>",
    "in a form around the whole page": f"<form><div>{LINKS}</div><div>{ARTICLE}</div></form>",
    "in what is called a sidebar": f"<div class=main-sidebar><h1>Ferry</h1>{ARTICLE}</div>",
    "in what is called a modal": f"<div id=modal><h1>Ferry</h1>{ARTICLE}</div>",
    "in hidden parts that a script shows": f"<div style='display: none'>{ARTICLE}</div>",
    "in a nav that is never closed": f"<nav><a href=/>Home</a><article><h1>Ferry</h1>{ARTICLE}</article>",
    "in paragraphs without a block around": f"{LINKS}{ARTICLE}",
    "in table cells": f"<table><tr><td>{LINKS}</td><td>{ARTICLE}</td></tr></table>",
    "in lines that breaks divide": f"<div>{(SENTENCE * 3 + '<br><br>') * 4}</div><div>{LINKS}</div>",
    "below an article that is no more than its headline": (
        f"<article><h1>Ferry</h1><p>Back after nine years.</p></article><article>{ARTICLE}</article>"
    ),
    "beside comments that are articles": (
        f"<div class=widget>{ARTICLE}</div><div id=comments>{f'<article>{ASIDE * 10}</article>' * 4}</div>"
    ),
    "beside related articles, where all is a widget": (
        f"<div class=widget><h2>Ferry</h2>{ARTICLE}</div>"
        f"<div id=related_posts>{f'<article>{ASIDE * 4}</article>' * 3}</div>"
    ),
    "first of an endless page": (
        f"<article><h1>Ferry</h1>{ARTICLE}</article><article><h2>Wall</h2>{ASIDE * 9}</article>"
    ),
}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_the_article_is_found_and_nothing_else(body):
    text = extract(f"<html><body>{body}</body></html>".encode(), "https://quay.example/ferry").text
    assert text.count(SENTENCE.strip()) == 12
    assert OTHER.strip() not in text
    assert "Another story" not in text


def test_verse_that_says_it_is_the_body_goes_before_a_notice():
    verse = "".join(f"<p>At dawn, a ferry {n}</p>" for n in range(30))
    page = f"<div class=entry-content>{verse}</div><form><p>{OTHER}</p></form>"
    text = extract(f"<html><body>{page}</body></html>".encode(), "https://quay.example/ferry").text
    assert text.count("a ferry") == 30
    assert OTHER.strip() not in text


def test_the_captions_of_a_gallery_are_its_text_and_of_an_article_are_not():
    picture = f"<figure><img src=/x.jpg><figcaption>{OTHER * 2}</figcaption></figure>"
    gallery, article = (
        extract(f"<html><body><main>{body}</main></body></html>".encode(), "https://quay.example/ferry").text
        for body in (f"<p>Six pictures.</p>{picture * 6}", f"{ARTICLE}{picture * 2}")
    )
    assert gallery.count(OTHER.strip()) == 12
    assert OTHER.strip() not in article


def test_a_body_in_chunks_is_taken_whole():
    chunk = f"<div class=article-body>{ARTICLE}</div>"
    page = f"<div>{chunk}<div class=ad>Buy</div>{chunk}</div><div>{ASIDE * 3}</div>"
    text = extract(f"<html><body>{page}</body></html>".encode(), "https://quay.example/ferry").text
    assert text.count(SENTENCE.strip()) == 24


@pytest.mark.parametrize(
    ("lead", "taken"),
    [
        (f"<p>{OTHER * 2}</p>", True),
        ("<p>After nine years.</p>", False),
        (f"<ul><li>{OTHER * 2}</li></ul>", False),
        (f"<div class=share>{OTHER * 2}</div>", False),
    ],
    ids=["several lines", "a few words", "a point of a list", "chrome"],
)
def test_a_lead_between_headline_and_body_belongs_to_the_article(lead, taken):
    page = f"<html><body><h1>Ferry</h1>{lead}<div class=entry-content>{ARTICLE}</div></body></html>"
    text = extract(page.encode(), "https://quay.example/ferry").text
    assert (OTHER.strip() in text) is taken


def test_a_card_that_opens_under_a_name_is_none_of_the_sentence():
    card = "<span><img src=/i.jpg> <a href=/1>All about him</a> <a href=/2>His boats</a> <a href=/3>More</a></span>"
    page = f"<article><p>Said <span><a href=/p>Ivo Dahl</a>{card}</span> on the quay. {SENTENCE}</p>{ARTICLE}</article>"
    text = extract(page.encode(), "https://quay.example/ferry").text
    assert text.startswith("Said Ivo Dahl on the quay.")


def test_three_links_in_a_sentence_are_no_card():
    names = "<b><a href=/1>Ivo</a>, <a href=/2>Moira</a> and <a href=/3>Ben</a></b>"
    page = f"<article><p>Aboard were {names} that day. {SENTENCE}</p>{ARTICLE}</article>"
    text = extract(page.encode(), "https://quay.example/ferry").text
    assert text.startswith("Aboard were Ivo, Moira and Ben that day.")


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ('<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Ferry"}</script>', ""),
        ("", " itemprop=liveBlogUpdate"),
    ],
    ids=["JSON-LD", "microdata"],
)
def test_the_updates_of_a_live_blog_are_one_article(head, mark):
    updates = "".join(f"<article{mark}><h2>At {n} o'clock</h2><p>{SENTENCE * 3}</p></article>" for n in range(4))
    page = f"<html><head>{head}</head><body><h1>Ferry</h1><div>{updates}</div></body></html>"
    text = extract(page.encode(), "https://quay.example/ferry").text
    assert text.count(SENTENCE.strip()) == 12
    assert "At 3 o'clock" in text
