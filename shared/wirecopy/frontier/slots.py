"""The timing wheel: due work is filed under the minute in which it is due, so that finding it is a query.

A slot is a row ``slot#<minute>`` / host that expires by itself. A tick first says up to which minute it is about to
read ("opened"), then reads and rings, and says last that it is done; whoever files looks afterwards whether the minute
was opened meanwhile, and if so files anew in the next one. So each slot is read once, whatever the clocks say, and a
tick that dies is repeated by the next.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HEAD_START = timedelta(seconds=15)
"""How far ahead a slot is filed at least, so that it is seldom filed twice."""
LOOK_BACK = timedelta(minutes=10)
"""How far back the very first tick reads."""
FAR_AHEAD = timedelta(minutes=10)
"""No tick reads further ahead of the clock: nothing could be filed before that."""
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


def minutes_to_read(done: datetime | None, now: datetime, until: datetime) -> Iterator[datetime]:
    """The minutes whose slots a tick reads, oldest first: those after ``done``, which the last one read, to ``until``.

    ``until`` is the time that the tick is for; it may be a little ahead of ``now``.
    """
    since = min(now, until) - LOOK_BACK if done is None else max(done, now - LONGEST_OUTAGE)
    minute = minute_of(since) + MINUTE
    while minute <= until:
        yield minute
        minute += MINUTE
