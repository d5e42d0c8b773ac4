"""Where failures go: the queue or bucket that the template names, in the words that Lambda uses there.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html,
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from wirecopy.edges import Clients
from wirecopy_local.cloud.handlers import HandlerError
from wirecopy_local.cloud.report import DeadLetter, Journal
from wirecopy_local.cloud.template import TemplateError


class Destinations:
    """Sends what failed for good to where it is kept, and says so in the journal."""

    def __init__(self, clients: Clients, journal: Journal) -> None:
        self._clients = clients
        self._journal = journal

    def stream_batch(
        self,
        arn: str | None,
        failure: HandlerError,
        records: Sequence[Mapping[str, Any]],
        *,
        function_arn: str,
        attempts: int,
        now: datetime,
    ) -> None:
        """A batch of stream records was given up: a queue gets what to look up, a bucket the records too."""
        first, last = records[0]["dynamodb"], records[-1]["dynamodb"]
        body = {
            "requestContext": {
                "requestId": str(records[0]["eventID"]),
                "functionArn": function_arn,
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": attempts,
            },
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "version": "1.0",
            "timestamp": _stamp(now),
            "DDBStreamBatchInfo": {
                "shardId": "shardId-local",
                "startSequenceNumber": first["SequenceNumber"],
                "endSequenceNumber": last["SequenceNumber"],
                "approximateArrivalOfFirstRecord": _arrival(first),
                "approximateArrivalOfLastRecord": _arrival(last),
                "batchSize": len(records),
                "streamArn": records[0]["eventSourceARN"],
            },
        }
        self._send(arn, body, failure, payload=json.dumps({"Records": list(records)}), now=now)

    def invocation(
        self, arn: str | None, failure: HandlerError, event: Any, *, function_arn: str, attempts: int, now: datetime
    ) -> None:
        """An asynchronous invocation failed for good."""
        body = {
            "version": "1.0",
            "timestamp": _stamp(now),
            "requestContext": {
                "requestId": "local",
                "functionArn": f"{function_arn}:$LATEST",
                "condition": "RetriesExhausted",
                "approximateInvokeCount": attempts,
            },
            "requestPayload": event,
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "responsePayload": failure.payload(),
        }
        self._send(arn, body, failure, payload=None, now=now)

    def dead_letter(self, arn: str, failure: HandlerError, event: Any) -> None:
        """A function's own dead-letter queue gets the event as it was."""
        self._queue(arn, json.dumps(event), failure)

    def _send(
        self, arn: str | None, body: dict[str, Any], failure: HandlerError, *, payload: str | None, now: datetime
    ) -> None:
        kind = arn.split(":")[2] if arn else None
        if arn is None:
            self._journal.dead_letters.append(
                DeadLetter(None, failure.function, payload or json.dumps(body), failure.args[0])
            )
        elif kind == "sqs":
            self._queue(arn, json.dumps(body), failure)
        elif kind == "s3":
            key = (
                f"aws/lambda/{failure.function}/{now:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{body['requestContext']['requestId']}"
            )
            content = json.dumps({**body, "payload": payload} if payload else body)
            self._clients.s3.put_object(Bucket=arn.rpartition(":")[2], Key=key, Body=content.encode())
            self._journal.dead_letters.append(
                DeadLetter(arn.rpartition(":")[2], failure.function, content, failure.args[0])
            )
        else:
            raise TemplateError(f"failures of {failure.function} go to {arn}, which the local run does not deliver to")

    def _queue(self, arn: str, body: str, failure: HandlerError) -> None:
        sqs = self._clients.sqs
        address = sqs.get_queue_url(QueueName=arn.split(":")[5])["QueueUrl"]
        sent = sqs.send_message(QueueUrl=address, MessageBody=body)
        self._journal.blame[sent["MessageId"]] = (failure.function, failure.args[0])


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _arrival(record: Mapping[str, Any]) -> str:
    return _stamp(datetime.fromtimestamp(record["ApproximateCreationDateTime"], UTC))
