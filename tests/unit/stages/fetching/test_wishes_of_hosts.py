"""What a host wishes: its robots.txt, its tdmrep.json, and to be left alone for a while."""

import dataclasses
from datetime import timedelta

import pytest
from loopback import FEED, NOW, POLL, Answer, Site, Stores

from wirecopy import warc
from wirecopy.articles import Stage
from wirecopy.discover.fulltext import NOT_COMPARED, Compared
from wirecopy.frontier.rows import Wanted
from wirecopy.model import Source, SourceKind
from wirecopy.model.access import FullText
from wirecopy.ports import Reading
from wirecopy.web import reservations


def test_what_robots_txt_disallows_is_not_asked_for(site: Site, stores: Stores) -> None:
    site.answers["http://a.example/robots.txt"] = Answer(b"User-agent: Wirecopy\nDisallow: /private/\n")
    wanted = stores.want("http://a.example/private/1")
    stores.visit("a.example")
    assert site.asked == ["http://a.example/robots.txt"]
    row = stores.articles.rows([wanted.article])[wanted.article]
    assert (row.stage, row.reason) == (
        Stage.FAILED,
        "robots.txt disallows it: robots.txt of a.example disallows /private/1",
    )
    assert stores.frontier.next_page_at("a.example") is None


def test_robots_txt_is_asked_for_once_a_day(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>")
    stores.frontier.put_poll(POLL, NOW)
    for _ in range(25):
        stores.visit("a.example")
        stores.now += timedelta(hours=1)
    assert site.asked.count("http://a.example/robots.txt") == 2


TDMREP = f"http://a.example{reservations.PATH}"


def test_what_a_host_reserves_is_asked_for_once_a_day_and_goes_with_its_pages(site: Site, stores: Stores) -> None:
    site.answers[TDMREP] = Answer(b'[{"location": "/premium/*", "tdm-reservation": 1}]')
    for nth in range(25):
        for section in ("premium", "open"):
            url = f"http://a.example/{section}/{nth}"
            site.answers[url] = Answer(b"<p>one</p>")
            stores.want(url)
        stores.visit("a.example")
        stores.now += timedelta(hours=1)
    pages = [warc.decode(stores.archive.get(key), place=key) for key in stores.archive.written]
    assert len(pages) == 50
    assert all(page.reserved == ("/premium/" in page.url) for page in pages)
    assert site.asked_for_reservations == [TDMREP, TDMREP]


@pytest.mark.parametrize(
    ("choice", "compared", "asked"),
    [
        (FullText.YES, NOT_COMPARED, True),
        (FullText.AUTO, Compared(added_nothing=(True,) * 3), True),
        (FullText.AUTO, NOT_COMPARED, False),
        (FullText.NO, Compared(added_nothing=(True,) * 3), False),
    ],
)
def test_a_feed_whose_entries_are_taken_is_news_together_with_what_its_host_reserves(
    site: Site, stores: Stores, choice: FullText, compared: Compared, asked: bool
) -> None:
    site.answers |= {FEED: Answer(b"<rss/>", headers={"ETag": '"1"'}), TDMREP: Answer(b"[]")}
    stores.sources.put(Source(id="s", url=FEED, full_text=choice, added_at=NOW))
    stores.sources.put_reading(Reading(source="s", at=NOW, compared=compared))
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert site.asked_for_reservations == [TDMREP] * asked
    assert (stores.hosts.reservations("a.example") is not None) == asked
    stores.frontier.ring_poll(POLL, stores.now)
    stores.now += timedelta(days=2)
    stores.visit("a.example")
    assert len(site.asked_for_reservations) == asked, "nothing is new"


def test_what_a_host_reserves_may_be_wished_for_by_itself(site: Site, stores: Stores) -> None:
    site.answers[TDMREP] = Answer(b'[{"location": "/", "tdm-reservation": 1}]')
    stores.frontier.put_page(Wanted(url=TDMREP, article="", not_before=NOW, reservations=True))
    stores.visit("a.example")
    assert site.asked_for_reservations == [TDMREP]
    assert stores.hosts.reservations("a.example") is not None
    assert stores.frontier.next_page_at("a.example") is None
    assert (list(stores.articles.all()), stores.archive.written) == ([], [])


def test_who_gives_no_page_is_not_asked_what_is_reserved(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>")
    site.answers["http://a.example/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private/\n")
    stores.frontier.put_poll(POLL, NOW)
    stores.want("http://a.example/private/1")
    stores.want("http://a.example/gone")
    stores.visit("a.example")
    assert not site.asked_for_reservations


def test_a_watched_page_may_be_reserved(site: Site, stores: Stores) -> None:
    site.answers |= {FEED: Answer(b"<p>one</p>"), TDMREP: Answer(b'[{"location": "/", "tdm-reservation": 1}]')}
    stores.frontier.put_poll(dataclasses.replace(POLL, kind=SourceKind.PAGE), NOW)
    stores.visit("a.example")
    [key] = stores.archive.written
    assert warc.decode(stores.archive.get(key), place=key).reserved


@pytest.mark.parametrize(
    ("answer", "again_after", "held"),
    [
        (Answer(status=404), timedelta(days=1), False),
        (Answer(b"<!doctype html>"), timedelta(days=1), False),
        (Answer(status=302, headers={"Location": "http://b.example/tdmrep.json"}), timedelta(days=1), False),
        (Answer(status=302, headers={"Location": TDMREP}), timedelta(hours=1), False),
        (Answer(status=500), timedelta(hours=1), False),
        (Answer(status=503, headers={"Retry-After": "600"}), timedelta(hours=1), True),
    ],
)
def test_a_tdmrep_file_that_cannot_be_had_keeps_no_page(
    answer: Answer, again_after: timedelta, held: bool, site: Site, stores: Stores
) -> None:
    page = "http://a.example/1"
    site.answers |= {page: Answer(b"<p>one</p>"), TDMREP: answer}
    stores.want(page)
    assert stores.visit("a.example").stored == 1
    copy = stores.hosts.reservations("a.example")
    assert copy is not None
    assert copy.expires_at == NOW + again_after
    assert stores.hosts.next_at("a.example") == NOW + timedelta(minutes=10 if held else 0)


def test_a_tdmrep_file_that_robots_txt_disallows_is_not_asked_for(site: Site, stores: Stores) -> None:
    page = "http://a.example/1"
    site.answers[page] = Answer(b"<p>one</p>")
    site.answers["http://a.example/robots.txt"] = Answer(b"User-agent: *\nDisallow: /.well-known/\n")
    stores.want(page)
    assert stores.visit("a.example").stored == 1
    assert not site.asked_for_reservations


def test_while_robots_txt_is_broken_nothing_is_asked_for_and_all_that_is_due_is_put_off(
    site: Site, stores: Stores
) -> None:
    site.answers["http://a.example/robots.txt"] = Answer(status=500)
    stores.want("http://a.example/1")
    stores.want("http://a.example/2")
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert site.asked == ["http://a.example/robots.txt"]
    assert stores.poll("a.example").reason == "robots.txt of a.example answered 500"
    [due] = stores.frontier.polls("a.example")
    assert due.next_at == NOW + timedelta(hours=1)
    assert stores.frontier.next_page_at("a.example") == NOW + timedelta(minutes=15)


def test_a_host_that_could_not_be_reached_may_be_tried_again_when_the_user_wishes(site: Site, stores: Stores) -> None:
    site.answers["http://a.example/robots.txt"] = Answer(status=500)
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    del site.answers["http://a.example/robots.txt"]
    site.answers[FEED] = Answer(b"<rss/>")
    stores.now += stores.stage.pace.lease
    stores.frontier.ring_poll(POLL, stores.now)
    assert stores.visit("a.example").stored == 1


def test_a_host_that_says_wait_at_its_robots_txt_is_left_alone(site: Site, stores: Stores) -> None:
    site.answers["http://a.example/robots.txt"] = Answer(status=429, headers={"Retry-After": "600"})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert stores.visit("a.example").postponed


def test_a_host_that_says_wait_is_not_asked_for_anything_until_then(site: Site, stores: Stores) -> None:
    site.answers["http://a.example/1"] = Answer(status=429, headers={"Retry-After": "600"})
    stores.want("http://a.example/1")
    stores.want("http://a.example/2")
    stores.visit("a.example")
    asked = len(site.asked)
    stores.now += timedelta(seconds=599)
    assert stores.visit("a.example").postponed
    assert len(site.asked) == asked
    stores.now += timedelta(seconds=2)
    stores.visit("a.example")
    assert site.asked[asked:] == ["http://a.example/2"]
