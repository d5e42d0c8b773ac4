"""publish: write the stories that changed into the feeds that show them; hourly, how the sources are doing;
nightly, what fell through.
"""

import asyncio
import os
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirecopy import PRODUCT, __version__, settings
from wirecopy.edges import Edges
from wirecopy.feeds.pace import Pace
from wirecopy.feeds.site import Site
from wirecopy.model import Extent
from wirecopy.stages.announce import Announce
from wirecopy.stages.publish import Publish
from wirecopy.stages.rebuild import Rebuild
from wirecopy.stages.reconcile import Reconcile
from wirecopy.stages.sources_page import SourcesPage
from wirecopy.store.archive import S3Archive
from wirecopy.store.bus import EventBridgeBus
from wirecopy.store.clients import AwsClients
from wirecopy.store.feeds import S3FeedFiles
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.publications import DynamoPublications
from wirecopy.store.sources import DynamoSources
from wirecopy.store.stories import STORY, DynamoStories
from wirecopy.web.client import Client, Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template tells this function."""

    frontier_table: str
    sources_table: str
    stories_table: str
    published_table: str
    archive_bucket: str
    feeds_bucket: str
    public_url: str
    site_title: str
    contact_url: str
    feed_size: int
    source_feeds: str
    unlicensed: Extent
    event_bus: str
    hot_feed_minutes: int
    feed_minutes: int
    hub_url: str


told = settings.read(Settings, os.environ)
edges = Edges(clients=AwsClients())
logger = Logger()
metrics = Metrics()
readers = ThreadPoolExecutor(8)
site = Site(url=told.public_url, title=told.site_title, contact=told.contact_url, hub=told.hub_url)


def stage() -> Publish:
    """The stage, on this function's stores."""
    clients = edges.clients
    return Publish(
        sources=DynamoSources(clients.dynamodb, told.sources_table),
        stories=DynamoStories(clients.dynamodb, told.stories_table),
        publications=publications(),
        archive=S3Archive(clients.s3, told.archive_bucket),
        files=S3FeedFiles(clients.s3, told.feeds_bucket),
        site=site,
        clock=edges.clock,
        size=told.feed_size,
        source_feeds=told.source_feeds == "yes",
        unlicensed=told.unlicensed,
        bus=EventBridgeBus(clients.events, told.event_bus) if told.event_bus else None,
        readers=readers,
        pace=Pace(hot=timedelta(minutes=told.hot_feed_minutes), others=timedelta(minutes=told.feed_minutes)),
    )


def publications() -> DynamoPublications:
    """What was published, and what waits for its window."""
    return DynamoPublications(edges.clients.dynamodb, told.published_table)


def sources_page() -> SourcesPage:
    """The hourly stage, on the same stores."""
    clients = edges.clients
    return SourcesPage(
        sources=DynamoSources(clients.dynamodb, told.sources_table),
        frontier=DynamoFrontier(clients.dynamodb, told.frontier_table),
        files=S3FeedFiles(clients.s3, told.feeds_bucket),
        site=site,
        clock=edges.clock,
    )


def announce(feeds: Collection[str]) -> None:
    """Tell the hub, where there is one, of the feeds that readers see changed, and of what it did not take."""
    if not told.hub_url:
        return
    stage = Announce(
        files=S3FeedFiles(edges.clients.s3, told.feeds_bucket),
        site=site,
        client=lambda: Client(
            user_agent=f"{PRODUCT}/{__version__} (+{told.contact_url})",
            network=edges.network,
            limits=Limits(deadline=10),
        ),
        clock=edges.clock,
    )
    loop = asyncio.new_event_loop()
    try:
        waiting = publications().waiting() if feeds else ()  # until their window is over, and told of then
        announced = loop.run_until_complete(stage.tell([path for path in feeds if path not in waiting]))
    finally:
        loop.close()
    log = logger.warning if announced.problem else logger.info
    log("announced", extra=asdict(announced))


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Publish a batch of changes at once, so that a burst rewrites a feed once. It fails, and is split, as a whole.

    An event of ``hour`` asks for the page of the sources instead, one of ``tick`` for the feeds whose
    window is over, and one of ``night`` for a look at what fell through and at the feeds that were noted as flawed.
    """
    if "hour" in event:
        announce(())
        return {"written": sources_page().publish()}
    if "tick" in event:
        shown = stage().show_waiting()
        announce(shown)
        metrics.add_metric(name="FeedsWritten", unit=MetricUnit.Count, value=len(shown))
        return {"written": shown}
    if "night" in event:
        found = asdict(Reconcile(publish=stage()).go_on())
        logger.info("reconciled", extra=found)
        metrics.add_metric(name="StoriesBehind", unit=MetricUnit.Count, value=found["behind"])
        mended = Rebuild(publish=stage()).mend().feeds
        if mended:
            logger.warning("made anew", extra={"feeds": list(mended)})
        return {**found, "mended": mended}
    stories = {record["dynamodb"]["Keys"]["pk"]["S"].removeprefix(STORY) for record in event["Records"]}
    written = stage().publish(stories)
    announce(written)
    metrics.add_metric(name="FeedsWritten", unit=MetricUnit.Count, value=len(written))
    logger.info("published", extra={"stories": len(stories), "feeds": list(written)})
    return {"batchItemFailures": []}
