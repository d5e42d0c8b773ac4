"""The stories table: ``pk`` (S) alone is its key, and its stream names what changed. Nothing in it expires.

``story#<id>`` is a story or a redirect: ``revision`` (N), ``row`` (B: deflated JSON of the :class:`StoryRow` without
signatures) and ``signatures`` (L of B, in the order of its references). ``article#<id>`` is how far an article has been
folded: ``revision`` (N) and ``row`` (B: JSON of the :class:`FoldedRow`). A consumer of the stream wants the first kind:
filter on ``dynamodb.Keys.pk.S`` with the prefix ``story#``.

Rows are deflated because DynamoDB charges by the kilobyte, twice in a transaction: it halves what a join costs.
"""

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from wirecopy.codec import decode, encode
from wirecopy.dedupe.story import FoldedRow, StoryRow
from wirecopy.errors import ConflictError, DamagedError
from wirecopy.ports import Rows
from wirecopy.store.attributes import batch_get, refused, scan

STORY = "story#"
ARTICLE = "article#"
_CONFLICTS = frozenset(("ConditionalCheckFailed", "TransactionConflict", "None"))


class DynamoStories:
    """Stories and folded rows in one DynamoDB table."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def read(self, *, articles: Collection[str] = (), stories: Collection[str] = ()) -> Rows:
        """The rows as they are now, in one strongly consistent batch."""
        names = [ARTICLE + article for article in articles] + [STORY + story for story in stories]
        folded, rows = {}, {}
        for values in batch_get(self._client, self._table, [{"pk": name} for name in dict.fromkeys(names)]):
            if values["pk"].startswith(STORY):
                rows[values["pk"].removeprefix(STORY)] = _story_row(values)
            else:
                folded[values["pk"].removeprefix(ARTICLE)] = decode(bytes(values["row"]), FoldedRow, place=values["pk"])
        return Rows(folded, rows)

    def write(self, *, stories: Sequence[StoryRow] = (), folded: FoldedRow | None = None) -> None:
        """Write all rows or none, each as the next revision of the one that is stored."""
        puts = [_put(self._table, _story_item(row), row.story.revision) for row in stories]
        if folded:
            puts.append(_put(self._table, _folded_item(folded), folded.revision))
        try:
            if len(puts) == 1:
                self._client.put_item(**puts[0])
            elif puts:
                self._client.transact_write_items(TransactItems=[{"Put": put} for put in puts])
        except ClientError as error:
            if not _conflict(error):
                raise
            names = ", ".join(put["Item"]["pk"]["S"] for put in puts)
            raise ConflictError(f"one of these has changed since it was read: {names}") from error

    def all(self, *, after: str = "") -> Iterator[StoryRow]:
        """Every story and redirect, as a slow scan finds them; those behind the story ``after``."""
        start = {"ExclusiveStartKey": {"pk": {"S": STORY + after}}} if after else {}
        for values in scan(
            self._client,
            TableName=self._table,
            FilterExpression="begins_with(pk, :story)",
            ExpressionAttributeValues={":story": {"S": STORY}},
            ConsistentRead=True,
            **start,
        ):
            yield _story_row(values)


def _story_item(row: StoryRow) -> dict[str, Any]:
    bare = replace(row, references=tuple(replace(r, signature=b"") for r in row.references))
    return {
        "pk": {"S": STORY + row.id},
        "revision": {"N": str(row.story.revision)},
        "row": {"B": zlib.compress(encode(bare), 9)},
        "signatures": {"L": [{"B": reference.signature} for reference in row.references]},
    }


def _story_row(values: Mapping[str, Any]) -> StoryRow:
    row = decode(_inflated(bytes(values["row"]), values["pk"]), StoryRow, place=values["pk"])
    signatures = [bytes(signature) for signature in values["signatures"]]
    if len(signatures) != len(row.references):
        raise DamagedError(f"{values['pk']} has {len(row.references)} references and {len(signatures)} signatures")
    signed = zip(row.references, signatures, strict=True)
    return replace(row, references=tuple(replace(r, signature=signature) for r, signature in signed))


def _folded_item(row: FoldedRow) -> dict[str, Any]:
    return {"pk": {"S": ARTICLE + row.article}, "revision": {"N": str(row.revision)}, "row": {"B": encode(row)}}


def _put(table: str, item: dict[str, Any], revision: int) -> dict[str, Any]:
    if revision == 1:
        return {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "TableName": table,
        "Item": item,
        "ConditionExpression": "revision = :before",
        "ExpressionAttributeValues": {":before": {"N": str(revision - 1)}},
    }


def _conflict(error: ClientError) -> bool:
    if refused(error) or error.response["Error"]["Code"] == "TransactionConflictException":
        return True
    if error.response["Error"]["Code"] != "TransactionCanceledException":
        return False
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return bool(reasons) and all(reason.get("Code", "None") in _CONFLICTS for reason in reasons)


def _inflated(data: bytes, place: str) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        raise DamagedError(f"{place} cannot be inflated: {error}") from error
