"""discover: read the feed, sitemap or listing that a poll stored, and want the pages that are news."""

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
from wirecopy.stages.discover import Discover
from wirecopy.stages.keys import named_in
from wirecopy.store.archive import S3Archive
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.clients import AwsClients
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.hosts import DynamoHosts
from wirecopy.store.sources import DynamoSources


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template tells this function."""

    frontier_table: str
    hosts_table: str
    sources_table: str
    articles_table: str
    archive_bucket: str
    first_poll_articles: int


told = settings.read(Settings, os.environ)
edges = Edges(clients=AwsClients())
logger = Logger()
metrics = Metrics()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def stage() -> Discover:
    """The stage, on this function's stores."""
    clients = edges.clients
    return Discover(
        frontier=DynamoFrontier(clients.dynamodb, told.frontier_table),
        sources=DynamoSources(clients.dynamodb, told.sources_table),
        articles=DynamoArticles(clients.dynamodb, told.articles_table),
        archive=S3Archive(clients.s3, told.archive_bucket),
        hosts=DynamoHosts(clients.dynamodb, told.hosts_table),
        clock=edges.clock,
        first_links=told.first_poll_articles,
    )


def read(record: dict[str, Any]) -> None:
    """Read the documents that one notification names."""
    keys = named_in(record["body"])
    metrics.add_metric(name="DocumentsRead", unit=MetricUnit.Count, value=len(keys))
    for key in keys:
        found = stage().read(key)
        metrics.add_metric(name="PagesWanted", unit=MetricUnit.Count, value=found.wanted)
        metrics.add_metric(name="UnreadableDocuments", unit=MetricUnit.Count, value=bool(found.problem))
        logger.info("read", extra={"key": key, "links": found.links, "wanted": found.wanted, "problem": found.problem})


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Read a batch of stored polls."""
    return process_partial_response(event=event, record_handler=read, processor=processor, context=context)
