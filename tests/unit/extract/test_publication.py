# ruff: noqa: RUF001
"""When a page says it was published: which of its dates, on which day, and what is none."""

from datetime import date, datetime

import pytest

from wirecopy.extract import extract
from wirecopy.extract.metadata import dates

PROSE = "<p>" + "The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained. " * 6 + "</p>"
LD = '<script type="application/ld+json">{}</script>'


def published(*parts: str, url: str = "https://www.quaynews.example/ferry", lang: str = "en") -> datetime | None:
    page = "".join((f"<html lang={lang}><h1>Ferry returns</h1>", *parts, f"<article>{PROSE * 2}</article>"))
    return extract(page.encode(), url).published


def day(*parts: str) -> str:
    found = published(*parts)
    return found.date().isoformat() if found else ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17 May 2024", "2024-05-17"),
        ("17. Mai 2024", "2024-05-17"),
        ("17 mai 2024", "2024-05-17"),
        ("1er mars 2024", "2024-03-01"),
        ("17 de mayo de 2024", "2024-05-17"),
        ("17 maggio 2024", "2024-05-17"),
        ("17 de maio de 2024", "2024-05-17"),
        ("17 mei 2024", "2024-05-17"),
        ("17 maja 2024", "2024-05-17"),
        ("17 мая 2024 г.", "2024-05-17"),
        ("2024年5月17日", "2024-05-17"),
        ("2024年5月17日(金) 18時30分", "2024-05-17"),
        ("2024. 5. 17.", "2024-05-17"),
        ("Friday, May 17, 2024", "2024-05-17"),
        ("Fri May 17 21:30:09 EST 2024", "2024-05-17"),
        ("17 Μαΐου 2024", "2024-05-17"),
        ("17 травня 2024", "2024-05-17"),
        ("17 مايو 2024", "2024-05-17"),
        ("17 במאי 2024", "2024-05-17"),
        ("17 मई 2024", "2024-05-17"),
        ("2024년 5월 17일", "2024-05-17"),
        ("2024. május 17.", "2024-05-17"),
        ("17. toukokuuta 2024", "2024-05-17"),
        ("17 Agustus 2024", "2024-08-17"),
        ("17/05/2024", "2024-05-17"),
        ("03/05/2024", "2024-05-03"),
        ("Tue, 03/05/2024 - 21:10", "2024-03-05"),
        ("Friday 03/05/2024", "2024-05-03"),
        ("Monday 03/05/2024", "2024-05-03"),
        ("17-05-2024", "2024-05-17"),
        ("17.05.24", "2024-05-17"),
        ("1970-01-01T00:00:00Z", None),
        ("0000-00-00 00:00:00", None),
        ("31 February 2024", None),
        ("Chapter 17 of 2024", None),
    ],
)
def test_days_in_the_languages_that_pages_are_written_in(text, day):
    found = dates.parse(text)
    assert (found and found.date().isoformat()) == day


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-05-17T06:30:00+0530", "2024-05-17T06:30:00+05:30"),
        ("2024-05-17 06:30 -08:00", "2024-05-17T06:30:00-08:00"),
        ("2024-05-17T06:30:00.123Z", "2024-05-17T06:30:00+00:00"),
        ("Fri, 17 May 2024 06:30:00 -0700", "2024-05-17T06:30:00-07:00"),
        ("Fri May 17 21:30:09 EST 2024", "2024-05-17T21:30:09-05:00"),
        ("May 17, 2024 6:30 PM PDT", "2024-05-17T18:30:00-07:00"),
        ("17. Mai 2024, 6:30 Uhr MESZ", "2024-05-17T06:30:00+02:00"),
        ("May 17, 2024 at 12:05 a.m.", "2024-05-17T00:05:00+00:00"),
        ("17 May 2024", "2024-05-17T00:00:00+00:00"),
    ],
)
def test_times_keep_the_zone_that_they_are_given_with(text, instant):
    found = dates.parse(text)
    assert found is not None
    assert found.isoformat() == instant


@pytest.mark.parametrize(
    ("said", "shown", "read"),
    [
        ("2024-05-17T03:37:00+00:00", ["2024-05-16"], "2024-05-16T23:37:00-04:00"),
        ("2024-05-17T23:11:00+00:00", ["2024-05-18"], "2024-05-18T00:11:00+01:00"),
        ("2024-05-17T03:37:00+00:00", ["2024-05-17"], "2024-05-17T03:37:00+00:00"),
        ("2024-05-17T03:37:00+00:00", ["2024-05-16", "2024-05-17"], "2024-05-17T03:37:00+00:00"),
        ("2024-05-17T03:37:00+00:00", ["2024-05-16", "2024-05-18"], "2024-05-17T03:37:00+00:00"),
        ("2024-05-17T20:00:00+00:00", ["2024-05-16"], "2024-05-17T20:00:00+00:00"),
        ("2024-05-17T03:37:00+00:00", ["2024-05-02"], "2024-05-17T03:37:00+00:00"),
        ("2024-05-17T03:37:00+00:00", [], "2024-05-17T03:37:00+00:00"),
    ],
)
def test_an_instant_in_utc_is_put_on_the_day_that_readers_are_shown(said, shown, read):
    found = dates.on_day(datetime.fromisoformat(said), [date.fromisoformat(day) for day in shown])
    assert found.isoformat() == read
    assert found == datetime.fromisoformat(said)


