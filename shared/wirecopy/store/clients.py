"""AWS clients, made on first use: a function pays for the import and the handshake of those it needs, once."""

from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

_CONFIG = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4})


def client_of(service: str) -> Any:
    """A client of a service that few need, by the environment's own region and credentials."""
    return boto3.session.Session().client(service, config=_CONFIG)  # type: ignore[call-overload]


class AwsClients:
    """The clients of one session, by the environment's own region and credentials."""

    @cached_property
    def _session(self) -> boto3.session.Session:
        return boto3.session.Session()

    @cached_property
    def dynamodb(self) -> Any:
        """A DynamoDB client."""
        return self._session.client("dynamodb", config=_CONFIG)

    @cached_property
    def s3(self) -> Any:
        """An S3 client."""
        return self._session.client("s3", config=_CONFIG)

    @cached_property
    def sqs(self) -> Any:
        """An SQS client."""
        return self._session.client("sqs", config=_CONFIG)

    @cached_property
    def events(self) -> Any:
        """An EventBridge client."""
        return self._session.client("events", config=_CONFIG)
