"""Ask the hubs that sources name to tell of their news, again before their leases end, and no more once nobody wants to
hear it (W3C WebSub, section 5.1).

What was asked for is stored before it is asked: a hub may verify it before it answers. A hub's host is asked under its
lease and spaced, like any other, and left alone by whatever went wrong there until the next run.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from wirecopy.edges import Clock
from wirecopy.errors import FetchError
from wirecopy.frontier.answers import HOLD
from wirecopy.frontier.push import LEASE, Asked, Subscription, ask_at, asked_again, is_unanswered, parting
from wirecopy.frontier.rows import Refusal
from wirecopy.model import Source
from wirecopy.ports import Hosts, Reading, Sources, Subscriptions
from wirecopy.stages.twins import stand_ins
from wirecopy.urls import host_of, is_fetchable
from wirecopy.web.client import Client

BUDGET = timedelta(seconds=120)
"""How long a run goes on asking."""
HOST_LEASE = timedelta(seconds=240)
"""Longer than what one host can take of a run."""
MOST_ASKED = 20
"""How many subscriptions one host is asked for in a run."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """What came of a run: requests that hubs took, those that they did not, and subscriptions that were dropped."""

    asked: int = 0
    failed: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """The stage with its stores and edges."""

    sources: Sources
    hosts: Hosts
    subscriptions: Subscriptions
    client: Callable[[], Client]
    clock: Clock
    random: Callable[[], str]
    """Makes what nobody can guess, of letters and digits."""
    callback: str
    """The address of the function that hubs speak to."""
    spacing: timedelta
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def go_on(self) -> Subscribed:
        """Ask for what is due, a bounded number at each host, the hosts that were asked longest ago first."""
        begun = self.clock()
        known = {it.asked.source: it for it in self.subscriptions.all()}
        wished = dict(self._wished())
        due: dict[str, list[Asked]] = defaultdict(list)
        dropped = 0
        for source in sorted(known.keys() | wished.keys()):
            before, reading = known.get(source), wished.get(source)
            if before is not None and _is_left(before, reading):
                if wish := self._parting(before, begun):
                    if not before.asked.leaving or ask_at(before) <= begun:
                        due[host_of(wish.hub)].append(wish)
                    continue
                if reading is not None and is_unanswered(before) and ask_at(before) > begun:
                    continue  # a source may name another hub each time: none is asked any sooner for that
            if reading is None:
                self.subscriptions.drop(source)
                dropped += 1
            elif wish := self._due(source, reading, before, begun):
                due[host_of(wish.hub)].append(wish)
        told = Subscribed(dropped=dropped)
        async with self.client() as client:
            for host in sorted(due, key=lambda host: (_last_asked(host, known), host)):
                if self.clock() - begun >= BUDGET:
                    break
                asked, failed = await self._ask(client, host, due[host][:MOST_ASKED], begun)
                told = replace(told, asked=told.asked + asked, failed=told.failed + failed)
        return told

    def _wished(self) -> Iterator[tuple[str, Reading]]:
        """What each source names a hub in. One behind a key is nobody else's to know of."""
        orders, readings = self.sources.orders(), self.sources.readings()

        def rests(url: str) -> bool:
            return orders.is_blocked(host_of(url)) or orders.is_paused(host_of(url))

        sources = self.sources.all()
        twins = stand_ins(sources)
        for source in sources:
            reading = readings.get(source.id) if source.id not in twins else None
            if reading is None or not _may_be_told(source) or not (reading.hub and is_fetchable(reading.hub)):
                continue
            if not rests(reading.hub) and not rests(source.url):
                yield source.id, reading

    def _parting(self, known: Subscription, now: datetime) -> Asked | None:
        """What ends a subscription; ``None`` where nothing need be ended, or its hub is to be left alone."""
        orders, host = self.sources.orders(), host_of(known.asked.hub)
        return None if orders.is_blocked(host) or orders.is_paused(host) else parting(known, now)

    def _due(self, source: str, reading: Reading, known: Subscription | None, now: datetime) -> Asked | None:
        if known is None or _is_left(known, reading):
            tries = known.asked.tries + 1 if known and is_unanswered(known) else 1
            token, secret = self.random(), self.random()
            return Asked(
                source=source, hub=reading.hub, topic=reading.topic, token=token, secret=secret, at=now, tries=tries
            )
        return asked_again(known, now) if ask_at(known) <= now else None

    async def _ask(self, client: Client, host: str, due: Sequence[Asked], begun: datetime) -> tuple[int, int]:
        """Ask one host; how many requests it took and how many it did not."""
        now = self.clock()
        lease = self.hosts.acquire(host, now=now, until=now + HOST_LEASE)
        if isinstance(lease, Refusal):
            return 0, 0
        taken = failed = 0
        next_at = now
        for wish in due:
            if taken or failed:
                if self.clock() + self.spacing - begun >= BUDGET:
                    break
                await self.sleep(self.spacing.total_seconds())
            asked = replace(wish, at=self.clock())
            self.subscriptions.ask(asked)
            problem, hold = await self._post(client, asked)
            next_at = max(next_at, self.clock() + self.spacing, hold or now)
            if problem:
                self.subscriptions.ask(replace(asked, problem=problem))
                failed += 1
            else:
                taken += 1
            if hold is not None:
                break
        self.hosts.release(lease, next_at=next_at)
        return taken, failed

    async def _post(self, client: Client, asked: Asked) -> tuple[str, datetime | None]:
        """Why a hub did not take a request, if it did not, and until when it is left alone, where it is in trouble."""
        form = {
            "hub.callback": f"{self.callback.rstrip('/')}/{asked.source}/{asked.token}",
            "hub.mode": "unsubscribe" if asked.leaving else "subscribe",
            "hub.topic": asked.topic,
        }
        if not asked.leaving:
            form |= {"hub.lease_seconds": str(int(LEASE.total_seconds())), "hub.secret": asked.secret}
        try:
            answer = await client.post(asked.hub, form)
        except FetchError as error:
            return str(error), self.clock()
        if 200 <= answer.status < 300:
            return "", None
        now = self.clock()
        hold = now + (answer.retry_after(now) or HOLD) if answer.is_rate_limited else now
        return f"the hub answered {answer.status}", hold if answer.is_server_error or answer.is_rate_limited else None


def _may_be_told(source: Source) -> bool:
    return not source.paused and source.credential is None


def _is_left(known: Subscription, reading: Reading | None) -> bool:
    """Whether nobody wants any more what a hub was asked for. What is being left is left to its end."""
    asked = known.asked
    return asked.leaving or reading is None or (asked.hub, asked.topic) != (reading.hub, reading.topic)


def _last_asked(host: str, known: Mapping[str, Subscription]) -> datetime:
    return max((it.asked.at for it in known.values() if host_of(it.asked.hub) == host), default=_NEVER)
