"""The stores of one stack: of the local one, or of one that is deployed."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Protocol

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from wirecopy.edges import Clients
from wirecopy.errors import UserError
from wirecopy.store.archive import S3Archive
from wirecopy.store.articles import DynamoArticles
from wirecopy.store.clients import AwsClients
from wirecopy.store.fingerprints import DynamoIndex
from wirecopy.store.frontier import DynamoFrontier
from wirecopy.store.hosts import DynamoHosts
from wirecopy.store.sources import DynamoSources
from wirecopy.store.stories import DynamoStories


class Stack(Protocol):
    """Where the template's resources are."""

    @property
    def clients(self) -> Clients:
        """The clients that reach them."""

    def resource(self, logical_id: str) -> str:
        """The name of a table, bucket or queue (its URL)."""

    def environment(self, function: str) -> Mapping[str, str]:
        """The variables that a function has."""

    def set_aside(self) -> Mapping[str, int]:
        """How many messages lie in each dead-letter queue."""


class Stores:
    """The stores of a stack, each made when it is first asked for."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    @cached_property
    def frontier(self) -> DynamoFrontier:
        """What is wanted, from which host, and when."""
        return DynamoFrontier(self.stack.clients.dynamodb, self.stack.resource("Frontier"))

    @cached_property
    def hosts(self) -> DynamoHosts:
        """Who may talk to a host, and when."""
        return DynamoHosts(self.stack.clients.dynamodb, self.stack.resource("Hosts"))

    @cached_property
    def sources(self) -> DynamoSources:
        """What is watched."""
        return DynamoSources(self.stack.clients.dynamodb, self.stack.resource("Sources"))

    @cached_property
    def articles(self) -> DynamoArticles:
        """What was seen."""
        return DynamoArticles(self.stack.clients.dynamodb, self.stack.resource("Articles"))

    @cached_property
    def stories(self) -> DynamoStories:
        """What was folded."""
        return DynamoStories(self.stack.clients.dynamodb, self.stack.resource("Stories"))

    @cached_property
    def index(self) -> DynamoIndex:
        """The fingerprints that attract copies."""
        window = int(self.stack.environment("DedupeFunction")["WINDOW_DAYS"])
        return DynamoIndex(self.stack.clients.dynamodb, self.stack.resource("Fingerprints"), window=window)

    @cached_property
    def archive(self) -> S3Archive:
        """What was received and extracted."""
        return S3Archive(self.stack.clients.s3, self.stack.resource("ArchiveBucket"))


class DeployedStack:
    """A stack in AWS, by its name, with the environment's own region and credentials."""

    def __init__(self, name: str) -> None:
        self.clients = AwsClients()
        self._name = name

    @cached_property
    def _resources(self) -> dict[str, dict[str, Any]]:
        try:
            pages = boto3.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self._name)
            return {
                found["LogicalResourceId"]: dict(found) for page in pages for found in page["StackResourceSummaries"]
            }
        except (BotoCoreError, ClientError) as error:
            raise UserError(f"the stack {self._name!r} cannot be read: {error}") from error

    def resource(self, logical_id: str) -> str:
        """The name of a table, bucket or queue. Raises :class:`UserError` when the stack has none of that id."""
        if logical_id not in self._resources:
            raise UserError(f"the stack {self._name!r} has no {logical_id}: is it one of Wirecopy's?")
        return str(self._resources[logical_id]["PhysicalResourceId"])

    def environment(self, function: str) -> Mapping[str, str]:
        """The variables that a function has."""
        answer = boto3.client("lambda").get_function_configuration(FunctionName=self.resource(function))
        return answer["Environment"]["Variables"]

    def set_aside(self) -> Mapping[str, int]:
        """How many messages lie in each dead-letter queue."""
        queues = [name for name in self._resources if name.endswith("DeadLetters")]
        return {name: self._length(self.resource(name)) for name in queues}

    def _length(self, url: str) -> int:
        wanted = "ApproximateNumberOfMessages"
        answer = self.clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[wanted])
        return int(answer["Attributes"][wanted])


@contextmanager
def open_stores(arguments: argparse.Namespace) -> Iterator[Stores]:
    """The stores that ``--stack`` or ``--state`` name."""
    if arguments.stack:
        yield Stores(DeployedStack(arguments.stack))
        return
    from wirecopy_local.pipeline import open_pipeline  # noqa: PLC0415 - moto is not needed for a deployed stack

    with open_pipeline(arguments.state) as pipeline:
        yield pipeline
