"""When a schedule expression fires."""

from datetime import UTC, datetime

import pytest

from wirecopy.errors import UserError
from wirecopy_local.cloud import schedules

SATURDAY = datetime(2026, 11, 21, 8, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "following"),
    [
        ("rate(1 minute)", "2026-11-21T08:21"),
        ("rate(5 minutes)", "2026-11-21T08:25"),
        ("rate(1 hour)", "2026-11-21T09:00"),
        ("rate(1 day)", "2026-11-22T00:00"),
        ("cron(20 8 * * ? *)", "2026-11-22T08:20"),
        ("cron(21 8 * * ? *)", "2026-11-21T08:21"),
        ("cron(0/15 * * * ? *)", "2026-11-21T08:30"),
        ("cron(5,50 8-9 * * ? *)", "2026-11-21T08:50"),
        ("cron(0 3 1 * ? *)", "2026-12-01T03:00"),
        ("cron(0 3 ? * MON-FRI *)", "2026-11-23T03:00"),
        ("cron(0 3 ? * 1 *)", "2026-11-22T03:00"),
        ("cron(0 3 ? FEB SUN *)", "2027-02-07T03:00"),
        ("cron(0 0 29 2 ? *)", "2028-02-29T00:00"),
        ("cron(0 0 1 1 ? 2030/5)", "2030-01-01T00:00"),
    ],
)
def test_the_next_time(expression, following):
    assert schedules.parse(expression).following(SATURDAY) == datetime.fromisoformat(following + ":00+00:00")


def test_a_time_follows_itself_by_a_whole_period():
    following = schedules.parse("rate(5 minutes)").following
    assert following(following(SATURDAY)) == datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


def test_a_cron_that_lies_in_the_past_never_fires():
    assert schedules.parse("cron(0 0 1 1 ? 2020)").following(SATURDAY) is None


@pytest.mark.parametrize(
    "expression",
    [
        "at(2026-11-21T08:20:00)",
        "rate(5 fortnights)",
        "cron(* * * *)",
        "cron(61 * * * ? *)",
        "cron(0 0 L * ? *)",
        "cron(0 0 ? * 6#3 *)",
        "every minute",
    ],
)
def test_what_is_not_understood_is_said(expression):
    with pytest.raises(UserError, match="is not understood"):
        schedules.parse(expression)
