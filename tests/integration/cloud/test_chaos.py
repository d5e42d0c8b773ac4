"""The real template under crashes and doubled deliveries: in the end all is as if nothing had happened."""

import json
import random
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from wirecopy.stages.watch import watch
from wirecopy_local.cloud import LocalCloud
from wirecopy_local.cloud.clock import VirtualClock
from wirecopy_local.cloud.handlers import HandlerError, Handlers
from wirecopy_local.cloud.queues import QueueDelivery
from wirecopy_local.cloud.streams import StreamDelivery
from wirecopy_local.demo import DemoSites
from wirecopy_local.pipeline import Pipeline

TEMPLATE = Path(__file__).parents[3] / "template.yaml"
PARAMETERS = {"HostSpacingSeconds": "0", "PublicUrl": "https://feeds.example"}


class Crash(BaseException):
    """The process died: no handler can catch it and go on."""


class Chaos:
    """A fault now and then, the same ones for the same seed, until there were enough."""

    def __init__(self, seed, faults):
        self.random = random.Random(seed)
        self.left = faults
        self.crashes = self.repeats = 0
        self.inside = False
        """Whether a function is running: nobody else crashes."""
        self.hit = Counter()
        """How often a function crashed while it worked on this: twice, then it is left in peace."""
        self.forgotten = set()
        """The messages that were dealt with and came again: each once."""

    def strikes(self, probability):
        struck = self.left > 0 and self.random.random() < probability
        self.left -= struck
        return struck

    def before_call(self, model, **_):
        if self.inside and self.strikes(0.04):
            self.crashes += 1
            raise Crash(f"before {model.name}")

    def after_call(self, model, **_):
        if self.inside and self.strikes(0.04):
            self.crashes += 1
            raise Crash(f"after {model.name}")

    @contextmanager
    def around(self, cloud, monkeypatch):
        """Crash functions between their calls, and forget now and then that a batch was dealt with."""
        clients = cloud.clients
        for events in (clients.s3.meta.events, clients.dynamodb.meta.events, clients.sqs.meta.events):
            events.register("before-call", self.before_call)
            events.register("after-call", self.after_call)
        call, delete, done = Handlers.call, QueueDelivery._delete, StreamDelivery._done

        def watched_call(handlers, name, event):
            # Not for ever, or it would rightly be set aside: five receipts are the queues' limit, and a
            # forgotten batch uses them up as well.
            work = {it.get("messageId") or it["eventID"] for it in event.get("Records", [])} or {name}
            # The hourly page is asked for by the run itself, which has nobody to ask again.
            self.inside = "hour" not in event and all(self.hit[it] < 2 for it in work)
            try:
                return call(handlers, name, event)
            except HandlerError:
                self.hit.update(work)
                raise
            finally:
                self.inside = False

        def forgetful_delete(delivery, messages):
            work = {it["MessageId"] for it in messages}
            if work and self.forgotten.isdisjoint(work) and self.strikes(0.1):
                self.forgotten |= work
                self.repeats += 1
            else:
                delete(delivery, messages)

        def forgetful_done(delivery, answer, batch):
            if self.strikes(0.2):
                self.repeats += 1
                return 0
            return done(delivery, answer, batch)

        with monkeypatch.context() as patched:
            patched.setattr(Handlers, "call", watched_call)
            patched.setattr(QueueDelivery, "_delete", forgetful_delete)
            patched.setattr(StreamDelivery, "_done", forgetful_done)
            yield
        for events in (clients.s3.meta.events, clients.dynamodb.meta.events, clients.sqs.meta.events):
            events.unregister("before-call", self.before_call)
            events.unregister("after-call", self.after_call)


@pytest.fixture(scope="module")
def sites():
    with DemoSites() as sites:
        yield sites


def outcome(sites, monkeypatch, chaos=None):
    """What readers are shown after a run in which chaos reigns, and calm ones until leases and retries are over."""
    clock = VirtualClock()
    monkeypatch.setattr("wirecopy_local.pipeline.utc_now", clock)
    passing = SimpleNamespace(sleep=lambda seconds: clock.forward_to(clock() + timedelta(seconds=seconds)))
    monkeypatch.setattr("wirecopy_local.pipeline.time", passing)
    with LocalCloud(TEMPLATE, network=sites.network, start=clock, parameters=PARAMETERS) as cloud:
        pipeline = Pipeline(cloud)
        for source in sites.sources:
            watch(source, sources=pipeline.sources, frontier=pipeline.frontier, now=clock())
        letters = []
        if chaos is not None:
            with chaos.around(cloud, monkeypatch):
                letters += pipeline.run().dead_letters
        for _ in range(4):
            letters += pipeline.run().dead_letters
            clock.forward_to(clock() + timedelta(minutes=7))
        documents = dict(pipeline.documents())
    feed = json.loads(documents["feeds/all/feed.json"])
    stories = sorted(sorted(copy["url"] for copy in item["_wirecopy"]["copies"]) for item in feed["items"])
    # A tick that is lost is made up for by the next one.
    return stories, [letter.reason for letter in letters if letter.function != "ScheduleFunction"]


@pytest.fixture(scope="module")
def calm(sites):
    with pytest.MonkeyPatch.context() as monkeypatch:
        stories, letters = outcome(sites, monkeypatch)
    assert len(stories) > 20
    assert letters == []
    return stories


def test_crashes_and_repeats_change_nothing_in_the_end(sites, calm, monkeypatch):
    chaos = Chaos(seed=2, faults=60)
    stories, letters = outcome(sites, monkeypatch, chaos)
    assert stories == calm
    assert letters == []
    assert chaos.crashes >= 10
    assert chaos.crashes + chaos.repeats >= 15
