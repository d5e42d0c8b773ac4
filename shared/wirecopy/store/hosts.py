"""The hosts table: ``pk`` is a host; ``sk`` is ``lease`` (who may talk to it, and when), ``robots`` or ``tdmrep``."""

import secrets
from collections.abc import Mapping, Sequence
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
                Key=_lease_key(host),
                UpdateExpression="SET leased_until = :until, #token = :token",
                ConditionExpression="(attribute_not_exists(next_at) OR next_at <= :now)"
                " AND (attribute_not_exists(leased_until) OR leased_until <= :now)",
                ExpressionAttributeNames={"#token": "token"},
                ExpressionAttributeValues=to_item({":now": now, ":until": until, ":token": token}),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if not refused(error):
                raise
            item: dict[str, Any] = error.response["Item"]  # type: ignore[typeddict-item]
            values = from_item(item)
            moments = [values[name] for name in ("next_at", "leased_until") if name in values]
            return Refusal(until=datetime.fromisoformat(max(moments)))
        return Lease(host=host, until=until, token=token)

    def release(self, lease: Lease, *, next_at: datetime) -> None:
        """Give a lease back; nobody asks the host anything before ``next_at``."""
        self._update_if(
            lease.host,
            "SET next_at = :next REMOVE #token, leased_until",
            "#token = :token",
            {":next": next_at, ":token": lease.token},
            ExpressionAttributeNames={"#token": "token"},
        )

    def hold(self, host: str, *, until: datetime) -> None:
        """Let nobody ask the host anything before ``until``."""
        self._update_if(
            host, "SET next_at = :until", "attribute_not_exists(next_at) OR next_at < :until", {":until": until}
        )

    def lease(self, host: str) -> Lease | None:
        """The lease of a host that was not given back."""
        item = self._client.get_item(TableName=self._table, Key=_lease_key(host), ConsistentRead=True).get("Item", {})
        return _lease(from_item(item)) if "token" in item else None

    def leases(self) -> Sequence[Lease]:
        """Every such lease."""
        names = {"#token": "token"}
        found = scan(
            self._client,
            TableName=self._table,
            FilterExpression="attribute_exists(#token)",
            ExpressionAttributeNames=names,
        )
        return [_lease(values) for values in found]

    def next_at(self, host: str) -> datetime | None:
        """Before when the host wishes not to be asked."""
        item = self._client.get_item(TableName=self._table, Key=_lease_key(host)).get("Item", {})
        return datetime.fromisoformat(from_item(item)["next_at"]) if "next_at" in item else None

    def robots(self, host: str) -> RobotsCopy | None:
        """The host's robots.txt as last received."""
        return self._copy(host, "robots")

    def put_robots(self, host: str, robots: RobotsCopy) -> None:
        """Keep a host's robots.txt."""
        self._put_copy(host, "robots", robots)

    def reservations(self, host: str) -> RobotsCopy | None:
        """The host's tdmrep.json as last received."""
        return self._copy(host, "tdmrep")

    def put_reservations(self, host: str, reservations: RobotsCopy) -> None:
        """Keep a host's tdmrep.json."""
        self._put_copy(host, "tdmrep", reservations)

    def _copy(self, host: str, name: str) -> RobotsCopy | None:
        item = self._client.get_item(TableName=self._table, Key=to_item({"pk": host, "sk": name})).get("Item")
        if item is None:
            return None
        values = from_item(item)
        return RobotsCopy(rules=bytes(values["rules"]), expires_at=datetime.fromisoformat(values["until"]))

    def _put_copy(self, host: str, name: str, copy: RobotsCopy) -> None:
        values = {
            "pk": host,
            "sk": name,
            "rules": copy.rules,
            "until": copy.expires_at,
            "expires_at": int(copy.expires_at.timestamp()),
        }
        self._client.put_item(TableName=self._table, Item=to_item(values))

    def _update_if(
        self, host: str, update: str, condition: str, values: Mapping[str, Any], **arguments: Mapping[str, str]
    ) -> None:
        """Update a host's lease row; where the condition does not hold, leave it as it is."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_lease_key(host),
                UpdateExpression=update,
                ConditionExpression=condition,
                ExpressionAttributeValues=to_item(values),
                **arguments,
            )
        except ClientError as error:
            if not refused(error):
                raise


def _lease_key(host: str) -> dict[str, Any]:
    return to_item({"pk": host, "sk": "lease"})


def _lease(values: Mapping[str, Any]) -> Lease:
    until = datetime.fromisoformat(values["leased_until"])
    return Lease(host=values["pk"], until=until, token=values["token"])
