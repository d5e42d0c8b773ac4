"""fetch: visit the host that a bell names, and store what its server answers."""

import os
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import AsyncBatchProcessor, EventType, async_process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirecopy import PRODUCT, __version__, settings
from wirecopy.codec import decode
from wirecopy.edges import Edges, Secrets
from wirecopy.frontier.rows import Bell
from wirecopy.stages.fetch import Fetch, Pace
from wirecopy.store.archive import S3Archive
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.clients import AwsClients, client_of
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.hosts import DynamoHosts
from wirecopy.store.secrets import AwsSecrets
from wirecopy.store.sources import DynamoSources
from wirecopy.store.subscriptions import DynamoSubscriptions
from wirecopy.web.client import Client

BUDGET = timedelta(seconds=60)
"""With one request's deadline (20 s) and one longest crawl delay (30 s) on top it stays under the timeout (120 s)."""
LEASE = timedelta(seconds=150)
"""Longer than the timeout, so that no visit outlives its lease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template tells this function."""

    frontier_table: str
    hosts_table: str
    sources_table: str
    articles_table: str
    subscriptions_table: str
    archive_bucket: str
    contact_url: str
    host_spacing_seconds: float


told = settings.read(Settings, os.environ)
edges = Edges(clients=AwsClients())
logger = Logger()
metrics = Metrics()
processor = AsyncBatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


@cache
def secrets() -> Secrets:
    """What AWS keeps, and what of it was read lately."""
    return edges.secrets or AwsSecrets(client_of, edges.clock)


def stage() -> Fetch:
    """The stage, on this function's stores."""
    clients = edges.clients
    return Fetch(
        frontier=DynamoFrontier(clients.dynamodb, told.frontier_table),
        hosts=DynamoHosts(clients.dynamodb, told.hosts_table),
        sources=DynamoSources(clients.dynamodb, told.sources_table),
        articles=DynamoArticles(clients.dynamodb, told.articles_table),
        archive=S3Archive(clients.s3, told.archive_bucket),
        client=lambda: Client(user_agent=f"{PRODUCT}/{__version__} (+{told.contact_url})", network=edges.network),
        agent=PRODUCT,
        clock=edges.clock,
        secrets=secrets(),
        subscriptions=DynamoSubscriptions(clients.dynamodb, told.subscriptions_table),
        pace=Pace(spacing=timedelta(seconds=told.host_spacing_seconds), budget=BUDGET, lease=LEASE),
    )


async def visit(record: dict[str, Any]) -> None:
    """Visit the host of one bell."""
    visited = await stage().visit(decode(record["body"], Bell, place="bell").host)
    metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=visited.requests)
    metrics.add_metric(name="Stored", unit=MetricUnit.Count, value=visited.stored)
    logger.info("visited", extra={"host": visited.host, "requests": visited.requests, "stored": visited.stored})


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Visit the hosts of a batch of bells side by side."""
    return async_process_partial_response(event=event, record_handler=visit, processor=processor, context=context)
