"""The whole cloud in this process: what template.yaml describes, run without an account, a network or Docker."""

import asyncio
import gc
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
import msgspec
from botocore.config import Config

from wirecopy.edges import Clock, Edges, Network, utc_now
from wirecopy.errors import UserError
from wirecopy_local.cloud import backends, snapshot
from wirecopy_local.cloud.bus import LocalBus
from wirecopy_local.cloud.clock import VirtualClock, moto_follows
from wirecopy_local.cloud.delivery import AsyncDelivery, Loop, MoreDue, Ticker
from wirecopy_local.cloud.destinations import Destinations
from wirecopy_local.cloud.handlers import CREDENTIALS, HandlerError, Handlers, LogLine
from wirecopy_local.cloud.queues import QueueDelivery
from wirecopy_local.cloud.report import DeadLetter, Invocation, Journal, Report
from wirecopy_local.cloud.stack import Stack, create_stack
from wirecopy_local.cloud.state import StateFolder, StoredObject, open_state
from wirecopy_local.cloud.streams import StreamDelivery
from wirecopy_local.cloud.template import REGION, read_template
from wirecopy_local.secrets import EnvironmentSecrets


@cache
def _session() -> boto3.Session:
    """One for all clouds of a process: reading the services' descriptions takes most of the time to open one."""
    return boto3.Session(
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    )


class LocalClients:
    """Clients of the local cloud, made on first use and kept (:class:`wirecopy.edges.Clients`)."""

    def __init__(self, session: boto3.Session, clock: Clock) -> None:
        self._session = session
        self.events = LocalBus(clock)
        # Nothing here fails on the way: a retry would only hide a fault, and checksums would only take time.
        self._config = Config(
            retries={"total_max_attempts": 1},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )

    @cached_property
    def dynamodb(self) -> Any:
        """A DynamoDB client."""
        return self._session.client("dynamodb", config=self._config)

    @cached_property
    def s3(self) -> Any:
        """An S3 client."""
        return self._session.client("s3", config=self._config)

    @cached_property
    def sqs(self) -> Any:
        """An SQS client."""
        return self._session.client("sqs", config=self._config)


