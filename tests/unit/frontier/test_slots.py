"""The timing wheel."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.frontier.slots import HEAD_START, LONGEST_OUTAGE, MINUTE, minute_of, minutes_to_read, slot_for, slot_key

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.timedeltas(timedelta(0), timedelta(hours=3))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-21T{text}+00:00")


@pytest.mark.parametrize(
    ("due", "now", "slot"),
    [
        ("08:20:00", "08:00:00", "08:20"),
        ("08:20:01", "08:00:00", "08:21"),
        ("08:00:00", "08:00:00", "08:01"),
        ("07:00:00", "08:00:44", "08:01"),
        ("07:00:00", "08:00:46", "08:02"),
    ],
)
def test_slots(due: str, now: str, slot: str) -> None:
    assert slot_key(slot_for(at(due), at(now))) == f"slot#2026-11-21T{slot}"


@given(moments, moments)
def test_a_slot_is_never_early_and_leaves_time_to_be_written(due: datetime, now: datetime) -> None:
    assert slot_for(due, now) >= max(due, now + HEAD_START)


@given(moments, st.lists(spans, max_size=6), spans)
def test_ticks_read_every_minute_once(first: datetime, gaps: list[timedelta], lead: timedelta) -> None:
    done, read = minute_of(first), [minute_of(first)]
    for gap in gaps:
        until = done + gap
        minutes = list(minutes_to_read(done, until - lead, until))
        read += minutes
        done = max([done, *minutes])
    assert read == [read[0] + n * MINUTE for n in range(len(read))]
    assert read[-1] == minute_of(done)


def test_the_first_tick_looks_back_a_little() -> None:
    now = at("08:00:30")
    read = list(minutes_to_read(None, now, now))
    assert (read[0], read[-1]) == (at("07:51:00"), at("08:00:00"))


def test_after_a_long_outage_the_oldest_are_left_to_the_sweep() -> None:
    now = at("08:00:00")
    read = list(minutes_to_read(now - timedelta(days=30), now, now))
    assert read[0] == now - LONGEST_OUTAGE + MINUTE
