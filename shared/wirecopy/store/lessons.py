"""The lessons table: ``pk`` is ``habits#<host>`` or ``rules#<source>``. What nobody adds to is forgotten."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from wirecopy.codec import decode, encode
from wirecopy.errors import DamagedError
from wirecopy.identity import content_hash
from wirecopy.lessons import Habits, Misses
from wirecopy.ports import Stored
from wirecopy.store.attributes import from_item, refused, to_item

_LIFE = timedelta(days=180)
T = TypeVar("T")


class DynamoLessons:
    """Lessons in one DynamoDB table, every write conditional on the tag that was read."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def habits(self, host: str) -> Stored[Habits]:
        """What the pages of a host repeat."""
        return self._get(f"habits#{host}", Habits())

    def put_habits(self, host: str, habits: Habits, tag: str | None, *, at: datetime) -> bool:
        """Write a host's habits if their tag still is ``tag``."""
        return self._put(f"habits#{host}", habits, tag, at)

    def misses(self, source: str) -> Stored[Misses]:
        """Which of a source's rules matched nothing on its last pages."""
        return self._get(f"rules#{source}", Misses())

    def put_misses(self, source: str, misses: Misses, tag: str | None, *, at: datetime) -> bool:
        """Write a source's misses if their tag still is ``tag``."""
        return self._put(f"rules#{source}", misses, tag, at)

    def _get(self, key: str, nothing: T) -> Stored[T]:
        item = self._client.get_item(TableName=self._table, Key=to_item({"pk": key})).get("Item")
        if item is None:
            return Stored(value=nothing, tag=None)
        values = from_item(item)
        try:
            value = decode(values["row"], type(nothing), place=key)
        except DamagedError:
            value = nothing  # it is learned anew sooner than anyone could mend it
        return Stored(value=value, tag=values["tag"])

    def _put(self, key: str, value: Any, tag: str | None, at: datetime) -> bool:
        row = encode(value)
        expires = int((at + _LIFE).timestamp())
        item = {"pk": key, "row": row.decode(), "tag": content_hash(row)[:16], "expires_at": expires}
        condition: dict[str, Any] = {
            "ConditionExpression": "#tag = :tag",
            "ExpressionAttributeNames": {"#tag": "tag"},
            "ExpressionAttributeValues": to_item({":tag": tag}),
        }
        if tag is None:
            condition = {"ConditionExpression": "attribute_not_exists(pk)"}
        try:
            self._client.put_item(TableName=self._table, Item=to_item(item), **condition)
        except ClientError as error:
            if refused(error):
                return False
            raise
        return True