def test_the_day_shown_is_read_from_the_page():
    said = "<meta property=article:published_time content=2024-05-17T03:37:00Z>"
    found = published(said, "<time>16 May 2024</time>")
    assert found is not None
    assert found.isoformat() == "2024-05-16T23:37:00-04:00"


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (
            (
                LD.format('{"@type": "Article", "dateCreated": "2024-05-02"}'),
                "<meta property=article:published_time content=2024-05-17>",
            ),
            "2024-05-17",
        ),
        (("<meta name=date content=2024-05-20>", "<time class=date>17 May 2024</time>"), "2024-05-17"),
        (("<meta name=date content=2024-05-20>",), "2024-05-20"),
        (("<p>Updated: <time>20 May 2024</time></p><p>Published: <time>17 May 2024</time></p>",), "2024-05-17"),
        (("<p>Mis à jour le 20 mai 2024</p><p>Publié le 17 mai 2024</p>",), "2024-05-17"),
        (("<p>17 May 2024 | <a href=/moira>Moira Penhale</a></p>",), "2024-05-17"),
        (("<p>MOIRA PENHALE<br>MAY 17, 2024</p>",), "2024-05-17"),
        (("<p>김민수 기자 입력 2024.05.17 21:10</p>",), "2024-05-17"),
        (
            (LD.format('{"@type": "Article", "headline": "A "new" ferry", "datePublished": "2024-05-17"}'),),
            "2024-05-17",
        ),
        ((LD.format('{"@type": "Event", "name": "A "new" ferry", "datePublished": "2024-05-17"}'),), ""),
        ((LD.format('//<![CDATA[\n{"@type": "Article", "datePublished": "2024-05-17"};\n//]]>'),), "2024-05-17"),
        (("<p class=date>17 May 2024, 18:30 - 20:00</p>",), ""),
        (("<p>21 Feb 2024 - 23 Mar 2024</p>",), ""),
        (("<p>The next meeting of the club is on 17 May 2024 at the harbour</p>",), ""),
        (("<figure><figcaption>The ferry, 17 May 2024 © Ivo Dahl</figcaption></figure>",), ""),
        (("<div class=event-date>17 May 2024</div>",), ""),
        (("<ul><li><a href=/whales>Whales are back in the sound</a> <span class=date>17 May 2024</span></ul>",), ""),
        (("<p>Retrieved <span class=date>17 May 2024</span></p>",), ""),
        (("<table><tr><th>Founded</th><td>17 May 2024</td></tr></table>",), ""),
        (("<table><tr><th>Published</th><td>17 May 2024</td></tr></table>",), "2024-05-17"),
        (("<table><tr><td>17 May 2024</td></tr></table>",), "2024-05-17"),
        (("<p>Since 17 May 2024</p>",), ""),
        (("<p>Seit dem 17. Mai 2024</p>",), ""),
        (("<p>Desde Lisboa, 17 de maio de 2024</p>",), "2024-05-17"),
        (("<p>Letzte Änderung: 20.05.2024 - 14:49:39<br>Erschienen am: 17.05.2024</p>",), "2024-05-17"),
    ],
)
def test_which_date_is_that_of_publication(parts, found):
    assert day(*parts) == found


def test_a_headline_of_any_rank_has_its_date_beside_it():
    page = f"<title>Ferry returns at last</title><p>17 May 2024</p><h4>Ferry returns at last</h4><div>{PROSE * 2}</div>"
    found = extract(page.encode(), "https://www.quaynews.example/ferry").published
    assert found is not None
    assert found.date() == date(2024, 5, 17)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("14. - 20. Januar 2024", True),
        ("31. Dezember 2023-06. Januar 2024", True),
        ("30. März 2024, 13:15 Uhr - 19:00 Uhr", True),
        ("from 3 May to 5 May 2024", True),
        ("17 May 2024 - 3 min read", False),
        ("2024-05-17 | 10 comments", False),
        ("17.05.2024 - Moira Penhale", False),
    ],
)
def test_an_events_time_is_no_texts(text, span):
    assert dates.is_span(text) is span
