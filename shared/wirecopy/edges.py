"""The outside world as the stages are handed it: the clock, the network's names and gates, secrets, and AWS."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time by this machine's clock, in UTC."""
    return datetime.now(UTC)


class Clients(Protocol):
    """The AWS clients that stores are built on, made on first use and kept."""

    @property
    def dynamodb(self) -> Any:
        """A boto3 DynamoDB client."""

    @property
    def s3(self) -> Any:
        """A boto3 S3 client."""

    @property
    def sqs(self) -> Any:
        """A boto3 SQS client."""

    @property
    def events(self) -> Any:
        """A boto3 EventBridge client."""


class Secrets(Protocol):
    """What is kept elsewhere and known here by reference only."""

    def value(self, reference: str) -> str:
        """What a reference leads to. Raises a :class:`~wirecopy.errors.FetchError` that names it, not what it hides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How names are resolved and which addresses beyond global unicast may be dialled."""

    resolver: Any = None
    """An ``aiohttp.abc.AbstractResolver``; ``None`` for the system's own."""
    allowed: tuple[IPNetwork, ...] = ()
    ports: tuple[int, ...] = (80, 443)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Everything a function reaches outside itself. Each ``app.py`` holds one as ``edges``; tests hand in another."""

    clients: Clients
    clock: Clock = utc_now
    network: Network = field(default_factory=Network)
    secrets: Secrets | None = None
    """``None`` for what AWS keeps."""
