"""A clock that runs with the real one and may jump ahead, so that waiting costs nothing."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from wirecopy.edges import Clock, utc_now

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class VirtualClock:
    """The time of ``base``, moved ahead by whatever was jumped. It never goes back, whatever ``base`` does."""

    def __init__(self, base: Clock = utc_now, *, not_before: datetime | None = None) -> None:
        self._base = base
        self._offset = timedelta()
        self._latest = base()
        self._lock = threading.Lock()
        if not_before is not None:
            self.forward_to(not_before)

    def __call__(self) -> datetime:
        """The time now, in UTC."""
        with self._lock:
            self._latest = max(self._latest, self._base() + self._offset)
            return self._latest

    def forward_to(self, moment: datetime) -> None:
        """Make it ``moment`` now; a moment that has passed changes nothing."""
        now = self()
        with self._lock:
            self._offset += max(moment - now, timedelta())


@contextmanager
def moto_follows(clock: Clock) -> Iterator[None]:
    """While this lasts, moto's queues, streams and objects take their time from ``clock``.

    moto's models import their time functions by name, so each is replaced where it is used.
    """
    import moto.dynamodb.models.table  # noqa: PLC0415 - moto is slow to import, and only a started cloud needs it
    import moto.s3.models  # noqa: PLC0415
    import moto.s3.notifications  # noqa: PLC0415
    import moto.sqs.models  # noqa: PLC0415

    def utcnow() -> datetime:
        return clock().replace(tzinfo=None)

    def unix_time(_: datetime | None = None) -> float:
        return (clock() - _EPOCH).total_seconds()

    def unix_time_millis(_: datetime | None = None) -> float:
        return unix_time() * 1000

    def iso_8601(_: datetime | None = None) -> str:
        return clock().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

    replaced: list[tuple[Any, str, Any]] = [
        (moto.sqs.models, "unix_time", unix_time),
        (moto.sqs.models, "unix_time_millis", unix_time_millis),
        (moto.dynamodb.models.table, "utcnow", utcnow),
        (moto.s3.models, "utcnow", utcnow),
        (moto.s3.notifications, "iso_8601_datetime_with_milliseconds", iso_8601),
    ]
    with ExitStack() as stack:
        for module, name, function in replaced:
            stack.enter_context(patch.object(module, name, function))
        yield
