"""Nobody is asked as they would not wish to be, whatever goes wrong on our side or theirs.

Many workers, a clock that leaps, and the stages as they run in the cloud; ``bench/web_politeness.py`` runs the same for
100,000 requests.
"""

from datetime import timedelta

import boto3
import pytest
from moto import mock_aws
from world import Stores, World

from wirecopy.articles import ArticleRow, Stage
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.hosts import DynamoHosts
from wirecopy.store.sources import DynamoSources


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_no_rule_is_broken_and_nothing_is_lost(seed: str) -> None:
    world = World(seed=seed, hosts=7, days=5).run()
    assert not world.judge.violations
    assert world.judge.requests["all"] > 200
    assert not world.late
    roots = [due for due in world.stores.frontier.all_polls() if due.poll.root]
    assert len(roots) == sum(len(site.feeds) for site in world.sites)
    assert all(due.next_at is not None and due.next_at >= world.end for due in roots)
    assert all(due.poll.succeeded_at is not None and due.poll.succeeded_at > world.calm_from for due in roots)
    assert not [row.url for row in waiting(world) if row.changed_at < world.end - timedelta(hours=2)]


def waiting(world: World) -> list[ArticleRow]:
    return [row for row in world.stores.articles.all() if row.stage is Stage.WANTED and row.alias_of is None]


def test_no_rule_is_broken_on_dynamodb() -> None:
    with mock_aws():
        session = boto3.Session("local", "local", region_name="us-east-1")
        dynamodb = session.client("dynamodb")
        for table in ("frontier", "hosts", "sources", "articles"):
            dynamodb.create_table(
                TableName=table,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            )
        stores = Stores(
            frontier=DynamoFrontier(dynamodb, "frontier"),
            hosts=DynamoHosts(dynamodb, "hosts"),
            sources=DynamoSources(dynamodb, "sources"),
            articles=DynamoArticles(dynamodb, "articles"),
        )
        world = World(seed="4", hosts=3, days=0.08, calm=0.03, workers=4, stores=stores).run()
    assert not world.judge.violations
    assert world.judge.requests["all"] > 20
