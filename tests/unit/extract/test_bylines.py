# ruff: noqa: RUF001
"""Whom a page says it was written by: names as pages write them, and which of them are this article's authors."""

import pytest

from wirecopy.extract import extract
from wirecopy.extract.metadata import people

PROSE = "<p>" + "The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained. " * 6 + "</p>"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("By Moira Penhale and Ivo Dahl", ("Moira Penhale", "Ivo Dahl")),
        ("Moira Penhale, Ivo Dahl and Ada Moor", ("Moira Penhale", "Ivo Dahl", "Ada Moor")),
        ("By Moira Penhale in Lisbon", ("Moira Penhale",)),
        ("From Moira Penhale at the Harbour Ground", ("Moira Penhale",)),
        ("Moira Penhale, publié le 3 mai 2024", ("Moira Penhale",)),
        ("Moira Penhale Publisert 3. mai 2024", ("Moira Penhale",)),
        ("김민수 기자", ("김민수",)),
        ("本报记者 林小雨", ("林小雨",)),
        ("Posted by Moira Penhale on 3 May", ("Moira Penhale",)),
        ("By Moira Penhale for the Quay Gazette", ("Moira Penhale",)),
        ("Von Ivo Dahl, Redakteur", ("Ivo Dahl",)),
        ("Reporter Ivo Dahl", ("Ivo Dahl",)),
        ("Par Moira Penhale et Ivo Dahl", ("Moira Penhale", "Ivo Dahl")),
        ("Por Moira Penhale y Ivo Dahl", ("Moira Penhale", "Ivo Dahl")),
        ("Por José Arana y Luna", ("José Arana y Luna",)),
        ("Di Moira Penhale e Ivo Dahl", ("Moira Penhale", "Ivo Dahl")),
        ("Door Moira Penhale en Ivo Dahl", ("Moira Penhale", "Ivo Dahl")),
        ("Autor: Ivo Dahl", ("Ivo Dahl",)),
        ("Redakcja: Ewa Nowicka", ("Ewa Nowicka",)),
        ("Автор: Иван Далин", ("Иван Далин",)),
        ("作者：林小雨", ("林小雨",)),
        ("文／林小雨", ("林小雨",)),
        ("執筆：森野葵、川辺翔", ("森野葵", "川辺翔")),
        ("Ein Artikel von Ivo Dahl", ("Ivo Dahl",)),
        ("Gespeichert von ivo am 17. Mai 2024 - 18:55", ("ivo",)),
        ("Moira Penhale Follow Unfollow Profile", ("Moira Penhale",)),
        ("By Moira Penhale Updated 2010 GMT", ("Moira Penhale",)),
        ("Moira Penhale • 8h", ("Moira Penhale",)),
        ("Moira Penhale moira@gazette.example", ("Moira Penhale",)),
        ("Moira Penhale @moirap", ("Moira Penhale",)),
        ("Moira Penhale, Chief Economist", ("Moira Penhale",)),
        ("Salt & i", ("Salt & i",)),
        ("det/dpa", ("det/dpa",)),
        ("Letters To The Editor", ("Letters To The Editor",)),
        ("Redaktion", ("Redaktion",)),
        ("moira@gazette.example", ()),
        ("www.gazette.example", ()),
        ("https://gazette.example/people/moira", ()),
        ("03:48 pm", ()),
        ("Photo: Ivo Dahl", ()),
        ("publisher", ()),
    ],
)
def test_names_in_a_byline(value, names):
    assert people.names([value]) == names


@pytest.mark.parametrize(
    ("catalogued", "said"),
    [
        ("Penhale, Moira", "Moira Penhale"),
        ("de Jong, Ivo", "Ivo de Jong"),
        ("Moira Penhale", "Moira Penhale"),
        ("Dahl, Moor, Penhale", "Dahl, Moor, Penhale"),
    ],
)
def test_catalogues_put_the_family_name_first(catalogued, said):
    assert people.in_order(catalogued) == said


LD = '<script type="application/ld+json">{}</script>'


def article(*parts: str) -> str:
    return "".join(("<h1>Ferry returns</h1>", *parts, f"<article>{PROSE * 2}</article>"))


