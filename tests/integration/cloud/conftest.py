import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wirecopy_local.cloud import LocalCloud

TOY = Path(__file__).parent / "testdata" / "toy"
NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)


class Toy:
    """The toy template, its cloud and the shortest ways to put things in and look at what came out."""

    def __init__(self, cloud):
        self.cloud = cloud

    def due(self, *hosts, at=NOON):
        for host in hosts:
            self.cloud.clients.dynamodb.put_item(
                TableName=self.cloud.resource("Frontier"),
                Item={"pk": {"S": "host"}, "sk": {"S": host}, "due": {"N": str(int(at.timestamp()))}},
            )

    def next_due(self, before):
        rows = self.cloud.clients.dynamodb.query(
            TableName=self.cloud.resource("Frontier"),
            IndexName="by-due",
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": "host"}},
            Limit=1,
        )["Items"]
        moments = [datetime.fromtimestamp(int(row["due"]["N"]), UTC) for row in rows]
        return next((moment for moment in moments if moment <= before), None)

    def keys(self, prefix=""):
        listed = self.cloud.clients.s3.list_objects_v2(Bucket=self.cloud.resource("Archive"), Prefix=prefix)
        return [it["Key"] for it in listed.get("Contents", [])]

    def store(self, key, body=b""):
        self.cloud.clients.s3.put_object(Bucket=self.cloud.resource("Archive"), Key=key, Body=body)

    def stories(self):
        return {
            item["id"]["S"]: item
            for item in self.cloud.clients.dynamodb.scan(TableName=self.cloud.resource("Stories"))["Items"]
        }

    def send(self, queue, body):
        address = self.cloud.clients.sqs.get_queue_url(QueueName=self.cloud.resource(queue))["QueueUrl"]
        return self.cloud.clients.sqs.send_message(QueueUrl=address, MessageBody=body)["MessageId"]


@pytest.fixture
def toy_folder(tmp_path):
    """A copy of the toy that a test may change."""
    return Path(shutil.copytree(TOY, tmp_path / "toy", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def ticking():
    """A clock that stands still, so that only jumps move the cloud's."""
    return lambda: NOON


@pytest.fixture
def calls():
    """Every invocation, as progress tells them."""
    return []


@pytest.fixture
def open_toy(ticking, calls):
    """Open a cloud on the toy template, or on the one named; it ends with the ``with``."""

    @contextmanager
    def opened(template=TOY / "template.yaml", **options):
        with LocalCloud(template, **{"start": ticking, "on_progress": calls.append, **options}) as cloud:
            yield Toy(cloud)

    return opened


@pytest.fixture
def toy(open_toy):
    with open_toy() as opened:
        yield opened
