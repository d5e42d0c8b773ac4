"""The sources table: ``pk`` is a source's id, ``sk`` is ``source`` (the user's settings) or ``reading``.

One row more, ``hosts`` / ``orders``, names the hosts that are to be left alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wirecopy.codec import decode, encode
from wirecopy.frontier.orders import NO_ORDERS, Orders
from wirecopy.model import Source
from wirecopy.ports import Reading
from wirecopy.store.attributes import batch_delete, from_item, scan, to_item


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
        rows: dict[str, dict[str, str]] = {"source": {}, "reading": {}, "orders": {}}
        for item in scan(self._client, TableName=self._table):
            rows[item["sk"]][item["pk"]] = item["row"]
        found = [decode(row, Source, place=f"source {name}") for name, row in sorted(rows["source"].items())]
        return [source if source.title else _titled(source, rows["reading"].get(source.id)) for source in found]

    def put(self, source: Source) -> None:
        """Add or replace a source."""
        self._put(source.id, "source", encode(source))

    def remove(self, source: str) -> None:
        """Forget a source and its reading."""
        batch_delete(self._client, self._table, [{"pk": source, "sk": sk} for sk in ("source", "reading")])

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

    def orders(self) -> Orders:
        """The hosts that are to be left alone."""
        row = self._row("hosts", "orders")
        return decode(row, Orders, place="the hosts' orders") if row else NO_ORDERS

    def put_orders(self, orders: Orders) -> None:
        """Replace them."""
        self._put("hosts", "orders", encode(orders))

    def _row(self, pk: str, sk: str) -> str | None:
        item = self._client.get_item(TableName=self._table, Key=to_item({"pk": pk, "sk": sk})).get("Item")
        return str(from_item(item)["row"]) if item else None

    def _put(self, pk: str, sk: str, row: bytes) -> None:
        self._client.put_item(TableName=self._table, Item=to_item({"pk": pk, "sk": sk, "row": row.decode()}))


def _titled(source: Source, row: str | None) -> Source:
    if row is None:
        return source
    return replace(source, title=decode(row, Reading, place=f"reading of {source.id}").title)
