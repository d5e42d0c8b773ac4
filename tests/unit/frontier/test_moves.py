"""When a moved source is believed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy.frontier.moves import PROOF_POLLS, answers, noted, proven, settled
from wirecopy.frontier.rows import Poll
from wirecopy.model import SourceKind

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
OLD, NEW, BESIDE = "https://a.example/feed", "https://b.example/feed", "https://a.example/feed.xml"
POLL = Poll(source="s", url=OLD, kind=SourceKind.FEED)
DAY = timedelta(days=1)


def after(*led_to: str | None, every: timedelta = 2 * DAY) -> tuple[Poll, datetime]:
    """The poll after being led so, one answer every so often, and when the last one came."""
    poll, now = POLL, NOW
    for number, url in enumerate(led_to):
        now = NOW + number * every
        poll = noted(poll, url, now)
    return poll, now


@pytest.mark.parametrize(
    ("led_to", "every", "where"),
    [
        ([NEW] * PROOF_POLLS, 2 * DAY, NEW),
        ([NEW] * (PROOF_POLLS - 1), 3 * DAY, None),
        ([NEW] * 100, timedelta(hours=1), None),
        ([NEW] * 169, timedelta(hours=1), NEW),
        ([BESIDE, *[NEW] * (PROOF_POLLS - 1)], 3 * DAY, None),
        ([*[NEW] * 9, None], 2 * DAY, None),
        ([*[NEW] * 9, None, NEW], 2 * DAY, None),
        ([*[NEW] * 9, BESIDE], 2 * DAY, None),
        ([None] * 9, 2 * DAY, None),
    ],
)
def test_the_same_target_in_five_polls_over_a_week_is_proof(
    led_to: list[str | None], every: timedelta, where: str | None
) -> None:
    assert proven(*after(*led_to, every=every)) == where


def test_a_new_address_must_answer_before_it_is_believed() -> None:
    poll, now = after(*[NEW] * 9)
    there = replace(POLL, url=NEW, root=False, succeeded_at=now, etag='"1"')
    assert answers(poll, there)
    assert not answers(poll, None)
    assert not answers(poll, replace(there, succeeded_at=NOW - DAY))
    assert not answers(poll, replace(there, failures=1))


def test_at_the_same_host_the_answer_itself_is_the_proof() -> None:
    poll, _ = after(*[BESIDE] * 9)
    assert not answers(poll, None)
    assert answers(replace(poll, validated=BESIDE), None)


def test_what_the_new_address_answered_is_kept() -> None:
    poll, now = after(*[NEW] * 9)
    there = replace(POLL, url=NEW, root=False, led_by=(OLD,), succeeded_at=now, etag='"1"', validated=NEW)
    assert settled(poll, there) == replace(there, root=True, led_by=())
    beside = replace(after(*[BESIDE] * 9)[0], etag='"2"', validated=BESIDE)
    moved = settled(beside, None)
    assert (moved.url, moved.etag, moved.validated, moved.moved_to) == (BESIDE, '"2"', BESIDE, None)
