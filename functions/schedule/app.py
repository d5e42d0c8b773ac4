"""schedule: every minute, ring for the hosts that are due; hourly, where that is wished, ask hubs to tell of news;
once a day, look for what fell through.
"""

import asyncio
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirecopy import PRODUCT, __version__, settings
from wirecopy.edges import Edges
from wirecopy.stages.schedule import Schedule
from wirecopy.stages.sweep import Sweep, Swept
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.bells import SqsBells, SqsNotifications
from wirecopy.store.clients import AwsClients
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.hosts import DynamoHosts
from wirecopy.store.sources import DynamoSources
from wirecopy.store.subscriptions import DynamoSubscriptions

if TYPE_CHECKING:
    from wirecopy.stages.subscribe import Subscribed


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template tells this function."""

    frontier_table: str
    articles_table: str
    hosts_table: str
    sources_table: str
    subscriptions_table: str
    fetch_queue_url: str
    extract_queue_url: str
    contact_url: str
    host_spacing_seconds: float
    callback_url: str


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
        sources=DynamoSources(edges.clients.dynamodb, told.sources_table),
        articles=DynamoArticles(edges.clients.dynamodb, told.articles_table),
        pages=SqsNotifications(edges.clients.sqs, told.extract_queue_url),
        clock=edges.clock,
    )
    return stage.run()


def ask_hubs() -> "Subscribed":
    """Ask for what is due at the hubs that sources name."""
    # A tick, of which there is one a minute, needs no HTTP client.
    from wirecopy.stages.subscribe import Subscribe  # noqa: PLC0415
    from wirecopy.web.client import Client, Limits  # noqa: PLC0415

    dynamodb = edges.clients.dynamodb
    stage = Subscribe(
        sources=DynamoSources(dynamodb, told.sources_table),
        hosts=DynamoHosts(dynamodb, told.hosts_table),
        subscriptions=DynamoSubscriptions(dynamodb, told.subscriptions_table),
        client=lambda: Client(
            user_agent=f"{PRODUCT}/{__version__} (+{told.contact_url})",
            network=edges.network,
            limits=Limits(deadline=10),
        ),
        clock=edges.clock,
        random=lambda: secrets.token_hex(20),
        callback=told.callback_url,
        spacing=timedelta(seconds=told.host_spacing_seconds),
    )
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(stage.go_on())
    finally:
        loop.close()


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Do what the event says: a ``tick`` at its time, the ``hour`` of the hubs, or a ``sweep``."""
    if "hour" in event:
        if not told.callback_url:
            return {}
        subscribed = asdict(ask_hubs())
        logger.info("subscribed", extra=subscribed)
        return subscribed
    if "sweep" in event:
        swept = asdict(sweep())
        logger.info("swept", extra=swept)
        metrics.add_metric(name="FellThrough", unit=MetricUnit.Count, value=sum(swept.values()))
        return swept
    rung = tick(datetime.fromisoformat(event["tick"]))
    metrics.add_metric(name="BellsRung", unit=MetricUnit.Count, value=rung)
    return {"rung": rung}
