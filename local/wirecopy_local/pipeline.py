"""The pipeline on this machine: the local cloud, the stores on its tables and buckets, and a run until all is done."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from wirecopy import PRODUCT
from wirecopy.edges import Network, utc_now
from wirecopy.frontier.rows import Lease
from wirecopy.frontier.slots import LOOK_BACK, MINUTE, minute_of
from wirecopy.stages.asking import spacing_of
from wirecopy.stages.sweep import file_due_hosts
from wirecopy.store.feeds import PRIVATE
from wirecopy.web.robots import Rules
from wirecopy_local.cloud.cloud import LocalCloud
from wirecopy_local.cloud.handlers import LogLine
from wirecopy_local.cloud.report import Invocation, Report
from wirecopy_local.project import project_folder
from wirecopy_local.stores import Stores

HORIZON = timedelta(minutes=5)
"""Work due later than this is left to the next run. Slots are filed at most two minutes ahead of work due now."""
LONGEST_WAIT = timedelta(minutes=1)
"""A host that may be asked again within this is waited for."""

CHECKPOINT = 30.0
"""Seconds after which a run keeps what it did so far, between two rounds."""


class Pipeline(Stores):
    """The stores of a local cloud that is open, and what a run does with them."""

    def __init__(self, cloud: LocalCloud) -> None:
        super().__init__(cloud)
        self.cloud = cloud
        self._saved_at = monotonic()

    def run(self) -> Report:
        """Do all that is due now, until nothing is left to do."""
        # Nobody else works on this state: a lease in it was left to lapse, or by a run that was interrupted.
        for lease in self.hosts.leases():
            self._give_back(lease)
        self.frontier.clear_wheel()
        file_due_hosts(self.frontier, utc_now)
        report = self.cloud.run(horizon=HORIZON, more_due_before=self._next_slot)
        # In the cloud it is written every hour; here nobody waits for one.
        self.cloud.invoke("PublishFunction", {"hour": utc_now().isoformat()})
        return report

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """What readers may fetch, each with its path."""
        s3, bucket = self.cloud.clients.s3, self.cloud.resource("FeedsBucket")
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for found in page.get("Contents", []):
                if not found["Key"].startswith(PRIVATE):
                    yield found["Key"], s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()

    def _next_slot(self, end: datetime) -> datetime | None:
        """The first minute under which a host is filed that can be visited now.

        Minutes are jumped over, since nothing real is waited for in them; what a host asks for (spacing, Retry-After)
        passes in earnest, or is left to the next run where it is long.
        """
        if monotonic() - self._saved_at > CHECKPOINT:
            self.cloud.save()  # a run that is killed need not ask for everything again
            self._saved_at = monotonic()
        minute = (self.frontier.last_tick() or minute_of(utc_now() - LOOK_BACK)) + MINUTE
        while minute <= end:
            if any(self._can_be_visited(host) for host in self.frontier.due(minute)):
                return minute
            minute += MINUTE
        return None

    def _can_be_visited(self, host: str) -> bool:
        now = utc_now()
        page = self.frontier.next_page_at(host)
        dues = [due.next_at for due in self.frontier.polls(host) if due.next_at is not None]
        if not any(due <= now for due in [*dues, *([page] if page else [])]):
            return False
        if lease := self.hosts.lease(host):
            self._give_back(lease)
        wait = (self.hosts.next_at(host) or now) - now
        if wait > LONGEST_WAIT:
            return False
        time.sleep(max(wait, timedelta(0)).total_seconds())
        return True

    def _give_back(self, lease: Lease) -> None:
        """End a lease that nobody needs, as its visit would have: spaced, and not before the host wishes."""
        spacing = timedelta(seconds=float(self.cloud.environment("FetchFunction")["HOST_SPACING_SECONDS"]))
        if copy := self.hosts.robots(lease.host):
            rules = Rules.from_bytes(copy.rules, agent=PRODUCT, place=f"robots.txt of {lease.host}")
            spacing = spacing_of(rules, spacing)
        spaced = utc_now() + spacing
        self.hosts.release(lease, next_at=max(spaced, self.hosts.next_at(lease.host) or spaced))


@contextmanager
def open_pipeline(
    state: Path,
    *,
    network: Network | None = None,
    parameters: Mapping[str, str] | None = None,
    on_progress: Callable[[Invocation], None] | None = None,
    on_log: Callable[[LogLine], None] | None = None,
    keep: bool = True,
) -> Iterator[Pipeline]:
    """The pipeline with the state that is kept in ``state``. What was done is kept there at its end, or when it is
    interrupted; an error, or not to ``keep`` it, leaves the state as it was before.
    """
    with LocalCloud(
        project_folder() / "template.yaml",
        state=state,
        network=network,
        parameters=parameters,
        on_progress=on_progress,
        on_log=on_log,
    ) as cloud:
        try:
            yield Pipeline(cloud)
        except KeyboardInterrupt:
            cloud.save()  # what was fetched need not be asked for again
            raise
        if keep:
            cloud.save()
