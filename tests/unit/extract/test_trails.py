# ruff: noqa: RUF001
"""The way through a site to an article, as pages tell it before the text, in any language and with any separator."""

import pytest
from bs4 import BeautifulSoup

from wirecopy.extract import extract
from wirecopy.extract.cleaning import Context, clean

TITLE = "The ferry is back, and nobody on the quay had asked for it"
BODY = "<p>The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained.</p>" * 4
HOME = "<a href=/>Gazette</a>"


def told(head: str, title: str = TITLE) -> list[str]:
    """What is left of what stands before the text."""
    soup = BeautifulSoup(head + BODY, "lxml")
    texts = [line.text for line in clean(soup, Context(title=title))]
    return [text for text in texts if not text.startswith("The ferry crossed the sound")]


SEPARATORS = ("›", "»", ">", "&gt;&gt;", "→", "▸", "/", "|", "::", ":", "·", "•", "–", "-", "~", "◄", "‹")


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("steps", [("Gazette",), ("Home", "Harbour news", "Ships")], ids=len)
def test_a_trail_that_ends_in_the_title_goes(steps, separator):
    assert told(f"<div>{f' {separator} '.join((*steps, TITLE))}</div>") == []


TRAILS = {
    "a link and the title": (f"{HOME} &gt; <b>{TITLE}</b>", TITLE),
    "no space around": (f"Home»Ships»{TITLE}", TITLE),
    "a title that is cut off": ("You are here: Home › Ships › The ferry is back, and nobody on…", TITLE),
    "a title with a separator of its own": ("Gazette > Cup: Quay - Sound 2 : 1", "Cup: Quay - Sound 2 : 1"),
    "a kicker before the title": (f"<h2>Shipping : {TITLE}</h2>", TITLE),
    "links, and another title": (
        f"{HOME} / <a href=/s>Ships</a> / <a href=/q>Quay</a> / Again a ferry leaves the quay without a passenger",
        TITLE,
    ),
    "links and arrows, and another title": (
        f"{HOME} » <a href=/s>Ships</a> » The ferry of old is here again and no one seems to know who has called it",
        TITLE,
    ),
    "German": ("Sie sind hier: Startseite › Hafen › Die Fähre ist zurück", "Die Fähre ist zurück"),
    "Russian": ("Главная » Новости » Паром снова ходит", "Паром снова ходит"),
    "Chinese": ("首页 > 新闻 > 渡轮今天早上终于回来了", "渡轮今天早上终于回来了"),
    "Arabic": ("الرئيسية ‹ أخبار ‹ العبارة تعود إلى الميناء", "العبارة تعود إلى الميناء"),
}

LINKS = "<a href=/>Home</a> <a href=/n>News</a> <a href=/s>Ships</a>"
LISTS = {
    "links, and arrows beside them": f"<ul><li><a href=/>Home</a></li><li>&gt;</li><li>{TITLE}</li></ul>",
    "links and arrows": f"<ul><li><a href=/>Home</a> »</li><li><a href=/n>News</a> »</li><li>{TITLE}</li></ul>",
    "arrows": "<ol><li>Home ›</li><li>News of the harbour ›</li></ol>",
    "nothing but the title": f"<ul><li>Home</li><li>News</li><li>{TITLE}</li></ul>",
    "a heading above the headline": f"<h4>Shipping</h4><h2>{TITLE}</h2>",
    "nothing but links": f"<div>{LINKS} {TITLE}</div>",
    "with who wrote it, and when": f"<p>Home &gt; News &gt; {TITLE}<br>by Ivo Dahl<br>12 May 2024</p>",
    "after the headline": f"<h1>{TITLE}</h1><div>Gazette &gt; Ships</div>",
}


@pytest.mark.parametrize("head", LISTS.values(), ids=LISTS)
def test_trails_of_several_lines_go(head):
    assert told(head) == []


@pytest.mark.parametrize(("trail", "title"), TRAILS.values(), ids=TRAILS)
def test_other_trails_go(trail, title):
    assert told(f"<div>{trail}</div>", title) == []


STAY = {
    "a sentence with an arrow": "In the menu choose Settings > Ferries, then wait for the horn, as the manual says it.",
    "a sentence between quotation marks": "«La barca» non è tornata, dice il capitano, e «la nave» è ferma da ieri.",
    "a title's words in a sentence": f"Who says: {TITLE}, said the mayor, has not been up at five on a wet morning.",
}


@pytest.mark.parametrize("sentence", STAY.values(), ids=STAY)
def test_sentences_stay(sentence):
    assert told(f"<p>{sentence}</p>") == [sentence]


def test_a_list_that_tells_what_follows_stays():
    head = "<ul><li>→ Who asked for it</li><li>What it costs</li></ul>"
    assert told(head) == ["→ Who asked for it", "What it costs"]


def test_headings_that_are_not_right_above_the_headline_stay():
    assert told(f"<h2>In short</h2><ul><li>It is back</li></ul><h2>{TITLE}</h2>") == ["In short", "It is back"]


def test_where_to_click_is_no_trail():
    steps = ["Open Settings > Network > Proxy > Advanced, where the ferry is", "Press > twice"]
    soup = BeautifulSoup(f"<ol><li>{steps[0]}</li><li>{steps[1]}</li></ol>", "lxml")
    assert [line.text for line in clean(soup, Context(title=TITLE))] == steps


def test_a_heading_that_quotes_stays():
    assert told("<h2>Le « contre-bilan » de la rentrée</h2>") == ["Le « contre-bilan » de la rentrée"]


def test_a_fact_in_a_table_stays():
    table = "<table><tr><th>Ferry</th><td>Sound > Quay > Ness</td></tr></table>"
    assert told(table) == ["Ferry", "Sound > Quay > Ness"]


def test_what_looks_like_a_trail_within_the_text_stays():
    line = f"Gazette > {TITLE}"
    assert told(BODY + f"<p>{line}</p>") == [line]


def test_a_line_of_arrows_is_no_trail():
    assert told("<p>&gt;</p>") == []


def test_a_page_without_mark_up_for_its_trail():
    page = f"<title>{TITLE}</title><body>{HOME} &gt; <b>{TITLE}</b><h1>{TITLE}</h1><i>by Ivo Dahl</i>{BODY}</body>"
    article = extract(page.encode(), "http://gazette.example/ferry")
    assert article.title == TITLE
    assert (
        article.text.split("\n")
        == ["The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained."] * 4
    )
