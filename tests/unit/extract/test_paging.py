"""Several pages of one article, and what only looks like them."""

import pytest

from wirecopy.extract.paging import MAX_PAGES, joined, next_page
from wirecopy.model import Article


@pytest.mark.parametrize(
    ("url", "link", "found"),
    [
        ("https://a.example/story", '<a href="/story/2">2</a>', "https://a.example/story/2"),
        ("https://a.example/story/", '<a href="/story/2/">2</a>', "https://a.example/story/2/"),
        ("https://a.example/story/2", '<a href="/story">1</a><a href="3">3</a>', "https://a.example/story/3"),
        ("https://a.example/story.html", '<link rel="next" href="story-2.html">', "https://a.example/story-2.html"),
        ("https://a.example/story", '<a href="?page=2">next</a>', "https://a.example/story?page=2"),
        ("https://a.example/s?id=7", '<a href="/s?id=7&amp;page=2">2</a>', "https://a.example/s?id=7&page=2"),
        (
            "https://a.example/story",
            '<base href="/x/"><a href="../story/seite-2">2</a>',
            "https://a.example/story/seite-2",
        ),
        ("https://a.example/story", '<link rel="next" href="/another-story">', None),
        ("https://a.example/story", '<a href="/story/3">3</a>', None),
        ("https://a.example/story", '<a href="https://b.example/story/2">2</a>', None),
        ("https://a.example/2024/05/story", '<a rel="next" href="/2024/06/story">next</a>', None),
        ("https://a.example/story", "", None),
        ("https://a.example/story", '<a href="http://[">x</a>', None),
    ],
)
def test_the_next_page_differs_by_its_number_and_by_nothing_else(url, link, found):
    assert next_page(f"<html><body>{link}<p>text</p></body></html>".encode(), url) == found


def test_pages_are_joined_and_say_nothing_twice():
    one = Article(url="u", title="T", text="Intro\nOne", html="<p>Intro</p><p>One</p>")
    two = Article(url="u/2", title="T, page 2", text="Intro\nTwo", html="<p>Two</p>")
    whole = joined([one, two, two])
    assert (whole.url, whole.title, whole.text) == ("u", "T", "Intro\nOne\nTwo")
    assert whole.html == "<p>Intro</p><p>One</p><p>Two</p>"


def test_no_more_than_ten_pages_are_joined():
    pages = [Article(url=f"u/{n}", text=f"page {n}") for n in range(30)]
    assert joined(pages).text.count("\n") == MAX_PAGES - 1
