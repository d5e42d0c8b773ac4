"""Several pages of one article, and what only looks like them."""

from dataclasses import replace

import pytest

from wirecopy.extract import extract
from wirecopy.extract.paging import MAX_PAGES, belongs, goes_on, joined
from wirecopy.model import Article

URL = "https://a.example/story"
FIRST = Article(url=URL, title="The mill by the river", text="Intro\nOne", html="<p>Intro</p><p>One</p>")
SECOND = Article(
    url=f"{URL}/2", title="The mill by the river, page 2", text="Intro\nTwo", html="<p>Intro</p><p>Two</p>"
)


@pytest.mark.parametrize(
    ("url", "link", "found"),
    [
        (URL, '<a href="/story/2">2</a>', "https://a.example/story/2"),
        ("https://a.example/story/", '<a href="/story/2/">2</a>', "https://a.example/story/2/"),
        ("https://a.example/story/2", '<a href="/story">1</a><a href="3">3</a>', "https://a.example/story/3"),
        ("https://a.example/story.html", '<link rel="next" href="story-2.html">', "https://a.example/story-2.html"),
        (URL, '<a href="?page=2">next</a>', "https://a.example/story?page=2"),
        ("https://a.example/s?id=7", '<a href="/s?id=7&amp;page=2">2</a>', "https://a.example/s?id=7&page=2"),
        (URL, '<base href="/x/"><a href="../story/seite-2">2</a>', "https://a.example/story/seite-2"),
        (URL, '<link rel="next" href="/another-story">', None),
        (URL, '<a href="/story/3">3</a>', None),
        (URL, '<a href="https://b.example/story/2">2</a>', None),
        (URL, '<a href="http://a.example/story/2">2</a>', None),
        (URL, '<a href="https://a.example:8443/story/2">2</a>', None),
        ("https://a.example/2024/05/story", '<a rel="next" href="/2024/06/story">next</a>', None),
        ("https://a.example/", '<a href="/page/2">older</a>', None),
        (URL, "", None),
        (URL, '<a href="http://[2">x</a>', None),
    ],
)
def test_the_next_page_differs_by_its_number_and_by_nothing_else(url, link, found):
    page = f"<html><body>{link}<p>text</p></body></html>".encode()
    assert extract(page, url).next_page == found


@pytest.mark.parametrize(
    ("first", "following", "does"),
    [
        ("/story", "/story/2", True),
        ("/story", "/story-2", True),
        ("/story?page=1", "/story?page=2", True),
        ("/story/page/1", "/story/page/2", True),
        # Numbers that are the article's own:
        ("/release-4-2", "/release-4-3", False),
        ("/episode-1", "/episode-2", False),
        ("/2024/01", "/2024/02", False),
        ("/story?page=2", "/story?page=3", False),
    ],
)
def test_a_chain_starts_at_an_address_that_has_no_number_of_its_own(first, following, does):
    page = Article(url=f"https://a.example{first}")
    assert goes_on([page], f"https://a.example{following}") is does


@pytest.mark.parametrize(
    ("changes", "does"),
    [
        ({}, True),
        ({"title": ""}, True),
        ({"canonical": URL}, True),
        ({"canonical": f"{URL}/2"}, True),
        ({"canonical": "https://a.example/another"}, False),
        ({"title": "Ten kettles that we would buy again"}, False),
        ({"text": "One\nIntro"}, False),
        ({"url": URL}, False),
        ({"url": f"{URL}/3"}, False),
        ({"url": "https://b.example/story/2"}, False),
    ],
)
def test_a_page_belongs_that_speaks_of_the_same_and_says_something_new(changes, does):
    assert belongs([FIRST], replace(SECOND, **changes)) is does


def test_pages_are_joined_and_say_nothing_twice():
    whole = joined([FIRST, SECOND])
    assert (whole.url, whole.title, whole.text) == (URL, FIRST.title, "Intro\nOne\nTwo")
    assert whole.html == "<p>Intro</p><p>One</p><p>Two</p>"


def test_one_page_is_joined_to_itself():
    assert joined([FIRST]) == FIRST


def test_no_more_than_ten_pages_are_asked_for():
    pages = [FIRST, *(replace(SECOND, url=f"{URL}/{n}", text=f"page {n}") for n in range(2, MAX_PAGES + 1))]
    assert all(goes_on(pages[:n], f"{URL}/{n + 1}") for n in range(1, MAX_PAGES))
    assert not goes_on(pages, f"{URL}/{MAX_PAGES + 1}")