class LocalCloud:
    """The stack of a template, alive from ``with`` to its end. One at a time in a process.

    Nothing of it ever reaches AWS: moto answers every call, with credentials that are none.
    """

    clients: LocalClients
    clock: VirtualClock

    def __init__(
        self,
        template: Path,
        *,
        state: Path | None = None,
        network: Network | None = None,
        start: Clock = utc_now,
        parameters: Mapping[str, str] | None = None,
        on_progress: Callable[[Invocation], None] | None = None,
        on_log: Callable[[LogLine], None] | None = None,
    ) -> None:
        self._template = template
        self._state = state
        self._network = network or Network()
        self._start = start
        self._parameters = dict(parameters or {})
        self._journal = Journal(on_progress) if on_progress else Journal()
        self._on_log = on_log
        self._exit = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._open(stack)
            self._exit = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.__exit__(kind, error, trace)

    def _open(self, stack: ExitStack) -> None:
        from moto import mock_aws  # noqa: PLC0415 - slow to import, and `wirecopy extract` needs none of it

        template = read_template(self._template, self._parameters)
        self._kept = stack.enter_context(open_state(self._state)) if self._state is not None else None
        stack.enter_context(_no_aws_settings())
        stack.enter_context(_event_loop())
        stack.enter_context(mock_aws())
        self.clock = VirtualClock(self._start)
        stack.enter_context(moto_follows(self.clock))
        session = _session()
        self._stack: Stack = create_stack(template, session)
        self.clients = LocalClients(session, self._start)
        # The functions live by the real time: what a host asks for (spacing, Retry-After) must pass in earnest.
        edges = Edges(
            clients=self.clients, clock=self._start, network=self._network, secrets=EnvironmentSecrets(os.environ)
        )
        self._handlers = Handlers(self._stack.functions, edges, self._log)
        self._wire()
        if self._kept is not None:
            with _no_collection():
                self._restore(self._kept)

    def _wire(self) -> None:
        destinations = Destinations(self.clients, self._journal)
        self._queues = [
            QueueDelivery(source, self._invoke, self.clients, self.clock, self._journal)
            for source in self._stack.sources
            if source.service == "sqs"
        ]
        self._streams = {
            source.name: StreamDelivery(source, self._invoke, self.clock, destinations)
            for source in self._stack.sources
            if source.service == "dynamodb"
        }
        calls = AsyncDelivery(self._stack.functions, self._invoke, self.clock, destinations)
        self._ticker = Ticker(self._stack.schedules, self.clock())
        self._loop = Loop([*self._queues, *self._streams.values()], calls, self._ticker, self.clock)

    def resource(self, logical_id: str) -> str:
        """The name of a bucket, table or queue. Raises :class:`UserError` when the template has none of that id."""
        try:
            return self._stack.physical(logical_id)
        except KeyError:
            raise UserError(f"the template has no bucket, table or queue {logical_id}") from None

    def environment(self, function: str) -> dict[str, str]:
        """The variables that the template gives a function. Raises :class:`UserError` for an unknown one."""
        self._known(function)
        return dict(self._stack.functions[function].environment)

    @property
    def functions(self) -> tuple[str, ...]:
        """The logical ids of the functions, in the template's order."""
        return tuple(self._stack.functions)

    @property
    def events(self) -> list[dict[str, Any]]:
        """What the functions sent to EventBridge, as a rule's target gets it, with its detail in a string."""
        return self.clients.events.sent

    @property
    def metrics(self) -> list[tuple[str, dict[str, Any]]]:
        """What the functions emitted in CloudWatch's embedded metric format, each with its function."""
        return self._handlers.metrics

    def run(
        self,
        *,
        horizon: timedelta = timedelta(0),
        more_due_before: MoreDue | None = None,
        wait: Callable[[timedelta], None] | None = None,
    ) -> Report:
        """Fire the schedules and deliver until nothing is left to do (see :meth:`Loop.run`). Returns what happened."""
        before = {name: set(letters) for name, letters in self._dead_letters()}
        settled = self._loop.run(horizon, more_due_before, wait)
        for name, letters in self._dead_letters():
            for identity, body in letters.items():
                if identity not in before[name]:
                    function, reason = self._journal.blame.get(identity, ("", "received too often"))
                    self._journal.dead_letters.append(DeadLetter(name, function, body, reason))
        return self._journal.report(self._stack.functions, unfinished=not settled)

    def invoke(self, function: str, event: Any) -> Any:
        """What a function answers to ``event``. Whatever that stores or sends is delivered by the next :meth:`run`.

        Raises :class:`~wirecopy_local.cloud.handlers.HandlerError` when it fails, :class:`UserError` when there is no
        such function.
        """
        self._known(function)
        return self._invoke(function, event, 1)

    def set_aside(self) -> dict[str, int]:
        """How many messages lie in each dead-letter queue."""
        return {name: len(letters) for name, letters in self._dead_letters()}

    def save(self) -> None:
        """Keep all there is in the state's folder, for the next cloud that is opened on it; without one, do nothing."""
        if self._kept is not None:
            with _no_collection():
                self._save(self._kept)

    def _save(self, kept: StateFolder) -> None:
        packs: set[str] = set()
        content: dict[str, list[bytes]] = {}
        for name, table in self._stack.tables.items():
            content[f"tables/{name}"] = snapshot.table_lines(table)
        there = (place for bucket in self._stack.buckets.values() for place in snapshot.kept_places(bucket))
        with kept.packing(there) as pack:
            objects = {
                name: list(snapshot.bucket_objects(bucket, pack)) for name, bucket in self._stack.buckets.items()
            }
        for name, stored in objects.items():
            packs.update(it.place.pack for it in stored)
            content[f"objects/{name}"] = [msgspec.json.encode(it) for it in stored]
        for name, queue in self._stack.queues.items():
            content[f"queues/{name}"] = snapshot.queue_lines(queue, self._journal.blame)
        for name, stream in self._streams.items():
            content[f"streams/{name}"] = snapshot.record_lines(stream.undelivered)
        kept.save(content, packs=packs, saved_at=self.clock(), fired=self._ticker.last)
        for name, bucket in self._stack.buckets.items():
            snapshot.settle_bucket(bucket, objects[name])

    def _restore(self, kept: StateFolder) -> None:
        """Take up what was saved, but for what has expired by the template's rules.

        Where the saved clock had been jumped ahead of the real one, its times move back.
        """
        if kept.manifest is None:
            return
        now = self.clock()
        earlier = max(kept.manifest.saved_at - now, timedelta(0))
        self._ticker.last = {name: moment - earlier for name, moment in kept.manifest.fired.items()}
        for name, table in self._stack.tables.items():
            with kept.reading("tables", name) as lines:
                snapshot.fill_table(table, lines, expiry=self._stack.expiries.get(name), now=now)
        for name, bucket in self._stack.buckets.items():
            with kept.reading("objects", name) as lines:
                objects = [msgspec.json.decode(line, type=StoredObject) for line in lines]
                kept.check(stored.place for stored in objects)
                rules = self._stack.lifecycles.get(name, ())
                alive = [it for it in objects if not any(rule.ends(it.key, it.modified, now) for rule in rules)]
                snapshot.fill_bucket(bucket, alive, kept)
        for name, queue in self._stack.queues.items():
            with kept.reading("queues", name) as lines:
                snapshot.fill_queue(queue, lines, self._journal.blame, earlier=earlier, now=now)
        for name, stream in self._streams.items():
            with kept.reading("streams", name) as lines:
                stream.restore(snapshot.records(lines, earlier))

    def _known(self, function: str) -> None:
        if function not in self._stack.functions:
            raise UserError(f"the template has no function {function}; it has {', '.join(self._stack.functions)}")

    def _invoke(self, function: str, event: Any, records: int) -> Any:
        error: str | None = None
        try:
            return self._handlers.call(function, event)
        except HandlerError as failure:
            error = failure.args[0]
            raise
        finally:
            self._journal.invoked(Invocation(function, records, self.clock(), error))

    def _log(self, line: LogLine) -> None:
        self._journal.logged(line)
        if self._on_log is not None:
            self._on_log(line)

    def _dead_letters(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The messages, by id, in each queue that others or functions set their failures aside in."""
        targets = {
            it for function in self._stack.functions.values() for it in (function.on_failure, function.dead_letter)
        }
        targets |= {source.on_failure for source in self._stack.sources}
        for name in self._stack.queues.values():
            policy = backends.queue(name).redrive_policy
            targets |= {policy["deadLetterTargetArn"]} if policy else set()
        for logical_id, name in self._stack.queues.items():
            queue = backends.queue(name)
            if queue.queue_arn in targets:
                yield logical_id, {message.id: message.body for message in queue._messages}


@contextmanager
def _no_collection() -> Iterator[None]:
    """Do not look for garbage while millions of objects are made that are none: it would take half of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _event_loop() -> Iterator[None]:
    """One loop for asynchronous handlers, as in Lambda, where it lives as long as its container."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        # A run that is interrupted leaves visits under way: they are told, and may close what they hold.
        unfinished = asyncio.all_tasks(loop)
        for task in unfinished:
            task.cancel()
        if unfinished:
            loop.run_until_complete(asyncio.wait(unfinished))
        asyncio.set_event_loop(None)
        loop.close()


@contextmanager
def _no_aws_settings() -> Iterator[None]:
    """While this lasts, the user's own AWS settings are not there: no profile, no endpoint, no credentials."""
    before = dict(os.environ)
    try:
        for name in before:
            if name.startswith(("AWS_", "MOTO_")):
                del os.environ[name]
        os.environ.update(
            AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true"
        )
        yield
    finally:
        for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_"))]:
            del os.environ[name]
        os.environ.update({name: value for name, value in before.items() if name.startswith(("AWS_", "MOTO_"))})
