"""The hosts table: ``pk`` is a host; ``sk`` is ``lease`` (who may talk to it, and when) or ``robots``."""

import secrets
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from wirecopy.frontier.rows import Lease, Refusal, RobotsCopy
from wirecopy.store.attributes import from_item, refused, scan, to_item


class DynamoHosts:
    """Leases and robots.txt copies in one DynamoDB table."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def acquire(self, host: str, *, now: datetime, until: datetime) -> Lease | Refusal:
        """The host's lease, or when to come back."""
        token = secrets.token_hex(8)
        try:
            self._client.update_item(
                TableName=self._table,
                Key=to_item({"pk": host, "sk": "lease"}),
                UpdateExpression="SET next_at = :until, #token = :token",
                ConditionExpression="attribute_not_exists(next_at) OR next_at <= :now",
                ExpressionAttributeNames={"#token": "token"},
                ExpressionAttributeValues=to_item({":now": now, ":until": until, ":token": token}),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if not refused(error):
                raise
            item: dict[str, Any] = error.response["Item"]  # type: ignore[typeddict-item]
            return Refusal(until=datetime.fromisoformat(from_item(item)["next_at"]))
        return Lease(host=host, until=until, token=token)

    def release(self, lease: Lease, *, next_at: datetime) -> None:
        """Give a lease back; nobody asks the host anything before ``next_at``."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=to_item({"pk": lease.host, "sk": "lease"}),
                UpdateExpression="SET next_at = :next REMOVE #token",
                ConditionExpression="#token = :token",
                ExpressionAttributeNames={"#token": "token"},
                ExpressionAttributeValues=to_item({":next": next_at, ":token": lease.token}),
            )
        except ClientError as error:
            if not refused(error):
                raise

    def release_all(self, now: datetime) -> None:
        """Give every lease back. Only for whoever knows that nobody is visiting any host."""
        for values in scan(
            self._client,
            TableName=self._table,
            FilterExpression="attribute_exists(#token)",
            ExpressionAttributeNames={"#token": "token"},
        ):
            until = datetime.fromisoformat(values["next_at"])
            self.release(Lease(host=values["pk"], until=until, token=values["token"]), next_at=now)

    def next_at(self, host: str) -> datetime | None:
        """When the host may be asked again."""
        item = self._client.get_item(TableName=self._table, Key=to_item({"pk": host, "sk": "lease"})).get("Item")
        return datetime.fromisoformat(from_item(item)["next_at"]) if item else None

    def robots(self, host: str) -> RobotsCopy | None:
        """The host's robots.txt as last received."""
        item = self._client.get_item(TableName=self._table, Key=to_item({"pk": host, "sk": "robots"})).get("Item")
        if item is None:
            return None
        values = from_item(item)
        return RobotsCopy(rules=bytes(values["rules"]), expires_at=datetime.fromisoformat(values["until"]))

    def put_robots(self, host: str, robots: RobotsCopy) -> None:
        """Keep a host's robots.txt."""
        values = {
            "pk": host,
            "sk": "robots",
            "rules": robots.rules,
            "until": robots.expires_at,
            "expires_at": int(robots.expires_at.timestamp()),
        }
        self._client.put_item(TableName=self._table, Item=to_item(values))
