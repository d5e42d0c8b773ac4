"""How much of an article is shown, by whose word, and what stands with it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wirecopy.feeds.extent import Grant, granted, limited, strictest
from wirecopy.model import (
    Article,
    ArticleVersion,
    Attribution,
    Copy,
    Entry,
    Extent,
    Image,
    Relation,
    Rights,
    Source,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENTRY = Entry(
    story="s1",
    revision=1,
    url="https://harbour.example/crane?a=1&b=2",
    title="A crane for the east quay",
    published=NOW,
    updated=NOW,
    summary="Ropes & all of it.",
    html="<p>The <b>harbour board</b> has ordered it.</p>",
    image=Image(url="https://harbour.example/crane.jpg"),
    source=Attribution(title="Harbour News", url="https://harbour.example/feed"),
)
CONTINUE = '<p><a href="https://harbour.example/crane?a=1&amp;b=2">Continue at Harbour News</a></p>'
FULL, EXCERPT, HEADLINE = Extent


@pytest.mark.parametrize(
    ("grant", "shown"),
    [
        (Grant(), (ENTRY.html, ENTRY.summary, ENTRY.image)),
        (
            Grant(attributions=("© Harbour <News>", "By permission")),
            (
                f"{ENTRY.html}<p><small>© Harbour &lt;News&gt;</small></p><p><small>By permission</small></p>",
                ENTRY.summary,
                ENTRY.image,
            ),
        ),
        (Grant(extent=EXCERPT), (f"<p>Ropes &amp; all of it.</p>{CONTINUE}", ENTRY.summary, None)),
        (Grant(extent=EXCERPT, characters=9), (f"<p>Ropes &amp;…</p>{CONTINUE}", "Ropes &…", None)),
        (Grant(extent=HEADLINE), ("", "", None)),
        (
            Grant(extent=HEADLINE, attributions=("From Harbour News",)),
            ("<p><small>From Harbour News</small></p>", "", None),
        ),
    ],
)
def test_no_more_is_shown_than_is_granted(grant: Grant, shown: tuple[str, str, Image | None]) -> None:
    found = limited(ENTRY, grant)
    assert (found.html, found.summary, found.image) == shown
    assert replace(found, html=ENTRY.html, summary=ENTRY.summary, image=ENTRY.image) == ENTRY


def test_the_strictest_of_all_wins() -> None:
    assert strictest(FULL, HEADLINE, EXCERPT) is HEADLINE
    assert strictest(FULL, EXCERPT) is EXCERPT
    assert strictest(FULL) is FULL


@pytest.mark.parametrize(
    ("rights", "licence", "wish", "unlicensed", "extent"),
    [
        ((), None, None, FULL, FULL),
        ((), None, None, EXCERPT, EXCERPT),
        ((), "CC BY 4.0", None, EXCERPT, FULL),
        ((None,), None, None, HEADLINE, HEADLINE),
        ((FULL,), None, None, EXCERPT, FULL),
        ((EXCERPT,), "CC BY 4.0", None, FULL, EXCERPT),
        ((FULL, HEADLINE), None, None, FULL, HEADLINE),
        ((FULL, None), None, None, EXCERPT, FULL),
        ((FULL,), None, 100, FULL, EXCERPT),
        ((FULL,), None, 0, FULL, HEADLINE),
        ((HEADLINE,), None, 100, FULL, HEADLINE),
    ],
)
def test_what_is_granted_is_the_least_of_what_all_say(
    rights: tuple[Extent | None, ...], licence: str | None, wish: int | None, unlicensed: Extent, extent: Extent
) -> None:
    sources = {
        str(n): Source(id=str(n), url=f"https://{n}.example/", rights=Rights(extent=it), added_at=NOW)
        for n, it in enumerate(rights)
    }
    article = Article(url="https://harbour.example/crane", licence=licence)
    version = ArticleVersion(id="one", observed_at=NOW, extractor="1", page_key="", article=article, excerpt=wish)
    copy = Copy(
        article="one",
        url=article.url,
        title="",
        relation=Relation.ORIGINAL,
        similarity=None,
        published=None,
        first_seen=NOW,
        observed_at=NOW,
        version_key="",
        sources=(*sources, "removed"),
    )
    found = granted(copy, version, sources, unlicensed=unlicensed)
    assert (found.extent, found.characters) == (extent, wish or None)
