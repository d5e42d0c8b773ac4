"""Listing pages: the articles and nothing of the furniture; and what a page's head says of feeds."""

from datetime import UTC, datetime

import pytest

from wirecopy.discover import discover, seek
from wirecopy.model import Link, SourceKind


def listing(page, body, url="https://courier.example/latest"):
    return discover(page(body, url), SourceKind.LISTING)


def test_cards_with_titles_dates_and_teasers(page):
    found = listing(page, "listing_cards.html")
    assert found.title == "Latest | Delta Courier"
    assert found.links == (
        Link(
            url="https://courier.example/news/2026/03/20/school-bus",
            title="School bus",
            published=datetime(2026, 3, 20, tzinfo=UTC),
        ),
        Link(
            url="https://courier.example/news/2026/03/19/ice-road-opens",
            title="Ice road opens",
            published=datetime(2026, 3, 19, 13, tzinfo=UTC),
            summary="The road across the delta is open to cars of up to two tonnes, the ministry says.",
        ),
        Link(
            url="https://sport.courier.example/2026/03/18/curling",
            title="Curling final goes to the last stone",
            published=datetime(2026, 3, 18, tzinfo=UTC),
        ),
    )


def test_a_bare_list_whose_row_vouches_for_its_shortest_title(page):
    found = listing(page, "listing_list.html", "http://parish.example/index.php")
    assert [link.url.rpartition("=")[2] for link in found.links] == ["812", "811", "809", "805"]
    assert found.links[0].title == "Footpath by the mill is closed until June"


def test_a_script_without_spaces_in_a_legacy_charset(page):
    found = listing(page, "listing_blocks.html", "http://kawabe.example/")
    assert [link.url for link in found.links] == [
        f"http://kawabe.example/article/{number}" for number in (48213, 48207, 48190)
    ]
    assert found.links[0].title.startswith("市立図書館が来月から")


ROW = '<li><a href="/2026/03/{0}-opens-its-doors-again">The {0} opens its doors again today</a></li>'
ROWS = "".join(ROW.format(name) for name in ("museum", "bakery", "bridge"))


@pytest.mark.parametrize(
    "furniture",
    [
        '<nav><a href="/2026/03/not-an-article-at-all">Not an article at all, a menu</a></nav>',
        '<div class="site-footer"><a href="/2026/03/not-an-article-at-all">Not an article at all</a></div>',
        '<div role="navigation"><a href="/2026/03/not-an-article-at-all">Not an article at all</a></div>',
        '<div id="sidebar"><a href="/2026/03/not-an-article-at-all">Not an article at all</a></div>',
        '<p class="byline"><a href="/2026/03/anna-maria-von-holt">Anna Maria von Holt and others</a></p>',
        '<a rel="tag" href="/2026/03/not-an-article-at-all">Not an article at all, a tag</a>',
        '<h2><a href="/category/not-an-article-at-all">Not an article at all, a category</a></h2>',
        '<h2><a href="/author/not-an-article-at-all">Not an article at all, an author</a></h2>',
        '<h2><a href="/2026/03/page/2">More of what we have for you here</a></h2>',
        '<h2><a href="/files/2026/03/the-long-report.pdf">The long report that we wrote</a></h2>',
        '<h2><a href="https://other.example/2026/03/not-on-this-site">An article that is elsewhere</a></h2>',
        '<h2><a href="mailto:desk@courier.example">Write to the editors of this page</a></h2>',
        '<h2><a href="#the-top-of-this-page">Back to the top of this page</a></h2>',
        '<h2><a href="https://courier.example/latest">This page under its own address again</a></h2>',
        '<p><a href="/sport">Sport</a> <a href="/about">About</a> <a href="/login">Log in</a></p>',
    ],
)
def test_furniture_is_left_out(page, furniture):
    body = f"<html><body>{furniture}<ul>{ROWS}</ul></body></html>".encode()
    assert [link.title.split()[1] for link in listing(page, body).links] == ["museum", "bakery", "bridge"]


@pytest.mark.parametrize("wrapper", ["<form id=aspnetForm>", "<div class='container footer-sticky'>"])
def test_what_holds_most_of_the_page_is_no_furniture(page, wrapper):
    found = listing(page, f"<html><body>{wrapper}<p>Today in town</p><ul>{ROWS}</ul></body></html>".encode())
    assert len(found.links) == 3


def test_an_article_named_by_picture_headline_and_comments_is_named_once(page):
    body = b"""<div class=item><a href="/2026/03/owl"><img src=o.jpg></a>
        <h3><a href="/2026/03/owl">Owl found in the organ</a></h3>
        <a href="/2026/03/owl#comments">No comments</a><a href="/2026/03/owl">Read more</a></div>"""
    found = listing(page, body)
    assert [(link.url, link.title) for link in found.links] == [
        ("https://courier.example/2026/03/owl", "Owl found in the organ")
    ]


@pytest.mark.parametrize("body", [b"<html></html>", b"plain words", b"<p><a href='/x'>x</a></p>", b"<!-- -->"])
def test_a_page_that_names_nothing_says_so(page, body):
    found = listing(page, body)
    assert found.links == ()
    assert len(found.problems) == 1


def test_feeds_are_found_in_the_head(page):
    assert seek(page("listing_cards.html", "https://courier.example/latest")).feeds == (
        "https://courier.example/feeds/all.xml",
        "https://courier.example/feeds/all.atom",
    )


def test_a_page_without_feeds_names_none(page):
    assert seek(page("listing_list.html")).feeds == ()


def test_a_single_page_names_itself(page):
    found = discover(page("listing_list.html", "https://parish.example/a"), SourceKind.PAGE)
    assert found.links == (Link(url="https://parish.example/a", title="Minutes and notices"),)
