"""Stores a page for each host that was rung; a host named ``poison`` fails."""

import json
import os

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

ARCHIVE = os.environ["ARCHIVE"]
logger = Logger()
metrics = Metrics(namespace="Toy")
edges = None


@metrics.log_metrics
def handler(event, context):
    metrics.add_metric(name="Calls", unit=MetricUnit.Count, value=1)
    failed = []
    for record in event["Records"]:
        host = json.loads(record["body"])["host"]
        if host == "poison":
            logger.error("no such host", host=host)
            failed.append({"itemIdentifier": record["messageId"]})
        else:
            edges.clients.s3.put_object(Bucket=ARCHIVE, Key=f"pages/{host}", Body=host.encode())
    return {"batchItemFailures": failed}
