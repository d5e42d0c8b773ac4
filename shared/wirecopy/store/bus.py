"""An EventBridge bus (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html)."""

from collections.abc import Iterator, Sequence
from typing import Any

from wirecopy.errors import WirecopyError
from wirecopy.feeds.events import Event

SOURCE = "wirecopy"
_MOST = 10
_LARGEST = 200_000
"""Bytes of a call, of the 256 KB that it may have."""
_ATTEMPTS = 3


class UnsentError(WirecopyError):
    """The bus did not take every event. Sending all of them again is right."""


class EventBridgeBus:
    """Events on one bus, each at least once."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def send(self, events: Sequence[Event]) -> None:
        """Send them in order. Raises :class:`UnsentError` when some were refused again and again."""
        for call in _calls(events):
            entries = [
                {"EventBusName": self._name, "Source": SOURCE, "DetailType": event.type, "Detail": event.detail}
                for event in call
            ]
            for _ in range(_ATTEMPTS):
                results = self._client.put_events(Entries=entries)["Entries"]
                refused = [result.get("ErrorCode") for result in results]
                entries = [entry for entry, code in zip(entries, refused, strict=True) if code]
                if not entries:
                    break
            else:
                raise UnsentError(f"{len(entries)} events were refused by the bus {self._name}: {refused}")


def _calls(events: Sequence[Event]) -> Iterator[list[Event]]:
    """The events in as few calls as may be."""
    call: list[Event] = []
    size = 0
    for event in events:
        own = len(event.detail.encode()) + len(event.type) + len(SOURCE)
        if call and (len(call) == _MOST or size + own > _LARGEST):
            yield call
            call, size = [], 0
        call.append(event)
        size += own
    if call:
        yield call
