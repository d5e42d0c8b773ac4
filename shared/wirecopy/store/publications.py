"""The published table: ``pk`` is ``story#<id>``, ``sk`` is ``shown``. Nothing in it expires.

``waiting`` / a feed's path says that its documents wait for their window to end; ``look`` / ``position`` is how far the
nightly look at all stories has come.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from wirecopy.codec import decode, encode
from wirecopy.model import Shown
from wirecopy.store.attributes import batch_get, query, refused, to_item

_STORY = "story#"
_SHOWN = "shown"
_WAITING = "waiting"
_POSITION = {"pk": "look", "sk": "position"}


class DynamoPublications:
    """How each story was last published, in one DynamoDB table."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def read(self, stories: Collection[str]) -> Mapping[str, Shown]:
        """Of those that were, strongly consistent."""
        keys = [{"pk": _STORY + story, "sk": _SHOWN} for story in dict.fromkeys(stories)]
        found = batch_get(self._client, self._table, keys)
        return {row.story: row for values in found for row in [decode(values["row"], Shown, place=values["pk"])]}

    def write(self, shown: Shown) -> bool:
        """Write the next version of a row; whether it was: not if another was quicker."""
        item = {"pk": _STORY + shown.story, "sk": _SHOWN, "version": shown.version, "row": encode(shown).decode()}
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if shown.version > 1:
            before = to_item({":before": shown.version - 1})
            condition = {"ConditionExpression": "version = :before", "ExpressionAttributeValues": before}
        try:
            self._client.put_item(TableName=self._table, Item=to_item(item), **condition)
        except ClientError as error:
            if refused(error):
                return False
            raise
        return True

    def wait(self, path: str, revision: int, until: datetime) -> None:
        """Remember that a feed's documents lack a revision of its manifest."""
        item = {"pk": _WAITING, "sk": path, "revision": revision, "until": until}
        self._client.put_item(TableName=self._table, Item=to_item(item))

    def waiting(self) -> Mapping[str, datetime]:
        """The feeds that wait, and until when."""
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :waiting",
            ExpressionAttributeValues=to_item({":waiting": _WAITING}),
        )
        return {values["sk"]: datetime.fromisoformat(values["until"]) for values in found}

    def waited(self, path: str, revision: int) -> None:
        """Forget that a feed waits, unless for a later revision than this."""
        try:
            self._client.delete_item(
                TableName=self._table,
                Key=to_item({"pk": _WAITING, "sk": path}),
                ConditionExpression="revision <= :shown",
                ExpressionAttributeValues=to_item({":shown": revision}),
            )
        except ClientError as error:
            if not refused(error):
                raise

    def position(self) -> str:
        """Behind which story the look at all of them goes on; empty for their beginning."""
        return next((str(values["story"]) for values in batch_get(self._client, self._table, [_POSITION])), "")

    def put_position(self, story: str) -> None:
        """Remember how far that look has come."""
        self._client.put_item(TableName=self._table, Item=to_item({**_POSITION, "story": story}))
