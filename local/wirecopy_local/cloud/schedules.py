"""When a schedule expression fires: ``rate(…)`` and ``cron(…)`` as EventBridge writes them, in UTC.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wirecopy.errors import UserError

_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), start=1
    )
}
_DAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), start=1)}
_FIELDS: tuple[tuple[str, int, int, Mapping[str, int]], ...] = (
    ("minutes", 0, 59, {}),
    ("hours", 0, 23, {}),
    ("day of month", 1, 31, {}),
    ("month", 1, 12, _MONTHS),
    ("day of week", 1, 7, _DAYS),
    ("year", 1970, 2199, {}),
)

Following = Callable[[datetime], datetime | None]
"""The first moment after the given one, if there is any."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A schedule expression that was understood."""

    text: str
    following: Following
    fires_at_once: bool
    """A rate fires as soon as it exists; a cron waits for its time."""


def parse(text: str) -> Expression:
    """The meaning of ``rate(5 minutes)`` or ``cron(0 3 * * ? *)``.

    Rates fire on whole multiples since 1970, so that runs agree on when that is. Raises :class:`UserError` for what it
    does not understand (``at(…)``, and ``L``, ``W`` and ``#`` in a cron).
    """
    if match := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", text.strip()):
        return Expression(text, _rate(int(match[1]) * _UNITS[match[2]]), fires_at_once=True)
    if (match := re.fullmatch(r"cron\((.+)\)", text.strip())) and len(fields := match[1].split()) == len(_FIELDS):
        allowed = [_values(field, *known, whole=text) for field, known in zip(fields, _FIELDS, strict=True)]
        return Expression(text, _cron(allowed), fires_at_once=False)
    raise UserError(f"the schedule {text!r} is not understood: write rate(N minutes) or cron(six fields)")


def _rate(period: timedelta) -> Following:
    def following(after: datetime) -> datetime:
        return _EPOCH + ((after - _EPOCH) // period + 1) * period

    return following


def _cron(allowed: list[frozenset[int]]) -> Following:
    minutes, hours, days, months, weekdays, years = allowed

    def following(after: datetime) -> datetime | None:
        day = after.replace(hour=0, minute=0, second=0, microsecond=0)
        while day.year <= max(years):
            # Sunday is 1 here, 7 for isoweekday.
            if day.year in years and day.month in months and day.day in days and day.isoweekday() % 7 + 1 in weekdays:
                times = (
                    day + timedelta(hours=hour, minutes=minute) for hour in sorted(hours) for minute in sorted(minutes)
                )
                if found := next((moment for moment in times if moment > after), None):
                    return found
            day += timedelta(days=1)
        return None

    return following


def _values(field: str, name: str, low: int, high: int, names: Mapping[str, int], *, whole: str) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        try:
            if span in {"*", "?"}:
                start, end = low, high
            else:
                start = names.get(first.upper()) or int(first)
                end = (names.get(last.upper()) or int(last)) if last else (high if step else start)
            found.update(range(start, end + 1, int(step or 1)))
        except ValueError as error:
            raise UserError(f"the schedule {whole!r} is not understood: {part!r} as {name}") from error
    if not found or min(found) < low or max(found) > high:
        raise UserError(f"the schedule {whole!r} is not understood: {field!r} as {name} ({low} to {high})")
    return frozenset(found)
