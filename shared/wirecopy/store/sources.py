"""The sources table: ``pk`` is a source's id, ``sk`` is ``source`` (the user's settings), ``reading`` or ``backlog``.

One row more, ``hosts`` / ``orders``, names the hosts that are to be left alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from wirecopy.codec import decode, encode
from wirecopy.discover.backlog import Backlog
from wirecopy.frontier.orders import NO_ORDERS, Orders
from wirecopy.model import Source
from wirecopy.ports import Reading
from wirecopy.store.attributes import batch_delete, from_item, refused, scan, to_item


class DynamoSources:
    """Sources in one DynamoDB table. There are hundreds, so :meth:`all` may scan."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def get(self, source: str) -> Source | None:
        """A source by its id."""
        row = self._row(source, "source")
        return decode(row, Source, place=f"source {source}") if row else None

    def all(self) -> Sequence[Source]:
        """Every source, ordered by id; one without a title has that which its own documents give."""
        rows: dict[str, dict[str, str]] = {"source": {}, "reading": {}, "backlog": {}, "orders": {}}
        for item in scan(self._client, TableName=self._table):
            rows[item["sk"]][item["pk"]] = item["row"]
        found = [decode(row, Source, place=f"source {name}") for name, row in sorted(rows["source"].items())]
        return [source if source.title else _titled(source, rows["reading"].get(source.id)) for source in found]

    def put(self, source: Source) -> None:
        """Add or replace a source."""
        self._put(source.id, "source", encode(source))

    def amend(self, source: str, change: Callable[[Source], Source]) -> Source | None:
        """Replace a source by what ``change`` makes of it; what it is then, ``None`` where it is not watched.

        What somebody else writes meanwhile is not overwritten: ``change`` is asked again.
        """
        while row := self._row(source, "source", consistent=True):
            known = decode(row, Source, place=f"source {source}")
            changed = change(known)
            if changed == known or self._replace(source, "source", encode(changed), before=row):
                return changed
        return None

    def remove(self, source: str) -> None:
        """Forget a source and its reading."""
        batch_delete(self._client, self._table, [{"pk": source, "sk": sk} for sk in ("source", "reading", "backlog")])

    def reading(self, source: str) -> Reading | None:
        """What was last read from a source."""
        row = self._row(source, "reading")
        return decode(row, Reading, place=f"reading of {source}") if row else None

    def readings(self) -> Mapping[str, Reading]:
        """What was last read from each source, by its id."""
        condition = {
            "FilterExpression": "sk = :reading",
            "ExpressionAttributeValues": to_item({":reading": "reading"}),
        }
        found = scan(self._client, TableName=self._table, **condition)
        return {item["pk"]: decode(item["row"], Reading, place=f"reading of {item['pk']}") for item in found}

    def put_reading(self, reading: Reading) -> None:
        """Remember what was read."""
        self._put(reading.source, "reading", encode(reading))

    def backlog(self, source: str) -> Backlog | None:
        """How much of a source's past is still taken up, as it was last written by anybody."""
        row = self._row(source, "backlog", consistent=True)
        return decode(row, Backlog, place=f"backlog of {source}") if row else None

    def put_backlog(self, source: str, backlog: Backlog, *, before: Backlog | None) -> bool:
        """Replace it where it still is ``before``; whether it was."""
        known = encode(before).decode() if before is not None else None
        return self._replace(source, "backlog", encode(backlog), before=known)

    def orders(self) -> Orders:
        """The hosts that are to be left alone."""
        row = self._row("hosts", "orders")
        return decode(row, Orders, place="the hosts' orders") if row else NO_ORDERS

    def put_orders(self, orders: Orders) -> None:
        """Replace them."""
        self._put("hosts", "orders", encode(orders))

    def _row(self, pk: str, sk: str, *, consistent: bool = False) -> str | None:
        key = to_item({"pk": pk, "sk": sk})
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=consistent).get("Item")
        return str(from_item(item)["row"]) if item else None

    def _replace(self, pk: str, sk: str, row: bytes, *, before: str | None) -> bool:
        """Write a row where it still is ``before``, or is not there; whether it was written."""
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if before is not None:
            condition = {
                "ConditionExpression": "#row = :before",
                "ExpressionAttributeNames": {"#row": "row"},
                "ExpressionAttributeValues": to_item({":before": before}),
            }
        item = to_item({"pk": pk, "sk": sk, "row": row.decode()})
        try:
            self._client.put_item(TableName=self._table, Item=item, **condition)
        except ClientError as error:
            if refused(error):
                return False
            raise
        return True

    def _put(self, pk: str, sk: str, row: bytes) -> None:
        self._client.put_item(TableName=self._table, Item=to_item({"pk": pk, "sk": sk, "row": row.decode()}))


def _titled(source: Source, row: str | None) -> Source:
    if row is None:
        return source
    return replace(source, title=decode(row, Reading, place=f"reading of {source.id}").title)
