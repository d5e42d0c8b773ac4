"""From a queue to a function, as Lambda's SQS event source does it.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from wirecopy.edges import Clients, Clock
from wirecopy_local.cloud import backends
from wirecopy_local.cloud.handlers import HandlerError
from wirecopy_local.cloud.report import DeadLetter, Journal
from wirecopy_local.cloud.resources import EventSource
from wirecopy_local.cloud.template import REGION

Invoke = Callable[[str, Any, int], Any]
"""Call a function with an event of so many records. Raises :class:`HandlerError`."""

_RECEIVED_AT_ONCE = 10


class QueueDelivery:
    """Takes batches from a queue to a function. What fails stays, and is seen again after its visibility timeout."""

    def __init__(self, source: EventSource, invoke: Invoke, clients: Clients, clock: Clock, journal: Journal) -> None:
        self._source = source
        self._invoke = invoke
        self._sqs = clients.sqs
        self._clock = clock
        self._journal = journal
        self._name = source.arn.split(":")[5]
        self._url = self._sqs.get_queue_url(QueueName=self._name)["QueueUrl"]
        self._patterns = [json.loads(pattern) for pattern in source.patterns]
        self._waiting_since: datetime | None = None

    def ready_at(self, now: datetime) -> datetime | None:
        """When a batch can be taken: at once when it is full, else when its window closes; ``None`` for never."""
        self._forget(now)
        visible = 0
        later: datetime | None = None
        for message in backends.queue(self._name)._messages:
            moment = backends.visible_from(message)
            if moment <= now:
                visible += 1
                if visible >= self._source.batch_size or not self._source.window:
                    return now
            elif later is None or moment < later:
                later = moment
        if not visible:
            return later
        self._waiting_since = self._waiting_since or now
        return self._waiting_since + timedelta(seconds=self._source.window)

    def deliver(self) -> bool:
        """Take one batch. Says whether there was one (a receive may only move messages to the dead-letter queue)."""
        self._waiting_since = None
        messages = [message for message in self._receive() if self._wanted(message)]
        if not messages:
            return False
        try:
            answer = self._invoke(
                self._source.function, {"Records": [self._record(it) for it in messages]}, len(messages)
            )
            failed = failed_items(answer, {it["MessageId"] for it in messages}) if self._source.partial else set()
            reason = "the function reported it as failed"
        except HandlerError as error:
            failed, reason = {it["MessageId"] for it in messages}, error.args[0]
        for message in messages:
            if message["MessageId"] in failed:
                self._journal.blame[message["MessageId"]] = (self._source.function, reason)
        self._delete([it for it in messages if it["MessageId"] not in failed])
        return True

    def _forget(self, now: datetime) -> None:
        """Let go of what the queue has kept for as long as it may. SQS does so silently; here it is told."""
        for message in backends.take_expired(self._name, now):
            function, reason = self._journal.blame.get(message.id, (self._source.function, "never delivered"))
            self._journal.dead_letters.append(DeadLetter(None, function, message.body, f"kept too long; {reason}"))

    def _receive(self) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = []
        while (missing := self._source.batch_size - len(messages)) > 0:
            received = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=min(missing, _RECEIVED_AT_ONCE),
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
                WaitTimeSeconds=0,
            ).get("Messages", [])
            if not received:
                break
            messages += received
        return messages

    def _wanted(self, message: dict[str, Any]) -> bool:
        """Whether it passes the filters; what does not is removed from the queue, as Lambda does."""
        if not self._patterns:
            return True
        record = self._record(message)
        with suppress(ValueError):
            record["body"] = json.loads(record["body"])
        if any(backends.matches(pattern, record) for pattern in self._patterns):
            return True
        self._delete([message])
        return False

    def _record(self, message: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "messageAttributes": {
                name: {
                    **({"stringValue": it["StringValue"]} if "StringValue" in it else {}),
                    "stringListValues": [],
                    "binaryListValues": [],
                    "dataType": it["DataType"],
                }
                for name, it in message.get("MessageAttributes", {}).items()
            },
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": self._source.arn,
            "awsRegion": REGION,
        }

    def _delete(self, messages: list[dict[str, Any]]) -> None:
        for start in range(0, len(messages), _RECEIVED_AT_ONCE):
            self._sqs.delete_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
                    for index, message in enumerate(messages[start : start + _RECEIVED_AT_ONCE])
                ],
            )


def failed_items(answer: Any, known: set[str]) -> set[str]:
    """The items that a partial response names as failed: all of them when the response makes no sense.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
    """
    if answer is None or answer == {}:
        return set()
    try:
        entries = answer["batchItemFailures"] or []
        named = {entry["itemIdentifier"] for entry in entries}
    except (KeyError, TypeError):
        return set(known)
    return named if named <= known else set(known)
