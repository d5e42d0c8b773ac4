"""When a source is polled next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.frontier.interval import (
    LEAST,
    LONGEST,
    NO_WISHES,
    SHORTEST,
    Rhythm,
    Wishes,
    begin,
    next_insisted,
    next_poll,
)

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def steady(per_day: float, *, days: int = 60) -> Rhythm:
    """A source that has published so many articles a day, at all hours."""
    return Rhythm(at=NOON, articles=(per_day * days / 24,) * 24, days=days)


def wait(rhythm: Rhythm, wishes: Wishes = NO_WISHES, *, jitter: float = 0.5, now: datetime = NOON) -> timedelta:
    return next_poll(rhythm, now, wishes=wishes, jitter=jitter) - now


def test_ten_times_the_articles_are_polled_five_times_as_often() -> None:
    assert wait(steady(1)) / wait(steady(10)) == pytest.approx(5, rel=0.05)


@pytest.mark.parametrize(("per_day", "expected"), [(0, LONGEST), (0.01, LONGEST), (1000, SHORTEST), (1e9, SHORTEST)])
def test_never_more_than_hourly_nor_less_than_daily(per_day: float, expected: timedelta) -> None:
    assert wait(steady(per_day)) == expected


def test_a_source_that_keeps_hours_is_left_alone_outside_them() -> None:
    by_day = Rhythm(at=NOON, articles=tuple(40.0 if 8 <= hour < 18 else 0.0 for hour in range(24)), days=60)
    assert wait(by_day, now=NOON) < 5 * HOUR
    assert wait(by_day, now=NOON + 7 * HOUR) > 11 * HOUR


def test_jitter_spreads_by_a_tenth() -> None:
    middle = wait(steady(4))
    assert wait(steady(4), jitter=0) == middle * 0.9
    assert wait(steady(4), jitter=1) == middle * 1.1


def test_a_first_poll_learns_from_the_dates_it_finds() -> None:
    weekly = begin([NOON - n * 7 * DAY for n in range(4)], NOON)
    hourly = begin([NOON - n * HOUR for n in range(40)], NOON)
    assert weekly.per_day < 0.3
    assert hourly.per_day > 10
    assert begin([], NOON).per_day == 1
    assert begin([NOON + DAY, NOON - 400 * DAY], NOON) == begin([], NOON)


def test_polls_without_news_make_a_source_slower() -> None:
    rhythm = steady(4, days=20)
    quiet = rhythm.observed([], NOON + 14 * DAY)
    assert quiet.per_day < rhythm.per_day / 1.5
    assert wait(quiet, now=quiet.at) > wait(rhythm)


def test_dates_that_cannot_be_count_half_way() -> None:
    """So that a feed which dates everything to 1970, or to next year, is no faster and no slower for it."""
    odd = Rhythm(at=NOON).observed([datetime(1970, 1, 1, tzinfo=UTC), NOON + 900 * DAY], NOON + 2 * HOUR)
    assert odd.articles[13] == 2
    assert sum(odd.articles) == 2


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (Wishes(stated=timedelta(minutes=15)), timedelta(minutes=15)),
        (Wishes(stated=timedelta(seconds=1)), LEAST),
        (Wishes(stated=3 * HOUR), 3 * HOUR),
        (Wishes(stated=90 * DAY), LONGEST),
        (Wishes(fresh=3 * HOUR), 3 * HOUR),
        (Wishes(fresh=timedelta(0)), SHORTEST),
        (Wishes(fresh=365 * DAY), LONGEST),
        (Wishes(stated=timedelta(minutes=15), fresh=2 * HOUR), 2 * HOUR),
        (Wishes(skip_hours=frozenset({13, 14})), 3 * HOUR),
        (Wishes(skip_days=frozenset({2})), 12 * HOUR),
        (Wishes(skip_days=frozenset({2, 3}), skip_hours=frozenset(range(9))), 45 * HOUR),
        (Wishes(skip_hours=frozenset(range(24))), SHORTEST),
    ],
)
def test_a_source_is_polled_as_it_wishes(wishes: Wishes, expected: timedelta) -> None:
    assert wait(steady(1e6), wishes) == expected


@given(
    st.lists(st.datetimes(timezones=st.just(UTC)), max_size=30),
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.floats(0, 1),
    st.builds(
        Wishes,
        stated=st.none() | st.timedeltas(),
        fresh=st.none() | st.timedeltas(timedelta(0)),
        skip_hours=st.frozensets(st.integers(0, 23)),
        skip_days=st.frozensets(st.integers(0, 6)),
    ),
)
def test_the_next_poll_is_within_bounds_whatever_was_seen(
    dates: list[datetime], elapsed: timedelta, jitter: float, wishes: Wishes
) -> None:
    rhythm = begin(dates, NOON).observed(dates, NOON + elapsed)
    after = wait(rhythm, wishes, jitter=jitter, now=rhythm.at)
    assert LEAST <= after <= timedelta(days=8.1)
    if wishes.stated is None:
        assert after >= SHORTEST
    if not wishes.skip_hours and not wishes.skip_days:
        assert after <= LONGEST * 1.1


@pytest.mark.parametrize(
    ("every", "wishes", "expected"),
    [
        (timedelta(minutes=15), NO_WISHES, timedelta(minutes=15)),
        (7 * DAY, NO_WISHES, 7 * DAY),
        (timedelta(seconds=1), NO_WISHES, timedelta(minutes=1)),
        (365 * DAY, NO_WISHES, 30 * DAY),
        (timedelta(minutes=15), Wishes(stated=12 * HOUR), timedelta(minutes=15)),
        (timedelta(minutes=15), Wishes(fresh=2 * HOUR), 2 * HOUR),
        (2 * DAY, Wishes(fresh=2 * HOUR), 2 * DAY),
        (timedelta(minutes=15), Wishes(fresh=400 * DAY), DAY),
        (timedelta(minutes=15), Wishes(skip_hours=frozenset({12, 13})), 2 * HOUR),
        (timedelta(minutes=15), Wishes(skip_days=frozenset({2})), 12 * HOUR),
    ],
)
def test_the_users_word_goes_before_advice_and_not_before_what_would_bring_nothing(
    every: timedelta, wishes: Wishes, expected: timedelta
) -> None:
    assert next_insisted(every, NOON, wishes=wishes, jitter=0) - NOON == expected


def test_sources_that_are_asked_equally_often_are_spread_and_never_asked_sooner() -> None:
    assert next_insisted(HOUR, NOON, jitter=1) - NOON == 1.1 * HOUR
