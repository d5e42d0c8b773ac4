"""The loop that delivers every event of a stack, one after the other, jumping over the time in between."""

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from wirecopy.edges import Clock
from wirecopy_local.cloud.clock import VirtualClock
from wirecopy_local.cloud.destinations import Destinations
from wirecopy_local.cloud.handlers import HandlerError
from wirecopy_local.cloud.queues import Invoke
from wirecopy_local.cloud.resources import Function, Schedule
from wirecopy_local.cloud.template import ACCOUNT, REGION

MoreDue = Callable[[datetime], datetime | None]
"""The earliest moment, before the one given, at which there is work for the schedules."""

_MOMENT = timedelta(microseconds=1)
_RETRY_DELAYS = (timedelta(minutes=1), timedelta(minutes=2))
"""Between the attempts of an asynchronous invocation.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""


class Delivery(Protocol):
    """Something that delivers batches when they are ready."""

    def ready_at(self, now: datetime) -> datetime | None:
        """When the next batch can be delivered; ``None`` when there is none."""

    def deliver(self) -> bool:
        """Deliver one batch. Says whether a function was called."""


@dataclass(frozen=True, slots=True)
class _Pending:
    function: str
    event: Any
    at: datetime
    attempt: int = 1


class AsyncDelivery:
    """Invocations whose caller does not wait: tried three times, then sent to where the template says."""

    def __init__(
        self, functions: Mapping[str, Function], invoke: Invoke, clock: Clock, destinations: Destinations
    ) -> None:
        self._functions = functions
        self._invoke = invoke
        self._clock = clock
        self._destinations = destinations
        self._pending: deque[_Pending] = deque()

    def send(self, function: str, event: Any) -> None:
        """Invoke ``function`` as soon as possible."""
        self._pending.append(_Pending(function, event, self._clock()))

    def ready_at(self, now: datetime) -> datetime | None:  # noqa: ARG002 - the protocol's
        """When the next attempt is due."""
        return min((it.at for it in self._pending), default=None)

    def deliver(self) -> bool:
        """Make the attempt that is due first."""
        attempt = min(self._pending, key=lambda it: it.at)
        self._pending.remove(attempt)
        function = self._functions[attempt.function]
        try:
            self._invoke(attempt.function, attempt.event, 1)
        except HandlerError as failure:
            now = self._clock()
            if attempt.attempt <= function.retries:
                later = now + _RETRY_DELAYS[min(attempt.attempt, len(_RETRY_DELAYS)) - 1]
                self._pending.append(_Pending(attempt.function, attempt.event, later, attempt.attempt + 1))
                return True
            if function.dead_letter:
                self._destinations.dead_letter(function.dead_letter, failure, attempt.event)
            if function.on_failure or not function.dead_letter:
                self._destinations.invocation(
                    function.on_failure,
                    failure,
                    attempt.event,
                    function_arn=function.arn,
                    attempts=attempt.attempt,
                    now=now,
                )
        return True


class Ticker:
    """The schedules, and when each fired last. Ticks that were passed over are made up for by one."""

    def __init__(self, schedules: Sequence[Schedule], now: datetime) -> None:
        self._schedules = schedules
        self._begun = now
        self.last: dict[str, datetime] = {}

    def fire(self, now: datetime) -> list[Schedule]:
        """The schedules that are due at ``now``, which from then on have fired."""
        due = [it for it in self._schedules if (moment := self._next(it)) is not None and moment <= now]
        for schedule in due:
            self.last[schedule.name] = now
        return due

    def first_from(self, moment: datetime) -> datetime | None:
        """The first time at or after ``moment`` at which a schedule fires."""
        times = [it.expression.following(max(moment - _MOMENT, self._latest(it))) for it in self._schedules]
        return min((time for time in times if time is not None), default=None)

    def _next(self, schedule: Schedule) -> datetime | None:
        if schedule.name not in self.last and schedule.expression.fires_at_once:
            return self._begun
        return schedule.expression.following(self._latest(schedule))

    def _latest(self, schedule: Schedule) -> datetime:
        return self.last.get(schedule.name, self._begun)


class Loop:
    """Delivers until nothing is left to do. Single-threaded, and the same every time for the same events."""

    def __init__(
        self, deliveries: Sequence[Delivery], calls: AsyncDelivery, ticker: Ticker, clock: VirtualClock
    ) -> None:
        self._deliveries = [calls, *deliveries]
        self._calls = calls
        self._ticker = ticker
        self._clock = clock
        self._worked = False
        """Whether an event source delivered anything since the schedules last fired."""

    def run(
        self,
        horizon: timedelta,
        more_due_before: MoreDue | None = None,
        wait: Callable[[timedelta], None] | None = None,
    ) -> bool:
        """Fire the schedules, then deliver until every queue and stream is empty and no work is due before ``horizon``.

        Schedules do not fire for nothing: with nothing to deliver, the clock jumps to what ``more_due_before`` names.
        ``wait`` is called with the time until then, where that time is to pass in earnest. Returns whether all that was
        due was taken up; ``False`` when the schedules twice did nothing about it.
        """
        begun = self._clock()
        end = begun + horizon
        self._fire(begun)
        fruitless = 0
        while True:
            now = self._clock()
            if now <= end:
                self._fire(now)
            if ready := self._first_ready(now):
                worked = ready.deliver()
                self._worked |= worked and ready is not self._calls
                # The one that was served goes to the back, so that none waits for long.
                self._deliveries.remove(ready)
                self._deliveries.append(ready)
                continue
            fruitless = 0 if self._worked else fruitless
            due = more_due_before(end) if more_due_before else None
            tick = self._ticker.first_from(max(due, now)) if due else None
            wake = self._next_ready(now)
            if tick is None and wake is None:
                return True
            if tick is None or (wake is not None and wake < tick):
                assert wake is not None  # noqa: S101
                self._clock.forward_to(wake)
                continue
            fruitless += 1
            if fruitless > 2:
                return self._drain()
            if wait is not None and due is not None and due > now:
                wait(due - now)
            self._clock.forward_to(tick)
            self._fire(self._clock())

    def _drain(self) -> bool:
        while (wake := self._next_ready(self._clock())) is not None:
            self._clock.forward_to(wake)
            if ready := self._first_ready(self._clock()):
                ready.deliver()
        return False

    def _fire(self, now: datetime) -> None:
        for schedule in self._ticker.fire(now):
            self._worked = False
            self._calls.send(schedule.function, tick_event(schedule, now))

    def _next_ready(self, now: datetime) -> datetime | None:
        return min((at for it in self._deliveries if (at := it.ready_at(now)) is not None), default=None)

    def _first_ready(self, now: datetime) -> Delivery | None:
        return next((it for it in self._deliveries if (at := it.ready_at(now)) is not None and at <= now), None)


def tick_event(schedule: Schedule, now: datetime) -> Any:
    """What a schedule sends: its own input, or the event that the service makes up."""
    moment = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    if schedule.input is not None:
        return json.loads(schedule.input.replace("<aws.scheduler.scheduled-time>", moment))
    scheduler = schedule.source == "aws.scheduler"
    kind = "scheduler" if scheduler else "events"
    path = f"schedule/default/{schedule.name}" if scheduler else f"rule/{schedule.name}"
    return {
        "version": "0",
        "id": f"{schedule.name}-{moment}",
        "detail-type": "Scheduled Event",
        "source": schedule.source,
        "account": ACCOUNT,
        "time": moment,
        "region": REGION,
        "resources": [f"arn:aws:{kind}:{REGION}:{ACCOUNT}:{path}"],
        "detail": "{}" if scheduler else {},
    }
