"""schedule: every minute, ring for the hosts that are due."""

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirecopy import settings
from wirecopy.edges import Edges
from wirecopy.stages.schedule import Schedule
from wirecopy.store.bells import SqsBells
from wirecopy.store.clients import AwsClients
from wirecopy.store.frontier import DynamoFrontier


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template tells this function."""

    frontier_table: str
    fetch_queue_url: str


told = settings.read(Settings, os.environ)
edges = Edges(clients=AwsClients())
logger = Logger()
metrics = Metrics()


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, int]:
    """Ring for what is due at the event's ``time``."""
    stage = Schedule(
        frontier=DynamoFrontier(edges.clients.dynamodb, told.frontier_table),
        bells=SqsBells(edges.clients.sqs, told.fetch_queue_url),
        clock=edges.clock,
    )
    rung = stage.tick(datetime.fromisoformat(event["time"]))
    metrics.add_metric(name="BellsRung", unit=MetricUnit.Count, value=rung)
    return {"rung": rung}
