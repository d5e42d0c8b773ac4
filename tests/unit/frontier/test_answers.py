"""What follows from an answer."""

from datetime import UTC, datetime, timedelta

import pytest

from wirecopy.errors import FetchError
from wirecopy.frontier.answers import (
    FIRST_RETRY,
    HOLD,
    LONGEST_RETRY,
    PAGE_RETRIES,
    DisallowedError,
    RedirectError,
    after_poll,
    read,
    retry_page,
)
from wirecopy.frontier.rows import Outcome, Poll, Wanted
from wirecopy.identity import article_id, content_hash
from wirecopy.model import SourceKind
from wirecopy.web.errors import TooLargeError
from wirecopy.web.response import Response, Validators

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
NEXT = NOW + timedelta(hours=3)
URL = "https://news.example/feed"
POLL = Poll(source="news", url=URL, kind=SourceKind.FEED)
WANTED = Wanted(url="https://news.example/a", article=article_id("https://news.example/a"), not_before=NOW)


def response(status: int, body: bytes = b"", **headers: str) -> Response:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(url=URL, status=status, headers=named, body=body)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (response(200, b"news"), Outcome.FRESH),
        (response(200, b"old"), Outcome.SAME),
        (response(304), Outcome.UNCHANGED),
        (response(301, location="https://news.example/feed.xml"), Outcome.REDIRECTED),
        (response(307, location="https://other.example/feed.xml"), Outcome.REDIRECTED),
        (response(301), Outcome.ODD),
        (response(401), Outcome.REFUSED),
        (response(403), Outcome.REFUSED),
        (response(451), Outcome.REFUSED),
        (response(404), Outcome.MISSING),
        (response(410), Outcome.GONE),
        (response(429), Outcome.BUSY),
        (response(503), Outcome.BUSY),
        (response(500), Outcome.FAILING),
        (response(502), Outcome.FAILING),
        (response(204), Outcome.ODD),
        (response(418), Outcome.ODD),
        (response(799), Outcome.FAILING),
        (FetchError("news.example did not answer within 20 s"), Outcome.UNREACHABLE),
        (TooLargeError("news.example sent more than 10 MB"), Outcome.TOO_LARGE),
        (DisallowedError("robots.txt of news.example disallows /feed"), Outcome.DISALLOWED),
        (RedirectError("redirects more than 5 times"), Outcome.ODD),
    ],
)
def test_every_answer_has_a_named_outcome(answer: Response | FetchError, outcome: Outcome) -> None:
    assert read(answer, NOW, known_hash=content_hash(b"old")).outcome is outcome


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (response(404), "404 Not Found"),
        (response(799), "799"),
        (FetchError("news.example did not answer within 20 s"), "news.example did not answer within 20 s"),
        (response(302, location="https://other.example/"), "to https://other.example/"),
        (response(304), ""),
    ],
)
def test_the_reason_is_in_words(answer: Response | FetchError, reason: str) -> None:
    assert read(answer, NOW).reason == reason


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (response(429, retry_after="120"), timedelta(minutes=2)),
        (response(503, retry_after="Sat, 21 Nov 2026 09:00:00 GMT"), timedelta(minutes=40)),
        (response(503), HOLD),
        (response(500), None),
        (response(404, retry_after="120"), None),
    ],
)
def test_a_host_is_left_alone_for_as_long_as_it_asks(answer: Response, wait: timedelta | None) -> None:
    assert read(answer, NOW).hold_until == (NOW + wait if wait else None)


def decide(poll: Poll, answer: Response | FetchError) -> tuple[Poll, datetime | None]:
    return after_poll(poll, answer, read(answer, NOW, known_hash=poll.body_hash), NOW, next_at=NEXT)


def test_validators_are_kept_byte_for_byte_from_an_answer_with_a_body() -> None:
    poll, _ = decide(POLL, response(200, b"x", etag='W/"a b"', last_modified="yesterday, more or less"))
    assert poll.validators == Validators('W/"a b"', "yesterday, more or less")
    assert (poll.validated, poll.body_hash) == (URL, content_hash(b"x"))


@pytest.mark.parametrize("answer", [response(304, etag='"new"'), response(500, etag='"new"'), FetchError("gone")])
def test_no_other_answer_changes_the_validators(answer: Response | FetchError) -> None:
    known, _ = decide(POLL, response(200, b"x", etag='"old"'))
    assert decide(known, answer)[0].validators == known.validators


def test_an_answer_without_validators_takes_the_old_ones_away() -> None:
    known, _ = decide(POLL, response(200, b"x", etag='"old"'))
    assert decide(known, response(200, b"y"))[0].validators == Validators()


def test_failures_double_the_interval_up_to_a_day_and_a_success_ends_that() -> None:
    poll, waits = POLL, []
    for _ in range(7):
        poll, next_at = decide(poll, response(500))
        waits.append((next_at or NOW) - NOW)
    assert waits == [FIRST_RETRY * n for n in (1, 2, 4, 8, 16)] + [LONGEST_RETRY] * 2
    poll, next_at = decide(poll, response(304))
    assert (poll.failures, poll.succeeded_at, next_at) == (0, NOW, NEXT)


def test_a_failing_source_is_asked_again_however_long_it_failed() -> None:
    poll = POLL
    for _ in range(1000):
        poll, next_at = decide(poll, response(429))
        assert next_at is not None


def test_what_is_gone_for_good_is_not_due_again_and_what_robots_txt_keeps_is_tomorrow() -> None:
    assert decide(POLL, response(410))[1] is None
    assert decide(POLL, DisallowedError("robots.txt disallows it"))[1] == NOW + LONGEST_RETRY


def test_what_is_not_found_for_ten_days_is_paused_and_lives_again_when_it_is_found() -> None:
    poll, now, next_at = POLL, NOW, NOW
    while next_at is not None:
        now = next_at
        poll, next_at = after_poll(poll, response(404), read(response(404), now), now, next_at=now)
        if next_at is not None:
            assert poll.outcome is Outcome.MISSING
    assert timedelta(days=9) < now - NOW < timedelta(days=12)
    assert (poll.outcome, poll.reason) == (Outcome.LOST, "404 Not Found")
    assert decide(poll, response(404))[1] is None
    assert decide(poll, response(500))[1] is not None
    again, next_at = decide(poll, response(200, b"x"))
    assert (again.outcome, again.failures, next_at) == (Outcome.FRESH, 0, NEXT)


def test_a_poll_waits_out_what_its_host_asked_for() -> None:
    _, next_at = decide(POLL, response(503, retry_after="36000"))
    assert next_at == NOW + timedelta(hours=10)


def test_a_poll_that_only_follows_another_waits_for_its_parent() -> None:
    child = Poll(source="news", url="https://other.example/feed", kind=SourceKind.FEED, root=False)
    assert decide(child, response(200, b"x"))[1] is None
    assert decide(child, response(500))[1] == NOW + FIRST_RETRY


def test_a_page_is_tried_again_at_growing_intervals_and_then_given_up() -> None:
    verdict = read(response(500), NOW)
    wanted, waits = WANTED, []
    while (again := retry_page(wanted, verdict, NOW)) is not None:
        waits.append(again.not_before - NOW)
        wanted = again
    assert tuple(waits) == PAGE_RETRIES


@pytest.mark.parametrize("answer", [response(410), DisallowedError("robots.txt disallows it")])
def test_a_page_that_is_gone_or_forbidden_is_given_up_at_once(answer: Response | FetchError) -> None:
    assert retry_page(WANTED, read(answer, NOW), NOW) is None
