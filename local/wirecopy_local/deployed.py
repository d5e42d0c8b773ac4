"""A stack in AWS, and the choice between it and the one on this machine."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from wirecopy.errors import UserError
from wirecopy.store.clients import AwsClients
from wirecopy_local.remembered import remembered
from wirecopy_local.stores import Stores


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

    known = remembered(arguments.state)
    with open_pipeline(arguments.state, parameters=known.parameters if known else None) as pipeline:
        yield pipeline


@contextmanager
def open_published(arguments: argparse.Namespace) -> Iterator[Stores]:
    """The stores, of which what is published may change: a local run's folder of feeds follows at the end."""
    from wirecopy_local.export import write_out  # noqa: PLC0415
    from wirecopy_local.pipeline import Pipeline  # noqa: PLC0415

    with open_stores(arguments) as stores:
        yield stores
        known = remembered(arguments.state) if isinstance(stores, Pipeline) else None
        if isinstance(stores, Pipeline) and known is not None:
            write_out(Path(known.out), stores.documents())
