"""Rings for every host whose row is due."""

import json
import os
from datetime import datetime

QUEUE = os.environ["FETCH_QUEUE"]
FRONTIER = os.environ["FRONTIER"]
edges = None


def handler(event, context):
    now = int(datetime.fromisoformat(event["time"]).timestamp())
    rows = edges.clients.dynamodb.query(
        TableName=FRONTIER,
        IndexName="by-due",
        KeyConditionExpression="pk = :pk AND due <= :now",
        ExpressionAttributeValues={":pk": {"S": "host"}, ":now": {"N": str(now)}},
    )["Items"]
    for row in rows:
        edges.clients.dynamodb.delete_item(TableName=FRONTIER, Key={"pk": row["pk"], "sk": row["sk"]})
        edges.clients.sqs.send_message(QueueUrl=QUEUE, MessageBody=json.dumps({"host": row["sk"]["S"]}))
    return {"rung": len(rows), "at": event["time"]}
