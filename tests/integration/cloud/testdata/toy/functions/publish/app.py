"""Writes a feed a changed story; a story named ``unpublishable`` fails alone."""

import os

import names  # beside this file, as a function's own modules may be

edges = None


def handler(event, context):
    for record in event["Records"]:
        story = record["dynamodb"]["Keys"]["id"]["S"]
        if story == "unpublishable":
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        edges.clients.s3.put_object(Bucket=os.environ["ARCHIVE"], Key=names.feed(story), Body=story.encode())
    return {"batchItemFailures": []}
