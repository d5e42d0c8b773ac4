"""Dates and names as pages write them, titles without their sites."""

from datetime import UTC, datetime

import pytest

from wirecopy.extract import extract
from wirecopy.extract.metadata import dates, people
from wirecopy.extract.metadata.titles import without_site


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-05-17T06:30:00+02:00", datetime(2024, 5, 17, 4, 30, tzinfo=UTC)),
        ("2024-05-17", datetime(2024, 5, 17, tzinfo=UTC)),
        ("20240517", datetime(2024, 5, 17, tzinfo=UTC)),
        ("Fri, 17 May 2024 06:30:00 GMT", datetime(2024, 5, 17, 6, 30, tzinfo=UTC)),
        ("Published on May 17th, 2024 at 6:30 pm", datetime(2024, 5, 17, 18, 30, tzinfo=UTC)),
        ("17 de mayo de 2024", datetime(2024, 5, 17, tzinfo=UTC)),
        ("17. März 2024", datetime(2024, 3, 17, tzinfo=UTC)),
        ("17 мая 2024", datetime(2024, 5, 17, tzinfo=UTC)),
        ("2024年5月17日", datetime(2024, 5, 17, tzinfo=UTC)),
        ("17.5.24", datetime(2024, 5, 17, tzinfo=UTC)),
        ("03/04/2024", datetime(2024, 4, 3, tzinfo=UTC)),
        ("2021-02-30", None),
        ("1807-01-01", None),
        ("three days ago", None),
        ("", None),
    ],
)
def test_dates_are_read_strictly(text, found):
    assert dates.parse(text) == found


def test_a_time_keeps_its_offset_so_that_its_day_is_the_one_its_readers_see():
    found = dates.parse("2024-05-18T00:30:00+02:00")
    assert found is not None
    assert found.isoformat() == "2024-05-18T00:30:00+02:00"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://a.example/20240517/story", datetime(2024, 5, 17, tzinfo=UTC)),
        ("https://a.example/news/17-05-2024-story", datetime(2024, 5, 17, tzinfo=UTC)),
        ("https://a.example/news/story-2024-05-17.html", datetime(2024, 5, 17, tzinfo=UTC)),
        ("https://a.example/news/8202405171", None),
        ("https://a.example/?day=2024-05-17", None),
    ],
)
def test_dates_in_names(url, found):
    assert dates.in_name(url) == found


PROSE = "<p>" + "The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained. " * 6 + "</p>"


@pytest.mark.parametrize(
    ("page", "day"),
    [
        (f"<p>17 May 2024</p><h1>Ferry returns</h1><article>{PROSE}</article>", "2024-05-17"),
        (f"<h1>Ferry returns</h1><p>17 May 2024</p><article>{PROSE}</article>", "2024-05-17"),
        (f"<h1>Ferry returns</h1><article>{PROSE * 2}<p>Moira<br>17 May 2024</p></article>", "2024-05-17"),
        (f"<h1>Ferre</h1><article><p>17.05.2024 - {PROSE[3:]}{PROSE}</article>", "2024-05-17"),
        (
            f"<h1>Ferry</h1><article>{PROSE}</article><p>Changed: 18.5.2024<br>Erschienen am: 17.5.2024</p>",
            "2024-05-17",
        ),
        (f"<h1>Ferry</h1><div class=author>Moira Penhale, 17 May 2024</div><article>{PROSE}</article>", "2024-05-17"),
        (f"<title>Ferry | Gazette | 17.05.2024</title><article>{PROSE}</article>", "2024-05-17"),
        (f"<meta property=article:modified_time content=2024-05-17T10:00Z><article>{PROSE}</article>", "2024-05-17"),
        (f"<div class=date>Current time: 1 June 2024</div><h1>Ferry</h1><article>{PROSE}</article>", None),
    ],
)
def test_dates_that_only_a_reader_sees(page, day):
    published = extract(page.encode(), "https://a.example/ferry").published
    assert (published and published.date().isoformat()) == day


