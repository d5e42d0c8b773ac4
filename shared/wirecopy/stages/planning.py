"""When a source is asked again: planned after an answer, and looked at once more when the time has come.

What an answer holds is read only after the next poll was planned. So a plan that a later reading makes too early (the
first of all, above all) is put off when it falls due, without a request.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from wirecopy.frontier.interval import LONGEST, SHORTEST, Wishes, next_insisted, next_poll, unskipped
from wirecopy.frontier.rows import DuePoll, Poll
from wirecopy.identity import content_hash
from wirecopy.ports import Reading

_WORTH = timedelta(minutes=10)
"""A poll is not put off for less."""
_SPREAD = 0.1


def planned(poll: Poll, reading: Reading | None, at: datetime, every: timedelta | None = None) -> datetime:
    """When to ask again after a success at ``at``: by the source's rhythm up to its last reading, and by its wishes.

    Of a source that was never read nothing is known but how long its answer is fresh. ``every`` is how often the user
    wants it asked, if he has said so.
    """
    jitter = int(content_hash(f"{poll.key} {at}".encode())[:8], 16) / 0xFFFFFFFF
    if every is not None:
        return next_insisted(every, at, wishes=_wishes(poll, reading), jitter=jitter)
    if reading is None or reading.rhythm is None:
        return at + max(SHORTEST * (1 + _SPREAD * jitter), min(poll.fresh or SHORTEST, LONGEST))
    return next_poll(reading.rhythm.observed((), at), at, wishes=_wishes(poll, reading), jitter=jitter)


def replanned(
    due: DuePoll, reading: Reading | None, now: datetime, every: timedelta | None = None
) -> tuple[Poll, datetime] | None:
    """A poll that has fallen due by plan at a time that its source skips, or that its last reading makes too early.

    ``None`` where it is to be asked now, as whatever somebody rings for is.
    """
    poll = due.poll
    if reading is None or poll.answered_at is None or due.next_at != poll.planned_at:
        return None
    open_at = unskipped(now, _wishes(poll, reading))
    next_at = now if reading.at == poll.planned_by else planned(poll, reading, poll.answered_at, every)
    if open_at <= now and next_at < now + _WORTH:
        return None
    next_at = max(next_at, open_at)
    return replace(poll, planned_at=next_at, planned_by=reading.at), next_at


def _wishes(poll: Poll, reading: Reading | None) -> Wishes:
    if reading is None:
        return Wishes(fresh=poll.fresh)
    return Wishes(stated=reading.stated, fresh=poll.fresh, skip_hours=reading.skip_hours, skip_days=reading.skip_days)
