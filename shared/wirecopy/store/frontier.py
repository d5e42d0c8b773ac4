"""The frontier table: ``pk`` is a host, a minute's slot or the wheel; ``sk`` a row's key, a host or the cursor."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from wirecopy.codec import decode, encode
from wirecopy.frontier.rows import DuePoll, Poll, Wanted
from wirecopy.frontier.slots import LONGEST_OUTAGE, MINUTE, slot_key
from wirecopy.store.attributes import batch_delete, from_item, query, refused, scan, to_item

_CURSOR = to_item({"pk": "wheel", "sk": "cursor"})
_SLOT_LIFE = LONGEST_OUTAGE + timedelta(days=1)
"""Slots are not deleted, which would cost a write each: DynamoDB drops what has expired at no cost."""


class DynamoFrontier:
    """The frontier in one DynamoDB table."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def polls(self, host: str) -> Sequence[DuePoll]:
        """Every poll at a host, due or not."""
        return [_due_poll(values) for values in self._rows(host, "begins_with(sk, :a)", {":a": "poll#"})]

    def all_polls(self) -> Iterator[DuePoll]:
        """Every poll at every host."""
        condition = {
            "FilterExpression": "begins_with(sk, :poll)",
            "ExpressionAttributeValues": to_item({":poll": "poll#"}),
        }
        yield from map(_due_poll, scan(self._client, TableName=self._table, **condition))

    def put_poll(self, poll: Poll, next_at: datetime | None) -> None:
        """Remember a poll's state and when it is due."""
        values = {"pk": poll.host, "sk": poll.key, "row": encode(poll).decode(), "next_at": next_at}
        self._client.put_item(TableName=self._table, Item=to_item(values))

    def ring_poll(self, poll: Poll, at: datetime) -> None:
        """Make a poll due at ``at``, keeping the state of one that is known."""
        self._client.update_item(
            TableName=self._table,
            Key=to_item({"pk": poll.host, "sk": poll.key}),
            UpdateExpression="SET next_at = :at, #row = if_not_exists(#row, :row)",
            ExpressionAttributeNames={"#row": "row"},
            ExpressionAttributeValues=to_item({":at": at, ":row": encode(poll).decode()}),
        )

    def drop_poll(self, host: str, key: str) -> None:
        """Forget a poll."""
        self._client.delete_item(TableName=self._table, Key=to_item({"pk": host, "sk": key}))

    def pages(self, host: str, *, due: datetime, most: int) -> Sequence[Wanted]:
        """The pages of a host that are due, the longest due first."""
        # '~' sorts after every key of that very moment.
        found = self._rows(host, "sk BETWEEN :a AND :b", {":a": "page#", ":b": f"page#{due.isoformat()}~"}, most)
        return [_wanted(values) for values in found]

    def next_page_at(self, host: str) -> datetime | None:
        """When the first page of a host is due."""
        found = self._rows(host, "begins_with(sk, :a)", {":a": "page#"}, 1)
        return _wanted(found[0]).not_before if found else None

    def put_page(self, wanted: Wanted) -> None:
        """File a wish."""
        values = {"pk": wanted.host, "sk": wanted.key, "row": encode(wanted).decode()}
        self._client.put_item(TableName=self._table, Item=to_item(values))

    def drop_page(self, wanted: Wanted) -> None:
        """Take a wish out."""
        self._client.delete_item(TableName=self._table, Key=to_item({"pk": wanted.host, "sk": wanted.key}))

    def overdue(self, now: datetime) -> Collection[str]:
        """The hosts at which something is due at ``now``."""
        moment, found = now.isoformat(), set()
        for values in scan(self._client, TableName=self._table, ProjectionExpression="pk, sk, next_at"):
            kind, _, rest = values["sk"].partition("#")
            due = values.get("next_at") if kind == "poll" else rest.partition("#")[0] if kind == "page" else None
            if due is not None and due <= moment:
                found.add(values["pk"])
        return found

    def file(self, host: str, minute: datetime) -> None:
        """File a host under the minute in which it is due, or under the first one after it that no tick has opened.

        Written first and looked after: a tick that opens the minute later finds the row, one that opened it before is
        seen here.
        """
        while True:
            expires = int((minute + _SLOT_LIFE).timestamp())
            values = {"pk": slot_key(minute), "sk": host, "expires_at": expires}
            self._client.put_item(TableName=self._table, Item=to_item(values))
            opened = self._cursor("opened")
            if opened is None or minute > opened:
                return
            minute = opened + MINUTE

    def due(self, minute: datetime) -> Sequence[str]:
        """The hosts filed under a minute."""
        condition = {":pk": slot_key(minute)}
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=to_item(condition),
            ConsistentRead=True,
        )
        return [values["sk"] for values in found]

    def last_tick(self) -> datetime | None:
        """The minute that was read up to."""
        return self._cursor("done")

    def open(self, minute: datetime) -> None:
        """Say, before they are read, that the slots up to a minute are about to be."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_CURSOR,
                UpdateExpression="SET opened = :minute",
                ConditionExpression="attribute_not_exists(opened) OR opened < :minute",
                ExpressionAttributeValues=to_item({":minute": minute}),
            )
        except ClientError as error:
            if not refused(error):
                raise

    def ticked(self, minute: datetime) -> None:
        """Remember the minute that was read up to."""
        self._client.update_item(
            TableName=self._table,
            Key=_CURSOR,
            UpdateExpression="SET done = :minute",
            ExpressionAttributeValues=to_item({":minute": minute}),
        )

    def clear_wheel(self) -> None:
        """Forget every slot, and how far they were read. Only for whoever then files all that is due anew."""
        wheel = "begins_with(pk, :slot) OR pk = :wheel"
        values = to_item({":slot": "slot#", ":wheel": "wheel"})
        found = scan(self._client, TableName=self._table, FilterExpression=wheel, ExpressionAttributeValues=values)
        batch_delete(self._client, self._table, [{"pk": row["pk"], "sk": row["sk"]} for row in found])

    def _cursor(self, name: str) -> datetime | None:
        item = self._client.get_item(TableName=self._table, Key=_CURSOR, ConsistentRead=True).get("Item", {})
        return datetime.fromisoformat(from_item(item)[name]) if name in item else None

    def _rows(self, pk: str, range_: str, values: dict[str, str], most: int | None = None) -> list[dict[str, Any]]:
        arguments: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": f"pk = :pk AND {range_}",
            "ExpressionAttributeValues": to_item({":pk": pk, **values}),
            "ConsistentRead": True,
        }
        if most is not None:
            answer = self._client.query(**arguments, Limit=most)
            return [from_item(item) for item in answer["Items"]]
        return list(query(self._client, **arguments))


def _due_poll(values: dict[str, Any]) -> DuePoll:
    next_at = values.get("next_at")
    return DuePoll(
        poll=decode(values["row"], Poll, place=f"frontier row {values['pk']} {values['sk']}"),
        next_at=datetime.fromisoformat(next_at) if next_at else None,
    )


def _wanted(values: dict[str, Any]) -> Wanted:
    return decode(values["row"], Wanted, place=f"frontier row {values['pk']} {values['sk']}")
