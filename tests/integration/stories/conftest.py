"""Texts, versions and stores for folding: every test that takes ``stores`` runs in memory and on moto's DynamoDB."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from wirecopy.dedupe.index import Index, MemoryIndex
from wirecopy.identity import article_id
from wirecopy.model import Article, ArticleVersion, Link, Listing
from wirecopy.ports import StoryStore
from wirecopy.stages.fold import Fold, fold
from wirecopy.store.fingerprints import DynamoIndex
from wirecopy.store.memory_stories import MemoryStories
from wirecopy.store.stories import DynamoStories

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_CLOSED = ("the", "of", "to", "and", "in", "that", "was", "on", "with", "as", "at", "by", "his", "from", "they", "had")
_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
)


def sentences(topic: str, many: int = 14) -> list[str]:
    """Sentences that nothing but this topic has, with function words where a writer would have them."""
    dice = random.Random(topic)
    words = ["".join(dice.choices(_SYLLABLES, k=3)) for _ in range(60)]

    def sentence() -> str:
        inner = [dice.choice(_CLOSED) if i % 5 in (1, 2, 4) else dice.choice(words) for i in range(15)]
        return " ".join(["It", *inner]) + "."

    return [sentence() for _ in range(many)]


def text(topic: str, kind: str = "whole") -> str:
    """A text on a topic: ``whole``, cut (``near``), its head (``excerpt``), or ``other``, another one altogether."""
    whole = sentences(topic)
    return " ".join(
        {"whole": whole, "near": whole[:-2], "excerpt": whole[:6], "longer": [*whole, *sentences(topic + "+", 3)]}[kind]
    )


def version(name: str, body: str, *, minute: int = 0, extractor: str = "1", **said: Any) -> ArticleVersion:
    """The article at ``https://NAME.example/`` as it stood at a minute."""
    url = f"https://{name}.example/"
    return ArticleVersion(
        id=article_id(url),
        observed_at=START + timedelta(minutes=minute),
        extractor=extractor,
        page_key=f"pages/{name}/{minute}",
        article=Article(**{"url": url, "title": name, "text": body, "language": "en", **said}),
    )


def key(v: ArticleVersion) -> str:
    """Where a version lies."""
    return f"articles/{v.id}/{v.observed_at:%H%M}-{v.extractor}.json"


def listing(v: ArticleVersion, source: str, *tags: str) -> Listing:
    """That a source lists an article."""
    return Listing(source=source, article=v.id, link=Link(url=v.article.url), tags=tags, seen_at=v.observed_at)


@dataclass(frozen=True)
class Stores:
    """One implementation of both stores."""

    stories: StoryStore
    index: Index

    def fold(self, v: ArticleVersion, *listings: Listing, pool: Executor | None = None) -> Fold:
        """Fold a version with the listings."""
        return fold(v, key(v), listings, stories=self.stories, index=self.index, clock=lambda: START, pool=pool)

    def all(self) -> dict[str, Any]:
        """Every story row by id."""
        return {row.id: row for row in self.stories.all()}  # type: ignore[attr-defined]

    def living(self) -> dict[str, frozenset[str]]:
        """The addresses that each story with copies holds."""
        return {i: frozenset(c.url for c in row.story.copies) for i, row in self.all().items() if row.story.copies}

    def behind(self, wrap: Callable[[str, Any], Any]) -> "Stores":
        """The same stores, each behind what ``wrap`` makes of it."""
        return Stores(wrap("stories", self.stories), wrap("index", self.index))


def make_tables(client: Any) -> None:
    """The two tables as the template describes them, empty. No others are left: moto copies all in a transaction."""
    for name in client.list_tables()["TableNames"]:
        client.delete_table(TableName=name)
    for name in ("Stories", "Fingerprints"):
        client.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


@pytest.fixture(scope="module")
def moto_client() -> Iterator[Any]:
    """A DynamoDB client on moto: one a module, for a client takes longer to make than most tests to run."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        with mock_aws():
            yield boto3.client("dynamodb", region_name="eu-west-1")


@pytest.fixture
def dynamodb(moto_client: Any) -> Any:
    """A DynamoDB client on moto with the two tables, empty."""
    make_tables(moto_client)
    return moto_client


NewStores = Callable[[], Stores]


@pytest.fixture
def in_memory() -> NewStores:
    """Makes empty stores in memory."""
    return lambda: Stores(MemoryStories(), MemoryIndex())


@pytest.fixture
def on_dynamodb(dynamodb: Any) -> NewStores:
    """Makes empty stores on DynamoDB, in the place of those made before."""

    def make() -> Stores:
        make_tables(dynamodb)
        return Stores(DynamoStories(dynamodb, "Stories"), DynamoIndex(dynamodb, "Fingerprints"))

    return make


@pytest.fixture
def rows_on_dynamodb(dynamodb: Any) -> NewStores:
    """Makes empty stores with the rows on DynamoDB and the keys in memory, in the place of those made before."""

    def make() -> Stores:
        make_tables(dynamodb)
        return Stores(DynamoStories(dynamodb, "Stories"), MemoryIndex())

    return make


@pytest.fixture(params=["in_memory", "on_dynamodb"])
def new_stores(request: pytest.FixtureRequest) -> NewStores:
    """Makes empty stores, as often as wanted."""
    made: NewStores = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def stores(new_stores: NewStores) -> Stores:
    """Empty stores."""
    return new_stores()


@pytest.fixture(scope="session")
def stores_of() -> type[Stores]:
    """Makes one of two stores."""
    return Stores


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The builders of this file, for tests that cannot import it."""
    return SimpleNamespace(text=text, sentences=sentences, version=version, listing=listing, key=key, start=START)
