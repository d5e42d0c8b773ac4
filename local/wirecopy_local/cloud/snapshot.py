"""What moto holds as lines that can be kept, and back.

Everything goes around the API, which would take a minute for what takes a second here, and would send events.
"""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from wirecopy_local.cloud import backends
from wirecopy_local.cloud.state import Pack, Place, StateFolder, StoredObject
from wirecopy_local.cloud.template import ACCOUNT, REGION


class QueuedMessage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of a queue: a message with how often it was received, and why it failed last."""

    id: str
    body: str
    sent: int
    attributes: dict[str, Any] = {}
    received: int = 0
    first_received: int | None = None
    visible_at: float | None = None
    delayed_until: float | None = None
    group: str | None = None
    deduplication: str | None = None
    blame: tuple[str, str] | None = None


def table_lines(name: str) -> list[bytes]:
    """The items of a table, each as DynamoDB's JSON, in an order that depends on nothing but them."""
    from moto.dynamodb.models.dynamo_type import DynamoType  # noqa: PLC0415 - slow to import

    def plain(value: Any) -> Any:
        if isinstance(value, DynamoType):
            return {value.type: value.value}
        raise NotImplementedError(type(value))

    encode = msgspec.json.Encoder(enc_hook=plain).encode
    return sorted(encode(item.attrs) for item in _items(name))


def _items(name: str) -> Iterator[Any]:
    table = backends.table(name)
    for found in table.items.values():
        if table.range_key_attr is None:
            yield found
        else:
            yield from found.values()


def fill_table(name: str, lines: list[bytes], *, expiry: str | None = None, now: datetime | None = None) -> None:
    """Put the items of :func:`table_lines` back, but for those whose attribute ``expiry`` names a time before ``now``.

    Raises ``KeyError`` or ``ValueError`` when they are no such items.
    """
    from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict  # noqa: PLC0415

    def value(plain: dict[str, Any]) -> Any:
        ((kind, inner),) = plain.items()
        restored: Any = DynamoType.__new__(DynamoType)
        restored.type = kind
        restored.value = nested[kind](inner) if kind in nested else inner
        return restored

    nested: dict[str, Callable[[Any], Any]] = {
        "B": base64.b64decode,
        "BS": lambda inner: [base64.b64decode(it) for it in inner],
        "L": lambda inner: [value(it) for it in inner],
        "M": lambda inner: {key: value(it) for key, it in inner.items()},
    }
    table = backends.table(name)
    decode = msgspec.json.Decoder(dict[str, dict[str, Any]]).decode
    set_item = dict.__setitem__
    deadline = now.timestamp() if now else 0.0
    for line in lines:
        plain_item = decode(line)
        if expiry in plain_item and float(plain_item[expiry].get("N", "inf")) < deadline:
            continue
        # As moto's own copy does: its size check at each attribute would take longer than all the rest.
        attributes: Any = LimitedSizeDict()
        for key, plain in plain_item.items():
            set_item(attributes, key, value(plain))
        item: Any = Item.__new__(Item)
        item.attrs = attributes
        item.hash_key = attributes[table.hash_key_attr]
        item.range_key = None if table.range_key_attr is None else attributes[table.range_key_attr]
        if item.range_key is None:
            table.items[item.hash_key] = item
        else:
            table.items[item.hash_key][item.range_key] = item


def kept_places(name: str) -> Iterator[Place]:
    """Where the bytes of a bucket lie that are in the state's folder."""
    keys = backends.bucket(name).keys
    return (keys[key].place for key in keys if getattr(keys[key], "place", None))


def bucket_objects(name: str, pack: Pack) -> Iterator[StoredObject]:
    """The objects of a bucket, their bytes in the pack."""
    keys = backends.bucket(name).keys
    for key in sorted(keys):
        found = keys[key]
        place = getattr(found, "place", None)
        yield StoredObject(
            key=key,
            place=pack.add(found.value) if place is None else pack.keep(place),
            etag=found.etag.strip('"'),
            modified=found.last_modified.replace(tzinfo=UTC),
            metadata={str(field): str(value) for field, value in found.metadata.items()},
            encryption=found.encryption,
        )


def settle_bucket(name: str, objects: list[StoredObject]) -> None:
    """Remember where the objects lie, now that they were saved."""
    keys = backends.bucket(name).keys
    for stored in objects:
        keys[stored.key].place = stored.place


