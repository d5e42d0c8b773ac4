"""The timing wheel: due work is filed under the minute in which it is due, so that finding it is a query.

A slot is a row ``slot#<minute>`` / host. It is removed only after its bell was sent, so a crash rings twice, never not
at all; each tick looks back over the last minutes too, so one filed late or by a slow clock is still found.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HEAD_START = timedelta(seconds=15)
"""How far ahead a slot is filed at least: what is filed now must be written before its minute is read."""
LOOK_BACK = timedelta(minutes=10)
LONGEST_OUTAGE = timedelta(days=2)
"""After a longer one, older slots are left to the sweep."""


def minute_of(moment: datetime) -> datetime:
    """The minute that a moment lies in."""
    return moment.replace(second=0, microsecond=0)


def slot_for(due: datetime, now: datetime) -> datetime:
    """The first minute at which something due at ``due`` may be rung for."""
    earliest = max(due, now + HEAD_START)
    minute = minute_of(earliest)
    return minute if minute == earliest else minute + MINUTE


def slot_key(minute: datetime) -> str:
    """The partition that holds a minute's slots."""
    return f"slot#{minute:%Y-%m-%dT%H:%M}"


def minutes_to_read(last_tick: datetime | None, now: datetime, until: datetime) -> Iterator[datetime]:
    """The minutes whose slots a tick reads, oldest first: up to ``until``, from before ``now`` and the last tick.

    ``until`` is the time that the tick is for; it may be ahead of ``now``, the time by which slots are being filed.
    """
    since = min(now, until) - LOOK_BACK
    if last_tick is not None:
        since = max(min(since, last_tick), now - LONGEST_OUTAGE)
    minute = minute_of(since)
    while minute <= until:
        yield minute
        minute += MINUTE
