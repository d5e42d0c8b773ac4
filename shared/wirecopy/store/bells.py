"""The queues that stages are rung by."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote_plus

from wirecopy.codec import encode
from wirecopy.errors import WirecopyError
from wirecopy.frontier.rows import Bell

_MOST = 10


class SqsBells:
    """Bells as messages of one SQS queue."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def ring(self, hosts: Sequence[str]) -> None:
        """Ask for a visit to each host. Raises :class:`WirecopyError` when SQS takes some and refuses others."""
        for start in range(0, len(hosts), _MOST):
            some = hosts[start : start + _MOST]
            entries = [{"Id": str(n), "MessageBody": encode(Bell(host=host)).decode()} for n, host in enumerate(some)]
            failed = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries).get("Failed")
            if failed:
                raise WirecopyError(f"SQS refused {len(failed)} bells: {failed[0].get('Message', failed[0]['Code'])}")


class SqsNotifications:
    """Notifications as messages of one SQS queue, in the form that S3 sends them in."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def notify(self, key: str) -> None:
        """Say that there is an object under ``key``."""
        body = json.dumps({"Records": [{"s3": {"object": {"key": quote_plus(key)}}}]})
        self._client.send_message(QueueUrl=self._queue_url, MessageBody=body)
