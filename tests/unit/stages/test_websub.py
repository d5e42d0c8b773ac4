"""Hubs are asked as any host is, and what they say makes a source due and nothing else."""

import asyncio
import hashlib
import hmac
import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from aiohttp import web

from wirecopy.edges import Network
from wirecopy.frontier.orders import Orders
from wirecopy.frontier.push import Heard, Subscription, parting
from wirecopy.frontier.rows import Lease, Refusal
from wirecopy.model import Source
from wirecopy.model.access import Credential, CredentialKind
from wirecopy.ports import Reading
from wirecopy.stages.listen import GONE, LARGEST_PUSH, TAKEN, TOO_LARGE, UNKNOWN, Answer, Listen
from wirecopy.stages.subscribe import MOST_ASKED, Subscribe, Subscribed
from wirecopy.stages.watch import root_poll, watch
from wirecopy.store import memory
from wirecopy.store.memory_subscriptions import MemorySubscriptions
from wirecopy.web.client import Client, Limits

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
SECRET = "2"


class World:
    """Sources in memory, and a hub on loopback that notes what it is asked for."""

    def __init__(self, *answers: int, sources: int = 1) -> None:
        self.now = NOW
        self.answers = list(answers)
        self.headers: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.slept: list[float] = []
        self.allowed: tuple[str, ...] = ("127.0.0.0/8",)
        self.confirms = True
        self.sources = memory.MemorySources()
        self.hosts = memory.MemoryHosts()
        self.frontier = memory.MemoryFrontier()
        self.subscriptions = MemorySubscriptions()
        self.listen = Listen(
            subscriptions=self.subscriptions, sources=self.sources, frontier=self.frontier, clock=lambda: self.now
        )
        self._random = count(1)
        self._names = [f"s{number}" for number in range(sources)]
        for name in self._names:
            source = Source(id=name, url=f"https://{name}.example/feed", added_at=NOW)
            watch(source, sources=self.sources, frontier=self.frontier, now=NOW)
            self.frontier.put_poll(root_poll(source), NOW + DAY)

    def ask(
        self, waits: Sequence[timedelta] = (timedelta(0),), then: Callable[["World"], None] | None = None
    ) -> list[Subscribed]:
        """Let the hour come again and again; what came of each. ``then`` happens after the first."""
        return asyncio.run(self._ask(waits, then))

    async def _ask(self, waits: Sequence[timedelta], then: Callable[["World"], None] | None) -> list[Subscribed]:
        app = web.Application()
        app.router.add_post("/hub", self._answer)
        app.router.add_post("/moved", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            _, port = runner.addresses[0]
            for name in self._names:
                topic = f"https://{name}.example/feed"
                hub = f"http://127.0.0.1:{port}/hub"
                self.sources.put_reading(Reading(source=name, at=NOW, hub=hub, topic=topic))
            told = []
            for number, wait in enumerate(waits):
                self.now += wait
                if number == 1 and then is not None:
                    then(self)
                told.append(await self._stage(port).go_on())
            return told
        finally:
            await runner.cleanup()

    def _stage(self, port: int) -> Subscribe:
        network = Network(allowed=tuple(ipaddress.ip_network(it) for it in self.allowed), ports=(port,))

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            self.now += timedelta(seconds=seconds)

        return Subscribe(
            sources=self.sources,
            hosts=self.hosts,
            subscriptions=self.subscriptions,
            client=lambda: Client(user_agent="W", network=network, limits=Limits(deadline=5)),
            clock=lambda: self.now,
            random=lambda: str(next(self._random)),
            callback="https://we.example/",
            spacing=timedelta(seconds=2),
            sleep=sleep,
        )

    async def _answer(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        _, _, _, source, token = form["hub.callback"].split("/")
        if 200 <= (status := self.answers.pop(0) if self.answers else 202) < 300:
            said = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "c"}
            # As some hubs do: before the request is answered.
            if self.confirms:
                assert self.listen.verify(source, token, said | {"hub.lease_seconds": "691200"}) == Answer(200, "c")
        return web.Response(status=status, headers=self.headers)


def test_a_hub_is_asked_once_and_again_before_its_lease_ends_with_the_same_callback_and_secret() -> None:
    world = World()
    told = world.ask([timedelta(0), HOUR, 5 * DAY, DAY, HOUR])
    assert [it.asked for it in told] == [1, 0, 0, 1, 0]
    assert world.asked == 2 * [
        {
            "hub.callback": "https://we.example/s0/1",
            "hub.mode": "subscribe",
            "hub.topic": "https://s0.example/feed",
            "hub.lease_seconds": "864000",
            "hub.secret": SECRET,
        }
    ]


@pytest.mark.parametrize(
    ("status", "problem"), [(500, "the hub answered 500"), (404, "the hub answered 404"), (307, "the hub answered 307")]
)
def test_a_hub_that_does_not_take_it_is_asked_later_and_later(status: int, problem: str) -> None:
    world = World(*[status] * 9)
    told = world.ask([timedelta(0), *[HOUR] * 14])
    assert [hour for hour, it in enumerate(told) if it.failed] == [0, 1, 3, 7]
    assert world.subscriptions.rows["s0"].asked.problem == problem
    assert world.subscriptions.rows["s0"].heard == Heard()


def test_a_hub_that_wishes_to_be_left_alone_is() -> None:
    world = World(429, sources=3)
    world.headers = {"Retry-After": "7200"}
    told = world.ask([timedelta(0), HOUR, HOUR + 2 * MINUTE])
    assert [(it.asked, it.failed) for it in told] == [(0, 1), (0, 0), (3, 0)]


def test_one_topic_that_is_refused_keeps_no_other_from_being_asked_for() -> None:
    assert World(202, 403, sources=3).ask() == [Subscribed(asked=2, failed=1)]


def test_a_hub_with_many_sources_is_asked_spaced_and_for_a_bounded_number() -> None:
    world = World(sources=MOST_ASKED + 1)
    assert [it.asked for it in world.ask([timedelta(0), HOUR])] == [MOST_ASKED, 1]
    assert world.slept == [2.0] * (MOST_ASKED - 1)


def test_while_somebody_talks_to_the_hubs_host_nobody_else_does() -> None:
    class Busy(memory.MemoryHosts):
        def acquire(self, host: str, *, now: datetime, until: datetime) -> Lease | Refusal:
            super().acquire(host, now=now, until=NOW + HOUR)  # by a visit
            return super().acquire(host, now=now, until=until)

    world = World()
    world.hosts = Busy()
    assert world.ask() == [Subscribed()]
    assert (world.asked, world.subscriptions.rows) == ([], {})


def test_a_hub_inside_is_refused_and_learns_no_secret() -> None:
    world = World()
    world.allowed = ()
    assert world.ask() == [Subscribed(failed=1)]
    assert world.asked == []
    assert "127.0.0.1" in world.subscriptions.rows["s0"].asked.problem


KEY = Credential(kind=CredentialKind.BEARER, secret="ssm:/a", host="s0.example")


def _changed(**change: object) -> Callable[[World], None]:
    return lambda world: world.sources.put(replace(world.sources.all()[0], **change))  # type: ignore[arg-type]


def _ordered(orders: Orders) -> Callable[[World], None]:
    return lambda world: world.sources.put_orders(orders)


def _renamed(**change: str) -> Callable[[World], None]:
    def change_reading(world: World) -> None:
        [reading] = world.sources.readings().values()
        world.sources.put_reading(replace(reading, **change))  # type: ignore[arg-type]

    return change_reading


UNWISHED = [
    pytest.param(_changed(paused=True), id="paused"),
    pytest.param(_changed(credential=KEY), id="behind a key"),
    pytest.param(_ordered(Orders(paused=("s0.example",))), id="its host is paused"),
    pytest.param(_ordered(Orders(blocked=("s0.example",))), id="its host is blocked"),
    pytest.param(lambda world: world.sources.remove("s0"), id="removed"),
    pytest.param(_renamed(hub=""), id="names no hub any more"),
]


@pytest.mark.parametrize("unwished", UNWISHED)
def test_a_hub_is_told_when_nobody_wants_to_hear_it_any_more(unwished: Callable[[World], None]) -> None:
    world = World()
    told = world.ask([timedelta(0), HOUR, HOUR], unwished)
    assert told == [Subscribed(asked=1), Subscribed(asked=1), Subscribed(dropped=1)]
    assert world.asked[1] == {
        "hub.callback": "https://we.example/s0/1",
        "hub.mode": "unsubscribe",
        "hub.topic": "https://s0.example/feed",
    }
    assert world.subscriptions.rows == {}


def test_what_it_pushes_after_that_is_answered_by_gone() -> None:
    world = World()
    world.confirms = True
    world.ask([timedelta(0), HOUR], _renamed(hub=""))
    assert push(world) == GONE
    assert due(world) == DAY


def test_a_hub_that_does_not_confirm_it_is_told_three_times_and_then_no_more() -> None:
    world = World()

    def unconfirmed(world: World) -> None:
        world.confirms = False
        world.sources.remove("s0")

    told = world.ask([timedelta(0), *[HOUR + MINUTE] * 8], unconfirmed)
    assert [it.asked for it in told] == [1, 1, 1, 0, 1, 0, 0, 0, 0]
    assert sum(it.dropped for it in told) == 1


def test_a_source_that_is_resumed_meanwhile_is_left_to_the_end_and_then_asked_for_anew() -> None:
    world = World()
    world.ask([timedelta(0), HOUR], _changed(paused=True))
    world.sources.put(replace(world.sources.all()[0], paused=False))
    assert world.ask([HOUR]) == [Subscribed(asked=1)]
    assert [it["hub.mode"] for it in world.asked] == ["subscribe", "unsubscribe", "subscribe"]
    assert world.asked[2]["hub.callback"] == "https://we.example/s0/3"


def test_only_the_end_that_was_asked_for_is_confirmed() -> None:
    world = World()
    said = {"hub.mode": "unsubscribe", "hub.topic": "https://s0.example/feed", "hub.challenge": "c"}
    world.ask()
    assert world.listen.verify("s0", "1", said) == UNKNOWN
    asked = parting(world.subscriptions.rows["s0"], world.now)
    assert asked is not None
    world.subscriptions.ask(asked)
    assert world.listen.verify("s0", "1", said | {"hub.mode": "subscribe", "hub.lease_seconds": "9"}) == UNKNOWN
    assert world.listen.verify("s0", "1", said | {"hub.topic": "https://s9.example/feed"}) == UNKNOWN
    for _ in range(2):
        assert world.listen.verify("s0", "1", said) == Answer(200, "c"), "a hub whose answer was lost asks again"


def test_a_hub_that_is_to_be_left_alone_is_not_even_told_that() -> None:
    world = World()

    def orders(world: World) -> None:
        world.sources.put_orders(Orders(blocked=("127.0.0.1",)))

    assert world.ask([timedelta(0), HOUR], orders) == [Subscribed(asked=1), Subscribed(dropped=1)]


@pytest.mark.parametrize("orders", [Orders(paused=("127.0.0.1",)), Orders(blocked=("127.0.0.1",))])
def test_a_hub_that_is_to_be_left_alone_is_not_asked(orders: Orders) -> None:
    world = World()
    world.sources.put_orders(orders)
    assert world.ask() == [Subscribed()]
    assert world.asked == []


def test_another_hub_gets_another_callback_and_secret_once_the_first_is_left() -> None:
    world = World()

    def moved(world: World) -> None:
        [reading] = world.sources.readings().values()
        world.sources.put_reading(replace(reading, hub=reading.hub.replace("/hub", "/moved")))

    told = world.ask([timedelta(0), HOUR, HOUR], moved)
    assert [it.asked for it in told] == [1, 1, 1]
    assert [(it["hub.mode"], it.get("hub.secret")) for it in world.asked] == [
        ("subscribe", "2"),
        ("unsubscribe", None),
        ("subscribe", "4"),
    ]
    assert push(world, token="1") == GONE
    assert push(world, token="3", secret="4") == TAKEN


def test_a_source_that_names_another_hub_each_hour_makes_us_ask_none_the_sooner() -> None:
    world = World(*[500] * 9)

    class Fickle(memory.MemorySources):
        def readings(self) -> dict[str, Reading]:
            hours = (world.now - NOW) // HOUR
            return {
                name: replace(reading, topic=f"https://s0.example/{hours}")
                for name, reading in memory.MemorySources.readings(self).items()
            }

    world.sources = Fickle(sources=world.sources.sources)
    told = world.ask([timedelta(0), *[HOUR] * 14])
    assert [hour for hour, it in enumerate(told) if it.failed] == [0, 1, 3, 7]


BODY = b"<feed/>"


def push(
    world: World,
    *,
    source: str = "s0",
    token: str = "1",
    secret: str = SECRET,
    method: str = "sha256",
    body: bytes = BODY,
) -> Answer:
    digest = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return world.listen.push(source, token, f"{method}={digest}", body)


def due(world: World) -> timedelta:
    [poll] = world.frontier.polls("s0.example")
    assert poll.next_at is not None
    return poll.next_at - NOW


@pytest.fixture
def world() -> World:
    world = World()
    world.ask()
    return world


@pytest.mark.parametrize(
    ("method", "relied_on"), [("sha256", True), ("sha384", True), ("sha512", True), ("sha1", False)]
)
def test_a_signed_push_makes_its_source_due(world: World, method: str, relied_on: bool) -> None:
    assert push(world, method=method) == TAKEN
    assert due(world) == timedelta(0)
    assert world.frontier.due(NOW + MINUTE) == ["s0.example"]
    assert world.subscriptions.rows["s0"].heard.pushed_at == (NOW if relied_on else None)


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"secret": "wrong"}, TAKEN),
        ({"method": "md5"}, TAKEN),
        ({"token": "2"}, GONE),
        ({"token": ""}, GONE),
        ({"token": "ü"}, GONE),
        ({"source": "s9"}, GONE),
        ({"source": ""}, GONE),
        ({"body": b"x" * (LARGEST_PUSH + 1)}, TOO_LARGE),
    ],
)
def test_a_push_that_is_not_the_hubs_changes_nothing(world: World, change: dict[str, object], answer: Answer) -> None:
    before = dict(world.subscriptions.rows)
    assert push(world, **change) == answer  # type: ignore[arg-type]
    assert due(world) == DAY
    assert world.subscriptions.rows == before