def test_american_dates_put_the_month_first():
    assert dates.parse("03/04/2024", month_first=True) == datetime(2024, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://a.example/2024/05/17/story", datetime(2024, 5, 17, tzinfo=UTC)),
        ("https://a.example/2024/13/17/story", None),
        ("https://a.example/story", None),
    ],
)
def test_dates_in_addresses(url, found):
    assert dates.in_url(url) == found


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["By Moira Penhale"], ("Moira Penhale",)),
        (["von Ivo Dahl und Moira Penhale"], ("Ivo Dahl", "Moira Penhale")),
        (["Moira Penhale", "moira penhale"], ("Moira Penhale",)),
        (["Moira Penhale - 17 May 2024"], ("Moira Penhale",)),
        (["Moira Penhale, May 17, 2024"], ("Moira Penhale",)),
        (["By Moira Penhale - May 17, 2024 21 minutes"], ("Moira Penhale",)),
        (["Von Ivo Dahl Fr, 17. Mai 2024"], ("Ivo Dahl",)),
        (["Veröffentlicht am 17. Mai 2024 von Ivo Dahl"], ("Ivo Dahl",)),
        (["Text und Fotos: Ivo Dahl"], ("Ivo Dahl",)),
        (["Ein Gastbeitrag von Ivo Dahl"], ("Ivo Dahl",)),
        (["View all posts by Moira Penhale"], ("Moira Penhale",)),
        (["Moira Penhale, Games Editor"], ("Moira Penhale",)),
        (["Moira Penhale, PhD"], ("Moira Penhale",)),
        (["Staff Writer"], ("Staff Writer",)),
        (["Ada von Dahl"], ("Ada von Dahl",)),
        (["责任编辑：孔明"], ("孔明",)),  # noqa: RUF001
        (["https://a.example/moira"], ()),
        (["admin"], ()),
        (["The Quay Gazette"], ()),
        (["Redacci&oacute;n"], ("Redacción",)),
    ],
)
def test_names_are_cleaned_and_what_is_none_is_left_out(values, names):
    assert people.names(values, not_these=["The Quay Gazette"]) == names


@pytest.mark.parametrize(
    ("title", "site", "guess", "headline"),
    [
        ("Ferry returns | The Quay Gazette", "The Quay Gazette", False, "Ferry returns"),
        ("The Quay Gazette: news » Ferry returns", "", False, "The Quay Gazette: news » Ferry returns"),
        ("Ferry returns to the harbour - Gazette", "", True, "Ferry returns to the harbour"),
        ("Ferry - a history", "", False, "Ferry - a history"),
    ],
)
def test_titles_lose_their_sites_name(title, site, guess, headline):
    assert without_site(title, site, guess=guess) == headline


LD = '<script type="application/ld+json">{}</script>'
BYLINE = "<h1>Ferry returns</h1><p class=byline>By Moira Penhale</p>"


@pytest.mark.parametrize(
    ("page", "authors"),
    [
        (f"{BYLINE}<article>{PROSE}</article>", ("Moira Penhale",)),
        (
            f"<div class=byline>Written <span>by</span><a>Moira Penhale</a></div><article>{PROSE}</article>",
            ("Moira Penhale",),
        ),
        (f"<article>{PROSE}</article><div id=comments><b class=author>Ivo Dahl</b>: well said</div>", ()),
        (LD.format('{"@type": "NewsArticle", "author": {"name": "Moira"}}') + f"{BYLINE}{PROSE}", ("Moira Penhale",)),
        (
            LD.format('[{"@type": "Article", "author": "Ivo Dahl"}, {"@type": "Article", "author": "Ada Moor"}]')
            + f"<p>Ivo Dahl</p><p>Ada Moor</p>{PROSE}",
            ("Ivo Dahl",),
        ),
        (
            LD.format('{"@type": "Recipe", "author": "Ivo Dahl", "review": {"@type": "Review", "author": "Ada Moor"}}')
            + f"<p>Ivo Dahl</p>{PROSE}",
            ("Ivo Dahl",),
        ),
    ],
)
def test_authors_are_those_of_this_article(page, authors):
    assert extract(page.encode(), "https://a.example/ferry").authors == authors
