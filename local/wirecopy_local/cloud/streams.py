"""From a table's stream to a function, in order, as Lambda's DynamoDB event source does it.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
"""

import base64
import json
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from wirecopy.edges import Clock
from wirecopy_local.cloud import backends
from wirecopy_local.cloud.destinations import Destinations
from wirecopy_local.cloud.handlers import HandlerError
from wirecopy_local.cloud.queues import Invoke, failed_items
from wirecopy_local.cloud.resources import EventSource
from wirecopy_local.cloud.template import ACCOUNT, REGION

_KEPT = timedelta(hours=24)
"""How long a stream keeps a record."""


class StreamDelivery:
    """Takes batches from a table's stream to a function. What fails holds up what comes after, until it is given up."""

    def __init__(self, source: EventSource, invoke: Invoke, clock: Clock, destinations: Destinations) -> None:
        self._source = source
        self._invoke = invoke
        self._clock = clock
        self._destinations = destinations
        self.table = source.arn.split(":")[5].split("/")[1]
        self._read = len(self._shard())
        self._waiting: deque[dict[str, Any]] = deque()
        self._patterns = [json.loads(pattern) for pattern in source.patterns]
        self._since: datetime | None = None
        self._retry_at: datetime | None = None
        self._attempts = 0
        self._parts: list[int] = []
        """The sizes of the batches that a failed one was cut into, the first first."""

    @property
    def undelivered(self) -> list[dict[str, Any]]:
        """The records that wait, the oldest first."""
        self._take_in()
        return list(self._waiting)

    def restore(self, records: Iterable[dict[str, Any]]) -> None:
        """Take up records that an earlier run left undelivered."""
        self._waiting.extendleft(reversed(list(records)))

    def ready_at(self, now: datetime) -> datetime | None:
        """When a batch can be taken; ``None`` when nothing waits."""
        self._take_in()
        if not self._waiting:
            return None
        if self._retry_at is not None:
            return self._retry_at
        self._since = self._since or now
        if self._parts or len(self._waiting) >= self._source.batch_size:
            return now
        return self._since + timedelta(seconds=self._source.window)

    def deliver(self) -> bool:
        """Take one batch."""
        self._since = self._retry_at = None
        size = self._parts[0] if self._parts else self._source.batch_size
        batch = [self._waiting[index] for index in range(min(size, len(self._waiting)))]
        try:
            answer = self._invoke(self._source.function, {"Records": batch}, len(batch))
            done = self._done(answer, batch)
            failure = HandlerError(self._source.function, "Reported", "the function reported it as failed", "")
        except HandlerError as error:
            done, failure = 0, error
        self._drop(done)
        if done < len(batch):
            self._failed(batch[done:], failure, moved=done > 0)
        return True

    def _done(self, answer: Any, batch: list[dict[str, Any]]) -> int:
        """How many records, from the first on, the function is through with."""
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        failed = failed_items(answer, set(numbers)) if self._source.partial else set()
        return min((numbers.index(number) for number in failed), default=len(batch))

    def _failed(self, batch: list[dict[str, Any]], failure: HandlerError, *, moved: bool) -> None:
        self._attempts = 1 if moved else self._attempts + 1
        now = self._clock()
        if self._source.bisect and len(batch) > 1 and not moved:
            # Cutting a batch does not count as an attempt.
            self._attempts = 0
            half = len(batch) // 2
            self._parts[:1] = [half, len(batch) - half]
            self._retry_at = now + timedelta(seconds=1)
        elif self._exhausted(batch, now):
            self._destinations.stream_batch(
                self._source.on_failure,
                failure,
                batch,
                function_arn=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self._source.function}",
                attempts=self._attempts,
                now=now,
            )
            self._drop(len(batch))
        else:
            self._parts = self._parts or [len(batch)]
            self._retry_at = now + timedelta(seconds=2 ** (self._attempts - 1))

    def _exhausted(self, batch: list[dict[str, Any]], now: datetime) -> bool:
        if self._source.retries is not None and self._attempts > self._source.retries:
            return True
        age = now - datetime.fromtimestamp(batch[0]["dynamodb"]["ApproximateCreationDateTime"], UTC)
        limit = _KEPT if self._source.maximum_age is None else timedelta(seconds=self._source.maximum_age)
        return age > min(limit, _KEPT)

    def _drop(self, count: int) -> None:
        for _ in range(count):
            self._waiting.popleft()
        if count:
            self._attempts = 0
            if self._parts:
                self._parts[0] -= count
                self._parts = [part for part in self._parts if part > 0]

    def _shard(self) -> list[Any]:
        items: list[Any] = backends.table(self.table).stream_shard.items
        return items

    def _take_in(self) -> None:
        items = self._shard()
        for item in items[self._read :]:
            self._read += 1
            record = self._record(item.to_json())
            if not self._patterns or any(backends.matches(pattern, record) for pattern in self._patterns):
                self._waiting.append(record)

    def _record(self, record: dict[str, Any]) -> dict[str, Any]:
        created = record["dynamodb"]["ApproximateCreationDateTime"].replace(tzinfo=UTC)
        # moto counts from the same number in every process; ours grow with time, across runs.
        number = int(created.timestamp() * 1000) * 10**9 + self._read
        return {
            **record,
            "eventVersion": "1.1",
            "awsRegion": REGION,
            "dynamodb": {
                **_without_bytes(record["dynamodb"]),
                "ApproximateCreationDateTime": created.timestamp(),
                "SequenceNumber": f"{number:024d}",
            },
            "eventSourceARN": self._source.arn,
        }


def _without_bytes(value: Any) -> Any:
    """The value with binary attributes in base64, as Lambda hands them on."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {key: _without_bytes(inner) for key, inner in value.items()}
    return [_without_bytes(inner) for inner in value] if isinstance(value, list) else value