def test_a_push_without_a_signature_is_taken_and_ignored(world: World) -> None:
    assert world.listen.push("s0", "1", None, BODY) == TAKEN
    assert due(world) == DAY


def test_pushes_in_a_row_and_one_that_is_replayed_make_a_source_due_every_five_minutes_at_most(world: World) -> None:
    dues = []
    for _ in range(12):
        push(world)
        dues.append(due(world) / MINUTE)
        world.now += MINUTE
    assert dues == [0, 5, 5, 5, 5, 10, 10, 10, 10, 10, 15, 15]


def test_a_push_that_dies_halfway_and_comes_again_is_not_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(MemorySubscriptions, "note", crash)
        with pytest.raises(ConnectionError):
            push(world)
    world.now += MINUTE
    assert push(world) == TAKEN
    assert due(world) == MINUTE


@pytest.mark.parametrize("change", ["lease", "paused", "removed", "denied"])
def test_who_no_longer_listens_hears_nothing(world: World, change: str) -> None:
    answer = TAKEN
    match change:
        case "lease":
            world.now += 8 * DAY
        case "paused":
            world.sources.put(replace(world.sources.all()[0], paused=True))
        case "removed":
            world.sources.remove("s0")
            answer = GONE
        case "denied":
            said = {"hub.mode": "denied", "hub.topic": "https://s0.example/feed"}
            assert world.listen.verify("s0", "1", said) == Answer(200)
    assert push(world) == answer
    assert due(world) == DAY


@pytest.mark.parametrize(
    ("source", "token", "change"),
    [
        ("s0", "2", {}),
        ("s9", "1", {}),
        ("", "", {}),
        ("s0", "1", {"hub.topic": "https://other.example/feed"}),
        ("s0", "1", {"hub.mode": "unsubscribe"}),
    ],
)
def test_only_what_was_asked_for_is_confirmed(world: World, source: str, token: str, change: dict[str, str]) -> None:
    before = dict(world.subscriptions.rows)
    said = {
        "hub.mode": "subscribe",
        "hub.topic": "https://s0.example/feed",
        "hub.challenge": "c",
        "hub.lease_seconds": "9",
    }
    assert world.listen.verify(source, token, said | change) == UNKNOWN
    assert world.subscriptions.rows == before


def test_a_source_that_was_removed_is_confirmed_no_more(world: World) -> None:
    world.sources.remove("s0")
    said = {
        "hub.mode": "subscribe",
        "hub.topic": "https://s0.example/feed",
        "hub.challenge": "c",
        "hub.lease_seconds": "9",
    }
    assert world.listen.verify("s0", "1", said) == UNKNOWN
    assert isinstance(world.subscriptions.get("s0"), Subscription)
