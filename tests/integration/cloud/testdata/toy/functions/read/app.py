"""Turns each stored page into a story; one that says ``crash`` ends the batch."""

import json
import os
from urllib.parse import unquote_plus

edges = None


def handler(event, context):
    for record in event["Records"]:
        for change in json.loads(record["body"]).get("Records", ()):
            key = unquote_plus(change["s3"]["object"]["key"])
            text = edges.clients.s3.get_object(Bucket=os.environ["ARCHIVE"], Key=key)["Body"].read().decode()
            if "crash" in text:
                raise RuntimeError(f"cannot read {key}")
            edges.clients.dynamodb.put_item(
                TableName=os.environ["STORIES"], Item={"id": {"S": text}, "records": {"N": str(len(event["Records"]))}}
            )
