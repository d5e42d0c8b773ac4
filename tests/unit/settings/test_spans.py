"""Spans of time as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy import spans


@pytest.mark.parametrize(
    ("text", "minutes"), [("1m", 1), ("15m", 15), ("90m", 90), ("2h", 120), (" 1D ", 1440), ("1w", 10_080)]
)
def test_a_number_and_a_unit_are_a_span(text: str, minutes: int) -> None:
    assert spans.parse(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text", ["", "15", "m", "0m", "-1h", "1.5h", "1h30m", "1y", "999999m", "\uff11\uff15m", "15 m"]
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="as in 15m"):
        spans.parse(text)


@given(st.integers(1, 43_200))
def test_what_is_written_is_read_back(minutes: int) -> None:
    assert spans.parse(spans.written(timedelta(minutes=minutes))) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("minutes", "text"), [(15, "15m"), (90, "90m"), (120, "2h"), (2880, "2d"), (10_080, "1w")])
def test_the_largest_unit_that_fits_is_written(minutes: int, text: str) -> None:
    assert spans.written(timedelta(minutes=minutes)) == text
