"""The stages over a web of sites in simulated time: many workers, and everything that can go wrong between them."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import leaping
from judge import Judge
from sites import Site, Web

from wirecopy.errors import FetchError
from wirecopy.identity import source_id
from wirecopy.model import Source
from wirecopy.ports import Articles, Frontier, Hosts, Sources
from wirecopy.stages.discover import Discover
from wirecopy.stages.fetch import Fetch, Pace
from wirecopy.stages.schedule import Schedule
from wirecopy.stages.sweep import Sweep
from wirecopy.stages.watch import watch
from wirecopy.store import memory
from wirecopy.web.response import NONE, Response, Validators

START = datetime(2026, 11, 1, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SPACING = timedelta(seconds=2)
REDELIVERY = 720.0
RECEIVES = 5


class CrashError(Exception):
    """The machine is gone."""


@dataclass
class Stores:
    """Where the stages remember."""

    frontier: Frontier = field(default_factory=memory.MemoryFrontier)
    hosts: Hosts = field(default_factory=memory.MemoryHosts)
    sources: Sources = field(default_factory=memory.MemorySources)
    articles: Articles = field(default_factory=memory.MemoryArticles)


class Frail:
    """A store whose caller dies now and then, before the call or after it."""

    def __init__(self, store: object, dies: Callable[[], bool], spared: Sequence[str] = ()) -> None:
        self._store, self._dies, self._spared = store, dies, spared

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if name not in self._spared and self._dies():
                raise CrashError
            return method(*args, **kwargs)

        return call


@dataclass
class World:
    """A number of sites, watched for some days by workers that fail."""

    seed: str
    hosts: int
    days: float
    workers: int = 8
    calm: float = 3.0
    """The last days, in which nothing goes wrong any more."""
    stores: Stores = field(default_factory=Stores)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        names = [f"site-{number}.example" for number in range(self.hosts)]
        self.end = START + timedelta(days=self.days)
        self.calm_from = self.end - timedelta(days=self.calm)
        self.sites = [
            Site(
                host=name,
                seed=f"{self.seed} {name}",
                start=START,
                days=self.days,
                calm_from=self.calm_from,
                others=tuple(other for other in names[:3] if other != name),
            )
            for name in names
        ]
        self.web = Web(self.sites)
        feeds = {feed for site in self.sites for feed in site.feeds}
        polls = feeds | {feed.replace("/feed-", "/new/feed-") for feed in feeds}
        self.judge = Judge(agent="Wirecopy", spacing=SPACING, polls=frozenset(polls))
        self.archive = memory.MemoryArchive()
        self.crashes = 0
        self.late: set[str] = set()

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    def run(self) -> Self:
        """Live through it all."""
        leaping.run(self._live())
        return self

    async def _live(self) -> None:
        self._turns = asyncio.Semaphore(self.workers)
        self._tasks: set[asyncio.Task[None]] = set()
        self._noticed = 0
        for feed in (feed for site in self.sites for feed in site.feeds):
            source = Source(id=source_id(feed), url=feed, added_at=START)
            watch(source, sources=self.stores.sources, frontier=self.stores.frontier, now=START)
        schedule = Schedule(frontier=self.stores.frontier, bells=_Bells(self), clock=lambda: self.now)
        sweep = Sweep(
            frontier=self.stores.frontier,
            sources=self.stores.sources,
            articles=self.stores.articles,
            pages=memory.MemoryNotifications(),
            clock=lambda: self.now,
        )
        minutes = 0
        while self.now < self.end:
            await asyncio.sleep(60)
            minutes += 1
            if self._goes_wrong(0.02):  # the scheduler is down
                await asyncio.sleep(60 * self._chance.randrange(1, 400))
            schedule.tick(self.now)
            if minutes % 1440 == 0:
                sweep.run()
            if minutes % 60 == 0 and self.now > self.calm_from + DAY:
                self.late |= self._overdue()
            self._notice()
        await asyncio.gather(*self._tasks)

    def _overdue(self) -> set[str]:
        """The polls that should have been made a while ago, at hosts that do not wish to be left alone."""
        return {
            due.poll.url
            for due in self.stores.frontier.all_polls()
            if due.next_at is not None
            and max(due.next_at, self.stores.hosts.next_at(due.poll.host) or due.next_at) < self.now - 10 * MINUTE
        }

    def _goes_wrong(self, chance: float) -> bool:
        return self.now < self.calm_from and self._chance.random() < chance

    def start(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def rung(self, host: str) -> None:
        """A bell on its way: it may be late, doubled, or lost."""
        if self._goes_wrong(0.01):
            return
        for _ in range(2 if self._goes_wrong(0.2) else 1):
            self.start(self._visit(host, self._chance.choice([0.1, 1.0, 5.0, 50.0])))

    async def _visit(self, host: str, delay: float) -> None:
        for _ in range(RECEIVES):
            await asyncio.sleep(delay)
            async with self._turns:
                limit = self._chance.uniform(0, 30) if self._goes_wrong(0.01) else 120
                try:
                    async with asyncio.timeout(limit):
                        await self._fetch().visit(host)
                        return
                except (CrashError, TimeoutError):
                    self.crashes += 1
                    self.judge.cut_off(host)
            delay = REDELIVERY

    def _fetch(self) -> Fetch:
        def dies() -> bool:
            return self._goes_wrong(0.004)

        return Fetch(
            frontier=Frail(self.stores.frontier, dies),  # type: ignore[arg-type]
            # What no host said yet, or what died with its first hearer, nobody can remember.
            hosts=Frail(self.stores.hosts, dies, spared=["hold"]),  # type: ignore[arg-type]
            sources=self.stores.sources,
            articles=Frail(self.stores.articles, dies),  # type: ignore[arg-type]
            archive=Frail(self.archive, dies),  # type: ignore[arg-type]
            client=lambda: _Client(self),  # type: ignore[arg-type,return-value]
            agent="Wirecopy",
            clock=lambda: self.now,
            pace=Pace(spacing=SPACING, budget=timedelta(seconds=60), lease=timedelta(seconds=150)),
        )

    def _notice(self) -> None:
        """Discovery reads what was stored, sometimes twice."""
        discover = Discover(
            frontier=self.stores.frontier,
            sources=self.stores.sources,
            articles=self.stores.articles,
            archive=self.archive,
            hosts=self.stores.hosts,
            clock=lambda: self.now,
        )
        fresh = self.archive.written[self._noticed :]
        self._noticed = len(self.archive.written)
        for key in fresh:
            if key.startswith("polls/"):
                for _ in range(2 if self._goes_wrong(0.05) else 1):
                    discover.read(key)
            self.archive.objects.pop(key, None)


class _Bells:
    def __init__(self, world: World) -> None:
        self._world = world

    def ring(self, hosts: Sequence[str]) -> None:
        for host in hosts:
            self._world.rung(host)


class _Client:
    def __init__(self, world: World) -> None:
        self._world = world

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def get(self, url: str, *, validators: Validators = NONE) -> Response:
        world = self._world
        site = world.web.of(url)
        world.judge.began(url, world.now)
        answer = None
        try:
            await asyncio.sleep(site.latency(world.now))
            answer = site.answer(url, validators, world.now)
        except FetchError:
            raise
        finally:
            world.judge.ended(url, answer, world.now)
        return answer
