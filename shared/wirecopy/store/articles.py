"""The articles table: ``pk`` is an article's id; ``sk`` is ``article`` or ``listing#<source>``. Nothing expires."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from wirecopy.articles import ArticleRecord, ArticleRow, Stage
from wirecopy.codec import decode, encode
from wirecopy.model import Listing
from wirecopy.store.attributes import batch_delete, batch_get, query, refused, scan, to_item

_NOT_WITHDRAWN = "(attribute_not_exists(stage) OR stage <> :withdrawn)"


class DynamoArticles:
    """Articles and their listings in one DynamoDB table."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def rows(self, articles: Collection[str]) -> Mapping[str, ArticleRow]:
        """The rows of those that are known."""
        keys = [{"pk": article, "sk": "article"} for article in dict.fromkeys(articles)]
        return {values["pk"]: _row(values) for values in batch_get(self._client, self._table, keys)}

    def listed(self, source: str, articles: Collection[str]) -> Collection[str]:
        """Those among ``articles`` that the source has listed before."""
        keys = [{"pk": article, "sk": f"listing#{source}"} for article in dict.fromkeys(articles)]
        return {values["pk"] for values in batch_get(self._client, self._table, keys)}

    def record(self, article: str) -> ArticleRecord:
        """An article's row with its listings."""
        row = None
        listings = []
        for values in query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=to_item({":pk": article}),
            ConsistentRead=True,
        ):
            if values["sk"] == "article":
                row = _row(values)
            else:
                listings.append(decode(values["row"], Listing, place=f"{values['sk']} of {article}"))
        return ArticleRecord(row=row, listings=tuple(listings))

    def all(self) -> Iterator[ArticleRow]:
        """Every row, in any order."""
        condition = {"FilterExpression": "sk = :sk", "ExpressionAttributeValues": to_item({":sk": "article"})}
        yield from map(_row, scan(self._client, TableName=self._table, **condition))

    def want(self, row: ArticleRow) -> None:
        """Add a row; one that is there stays as it is, but for a later ``modified``."""
        try:
            self._client.put_item(
                TableName=self._table, Item=_item(row), ConditionExpression="attribute_not_exists(pk)"
            )
        except ClientError as error:
            if not refused(error):
                raise
            if row.modified is not None:
                self._update(row.article, {"modified": row.modified}, "attribute_exists(pk)", {})

    def put_listing(self, listing: Listing) -> None:
        """Remember a listing; the first of a source and article stays."""
        values = {"pk": listing.article, "sk": f"listing#{listing.source}", "row": encode(listing).decode()}
        try:
            self._client.put_item(
                TableName=self._table, Item=to_item(values), ConditionExpression="attribute_not_exists(pk)"
            )
        except ClientError as error:
            if not refused(error):
                raise

    def alias(self, asked: str, final: ArticleRow) -> None:
        """Remember that the address of ``asked`` leads to ``final``, and hand its listings on."""
        self.want(final)
        for listing in self.record(asked).listings:
            moved = Listing(
                source=listing.source,
                article=final.article,
                link=listing.link,
                tags=listing.tags,
                seen_at=listing.seen_at,
            )
            self.put_listing(moved)
        changed = {"alias_of": final.article, "changed_at": final.changed_at, "stage": Stage.STORED.value}
        self._update(asked, changed, _NOT_WITHDRAWN, {})

    def forget_listings(self, article: str) -> None:
        """Forget what was said of an article by those that listed it."""
        keys = [{"pk": article, "sk": f"listing#{listing.source}"} for listing in self.record(article).listings]
        batch_delete(self._client, self._table, keys)

    def mark(
        self,
        article: str,
        stage: Stage,
        *,
        url: str,
        at: datetime,
        observed_at: datetime | None,
        reason: str = "",
        key: str = "",
    ) -> None:
        """Say how far an article has come, unless the row already speaks of a later observation."""
        changed: dict[str, Any] = {"stage": stage.value, "url": url, "changed_at": at, "reason": reason}
        if key:
            changed["key"] = key
        condition = None if stage is Stage.WITHDRAWN else _NOT_WITHDRAWN
        if observed_at is not None:
            changed["observed_at"] = observed_at
            condition = f"{_NOT_WITHDRAWN} AND (attribute_not_exists(observed_at) OR observed_at <= :observed_at)"
        self._update(article, changed, condition, {"first_seen": at})

    def _update(
        self, article: str, changed: Mapping[str, Any], condition: str | None, initial: Mapping[str, Any]
    ) -> None:
        settings = [f"#{name} = :{name}" for name in changed]
        settings += [f"#{name} = if_not_exists(#{name}, :{name})" for name in initial]
        values = {**changed, **initial}
        arguments = {"ConditionExpression": condition} if condition else {}
        told = to_item(values)
        if condition and _NOT_WITHDRAWN in condition:
            told |= to_item({"withdrawn": Stage.WITHDRAWN.value})
        try:
            self._client.update_item(
                TableName=self._table,
                Key=to_item({"pk": article, "sk": "article"}),
                UpdateExpression="SET " + ", ".join(settings),
                ExpressionAttributeNames={f"#{name}": name for name in values},
                ExpressionAttributeValues={f":{name}": value for name, value in told.items()},
                **arguments,
            )
        except ClientError as error:
            if not refused(error):
                raise


def _item(row: ArticleRow) -> dict[str, Any]:
    return to_item(
        {
            "pk": row.article,
            "sk": "article",
            "url": row.url,
            "stage": row.stage.value,
            "first_seen": row.first_seen,
            "changed_at": row.changed_at,
            "reason": row.reason,
            "observed_at": row.observed_at,
            "key": row.key,
            "modified": row.modified,
            "alias_of": row.alias_of,
        }
    )


def _row(values: Mapping[str, Any]) -> ArticleRow:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(values[name]) if name in values else None

    changed_at = datetime.fromisoformat(values["changed_at"])
    return ArticleRow(
        article=values["pk"],
        url=values.get("url", ""),
        stage=Stage(values["stage"]),
        first_seen=moment("first_seen") or changed_at,
        changed_at=changed_at,
        reason=values.get("reason", ""),
        observed_at=moment("observed_at"),
        key=values.get("key", ""),
        modified=moment("modified"),
        alias_of=values.get("alias_of"),
    )
