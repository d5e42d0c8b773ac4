"""What a poll costs on AWS: write and read units as DynamoDB bills them, and every request to anything else."""

import asyncio
import math
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import boto3
import pytest
from moto import mock_aws

from wirecopy.frontier.interval import Rhythm
from wirecopy.frontier.rows import Bell, Outcome
from wirecopy.model import Source
from wirecopy.ports import Reading
from wirecopy.stages.fetch import Fetch, Pace
from wirecopy.stages.schedule import Schedule
from wirecopy.stages.watch import watch
from wirecopy.store.archive import S3Archive
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.bells import SqsBells
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.hosts import DynamoHosts
from wirecopy.store.sources import DynamoSources
from wirecopy.web.response import NONE, Response, Validators

START = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
URL = "https://www.harbour-gazette.example/news/local/feed.xml"
HEADERS = (("ETag", 'W/"6564d2f3-1f4a8-gzip"'), ("Last-Modified", "Sat, 21 Nov 2026 07:51:15 GMT"))


class Server:
    """A client whose server has one feed, and answers 304 to its validators."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def get(self, url: str, *, validators: Validators = NONE) -> Response:
        if url != URL:
            return Response(url=url, status=404)
        if validators.etag == HEADERS[0][1]:
            return Response(url=url, status=304, headers=HEADERS)
        return Response(url=url, status=200, headers=HEADERS, body=b"<rss/>")


def size(value: Any) -> int:
    """The bytes of an item, near enough (DynamoDB developer guide, "Item sizes and formats")."""
    return sum(len(name) + len(str(next(iter(held.values())))) for name, held in value.items())


class Meter:
    """Counts what goes through the clients of a session, from their own events."""

    def __init__(self, session: boto3.Session) -> None:
        self.written = 0
        self.read = 0.0
        self.calls: Counter[str] = Counter()
        self._plain = boto3.client("dynamodb", region_name="us-east-1")
        self._asked: dict[str, Any] = {}
        session.events.register("provide-client-params.*.*", self._before)
        session.events.register("after-call.*.*", self._after)

    def _before(self, params: dict[str, Any], **_: Any) -> None:
        self._asked = params

    def _after(self, model: Any, parsed: Any, **_: Any) -> None:
        self.calls[f"{model.service_model.service_name} {model.name}"] += 1
        per_4k = 1 if self._asked.get("ConsistentRead") else 0.5
        match model.name:
            case "PutItem" | "UpdateItem" if "TableName" in self._asked:
                asked = self._asked.get("Item") or self._asked["Key"]
                key = {name: asked[name] for name in ("pk", "sk")}
                item = self._plain.get_item(TableName=self._asked["TableName"], Key=key)["Item"]
                self.written += math.ceil(size(item) / 1024)
            case "DeleteItem":
                self.written += 1
            case "GetItem":
                self.read += per_4k * max(math.ceil(size(parsed.get("Item", {})) / 4096), 1)
            case "Query":
                self.read += per_4k * max(math.ceil(sum(map(size, parsed["Items"])) / 4096), 1)
            case "Scan" | "BatchGetItem" | "BatchWriteItem" | "TransactWriteItems":
                pytest.fail(f"{model.name} has no place in a poll")


class Stack:
    """The stages on AWS, and a clock."""

    def __init__(self) -> None:
        session = boto3.Session("local", "local", region_name="us-east-1")
        self.meter = Meter(session)
        dynamodb: Any = session.client("dynamodb")
        for table in ("frontier", "hosts", "sources", "articles"):
            dynamodb.create_table(
                TableName=table,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            )
        s3, sqs = session.client("s3"), session.client("sqs")
        s3.create_bucket(Bucket="archive")
        self._queue = sqs.create_queue(QueueName="bells")["QueueUrl"]
        self._sqs: Any = boto3.client("sqs", region_name="us-east-1")
        self.now = START
        self.frontier = DynamoFrontier(dynamodb, "frontier")
        self.sources = DynamoSources(dynamodb, "sources")
        self.schedule = Schedule(frontier=self.frontier, bells=SqsBells(sqs, self._queue), clock=lambda: self.now)
        self.fetch = Fetch(
            frontier=self.frontier,
            hosts=DynamoHosts(dynamodb, "hosts"),
            sources=self.sources,
            articles=DynamoArticles(dynamodb, "articles"),
            archive=S3Archive(s3, "archive"),
            client=Server,  # type: ignore[arg-type]
            agent="Wirecopy",
            clock=lambda: self.now,
            pace=Pace(spacing=timedelta(0), budget=timedelta(seconds=60), lease=timedelta(seconds=150)),
        )

    def until(self, end: datetime) -> int:
        """Let time pass minute by minute, bells delivered as they ring; how many requests went out."""
        requests = 0
        while self.now < end:
            self.now += MINUTE
            self.schedule.tick(self.now)
            for message in self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages", []):
                self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
                bell = Bell(host=URL.split("/")[2])
                assert bell.host in message["Body"]
                requests += asyncio.run(self.fetch.visit(bell.host)).requests
        return requests


@pytest.fixture
def stack() -> Iterator[Stack]:
    with mock_aws():
        stack = Stack()
        source = Source(id="harbour-gazette-local-1a2b3c4d", url=URL, added_at=START)
        watch(source, sources=stack.sources, frontier=stack.frontier, now=START)
        rhythm = Rhythm(at=START, articles=(9999.0,) * 24, days=1)
        stated = 5 * MINUTE  # so that the test is short
        stack.sources.put_reading(Reading(source=source.id, at=START, rhythm=rhythm, stated=stated))
        stack.until(START + 3 * MINUTE)
        yield stack


def test_an_unchanged_poll_writes_three_units_and_touches_no_object(stack: Stack) -> None:
    meter, began, polls = stack.meter, stack.now, 0
    meter.written, meter.read = 0, 0.0
    meter.calls.clear()
    while polls < 3:
        polls += stack.until(stack.now + MINUTE)
    [due] = stack.frontier.polls("www.harbour-gazette.example")
    assert due.poll.outcome is Outcome.UNCHANGED
    ticks = (stack.now - began) // MINUTE
    assert meter.written - 2 * ticks <= 3 * polls, "beside the two units of each tick"
    assert meter.read - 2 * ticks <= 8 * polls
    assert not [call for call in meter.calls if call.startswith("s3 ")]
    assert meter.calls["sqs SendMessageBatch"] == polls
