"""What folding a corpus writes, in DynamoDB write units: ``python bench/dedupe_units.py ARTICLES.jsonl``.

Takes what ``wirecopy dedupe`` takes and folds it through the stage, as in the cloud, into stores in memory that count
what DynamoDB would bill: a unit a started KiB of an item, twice that in a transaction, one a posted key.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from boto3.dynamodb.types import Binary

from wirecopy.dedupe.index import MemoryIndex
from wirecopy.dedupe.story import FoldedRow, StoryRow
from wirecopy.identity import article_id
from wirecopy.model import Article, ArticleVersion
from wirecopy.stages.fold import fold
from wirecopy.store.memory_stories import MemoryStories
from wirecopy.store.stories import DynamoStories

START = datetime(2026, 3, 1, tzinfo=UTC)


class Scale:
    """A DynamoDB client that weighs what is put, and keeps nothing."""

    def __init__(self) -> None:
        self.units = 0

    def put_item(self, *, Item: dict[str, Any], **_: Any) -> None:  # noqa: N803 - DynamoDB's names
        self.units += math.ceil(weight(Item) / 1024)

    def transact_write_items(self, *, TransactItems: list[dict[str, Any]]) -> None:  # noqa: N803
        self.units += sum(2 * math.ceil(weight(put["Put"]["Item"]) / 1024) for put in TransactItems)


class Stories(MemoryStories):
    """Stories in memory whose writes are weighed."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._weighed = DynamoStories(scale, "Stories")

    def write(self, *, stories: Sequence[StoryRow] = (), folded: FoldedRow | None = None) -> None:
        super().write(stories=stories, folded=folded)
        self._weighed.write(stories=stories, folded=folded)


class Index(MemoryIndex):
    """An index in memory whose posted keys are counted."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._scale = scale

    def post(self, keys: Sequence[str], member: Any) -> Any:
        self._scale.units += len(keys)
        return super().post(keys, member)


def weight(value: Any) -> int:
    """The bytes of an item or attribute value, near enough (DynamoDB developer guide, "Item sizes and formats")."""
    if isinstance(value, dict):
        return sum((0 if key in {"S", "N", "B", "L"} else len(key)) + weight(inner) for key, inner in value.items())
    if isinstance(value, list):
        return 3 + sum(1 + weight(inner) for inner in value)
    return len(value.value if isinstance(value, Binary) else value)


def versions(file: Path) -> Iterator[ArticleVersion]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            url = row.get("url") or f"https://www.paper-{number % 97}.example/news/2026/march/{row['id']}"
            article = Article(url=url, title=row.get("title") or "", text=row["text"], language=row.get("language"))
            at = START + timedelta(seconds=number)
            yield ArticleVersion(id=article_id(url), observed_at=at, extractor="1", page_key="", article=article)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    scale = Scale()
    stories, index, written = Stories(scale), Index(scale), Counter[int]()
    for version in versions(parser.parse_args().file):
        scale.units = 0
        key = f"articles/{version.id}/{version.observed_at:%Y%m%dT%H%M%S.%fZ}-0123456789abcdef.json"
        fold(version, key, (), stories=stories, index=index, clock=lambda: START)
        written[scale.units] += 1
    many = written.total()
    print(f"{many:,} articles, {sum(units * n for units, n in written.items()) / many:.1f} write units each")
    for units, n in sorted(written.items()):
        print(f"{units:4} {n:7,} {'#' * math.ceil(60 * n / many)}")


if __name__ == "__main__":
    main()
