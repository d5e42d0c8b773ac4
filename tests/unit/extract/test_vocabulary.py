"""What class names and ids give away."""

import pytest

from wirecopy.extract.vocabulary import BODY, CAPTION, LIKELY, SURE, told


@pytest.mark.parametrize(
    ("names", "chrome"),
    [
        ("comments", "comments"),
        ("comment-list clearfix", "commentlist"),
        ("relatedPosts", "relatedposts"),
        ("related-posts-wrapper", "related"),
        ("post-sidebar-wrap", "sidebar"),
        ("post-412 post-type-gallery", ""),
        ("js-cookie-banner", "cookie"),
        ("eu-cookie-law", "cookie"),
        ("widget widget_eu_cookie_law_widget", "cookie"),
        ("site-footer", "footer"),
        ("ad-box", "adbox"),
        ("article__share-bar", "share"),
        ("widget widget_text", "widget"),
        ("content-with-sidebar", ""),
        ("no-sidebar", ""),
        ("field--label-hidden", ""),
        ("tag-newsletter", ""),
        ("category-related post", ""),
        ("shadow address gradient", ""),
        ("article-body", ""),
        ("", ""),
    ],
)
def test_the_word_that_names_chrome(names, chrome):
    assert told(names).chrome == chrome


@pytest.mark.parametrize(
    ("names", "body"),
    [("entry-content", True), ("articleBody", True), ("post-content x", True), ("post-412", False), ("body", False)],
)
def test_the_words_that_name_a_body(names, body):
    assert told(names).body is body


@pytest.mark.parametrize(
    ("names", "article"), [("post", True), ("artikel big", True), ("posts", False), ("post-1", False)]
)
def test_the_words_that_name_an_article(names, article):
    assert told(names).article is article


def test_the_names_of_captions():
    assert told("wp-caption-text").caption
    assert not told("capital").caption


def test_a_word_is_sure_or_likely_never_both():
    assert not SURE & LIKELY
    assert not BODY & (SURE | LIKELY)
    assert "caption" in CAPTION & LIKELY