def authors(page: str) -> tuple[str, ...]:
    return extract(page.encode(), "https://www.quaynews.example/ferry").authors


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (article(LD.format('{"@type": "Article", "author": {"name": "Ivo Dahl"}}'), "<p>By Ivo Dahl</p>"), "Ivo Dahl"),
        (article(LD.format('{"@type": "Article", "author": {"name": "Ivo Dahl"}}')), ""),
        (
            article(
                LD.format('{"@type": "Article", "author": {"name": "ivo.dahl"}}'), "<p class=byline>By Ivo Dahl</p>"
            ),
            "Ivo Dahl",
        ),
        (
            article(LD.format('{"@type": "Article", "author": {"@type": "Organization", "name": "Friends of Ships"}}')),
            "Friends of Ships",
        ),
        (article("<meta name=author content='Moor Webdesign'>"), ""),
        (
            article("<meta name=author content='Moor Webdesign'>") + "<footer><p>Made by Moor Webdesign</p></footer>",
            "",
        ),
        (article("<meta name=author content='Ada Moor'>", "<p>17 May 2024, Ada Moor</p>"), "Ada Moor"),
        (article("<meta name=citation_author content='Moor, Ada'>", "<p>Ada Moor</p>"), "Ada Moor"),
        (article("<meta property='dc:creator x:by' content='Ada Moor'>", "<p>Ada Moor</p>"), "Ada Moor"),
        (
            article("""<meta name=parsely-page content='{"authors": ["Ada Moor"]}'>""", "<p>Ada Moor</p>"),
            "Ada Moor",
        ),
        (article("<meta name=author content='quaynews.example'>", "<p>quaynews.example</p>"), ""),
    ],
)
def test_whom_only_machines_are_told_is_believed_where_readers_are_told_too(page, found):
    assert ", ".join(authors(page)) == found


def test_a_page_that_a_script_has_yet_to_fill_cannot_be_asked():
    told = LD.format(
        '{"@type": "Article", "author": "Ivo Dahl", "articleBody": "' + "The ferry is back, at last. " * 30 + '"}'
    )
    assert authors(f"{told}<div id=app></div>") == ("Ivo Dahl",)


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("<div class=meta><a rel=author>Ivo Dahl</a> and <a rel=author>Ada Moor</a></div>", "Ivo Dahl, Ada Moor"),
        ("<ul><li><a rel=author>Ivo Dahl</a></li><li><a rel=author>Ada Moor</a></li></ul>", "Ivo Dahl, Ada Moor"),
        ("<p><a rel=author>Ivo Dahl</a></p><div><p><a rel=author>Ada Moor</a></p></div>", "Ivo Dahl"),
        (
            "<div itemprop=author itemscope><b itemprop=name>Ivo Dahl</b> writes of ships and lives by the sea.</div>",
            "Ivo Dahl",
        ),
        ("<figure><img src=a.jpg><span class=author>Ada Moor</span></figure>", ""),
        ("<div class=reviews><span class=author>Ada Moor</span></div>", ""),
        ("<a href=/other><h3>Whales are back</h3><span class=author>Ada Moor</span></a>", ""),
        ("<div class=author-follow>Ada Moor</div><div class=author-name>Ivo Dahl</div>", "Ivo Dahl"),
        ("<p>Posted by Ivo Dahl</p>", "Ivo Dahl"),
        ("<p>Ein Beitrag von Ivo Dahl | 17.05.2024</p>", "Ivo Dahl"),
    ],
)
def test_authors_are_of_this_article_and_all_of_them(part, found):
    assert ", ".join(authors(article(part))) == found


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("<meta property=og:site_name content='Quay News'><p class=byline>Quay News</p>", ""),
        ("<meta property=og:site_name content='Harbour - Quay News'><p class=byline>By Quay News</p>", ""),
        ("<p class=byline>quaynews.example</p>", ""),
        (LD.format('{"@type": "Article", "author": {"@type": "Organization", "name": "quaynews.example"}}'), ""),
        ("<table class=vcard><caption class='fn org'>Friends of Ships</caption></table>", ""),
        ("<p class=vcard><span class=fn>Ivo Dahl</span>, <span class=org>Friends of Ships</span></p>", "Ivo Dahl"),
        (
            "<meta property=og:site_name content='Quay News'><p class=byline>Friends of Quay News</p>",
            "Friends of Quay News",
        ),
    ],
)
def test_a_site_is_not_its_own_author_under_any_of_its_names(part, found):
    assert ", ".join(authors(article(part))) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Por: Moira Penhale. 4 de marzo de 2024", ("Moira Penhale",)),
        ("Words: Moira Penhale; Photos: Ivo Dahl", ("Moira Penhale",)),
        ("Av Moira Penhale, publicerad 4 mars 2024", ("Moira Penhale",)),
        ("Af Moira Penhale, 4. marts 2024", ("Moira Penhale",)),
        ("AV Club of Quay", ()),
        ("Oleh Moira Penhale", ("Moira Penhale",)),
        ("Yazan: Ayşe Demir 4 Mart 2024", ("Ayşe Demir",)),
        ("كتب: أحمد ناصر", ("أحمد ناصر",)),
        ("מאת יעל כהן", ("יעל כהן",)),
        ("מאתיים סירות", ()),
        ("लेखक: राजेश शर्मा", ("राजेश शर्मा",)),
        ("记者 林小雨", ("林小雨",)),
        ("김민수 기자", ("김민수",)),
    ],
)
def test_lines_at_the_headline_that_say_by_in_many_languages(line, found):
    assert authors(f"<h1>Ferry returns</h1><p>{line}</p><article>{PROSE * 2}</article>") == found
