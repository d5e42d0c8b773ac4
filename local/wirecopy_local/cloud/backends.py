"""What is asked of moto's own objects, because the API does not tell. All of it is pinned by test_departures."""

from datetime import UTC, datetime, timedelta
from typing import Any

from wirecopy_local.cloud.template import ACCOUNT, REGION

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(milliseconds=1)


def queue(name: str) -> Any:
    """moto's ``Queue``."""
    from moto.sqs.models import sqs_backends  # noqa: PLC0415 - slow to import

    return sqs_backends[ACCOUNT][REGION].queues[name]


def table(name: str) -> Any:
    """moto's ``Table``."""
    from moto.dynamodb.models import dynamodb_backends  # noqa: PLC0415

    return dynamodb_backends[ACCOUNT][REGION].tables[name]


def bucket(name: str) -> Any:
    """moto's ``FakeBucket``."""
    from moto.s3.models import s3_backends  # noqa: PLC0415

    return s3_backends[ACCOUNT]["aws"].buckets[name]


def visible_from(message: Any) -> datetime:
    """When a message can be received: moto asks for a moment *after* the end of its visibility timeout."""
    return _EPOCH + timedelta(milliseconds=max(message.visible_at, message.delayed_until)) + _TICK


def take_expired(name: str, now: datetime) -> list[Any]:
    """Remove the messages that are older than the queue's retention: moto hands none on, and keeps them for ever."""
    found = queue(name)
    oldest = now.timestamp() * 1000 - found.message_retention_period * 1000
    expired = [message for message in found._messages if message.sent_timestamp <= oldest]
    if expired:
        found._messages = [message for message in found._messages if message.sent_timestamp > oldest]
    return expired


def matches(pattern: dict[str, Any], event: Any) -> bool:
    """Whether an event fits an EventBridge pattern, which is the language of event filters too."""
    from moto.events.models import EventPattern  # noqa: PLC0415

    return bool(EventPattern(None, pattern).matches_event(event))
