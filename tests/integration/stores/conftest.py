"""One of each store, in memory and on AWS: what a test in this folder promises holds of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from wirecopy.frontier.rows import Poll
from wirecopy.model import SourceKind
from wirecopy.ports import (
    Archive,
    Articles,
    FeedFiles,
    Frontier,
    Hosts,
    Lessons,
    Publications,
    Sources,
    Subscriptions,
)
from wirecopy.store import memory, memory_feeds
from wirecopy.store.archive import S3Archive
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.feeds import S3FeedFiles
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.hosts import DynamoHosts
from wirecopy.store.lessons import DynamoLessons
from wirecopy.store.memory_lessons import MemoryLessons
from wirecopy.store.memory_publications import MemoryPublications
from wirecopy.store.memory_subscriptions import MemorySubscriptions
from wirecopy.store.publications import DynamoPublications
from wirecopy.store.sources import DynamoSources
from wirecopy.store.subscriptions import DynamoSubscriptions

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLL = Poll(source="s", url="https://a.example/feed", kind=SourceKind.FEED)


@dataclass
class Stores:
    """One of each."""

    frontier: Frontier
    hosts: Hosts
    sources: Sources
    articles: Articles
    archive: Archive
    feeds: FeedFiles
    publications: Publications
    lessons: Lessons
    subscriptions: Subscriptions


def on_aws() -> Stores:
    session = boto3.Session("local", "local", region_name="us-east-1")
    dynamodb: Any = session.client("dynamodb")
    s3: Any = session.client("s3")
    for table in ("frontier", "hosts", "sources", "articles", "published"):
        dynamodb.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
    for table in ("lessons", "subscriptions"):
        dynamodb.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        )
    for bucket in ("archive", "feeds"):
        s3.create_bucket(Bucket=bucket)
    return Stores(
        DynamoFrontier(dynamodb, "frontier"),
        DynamoHosts(dynamodb, "hosts"),
        DynamoSources(dynamodb, "sources"),
        DynamoArticles(dynamodb, "articles"),
        S3Archive(s3, "archive"),
        S3FeedFiles(s3, "feeds"),
        DynamoPublications(dynamodb, "published"),
        DynamoLessons(dynamodb, "lessons"),
        DynamoSubscriptions(dynamodb, "subscriptions"),
    )


def in_memory() -> Stores:
    return Stores(
        memory.MemoryFrontier(),
        memory.MemoryHosts(),
        memory.MemorySources(),
        memory.MemoryArticles(),
        memory.MemoryArchive(),
        memory_feeds.MemoryFeedFiles(),
        MemoryPublications(),
        MemoryLessons(),
        MemorySubscriptions(),
    )


@pytest.fixture(params=[in_memory, on_aws])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    with mock_aws():
        yield request.param()


@pytest.fixture
def stores_on_aws() -> Iterator[Stores]:
    with mock_aws():
        yield on_aws()
