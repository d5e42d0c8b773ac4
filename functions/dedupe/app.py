"""dedupe: fold an extracted article into the story whose text it is, and later listings of it into that story."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirecopy import settings
from wirecopy.edges import Edges
from wirecopy.stages.dedupe import Dedupe
from wirecopy.stages.keys import named_in
from wirecopy.store.archive import S3Archive
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.clients import AwsClients
from wirecopy.store.fingerprints import DynamoIndex
from wirecopy.store.stories import DynamoStories


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template tells this function."""

    articles_table: str
    stories_table: str
    fingerprints_table: str
    archive_bucket: str
    window_days: int


told = settings.read(Settings, os.environ)
edges = Edges(clients=AwsClients())
logger = Logger()
metrics = Metrics()
versions = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
posting, writing = ThreadPoolExecutor(8), ThreadPoolExecutor(1)
listings = BatchProcessor(event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)


def stage() -> Dedupe:
    """The stage, on this function's stores."""
    clients = edges.clients
    return Dedupe(
        articles=DynamoArticles(clients.dynamodb, told.articles_table),
        archive=S3Archive(clients.s3, told.archive_bucket),
        stories=DynamoStories(clients.dynamodb, told.stories_table),
        index=DynamoIndex(clients.dynamodb, told.fingerprints_table, window=told.window_days, pool=posting),
        clock=edges.clock,
        window=told.window_days,
        pool=writing,
    )


def fold(record: dict[str, Any]) -> None:
    """Fold the article versions that one notification names."""
    keys = named_in(record["body"])
    metrics.add_metric(name="VersionsFolded", unit=MetricUnit.Count, value=len(keys))
    for key in keys:
        folded = stage().fold(key)
        if folded is None:
            continue
        metrics.add_metric(name="CopiesFound", unit=MetricUnit.Count, value=folded.of is not None)
        logger.info("folded", extra={"key": key, "story": folded.story, "relation": folded.relation})


def list_again(record: dict[str, Any]) -> None:
    """Take up one listing that was added to the articles table."""
    article = record["dynamodb"]["Keys"]["pk"]["S"]
    changed = stage().list_again(article)
    metrics.add_metric(name="ListingsTakenUp", unit=MetricUnit.Count, value=changed)
    if changed:
        logger.info("listed again", extra={"article": article})


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Take up a batch of new versions, or of new listings."""
    if event["Records"][0]["eventSource"] == "aws:dynamodb":
        return process_partial_response(event=event, record_handler=list_again, processor=listings, context=context)
    return process_partial_response(event=event, record_handler=fold, processor=versions, context=context)