def fill_bucket(name: str, objects: list[StoredObject], state: StateFolder) -> None:
    """Put the objects of :func:`bucket_objects` back; their bytes are read when somebody asks for them."""
    key_class = _stored_key_class()
    bucket = backends.bucket(name)
    for stored in objects:
        bucket.keys.setlist(stored.key, [key_class(stored, name, state)])


def _stored_key_class() -> Any:
    from moto.s3.models import FakeKey  # noqa: PLC0415 - slow to import

    class StoredKey(FakeKey):
        """An object whose bytes are still in the state's folder."""

        place: Place | None = None

        def __init__(self, stored: StoredObject, bucket: str, state: StateFolder) -> None:
            super().__init__(
                stored.key,
                b"",
                ACCOUNT,
                REGION,
                etag=stored.etag,
                version_id="null",
                bucket_name=bucket,
                encryption=stored.encryption,
            )
            self.last_modified = stored.modified.replace(tzinfo=None)
            self.contentsize = stored.place.size
            self._metadata.update(stored.metadata)
            self._state = state
            self.place = stored.place

        @property
        def value(self) -> bytes:
            return bytes(super().value) if self.place is None else self._state.read(self.place)

        @value.setter
        def value(self, content: bytes) -> None:
            self.place = None
            base: Any = FakeKey.value
            base.fset(self, content)

    return StoredKey


def queue_lines(name: str, blame: dict[str, tuple[str, str]]) -> list[bytes]:
    """The messages of a queue, in their order, whoever holds them."""
    return [
        msgspec.json.encode(
            QueuedMessage(
                id=message.id,
                body=message.body,
                sent=message.sent_timestamp,
                attributes=message.message_attributes,
                received=message.approximate_receive_count,
                first_received=message.approximate_first_receive_timestamp,
                visible_at=message.visible_at or None,
                delayed_until=message.delayed_until or None,
                group=message.group_id,
                deduplication=message.deduplication_id,
                blame=blame.get(message.id),
            )
        )
        for message in backends.queue(name)._messages
    ]


def fill_queue(
    name: str, lines: list[bytes], blame: dict[str, tuple[str, str]], *, earlier: timedelta, now: datetime
) -> None:
    """Put the messages of :func:`queue_lines` back, their times ``earlier`` than they were, and the blame for them.

    The time between two runs does not count: what a queue would have let go of meanwhile starts anew.
    """
    from moto.sqs.models import Message  # noqa: PLC0415 - slow to import

    queue = backends.queue(name)
    present = int(now.timestamp() * 1000)
    oldest = present - queue.message_retention_period * 1000
    shift = earlier / timedelta(milliseconds=1)
    messages = []
    for line in lines:
        kept = msgspec.json.decode(line, type=QueuedMessage)
        message: Any = Message(kept.id, kept.body)
        message.message_attributes = {key: _attribute(value) for key, value in kept.attributes.items()}
        sent = int(kept.sent - shift)
        message.sent_timestamp = sent if sent > oldest else present
        message.approximate_receive_count = kept.received
        message.approximate_first_receive_timestamp = kept.first_received and int(kept.first_received - shift)
        message.visible_at = max(0.0, (kept.visible_at or 0.0) - shift)
        message.delayed_until = max(0.0, (kept.delayed_until or 0.0) - shift)
        message.group_id = kept.group
        message.deduplication_id = kept.deduplication
        messages.append(message)
        if kept.blame is not None:
            blame[kept.id] = kept.blame
    queue._messages = messages


def _attribute(kept: dict[str, Any]) -> dict[str, Any]:
    binary = kept.get("BinaryValue")
    return {**kept, "BinaryValue": base64.b64decode(binary)} if isinstance(binary, str) else kept


def record_lines(records: list[dict[str, Any]]) -> list[bytes]:
    """Stream records that nobody has taken yet."""
    return [msgspec.json.encode(record) for record in records]


def records(lines: list[bytes], earlier: timedelta) -> list[dict[str, Any]]:
    """The records of :func:`record_lines`, made ``earlier`` than they say."""
    found: list[dict[str, Any]] = [msgspec.json.decode(line) for line in lines]
    for record in found:
        record["dynamodb"]["ApproximateCreationDateTime"] -= earlier.total_seconds()
    return found
