"""extract: take the article out of a stored page. It parses strangers' bytes, so it may reach nothing else."""

import os
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirecopy import settings
from wirecopy.edges import Edges
from wirecopy.stages.extract import Extract
from wirecopy.stages.keys import named_in
from wirecopy.store.archive import S3Archive
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.clients import AwsClients
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.lessons import DynamoLessons
from wirecopy.store.sources import DynamoSources


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template tells this function."""

    frontier_table: str
    sources_table: str
    articles_table: str
    lessons_table: str
    archive_bucket: str


told = settings.read(Settings, os.environ)
edges = Edges(clients=AwsClients())
logger = Logger()
metrics = Metrics()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def stage() -> Extract:
    """The stage, on this function's stores."""
    clients = edges.clients
    return Extract(
        frontier=DynamoFrontier(clients.dynamodb, told.frontier_table),
        sources=DynamoSources(clients.dynamodb, told.sources_table),
        articles=DynamoArticles(clients.dynamodb, told.articles_table),
        archive=S3Archive(clients.s3, told.archive_bucket),
        lessons=DynamoLessons(clients.dynamodb, told.lessons_table),
        clock=edges.clock,
    )


def read(record: dict[str, Any]) -> None:
    """Extract the pages that one notification names."""
    keys = named_in(record["body"])
    metrics.add_metric(name="PagesRead", unit=MetricUnit.Count, value=len(keys))
    for key in keys:
        found = stage().read(key)
        refused = bool(found.refusal)
        metrics.add_metric(name="PagesRefused", unit=MetricUnit.Count, value=refused)
        metrics.add_metric(name="UnmatchedRules", unit=MetricUnit.Count, value=len(found.unmatched_rules))
        done = "refused" if refused else "waiting" if found.awaited else "extracted"
        logger.info(done, extra={"key": key, "reason": found.refusal, "awaited": found.awaited})


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Extract a batch of stored pages."""
    return process_partial_response(event=event, record_handler=read, processor=processor, context=context)
