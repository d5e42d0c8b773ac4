"""When a feed's entries stand for their pages."""

import pytest

from wirecopy.discover import discover
from wirecopy.discover.fulltext import NOT_COMPARED, Compared, adds_nothing, is_sample, needs_no_page, speaks_for
from wirecopy.identity import article_id
from wirecopy.model import SourceKind
from wirecopy.model.access import FullText

TEXT = " ".join(f"The {n}th barge passed the lock at dawn with coal for the {n + 7}th mill." for n in range(20))
HALF = TEXT[: len(TEXT) // 2]
GERMAN = "Die Fähre fährt ab Montag wieder, teilte das Amt mit, allerdings nur bis zum Einbruch der Dunkelheit."
JAPANESE = "市役所は月曜日から橋の工事を始めると発表した。通行止めは三週間続く見込みである。"


@pytest.mark.parametrize(
    ("page", "entry", "nothing"),
    [
        (TEXT, f"<p>{TEXT}</p>", True),
        (TEXT, f"<p>{TEXT}</p><p>Read more at our site.</p>", True),
        (TEXT, f"<div>{TEXT.replace('barge', '<b>barge</b>')}</div>", True),
        (TEXT + " Told by a reader.", f"<p>{TEXT}</p>", True),
        (TEXT, f"<p>{HALF}</p>", False),
        (TEXT + HALF.replace("barge", "wagon"), f"<p>{TEXT}</p>", False),
        (TEXT, "", False),
        ("", f"<p>{TEXT}</p>", False),
        ("Three words only", "Three words only", False),
        (GERMAN, f"<p>{GERMAN.replace('ä', '&auml;')}</p>", True),
        (JAPANESE, f"<p>{JAPANESE}</p>", True),
        (JAPANESE, f"<p>{JAPANESE[:20]}</p>", False),
    ],
)
def test_whether_a_page_added_anything(page, entry, nothing):
    assert adds_nothing(page, entry) is nothing


def after(*added_nothing: bool) -> Compared:
    compared = NOT_COMPARED
    for number, found in enumerate(added_nothing):
        compared = compared.noting(str(number), found)
    return compared


@pytest.mark.parametrize(
    ("compared", "whole"),
    [
        (after(), False),
        (after(True, True), False),
        (after(True, True, True), True),
        (after(False, True, True, True), True),
        (after(True, True, True, False), False),
        (after(True, True, True, False, True, True), False),
        (after(True, True, True, False, True, True, True), True),
    ],
)
def test_three_pages_in_a_row_decide(compared, whole):
    assert compared.is_whole is whole


CONTENT = "http://purl.org/rss/1.0/modules/content/"
WHOLE, PLAIN, SAMPLE = after(True, True, True), "00000001", "00000000"


@pytest.mark.parametrize(
    ("article", "entry", "compared", "choice", "needless"),
    [
        (PLAIN, "<p>x", WHOLE, FullText.AUTO, True),
        (SAMPLE, "<p>x", WHOLE, FullText.AUTO, False),
        (PLAIN, "", WHOLE, FullText.AUTO, False),
        (PLAIN, "<p>x", after(), FullText.AUTO, False),
        (PLAIN, "<p>x", WHOLE, FullText.NO, False),
        (SAMPLE, "<p>x", after(), FullText.YES, True),
        (PLAIN, "", after(), FullText.YES, False),
    ],
)
def test_when_no_page_is_fetched(article, entry, compared, choice, needless):
    assert needs_no_page(article, entry, compared, choice) is needless


@pytest.mark.parametrize(
    ("feed", "article", "own"),
    [
        ("https://quay.example/feed", "https://quay.example/ferry", True),
        ("https://www.quay.example/feed", "http://quay.example/ferry", True),
        ("https://feeds.quay.example/all", "https://www.quay.example/ferry", True),
        ("https://burner.example/quay", "https://quay.example/ferry", False),
        ("https://moira.blogs.example/feed", "https://ivo.blogs.example/ferry", False),
        ("https://moira.blogs.example/feed", "https://blogs.example/ferry", False),
        ("https://feeds.example/quay", "https://www.example/ferry", False),
        ("https://quay.example:8080/feed", "https://quay.example/ferry", False),
    ],
)
def test_a_feed_speaks_for_its_own_host(feed, article, own):
    assert speaks_for(feed, article) is own


def test_about_one_page_of_twenty_is_fetched_all_the_same():
    fetched = sum(is_sample(article_id(f"https://a.example/{n}")) for n in range(2000))
    assert 60 <= fetched <= 140


@pytest.mark.parametrize(
    ("item", "entry"),
    [
        ("<description>&lt;p&gt;Short&lt;/p&gt;</description>", "<p>Short</p>"),
        (f"<description>Short</description><x:encoded xmlns:x='{CONTENT}'>&lt;p&gt;Whole</x:encoded>", "<p>Whole"),
        ("", ""),
    ],
)
def test_what_an_entry_of_rss_carries(page, item, entry):
    body = f"<rss version='2.0'><channel><item><link>https://a.example/1</link>{item}</item></channel></rss>"
    assert discover(page(body.encode()), SourceKind.FEED).entries == {"https://a.example/1": entry}


def test_what_an_item_of_json_carries(page):
    body = """{"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": "1", "url": "https://a.example/1", "content_html": "<p>One</p>"},
        {"id": "2", "url": "https://a.example/2", "content_text": "Two < three"}]}"""
    found = discover(page(body.encode()), SourceKind.FEED)
    assert found.entries == {"https://a.example/1": "<p>One</p>", "https://a.example/2": "<p>Two &lt; three</p>"}
