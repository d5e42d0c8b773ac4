# ruff: noqa: RUF001
"""Counters, buttons and bare bullets, which galleries and menus leave in a text, and what only looks like them."""

import pytest
from bs4 import BeautifulSoup

from wirecopy.extract import extract
from wirecopy.extract.cleaning import Context, clean

PROSE = "<p>The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained.</p>"


def told(html: str) -> list[str]:
    soup = BeautifulSoup(PROSE * 2 + html + PROSE * 2, "lxml")
    return [line.text for line in clean(soup, Context()) if not line.text.startswith("The ferry crossed the sound")]


def lines(*texts: str, tag: str = "div") -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


GONE = {
    "counters": lines("1 / 12", "2 / 12", "3 / 12"),
    "counters in a list": f"<ul>{lines('1 of 3', '2 of 3', '3 of 3', tag='li')}</ul>",
    "counters of two galleries of one size": lines("1/3", "2/3", "3/3", "1/3", "2/3", "3/3"),
    "one that says that it counts pictures": lines("Photo 3 of 20"),
    "in German": lines("Bild 1 von 10"),
    "in French": lines("Image 1 sur 10"),
    "in Spanish": lines("Foto 1 de 10"),
    "in Polish": lines("Zdjęcie 1 z 10"),
    "in Russian": lines("Фото 1 из 10"),
    "in Chinese": lines("图片 1/10"),
    "the button beside each": lines(*(text for n in "123" for text in ("Full screen", f"Image {n} of 3"))),
    "bare bullets": f"<ul>{lines('•', '·', '-', '/', tag='li')}</ul>",
    "what stood between links": lines("|", "|", "›", "< >", "\u200b"),
}


@pytest.mark.parametrize("html", GONE.values(), ids=GONE)
def test_what_a_gallery_leaves_behind_goes(html):
    assert told(html) == []


STAYS = {
    "half a cup": ["1/2", "cup butter"],
    "grades": ["4/5", "3/5", "5/5"],
    "the lowest grade three times": ["1/5", "1/5", "1/5"],
    "two halves": ["1 / 2", "2 / 2"],
    "a date": ["12/3"],
    "a score": ["7 of 3"],
    "stars between two scenes": ["* * *"],
    "a rule between two scenes": ["---"],
    "somebody says nothing": ["......"],
    "a smile": ["=)"],
}


@pytest.mark.parametrize("texts", STAYS.values(), ids=STAYS)
def test_what_only_looks_like_it_stays(texts):
    assert told(lines(*texts)) == texts


def test_cells_of_a_table_stay():
    cells = ["1 / 3", "2 / 3", "3 / 3", "-", "•"]
    assert told(f"<table><tr>{lines(*cells, tag='td')}</tr></table>") == cells


def test_different_buttons_stay():
    texts = ["The quay", "Image 1 of 3", "The ferry", "Image 2 of 3", "The sound", "Image 3 of 3"]
    assert told(lines(*texts)) == ["The quay", "The ferry", "The sound"]


def test_a_paragraph_that_holds_a_figure_leaves_no_empty_one():
    figure = "<figure><img src=/a.jpg><figcaption>The quay</figcaption></figure>"
    article = extract(f"<article>{PROSE * 3}<p>{figure}It rained.</p></article>".encode(), "http://a.example/a")
    assert article.html.endswith("<figcaption>The quay</figcaption></figure><p>It rained.</p>")
    assert "<p></p>" not in article.html
