"""How long the local cloud takes to open on a large state, and to save it: unchanged, and with a little changed.

    python bench/local_state.py [ARTICLES]

For each article: three objects in the archive, and sixteen small items over four tables, as a run leaves them.
"""

import hashlib
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.s3.models import s3_backends

from wirecopy_local.cloud import LocalCloud, backends

TABLES = {"Articles": 2, "Stories": 1, "Frontier": 3, "Fingerprints": 10}
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  ArchiveBucket: {Type: AWS::S3::Bucket}
""" + "".join(
    f"""
  {name}:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{{AttributeName: pk, AttributeType: S}}, {{AttributeName: sk, AttributeType: S}}]
      KeySchema: [{{AttributeName: pk, KeyType: HASH}}, {{AttributeName: sk, KeyType: RANGE}}]
"""
    for name in TABLES
)


def fill(cloud: LocalCloud, articles: int) -> None:
    """What so many articles leave behind. Through moto's own objects: its API would take minutes."""
    s3 = s3_backends["123456789012"]["aws"]
    for number in range(articles):
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        for kind, size in (("polls", 400), ("pages", 12_000), ("articles", 6_000)):
            body = (digest * (size // 64 + 1))[:size].encode() + kind.encode()
            s3.put_object(cloud.resource("ArchiveBucket"), f"{kind}/{digest[:32]}/2026-11-21T08:20:00Z-{digest}", body)
        for name, count in TABLES.items():
            for row in range(count):
                attributes = {
                    "pk": {"S": f"{digest[row : row + 24]}"},
                    "sk": {"S": f"{name}#{row}"},
                    "at": {"N": str(1_795_252_866 + number)},
                    "url": {"S": f"https://news{number % 60}.example/2026/11/{digest}"},
                    "members": {"L": [{"S": digest[:32]}, {"N": "20778"}]},
                    "signature": {"B": bytes.fromhex(digest)},
                }
                item = Item(DynamoType(attributes["pk"]), DynamoType(attributes["sk"]), attributes)
                backends.table(cloud.resource(name)).items[item.hash_key][item.range_key] = item


@contextmanager
def timed(label: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{label:<34}{wall:6.2f} s, {processor:5.2f} s of them computing; peak {memory} MB", flush=True)


def main(articles: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.yaml"
        template.write_text(TEMPLATE, encoding="utf-8")
        state = Path(folder) / "state"
        with timed("open, empty"):
            cloud = LocalCloud(template, state=state).__enter__()
        fill(cloud, articles)
        with timed(f"save {articles} new articles"):
            cloud.save()
        cloud.__exit__(None, None, None)
        with timed("open (load)"):
            cloud = LocalCloud(template, state=state).__enter__()
        cloud.clients.s3.put_object(Bucket=cloud.resource("ArchiveBucket"), Key="articles/one", Body=b"more")
        with timed("save, one object more"):
            cloud.save()
        cloud.__exit__(None, None, None)
        files = [place for place in state.rglob("*") if place.is_file()]
        print(f"{len(files)} files, {sum(place.stat().st_size for place in files) / 1e6:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
