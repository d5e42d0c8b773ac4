"""When a hub is asked, what it may say, when a push makes a source due and how far a hub is relied upon."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wirecopy.frontier.push import (
    BACKSTOP,
    LONGEST_CHALLENGE,
    LONGEST_LEASE,
    Asked,
    Heard,
    Subscription,
    ask_at,
    asked_again,
    backstop,
    heard_of,
    ring_at,
)

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
TOPIC = "https://a.example/feed.xml"
ASKED = Asked(source="s", hub="https://hub.example/", topic=TOPIC, token="t", secret="k", at=NOW)
STANDING = Heard(verified_at=NOW, ends_at=NOW + 8 * DAY)


@pytest.mark.parametrize(
    ("tries", "heard", "waits"),
    [
        (1, Heard(), HOUR),
        (2, Heard(), 2 * HOUR),
        (4, Heard(), 8 * HOUR),
        (9, Heard(), 7 * DAY),
        (10_000, Heard(), 7 * DAY),
        (1, STANDING, 6 * DAY),
        (1, Heard(verified_at=NOW, ends_at=NOW + MINUTE), DAY),
        (1, Heard(verified_at=NOW - DAY, ends_at=NOW + 8 * DAY), HOUR),
        (1, Heard(denied_at=NOW + HOUR, ends_at=NOW + HOUR), 7 * DAY + HOUR),
        (1, replace(STANDING, denied_at=NOW - DAY), 6 * DAY),
    ],
    ids=[
        "once",
        "twice",
        "four-times",
        "for-long",
        "for-ever",
        "verified",
        "a-minutes-lease",
        "renewal",
        "denied",
        "was",
    ],
)
def test_when_a_hub_is_asked_again(tries: int, heard: Heard, waits: timedelta) -> None:
    assert ask_at(Subscription(asked=replace(ASKED, tries=tries), heard=heard)) - NOW == waits


@pytest.mark.parametrize(
    ("heard", "tries"), [(Heard(), 4), (STANDING, 1), (Heard(verified_at=NOW - DAY), 4), (Heard(denied_at=NOW), 1)]
)
def test_a_renewal_keeps_what_the_hub_knows_and_counts_what_it_did_not_answer(heard: Heard, tries: int) -> None:
    again = asked_again(Subscription(asked=replace(ASKED, tries=3, problem="?"), heard=heard), NOW + DAY)
    assert again == replace(ASKED, at=NOW + DAY, tries=tries)


GOOD = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c", "hub.lease_seconds": "3600"}


@pytest.mark.parametrize(
    ("changes", "heard"),
    [
        ({}, Heard(verified_at=NOW, ends_at=NOW + HOUR)),
        ({"hub.lease_seconds": "0"}, Heard(verified_at=NOW, ends_at=NOW)),
        ({"hub.lease_seconds": "999999999999"}, Heard(verified_at=NOW, ends_at=NOW + LONGEST_LEASE)),
        ({"hub.lease_seconds": "9" * 5000}, None),
        ({"hub.lease_seconds": "-1"}, None),
        ({"hub.lease_seconds": "٣"}, None),
        ({"hub.lease_seconds": ""}, None),
        ({"hub.challenge": ""}, None),
        ({"hub.challenge": "c" * LONGEST_CHALLENGE}, Heard(verified_at=NOW, ends_at=NOW + HOUR)),
        ({"hub.challenge": "c" * (LONGEST_CHALLENGE + 1)}, None),
        ({"hub.topic": TOPIC + "?"}, None),
        ({"hub.topic": ""}, None),
        ({"hub.mode": "unsubscribe"}, None),
        ({"hub.mode": "publish"}, None),
        ({"hub.mode": "denied", "hub.challenge": ""}, Heard(denied_at=NOW, ends_at=NOW)),
        ({"hub.mode": "denied", "hub.topic": "https://b.example/"}, None),
    ],
)
def test_what_a_hubs_word_means(changes: dict[str, str], heard: Heard | None) -> None:
    assert heard_of(Subscription(asked=ASKED), GOOD | changes, NOW) == heard


@pytest.mark.parametrize(
    ("rung_at", "due"),
    [(None, 0), (-6, 0), (-5, 0), (-4, 1), (0, 5), (1, None), (5, None)],
)
def test_a_push_makes_its_source_due_at_once_and_then_not_for_five_minutes(
    rung_at: int | None, due: int | None
) -> None:
    heard = Heard() if rung_at is None else Heard(rung_at=NOW + rung_at * MINUTE)
    assert ring_at(heard, NOW) == (None if due is None else NOW + due * MINUTE)


@pytest.mark.parametrize(
    ("heard", "per_day", "waits"),
    [
        (Heard(), 1, 0 * DAY),
        (STANDING, 1, 0 * DAY),
        (replace(STANDING, pushed_at=NOW), 0.1, BACKSTOP),
        (replace(STANDING, pushed_at=NOW), 1, 5 * DAY),
        (replace(STANDING, pushed_at=NOW), 1000, DAY),
        (replace(STANDING, pushed_at=NOW - 12 * DAY), 0.001, 2 * DAY),
        (replace(STANDING, pushed_at=NOW - 15 * DAY), 0.001, 0 * DAY),
        (replace(STANDING, pushed_at=NOW, ends_at=NOW + HOUR), 0.1, HOUR),
        (replace(STANDING, pushed_at=NOW, ends_at=NOW - HOUR), 0.1, 0 * DAY),
    ],
    ids=["nothing", "no-push", "weekly", "quiet-soon", "busy", "quiet-for-long", "silent", "ends-soon", "over"],
)
def test_a_hub_is_relied_upon_once_it_has_pushed_while_its_lease_lasts_and_it_is_not_too_quiet(
    heard: Heard, per_day: float, waits: timedelta
) -> None:
    assert backstop(heard, per_day, NOW) - NOW == waits


@pytest.mark.parametrize(
    ("asked", "heard", "words", "stands"),
    [
        ({}, {}, "hub.example has yet to confirm that it tells", False),
        ({"problem": "the hub answered 500"}, {}, "hub.example does not tell: the hub answered 500", False),
        ({}, {"verified_at": NOW, "ends_at": NOW + DAY}, "told by hub.example until {0:%d %b}", True),
        (
            {},
            {"verified_at": NOW, "ends_at": NOW + DAY, "pushed_at": NOW},
            "told by hub.example until {0:%d %b}, last on {1:%d %b}",
            True,
        ),
        ({}, {"verified_at": NOW, "ends_at": NOW}, "hub.example has yet to confirm that it tells", False),
        ({}, {"denied_at": NOW, "ends_at": NOW}, "hub.example declines to tell", False),
        ({"leaving": True}, {"verified_at": NOW, "ends_at": NOW + DAY}, "asked hub.example to tell no more", True),
        ({"leaving": True}, {"verified_at": NOW, "ends_at": NOW + DAY, "left_at": NOW}, "asked hub.example to", False),
    ],
)
def test_how_a_subscription_stands_in_words(
    asked: dict[str, Any], heard: dict[str, Any], words: str, stands: bool
) -> None:
    known = Subscription(asked=replace(ASKED, **asked), heard=Heard(**heard))
    assert known.in_words(NOW).startswith(words.format(NOW + DAY, NOW))
    assert known.stands(NOW) is stands
