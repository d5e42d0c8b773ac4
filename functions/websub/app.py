"""websub: hear what hubs say at this function's address: that they mean our subscriptions, and that there is news."""

import base64
import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirecopy import settings
from wirecopy.edges import Edges
from wirecopy.stages.listen import Answer, Listen
from wirecopy.store.clients import AwsClients
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.sources import DynamoSources
from wirecopy.store.subscriptions import DynamoSubscriptions

MOST_FIELDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template tells this function."""

    frontier_table: str
    sources_table: str
    subscriptions_table: str


told = settings.read(Settings, os.environ)
edges = Edges(clients=AwsClients())
logger = Logger()
metrics = Metrics()


def stage() -> Listen:
    """The stage, on this function's stores."""
    clients = edges.clients
    return Listen(
        subscriptions=DynamoSubscriptions(clients.dynamodb, told.subscriptions_table),
        sources=DynamoSources(clients.dynamodb, told.sources_table),
        frontier=DynamoFrontier(clients.dynamodb, told.frontier_table),
        clock=edges.clock,
    )


def heard(event: dict[str, Any]) -> Answer:
    """What a request to ``/source/token`` is answered; whatever else comes, by 404 or 405."""
    parts = str(event.get("rawPath", "")).split("/")
    if len(parts) != 3 or parts[0]:
        return Answer(404)
    method = event["requestContext"]["http"]["method"]
    try:
        if method == "GET":
            said = dict(parse_qsl(event.get("rawQueryString", ""), max_num_fields=MOST_FIELDS))
            return stage().verify(parts[1], parts[2], said)
        if method == "POST":
            signature = event.get("headers", {}).get("x-hub-signature")
            return stage().push(parts[1], parts[2], signature, _body(event))
    except ValueError:  # more fields than any hub sends, or what is no Base64
        return Answer(400)
    return Answer(405)


def _body(event: dict[str, Any]) -> bytes:
    body = str(event.get("body") or "")
    if not event.get("isBase64Encoded"):
        return body.encode()
    return base64.b64decode(body, validate=True)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Answer one request, in text that no browser takes for anything else."""
    answer = heard(event)
    method = event.get("requestContext", {}).get("http", {}).get("method", "")
    logger.info("heard", extra={"method": method, "status": answer.status})
    metrics.add_metric(name="HubRequests", unit=MetricUnit.Count, value=1)
    headers = {"content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"}
    return {"statusCode": answer.status, "headers": headers, "body": answer.body}
