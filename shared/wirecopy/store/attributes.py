"""DynamoDB's attribute values, times and errors, said once for all tables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError

from wirecopy.errors import WirecopyError

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize
_MOST_READ = 100
_MOST_WRITTEN = 25


def to_item(values: Mapping[str, Any]) -> dict[str, Any]:
    """A low-level item; what is ``None`` is left out, times become RFC 3339 in UTC, which sorts as it passes."""
    return {
        name: _serialize(value.isoformat() if isinstance(value, datetime) else value)
        for name, value in values.items()
        if value is not None
    }


def from_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values of a low-level item; times stay text."""
    return {name: _deserialize(value) for name, value in item.items()}


def refused(error: ClientError) -> bool:
    """Whether a conditional write found its condition false."""
    return bool(error.response["Error"]["Code"] == "ConditionalCheckFailedException")


def query(client: Any, **arguments: Any) -> Iterator[dict[str, Any]]:
    """Every item that a query finds, as plain values, page by page."""
    for page in client.get_paginator("query").paginate(**arguments):
        yield from map(from_item, page["Items"])


def scan(client: Any, **arguments: Any) -> Iterator[dict[str, Any]]:
    """Every item of a table that a filter lets through, as plain values, page by page."""
    for page in client.get_paginator("scan").paginate(**arguments):
        yield from map(from_item, page["Items"])


def batch_get(client: Any, table: str, keys: Sequence[Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    """The items under ``keys`` that are there, in any order, as plain values."""
    for some in _chunks(keys, _MOST_READ):
        pending: dict[str, Any] = {table: {"Keys": [to_item(key) for key in some], "ConsistentRead": True}}
        for _ in range(8):
            answer = client.batch_get_item(RequestItems=pending)
            yield from map(from_item, answer["Responses"].get(table, []))
            pending = answer.get("UnprocessedKeys") or {}
            if not pending:
                break
        else:
            raise WirecopyError(f"{table} left keys unread eight times over")


def batch_delete(client: Any, table: str, keys: Sequence[Mapping[str, str]]) -> None:
    """Delete the items under ``keys``."""
    for some in _chunks(keys, _MOST_WRITTEN):
        pending: dict[str, Any] = {table: [{"DeleteRequest": {"Key": to_item(key)}} for key in some]}
        for _ in range(8):
            pending = client.batch_write_item(RequestItems=pending).get("UnprocessedItems") or {}
            if not pending:
                break
        else:
            raise WirecopyError(f"{table} left deletions undone eight times over")


def _chunks(keys: Sequence[Mapping[str, str]], size: int) -> Iterator[Sequence[Mapping[str, str]]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
