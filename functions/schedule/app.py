"""schedule: every minute, ring for the hosts that are due; once a day, look for what fell through."""

import os
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirecopy import settings
from wirecopy.edges import Edges
from wirecopy.stages.schedule import Schedule
from wirecopy.stages.sweep import Sweep, Swept
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.bells import SqsBells, SqsNotifications
from wirecopy.store.clients import AwsClients
from wirecopy.store.frontier import DynamoFrontier


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template tells this function."""

    frontier_table: str
    articles_table: str
    fetch_queue_url: str
    extract_queue_url: str


told = settings.read(Settings, os.environ)
edges = Edges(clients=AwsClients())
logger = Logger()
metrics = Metrics()


def tick(until: datetime) -> int:
    """Ring for what is due; how many bells."""
    stage = Schedule(
        frontier=DynamoFrontier(edges.clients.dynamodb, told.frontier_table),
        bells=SqsBells(edges.clients.sqs, told.fetch_queue_url),
        clock=edges.clock,
    )
    return stage.tick(until)


def sweep() -> Swept:
    """Look for what fell through."""
    stage = Sweep(
        frontier=DynamoFrontier(edges.clients.dynamodb, told.frontier_table),
        articles=DynamoArticles(edges.clients.dynamodb, told.articles_table),
        pages=SqsNotifications(edges.clients.sqs, told.extract_queue_url),
        clock=edges.clock,
    )
    return stage.run()


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Do what the event says: a ``tick`` at its time, or a ``sweep``."""
    if "sweep" in event:
        swept = asdict(sweep())
        logger.info("swept", extra=swept)
        metrics.add_metric(name="FellThrough", unit=MetricUnit.Count, value=sum(swept.values()))
        return swept
    rung = tick(datetime.fromisoformat(event["tick"]))
    metrics.add_metric(name="BellsRung", unit=MetricUnit.Count, value=rung)
    return {"rung": rung}
