"""EventBridge as far as the local run needs it: events are checked as AWS does, and kept for whoever asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wirecopy.edges import Clock
from wirecopy_local.cloud.template import ACCOUNT, REGION

_MOST = 10
_LARGEST = 256 * 1024


class LocalBus:
    """A client whose events go nowhere but into ``sent``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.sent: list[dict[str, Any]] = []

    def put_events(self, *, Entries: Sequence[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - as boto3 names it
        """Take events (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html)."""
        size = sum(len(str(value).encode()) for entry in Entries for value in entry.values())
        if not 1 <= len(Entries) <= _MOST or size > _LARGEST:
            raise ValueError(f"EventBridge takes {_MOST} events of {_LARGEST} bytes, not {len(Entries)} of {size}")
        first = len(self.sent)
        self.sent += [_delivered(entry, first + n, self._clock()) for n, entry in enumerate(Entries)]
        return {"FailedEntryCount": 0, "Entries": [{"EventId": it["id"]} for it in self.sent[first:]]}


def _delivered(entry: dict[str, Any], number: int, now: datetime) -> dict[str, Any]:
    """The event as a rule's target is given it, but for its detail, which stays JSON in a string here."""
    return {
        "version": "0",
        "id": f"{number:032x}",
        "detail-type": entry["DetailType"],
        "source": entry["Source"],
        "account": ACCOUNT,
        "time": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "region": REGION,
        "resources": [],
        "detail": entry["Detail"],
    }
