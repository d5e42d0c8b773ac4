"""What a poll asks, what it leaves behind, and when the next one is."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from loopback import FEED, NOW, POLL, Answer, Site, Stores

from wirecopy import warc
from wirecopy.frontier.interval import Rhythm
from wirecopy.frontier.push import Asked, Heard
from wirecopy.frontier.rows import Outcome, Poll
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import Source, SourceKind
from wirecopy.ports import Reading
from wirecopy.stages.fetch import Visited
from wirecopy.stages.keys import parse


def test_a_poll_is_stored_and_remembered_with_its_validators(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.frontier.put_poll(POLL, NOW)
    assert stores.visit("a.example") == Visited(host="a.example", requests=2, stored=1)
    [key] = stores.archive.written
    page = warc.decode(stores.archive.get(key), place=key)
    assert (parse(key).owner, page.url, page.body, page.observed_at) == ("s", FEED, b"<rss/>", NOW)
    assert (stores.poll("a.example").outcome, stores.poll("a.example").etag) == (Outcome.FRESH, '"1"')
    assert site.asked == ["http://a.example/robots.txt", FEED]


def test_an_unchanged_poll_is_one_request_and_stores_nothing(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.now += timedelta(hours=2)
    site.asked.clear()
    assert stores.visit("a.example") == Visited(host="a.example", requests=1, stored=0)
    assert stores.poll("a.example").outcome is Outcome.UNCHANGED
    assert len(stores.archive.written) == 1


def test_the_same_bytes_without_validators_are_no_news(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>")
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.now += timedelta(hours=2)
    stores.visit("a.example")
    assert stores.poll("a.example").outcome is Outcome.SAME
    assert len(stores.archive.written) == 1


def test_content_that_returns_is_news_again(site: Site, stores: Stores) -> None:
    stores.frontier.put_poll(POLL, NOW)
    for body in (b"A", b"B", b"A"):
        site.answers[FEED] = Answer(body)
        stores.visit("a.example")
        stores.now += timedelta(hours=2)
    assert len(set(stores.archive.written)) == 3


def test_polls_come_before_pages_and_the_next_slot_is_filed(site: Site, stores: Stores) -> None:
    page = "http://a.example/1"
    site.answers |= {FEED: Answer(b"<rss/>"), page: Answer(b"<p>one</p>")}
    stores.want(page)
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert site.asked[1:] == [FEED, page]
    [due] = stores.frontier.polls("a.example")
    assert due.next_at is not None
    assert timedelta(hours=1) <= due.next_at - NOW < timedelta(hours=1.1)
    assert stores.frontier.due(slot_for(due.next_at, NOW)) == ["a.example"]


def test_a_single_page_source_is_stored_as_a_page_with_its_listing(site: Site, stores: Stores) -> None:
    url = "http://a.example/about"
    site.answers[url] = Answer(b"<p>about</p>")
    stores.sources.put(Source(id="s", url=url, kind=SourceKind.PAGE, tags=("t",), added_at=NOW))
    stores.frontier.put_poll(Poll(source="s", url=url, kind=SourceKind.PAGE), NOW)
    stores.visit("a.example")
    [key] = stores.archive.written
    assert (parse(key).folder, parse(key).owner) == ("pages", article_id(url))
    assert [listing.tags for listing in stores.articles.record(article_id(url)).listings] == [("t",)]


def test_an_unreachable_host_is_told_in_one_line(stores: Stores) -> None:
    stores.frontier.put_poll(Poll(source="s", url="http://169.254.169.254/feed", kind=SourceKind.FEED), NOW)
    stores.visit("169.254.169.254")
    poll = stores.poll("169.254.169.254")
    assert poll.outcome is Outcome.UNREACHABLE
    assert poll.reason
    assert "\n" not in poll.reason


def test_a_source_that_publishes_seldom_is_polled_seldom(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    rhythm = Rhythm(at=NOW - timedelta(days=60), days=60)
    stores.sources.put_reading(Reading(source="s", at=NOW - timedelta(hours=1), rhythm=rhythm))
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    [due] = stores.frontier.polls("a.example")
    assert due.next_at is not None
    assert due.next_at - NOW > timedelta(hours=12)


def planned(stores: Stores) -> timedelta:
    """How long the one poll waits."""
    [due] = stores.frontier.polls("a.example")
    assert due.next_at is not None
    return due.next_at - stores.now


def test_a_first_answer_is_kept_for_as_long_as_it_is_fresh(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"', "Cache-Control": "max-age=18000"})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert planned(stores) == timedelta(hours=5)


def test_a_304_that_says_nothing_of_it_leaves_an_answer_as_long_fresh_as_before(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"', "Cache-Control": "max-age=18000"})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.now += timedelta(hours=5)
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.visit("a.example")
    assert stores.poll("a.example").outcome is Outcome.UNCHANGED
    assert planned(stores) == timedelta(hours=5)


@pytest.mark.parametrize(
    ("reading", "least", "most"),
    [
        ({"stated": timedelta(hours=12)}, 12, 12),
        ({"skip_hours": frozenset(range(8, 18))}, 9.6, 9.7),
        ({"skip_days": frozenset({5})}, 15.6, 15.7),
        ({"rhythm": Rhythm(at=NOW, days=60)}, 20, 26),
    ],
)
def test_a_plan_that_was_made_before_the_answer_was_read_is_put_off_without_a_request(
    site: Site, stores: Stores, reading: dict[str, Any], least: float, most: float
) -> None:
    busy = Rhythm(at=NOW, articles=(9999.0,) * 24, days=1)
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.sources.put_reading(Reading(**{"source": "s", "at": NOW, "rhythm": busy} | reading))
    asked = len(site.asked)
    stores.now += timedelta(hours=2)
    assert stores.visit("a.example").requests == 0
    wait = planned(stores) + timedelta(hours=2)
    assert timedelta(hours=least) <= wait <= timedelta(hours=most)
    stores.now = NOW + wait
    stores.visit("a.example")
    assert len(site.asked) == asked + 1


def test_a_poll_that_is_late_waits_out_the_hours_that_its_source_skips(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    busy = Rhythm(at=NOW, articles=(9999.0,) * 24, days=1)
    stores.sources.put_reading(Reading(source="s", at=NOW, rhythm=busy, skip_hours=frozenset({10, 11})))
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.now += timedelta(hours=2)
    assert stores.visit("a.example").requests == 0
    assert stores.now + planned(stores) == NOW.replace(hour=12, minute=0)


def heard(days_ago: float, lease: float = 10, **changes: str) -> tuple[Asked, Heard]:
    asked = Asked(source="s", hub="https://hub.example/", topic=FEED, token="t", secret="k", at=NOW)
    pushed_at = NOW - timedelta(days=days_ago)
    return dataclasses.replace(asked, **changes), Heard(  # type: ignore[arg-type]
        verified_at=NOW, ends_at=NOW + timedelta(days=lease), pushed_at=pushed_at
    )


@pytest.mark.parametrize(
    ("told", "is_new", "weekly"),
    [
        (heard(0.5), True, True),
        (heard(0.5), False, False),
        (heard(2), False, True),
        (heard(15), True, False),
        (heard(0.5, lease=-1), True, False),
        (heard(0.5, hub="https://other.example/"), True, False),
        (heard(0.5, topic="https://other.example/"), True, False),
        (None, True, False),
    ],
    ids=["pushed", "pushed-what-is-not-there-yet", "nothing-since", "silent", "over", "other-hub", "other-topic", "no"],
)
def test_a_source_whose_hub_pushes_is_polled_weekly(
    site: Site, stores: Stores, told: tuple[Asked, Heard] | None, is_new: bool, weekly: bool
) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    rhythm = Rhythm(at=NOW, articles=(0.1,) * 24, days=60)
    stores.sources.put_reading(Reading(source="s", at=NOW, rhythm=rhythm, hub="https://hub.example/", topic=FEED))
    if told is not None:
        stores.subscriptions.ask(told[0])
        stores.subscriptions.note("s", "t", told[1])
    etag = None if is_new else '"1"'
    poll = dataclasses.replace(POLL, answered_at=NOW - timedelta(days=1), etag=etag, validated=FEED)
    stores.frontier.put_poll(poll, NOW)
    stores.visit("a.example")
    [due] = stores.frontier.polls("a.example")
    assert due.poll.outcome is (Outcome.FRESH if is_new else Outcome.UNCHANGED)
    assert due.next_at is not None
    waits = due.next_at - NOW
    assert waits == timedelta(days=7) if weekly else waits <= timedelta(days=1)


@pytest.mark.parametrize("every", [timedelta(minutes=15), timedelta(days=3)])
def test_a_source_is_asked_as_often_as_the_user_says_whatever_its_hub_and_its_rhythm_say(
    site: Site, stores: Stores, every: timedelta
) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    rhythm = Rhythm(at=NOW, articles=(1.0,) * 24, days=60)
    reading = Reading(
        source="s", at=NOW, rhythm=rhythm, stated=timedelta(hours=1), hub="https://hub.example/", topic=FEED
    )
    stores.sources.put(Source(id="s", url=FEED, every=every, added_at=NOW))
    stores.sources.put_reading(reading)
    asked, said = heard(0.5)
    stores.subscriptions.ask(asked)
    stores.subscriptions.note("s", "t", said)
    stores.frontier.put_poll(POLL, NOW)
    for _ in range(3):
        stores.visit("a.example")
        assert every <= planned(stores) <= 1.1 * every
        stores.now += planned(stores)
    assert len(site.asked) == (4 if every < timedelta(hours=1) else 6), "robots.txt holds for a day"


def test_a_source_that_fails_is_left_alone_however_often_the_user_wants_it(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(status=429, headers={"Retry-After": "7200"})
    stores.sources.put(Source(id="s", url=FEED, every=timedelta(minutes=1), added_at=NOW))
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    assert planned(stores) == timedelta(hours=2)


def test_whoever_asks_for_a_poll_gets_it_whatever_the_plan_says(site: Site, stores: Stores) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    stores.sources.put_reading(Reading(source="s", at=NOW, rhythm=Rhythm(at=NOW, days=60), stated=timedelta(hours=24)))
    stores.now += timedelta(minutes=20)
    stores.frontier.ring_poll(POLL, stores.now)
    assert stores.visit("a.example").requests == 1
