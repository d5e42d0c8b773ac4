"""How each source stands, from its polls and what was last read of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wirecopy.edges import utc_now
from wirecopy.frontier.rows import SUCCESSES, DuePoll, Outcome, Poll
from wirecopy.model import Source
from wirecopy.ports import Reading
from wirecopy_local.stores import Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A source, its own address's poll and, of all its polls, the one whose answer tells most."""

    source: Source
    telling: Poll | None
    reading: Reading | None
    next_at: datetime | None
    failures: int
    held_until: datetime | None = None
    """Until when its host wants to be left alone, where it is due before."""

    @property
    def reason(self) -> str:
        """What is wrong with it, in one line; empty when nothing is."""
        if self.telling is None:
            return ""
        if self.telling.outcome not in SUCCESSES:
            return self.telling.reason
        return self.reading.problem if self.reading else ""

    @property
    def answer(self) -> str:
        """Its last answer in words."""
        if self.telling is None or self.telling.outcome is None:
            return "not asked yet"
        if self.telling.outcome in SUCCESSES:
            remarks = self.reading.remarks if self.reading else ()
            return self.reason or "; ".join((self.telling.outcome.value, *remarks))
        return f"{self.telling.outcome.value}: {self.reason}" if self.reason else self.telling.outcome.value

    @property
    def succeeded_at(self) -> datetime | None:
        """When it last gave a usable answer."""
        return self.telling.succeeded_at if self.telling else None

    def as_json(self) -> dict[str, Any]:
        """The standing for programs."""
        poll = self.telling
        return {
            "id": self.source.id,
            "url": self.source.url,
            "outcome": poll.outcome.value if poll and poll.outcome else None,
            "reason": self.reason or None,
            "last_asked": _rfc3339(poll.answered_at if poll else None),
            "last_success": _rfc3339(self.succeeded_at),
            "next_poll": _rfc3339(self.next_at),
            "failures": self.failures,
        }


def standings(stores: Stores) -> Iterator[Standing]:
    """How every source stands, ordered by id."""
    polls: dict[str, list[DuePoll]] = {}
    for due in stores.frontier.all_polls():
        polls.setdefault(due.poll.source, []).append(due)
    for source in stores.sources.all():
        own = polls.get(source.id, [])
        root = next((due for due in own if due.poll.root), None)
        asked = [due.poll for due in own if _is_current(due.poll, root)]
        yield Standing(
            source=source,
            telling=max(asked, key=_telling, default=None),
            reading=stores.sources.reading(source.id),
            next_at=root.next_at if root else None,
            held_until=_held_until(stores, root),
            failures=max((poll.failures for poll in asked), default=0),
        )


def _held_until(stores: Stores, root: DuePoll | None) -> datetime | None:
    now = utc_now()
    if root is None or root.next_at is None or root.next_at > now:
        return None
    wished = stores.hosts.next_at(root.poll.host)
    return wished if wished is not None and wished > now else None


def _is_current(poll: Poll, root: DuePoll | None) -> bool:
    """Whether a poll was answered, and since the source's own address last was."""
    asked = root.poll.answered_at if root else None
    return poll.answered_at is not None and (asked is None or poll.answered_at >= asked)


def _telling(poll: Poll) -> tuple[bool, bool, bool]:
    """A failure tells most, then news, then what is no mere redirect."""
    return poll.outcome not in SUCCESSES, poll.outcome is Outcome.FRESH, poll.outcome is not Outcome.REDIRECTED


def _rfc3339(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
