"""From a story to its entry: what is said of it, and what may never change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy.feeds.entry import entry, withdrawal, words
from wirecopy.feeds.site import Site
from wirecopy.feeds.view import item
from wirecopy.model import (
    Article,
    ArticleVersion,
    Attribution,
    Copy,
    EntryCopy,
    Evidence,
    Image,
    LeadReason,
    Relation,
    Shown,
    Source,
    Story,
    Tombstone,
)

SEEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCES = {
    "harbour": Source(id="harbour", url="https://www.harbour.example/feed.xml", title="Harbour News", added_at=SEEN),
    "planet": Source(id="planet", url="https://planet.example/rss", title="Planet of Ports", added_at=SEEN),
}
LEAD = Copy(
    article="one",
    url="https://harbour.example/crane",
    title="A crane for the east quay",
    relation=Relation.ORIGINAL,
    similarity=None,
    published=SEEN - HOUR,
    first_seen=SEEN,
    observed_at=SEEN,
    version_key="articles/one/1.json",
    sources=("planet", "harbour"),
)
REPRINT = replace(
    LEAD,
    article="two",
    url="https://reprints.example/crane",
    relation=Relation.SPUN,
    similarity=0.7,
    first_seen=SEEN + HOUR,
    sources=(),
)
STORY = Story(
    id="s1",
    reference="one",
    copies=(LEAD,),
    lead="one",
    lead_reason=LeadReason.EARLIEST,
    tags=("ports", "news"),
    first_seen=SEEN,
    changed_at=SEEN,
)
ARTICLE = Article(
    url="https://harbour.example/crane",
    title="A crane for  the east quay",
    authors=("Ida Holm",),
    published=SEEN - HOUR,
    language="en",
    text="The harbour board has ordered a crane.\nIt is to stand on the east quay.",
    html='<p>The harbour board has ordered <a href="/cranes">a crane</a>.</p><p>It is to stand on the east quay.</p>',
    licence="https://creativecommons.org/licenses/by/4.0/",
)
VERSION = ArticleVersion(id="one", observed_at=SEEN, extractor="1", page_key="pages/one/1", article=ARTICLE)


def test_an_entry_says_what_the_lead_says_and_names_its_source_and_every_copy() -> None:
    found = entry(replace(STORY, copies=(LEAD, REPRINT), revision=2), VERSION, SOURCES, edition=2)
    assert (found.story, found.revision, found.url) == ("s1", 2, "https://harbour.example/crane")
    assert (found.title, found.authors, found.language) == ("A crane for the east quay", ("Ida Holm",), "en")
    assert found.html.startswith(
        '<p>The harbour board has ordered <a href="https://harbour.example/cranes">a crane</a>.</p>'
    )
    assert found.summary == "The harbour board has ordered a crane. It is to stand on the east quay."
    assert found.rights == "https://creativecommons.org/licenses/by/4.0/"
    assert found.tags == ("ports", "news")
    assert found.source == Attribution(title="Harbour News", url="https://www.harbour.example/feed.xml")
    assert [(copy.url, copy.source, copy.relation, copy.similarity) for copy in found.copies] == [
        ("https://harbour.example/crane", "Harbour News", Relation.ORIGINAL, None),
        ("https://reprints.example/crane", "reprints.example", Relation.SPUN, 0.7),
    ]
    assert isinstance(found.copies[0], EntryCopy)


@pytest.mark.parametrize(
    ("sources", "site_name", "title"),
    [
        (("harbour",), "Harbour News Online", "Harbour News"),
        (("planet",), "Harbour News Online", "Planet of Ports"),
        (("planet", "harbour"), "", "Harbour News"),
        (("unknown",), "Harbour News Online", "Harbour News Online"),
        ((), "", "harbour.example"),
    ],
)
def test_a_source_is_named_by_its_title_or_the_sites_or_the_host(
    sources: tuple[str, ...], site_name: str, title: str
) -> None:
    story = replace(STORY, copies=(replace(LEAD, sources=sources),))
    found = entry(story, replace(VERSION, article=replace(ARTICLE, site_name=site_name)), SOURCES)
    assert (found.source.title, found.copies[0].source) == (title, title)


@pytest.mark.parametrize(
    ("claimed", "confidence", "published"),
    [
        (SEEN - HOUR, None, SEEN - HOUR),
        (SEEN - HOUR, 0.9, SEEN - HOUR),
        (SEEN - HOUR, 0.2, SEEN),
        (SEEN + HOUR, 0.9, SEEN),
        (None, None, SEEN),
        (datetime(1, 1, 1, tzinfo=UTC), None, SEEN),
        (datetime(1970, 1, 1, tzinfo=UTC), None, datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_published_is_the_leads_date_if_it_can_be_believed_and_never_after_first_seen(
    claimed: datetime | None, confidence: float | None, published: datetime
) -> None:
    evidence = () if confidence is None else (Evidence(field="published", source="x", value="", confidence=confidence),)
    article = replace(ARTICLE, published=claimed, evidence=evidence)
    assert entry(STORY, replace(VERSION, article=article), SOURCES).published == published


@pytest.mark.parametrize(
    ("modified", "updated"),
    [
        (None, SEEN - HOUR),
        (SEEN - HOUR / 2, SEEN - HOUR / 2),
        (SEEN + HOUR, SEEN - HOUR),
        (SEEN - 2 * HOUR, SEEN - HOUR),
    ],
)
def test_at_first_updated_is_what_the_page_says_between_published_and_observed(
    modified: datetime | None, updated: datetime
) -> None:
    found = entry(STORY, replace(VERSION, article=replace(ARTICLE, modified=modified)), SOURCES)
    assert found.updated == updated


FIRST = entry(STORY, VERSION, SOURCES)
BEFORE = Shown(
    story=STORY.id,
    edition=1,
    published=FIRST.published,
    updated=FIRST.updated,
    words=words(FIRST.title, FIRST.html),
)


@pytest.mark.parametrize(
    "article",
    [
        replace(ARTICLE, published=SEEN - 5 * HOUR),
        replace(ARTICLE, modified=SEEN + HOUR),
        replace(ARTICLE, authors=("Ida Holm", "Jon Vik")),
        replace(ARTICLE, html=f'<article class="v2">{ARTICLE.html}</article>'),
        replace(ARTICLE, url="http://harbour.example/crane"),
    ],
)
def test_what_is_not_content_is_not_news(article: Article) -> None:
    story = replace(STORY, copies=(LEAD, REPRINT), revision=2, changed_at=SEEN + HOUR)
    after = entry(
        story, replace(VERSION, observed_at=SEEN + 2 * HOUR, article=article), SOURCES, before=BEFORE, edition=2
    )
    assert (after.published, after.updated, after.revision) == (BEFORE.published, BEFORE.updated, 2)


@pytest.mark.parametrize(
    "article",
    [
        replace(ARTICLE, title="Two cranes for the east quay"),
        replace(ARTICLE, html=ARTICLE.html.replace("a crane", "two cranes")),
    ],
)
def test_new_words_move_updated_to_when_they_were_observed_and_leave_published(article: Article) -> None:
    after = entry(STORY, replace(VERSION, observed_at=SEEN + 2 * HOUR, article=article), SOURCES, before=BEFORE)
    assert (after.published, after.updated) == (BEFORE.published, SEEN + 2 * HOUR)


def test_what_the_story_says_of_its_publication_is_told_whoever_leads() -> None:
    story = replace(STORY, published=SEEN - 3 * HOUR)
    assert entry(story, VERSION, SOURCES).published == SEEN - 3 * HOUR


def test_another_lead_gives_its_address_and_words_under_the_same_date() -> None:
    story = replace(STORY, copies=(LEAD, REPRINT), lead="two", revision=2)
    other = replace(
        VERSION,
        id="two",
        observed_at=SEEN + HOUR,
        article=replace(ARTICLE, url=REPRINT.url, title="Crane!", published=SEEN - 9 * HOUR),
    )
    after = entry(story, other, SOURCES, before=BEFORE)
    assert (after.url, after.title, after.published) == (REPRINT.url, "Crane!", BEFORE.published)


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("", ""),
        ("Short.", "Short."),
        ("word " * 100, ("word " * 56).strip() + "…"),
        ("x" * 300, "x" * 280 + "…"),
    ],
)
def test_without_a_description_the_summary_is_the_beginning_of_the_text(text: str, summary: str) -> None:
    assert entry(STORY, replace(VERSION, article=replace(ARTICLE, text=text)), SOURCES).summary == summary


@pytest.mark.parametrize(
    ("description", "text", "summary"),
    [
        ("Said in short.", "Text.", "Said in short."),
        ("It begins so. […] The post A crane appeared first on Harbour News .", "Text.", "It begins so."),
        ("The post A crane first appeared on Harbour News.", "Text.", "Text."),
        ("", "Home > News\nA crane\n\nIt was ordered.\nIt stands.", "It was ordered. It stands."),
        ("", "A heading\nno sentence at all", "A heading no sentence at all"),
        ("", "見出し\n起重機が注文された。", "起重機が注文された。"),
    ],
)
def test_a_summary_leaves_out_what_stands_around_the_text(description: str, text: str, summary: str) -> None:
    article = replace(ARTICLE, description=description, text=text)
    assert entry(STORY, replace(VERSION, article=article), SOURCES).summary == summary


def test_tags_and_authors_that_read_the_same_are_told_once() -> None:
    article = replace(ARTICLE, authors=("Ida Holm", "Ida  Holm"))
    told = entry(replace(STORY, tags=("ports", " ports", "news")), replace(VERSION, article=article), SOURCES)
    shown = item(told, Site(url="https://feeds.example"))
    assert (shown.tags, shown.authors) == (("ports", "news"), ("Ida Holm",))


@pytest.mark.parametrize(
    ("image", "is_shown"),
    [
        (Image(url="https://harbour.example/crane.jpg"), True),
        (Image(url="https://harbour.example/crane.jpg", width=1, height=1), False),
        (Image(url="https://pixel.wp.com/g.gif"), False),
    ],
)
def test_a_pixel_that_reports_the_reader_is_no_lead_image(image: Image, is_shown: bool) -> None:
    told = entry(STORY, replace(VERSION, article=replace(ARTICLE, image=image)), SOURCES)
    assert (told.image is not None) is is_shown


def test_a_withdrawal_has_the_storys_time() -> None:
    assert withdrawal(replace(STORY, merged_into="s0"), edition=7) == Tombstone(story="s1", revision=7, at=SEEN)
