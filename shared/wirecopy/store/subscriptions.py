"""The subscriptions table: ``pk`` is a source's id; what was asked for is a row, each moment since an attribute.

So whoever asks a hub and whoever hears it write beside each other. What nobody asks for again is forgotten.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from wirecopy.codec import decode, encode
from wirecopy.frontier.push import Asked, Heard, Subscription
from wirecopy.store.attributes import from_item, refused, scan, to_item

_LIFE = timedelta(days=60)
_MOMENTS = tuple(field.name for field in fields(Heard))


class DynamoSubscriptions:
    """Subscriptions in one DynamoDB table. There are hundreds, so :meth:`all` may scan."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def get(self, source: str) -> Subscription | None:
        """A source's subscription."""
        key = to_item({"pk": source})
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return _subscription(from_item(item)) if item else None

    def all(self) -> Sequence[Subscription]:
        """Every subscription."""
        return [_subscription(values) for values in scan(self._client, TableName=self._table)]

    def ask(self, asked: Asked) -> None:
        """Remember what is asked for; what was heard under another token is forgotten."""
        values = {
            "row": encode(asked).decode(),
            "token": asked.token,
            "expires_at": int((asked.at + _LIFE).timestamp()),
        }
        if not self._update(asked.source, asked.token, values):
            self._client.put_item(TableName=self._table, Item=to_item({"pk": asked.source, **values}))

    def note(self, source: str, token: str, heard: Heard) -> bool:
        """Remember what was heard, as far as it is said, if the token still is ``token``; whether it is."""
        moments = {name: moment for name in _MOMENTS if (moment := getattr(heard, name)) is not None}
        return self._update(source, token, moments) if moments else True

    def drop(self, source: str) -> None:
        """Forget a source's subscription."""
        self._client.delete_item(TableName=self._table, Key=to_item({"pk": source}))

    def _update(self, source: str, token: str, values: dict[str, Any]) -> bool:
        try:
            self._client.update_item(
                TableName=self._table,
                Key=to_item({"pk": source}),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
                ConditionExpression="#token = :held",
                ExpressionAttributeNames={"#token": "token"} | {f"#{name}": name for name in values},
                ExpressionAttributeValues=to_item({":held": token} | {f":{name}": it for name, it in values.items()}),
            )
        except ClientError as error:
            if refused(error):
                return False
            raise
        return True


def _subscription(values: dict[str, Any]) -> Subscription:
    moments = {name: datetime.fromisoformat(values[name]) for name in _MOMENTS if name in values}
    asked = decode(values["row"], Asked, place=f"subscription of {values['pk']}")
    return Subscription(asked=asked, heard=Heard(**moments))
