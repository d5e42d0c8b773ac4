"""How each source stands, from its polls and what was last read of it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wirecopy import spans
from wirecopy.discover.fulltext import NOT_COMPARED, takes_entries
from wirecopy.frontier.orders import Orders
from wirecopy.frontier.push import Subscription
from wirecopy.frontier.rows import SUCCESSES, DuePoll, Outcome, Poll
from wirecopy.model import Source
from wirecopy.ports import Frontier, Hosts, Reading, Sources, Subscriptions
from wirecopy.stages.twins import stand_ins
from wirecopy.urls import host_of, is_fetchable

_ADVICE = {Outcome.TOO_LARGE: "watch a smaller feed or sitemap of its site"}
"""What the user may do where waiting helps nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A source, its own address's poll and, of all its polls, the one whose answer tells most."""

    source: Source
    telling: Poll | None
    reading: Reading | None
    next_at: datetime | None
    failures: int
    interval: timedelta | None = None
    """From the last answer of its own address to the next poll."""
    held_until: datetime | None = None
    """Until when its host wants to be left alone, where it is due before."""
    moves_to: str | None = None
    """Where permanent redirects have led its last polls; it is watched there once that has lasted."""
    halted: str = ""
    """Why the user has it asked nothing, if it is so."""
    stand_in: Source | None = None
    """The source at the same address that is asked for both, where another than this is."""
    told: Subscription | None = None
    """What the hub that it names was asked for, and said."""
    now: datetime

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
        """Its last answer in words, or why it is asked nothing."""
        if self.halted:
            return self.halted
        if self.stand_in is not None:
            same = f"the same as {self.stand_in.id}"  # whose title is the same, too
            return f"{same}, which has a problem: {self.reason}" if self.reason else same
        if self.telling is None or self.telling.outcome is None:
            return "not asked yet"
        if self.telling.outcome in SUCCESSES:
            remarks = self.reading.remarks if self.reading else ()
            if self.takes_entries:
                remarks = (*remarks, "articles come from its entries")
            if self.source.every:
                remarks = (*remarks, f"asked every {spans.written(self.source.every)}")
            if self.told:
                remarks = (*remarks, self.told.in_words(self.now))
            if self.moves_to:
                remarks = (*remarks, f"moves to {self.moves_to}")
            return self.reason or "; ".join((self.telling.outcome.value, *remarks))
        told = (self.telling.outcome.value, self.reason, _ADVICE.get(self.telling.outcome, ""))
        return ": ".join(filter(None, told))

    @property
    def takes_entries(self) -> bool:
        """Whether its articles are taken from the feed's entries, and their pages not fetched."""
        return takes_entries(self.source.full_text, self.reading.compared if self.reading else NOT_COMPARED)

    @property
    def succeeded_at(self) -> datetime | None:
        """When it last gave a usable answer."""
        return self.telling.succeeded_at if self.telling else None

    @property
    def entries_a_week(self) -> float | None:
        """How many articles it published a week, as far as it was watched; ``None`` before a day of that."""
        rhythm = self.reading.rhythm if self.reading else None
        return 7 * sum(rhythm.articles) / rhythm.days if rhythm and rhythm.days >= 1 else None

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
            "full_text": self.takes_entries,
            "moves_to": self.moves_to,
            "halted": self.halted or None,
            "same_as": self.stand_in.id if self.stand_in else None,
            "every": spans.written(self.source.every) if self.source.every else None,
            "hub": self._hub(),
        }

    def _hub(self) -> dict[str, Any] | None:
        if self.told is None:
            return None
        asked, heard = self.told.asked, self.told.heard
        return {
            "url": asked.hub,
            "topic": asked.topic,
            "stands": self.told.stands(self.now),
            "until": _rfc3339(heard.ends_at),
            "last_push": _rfc3339(heard.pushed_at),
            "said": self.told.in_words(self.now),
        }


def standings(
    sources: Sources,
    frontier: Frontier,
    hosts: Hosts | None = None,
    subscriptions: Subscriptions | None = None,
    *,
    only: Collection[str] | None = None,
    now: datetime,
) -> Iterator[Standing]:
    """How every source stands at ``now``, or each of ``only``, ordered by id.

    What its host wishes is known where ``hosts`` are given, and what hubs say where ``subscriptions`` are.
    """
    told = {it.asked.source: it for it in subscriptions.all()} if subscriptions else {}
    polls: dict[str, list[DuePoll]] = {}
    for due in frontier.all_polls():
        polls.setdefault(due.poll.source, []).append(due)
    readings = sources.readings()
    orders = sources.orders()
    watched = sources.all()
    twins = stand_ins(watched)
    for source in watched:
        if only is not None and source.id not in only:
            continue
        asked = twins.get(source.id, source)
        own = polls.get(asked.id, [])
        root = next((due for due in own if due.poll.root), None)
        answered = [due.poll for due in own if _is_current(due.poll, root)]
        halted = _halted(source, orders)
        yield Standing(
            source=source,
            stand_in=asked if asked is not source else None,
            telling=max(answered, key=_telling, default=None),
            reading=readings.get(asked.id),
            next_at=root.next_at if root and not halted else None,
            moves_to=root.poll.moved_to if root else None,
            halted=halted,
            interval=_interval(root),
            held_until=_held_until(hosts, root, now) if hosts else None,
            failures=max((poll.failures for poll in answered), default=0),
            told=told.get(source.id),
            now=now,
        )


def _halted(source: Source, orders: Orders) -> str:
    host = host_of(source.url) if is_fetchable(source.url) else ""
    if orders.is_blocked(host):
        return "its host is blocked"
    return "paused" if source.paused else "its host is paused" if orders.is_paused(host) else ""


def _interval(root: DuePoll | None) -> timedelta | None:
    if root is None or root.next_at is None or root.poll.answered_at is None:
        return None
    return root.next_at - root.poll.answered_at


def _held_until(hosts: Hosts, root: DuePoll | None, now: datetime) -> datetime | None:
    if root is None or root.next_at is None or root.next_at > now:
        return None
    wished = hosts.next_at(root.poll.host)
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
