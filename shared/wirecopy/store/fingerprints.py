"""The fingerprints table: ``pk`` (S) alone is its key, and ``expires_at`` (N, epoch seconds) is when it may forget.

An item is a key of the index: ``members`` (SS) are those who carry it, each with its day. A key takes few members, so
an item never outgrows the kilobyte that a write is charged by.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from botocore.exceptions import ClientError

from wirecopy.dedupe.index import Member
from wirecopy.errors import WirecopyError
from wirecopy.store.attributes import refused

_DAY = 86_400
_MOST_READ = 100
_TRIES = 8


class DynamoIndex:
    """The index of posted keys in one DynamoDB table. With a ``pool`` the writes of one call go out side by side.

    A key that holds ``capacity`` members of the last ``window`` days is full and takes no more.
    """

    def __init__(
        self, client: Any, table: str, *, window: int = 30, capacity: int = 8, pool: Executor | None = None
    ) -> None:
        self._client = client
        self._table = table
        self._window = window
        self._capacity = capacity
        self._pool = pool

    def post(self, keys: Sequence[str], member: Member) -> Mapping[str, Collection[Member]]:
        """Add ``member`` to each key and return what each key then holds."""
        keys = list(dict.fromkeys(keys))
        held = self._each(lambda key: self._add(key, member), keys)
        return dict(zip(keys, held, strict=True))

    def probe(self, keys: Sequence[str]) -> Mapping[str, Collection[Member]]:
        """What each key holds, strongly consistent: whatever was posted before this call is seen."""
        keys = list(dict.fromkeys(keys))
        found: dict[str, Collection[Member]] = {}
        for start in range(0, len(keys), _MOST_READ):
            for item in self._read(keys[start : start + _MOST_READ]):
                found[item["pk"]["S"]] = _members(item)
        return found

    def withdraw(self, keys: Sequence[str], member: Member) -> None:
        """Take ``member`` out of each key; where it is not, nothing happens."""
        self._each(lambda key: self._drop(key, [member]), list(dict.fromkeys(keys)))

    def _add(self, key: str, member: Member, *, again: bool = True) -> Collection[Member]:
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": key}},
                UpdateExpression="ADD members :new SET expires_at = :expires",
                ConditionExpression="attribute_not_exists(members) OR size(members) < :capacity",
                ExpressionAttributeValues={
                    ":new": {"SS": [str(member)]},
                    ":expires": {"N": str((member.day + self._window + 1) * _DAY)},
                    ":capacity": {"N": str(self._capacity)},
                },
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if not refused(error):
                raise
            held = _members(error.response["Item"])  # type: ignore[typeddict-item]
            expired = [m for m in held if m.day < member.day - self._window]
            if member in held or not expired or not again:
                return held
            self._drop(key, expired)
            return self._add(key, member, again=False)
        return _members(answer["Attributes"])

    def _drop(self, key: str, members: Sequence[Member]) -> None:
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": key}},
                UpdateExpression="DELETE members :gone",
                ConditionExpression="attribute_exists(members)",
                ExpressionAttributeValues={":gone": {"SS": [str(member) for member in members]}},
            )
        except ClientError as error:
            if not refused(error):
                raise

    def _read(self, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
        pending: dict[str, Any] = {self._table: {"Keys": [{"pk": {"S": key}} for key in keys], "ConsistentRead": True}}
        for _ in range(_TRIES):
            answer = self._client.batch_get_item(RequestItems=pending)
            yield from answer["Responses"].get(self._table, [])
            pending = answer.get("UnprocessedKeys") or {}
            if not pending:
                return
        raise WirecopyError(f"{self._table} left keys unread {_TRIES} times over")

    def _each(self, call: Callable[[str], Any], keys: Sequence[str]) -> list[Any]:
        return list(self._pool.map(call, keys) if self._pool else map(call, keys))


def _members(item: Mapping[str, Any]) -> tuple[Member, ...]:
    return tuple(Member.parse(text) for text in item.get("members", {}).get("SS", ()))
