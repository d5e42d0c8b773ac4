"""A month before the eyes of those who score feed readers.

The criteria are those that Rachel Kroll tells feed reader authors of (rachelbythebay.com, "feed reader best
practices", and her feed reader score project): one unconditional request ever, validators given back as they came, an
hour between requests at the least, and every wish of the server kept. Servers differ by what they send; on our side
the scheduler is down for hours, bells are lost and doubled, and a clock that was ahead is put right.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

import leaping
import pytest

from wirecopy.frontier.rows import Outcome
from wirecopy.model import Source
from wirecopy.stages.discover import Discover
from wirecopy.stages.fetch import Fetch, Pace
from wirecopy.stages.schedule import Schedule
from wirecopy.stages.sweep import Sweep
from wirecopy.stages.watch import watch
from wirecopy.store import memory
from wirecopy.web.errors import TimedOutError
from wirecopy.web.reservations import PATH
from wirecopy.web.response import NONE, Response, Validators

START = datetime(2026, 11, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOST = "https://feeds.example"
FEED = f"{HOST}/w/atom.xml"
ETAG, DATE = 'W/"  %d:-gzip"', "Sun, %02d Nov 2026 00:00:00 Somewhere Time"
"""Values that only those give back unchanged who leave them alone."""


@dataclass
class Server:
    """One feed and its owner's wishes. ``trouble`` answers in place of the feed where it has anything to say."""

    etag: bool = True
    date: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    channel: str = ""
    trouble: Callable[[datetime], Response | None] = lambda _: None
    least: timedelta = HOUR
    """The least time between two requests for the feed, by what the server says."""
    skipped: Callable[[datetime], bool] = lambda _: False
    ahead: timedelta = 2 * HOUR
    """How far our clock is ahead of the server's until it is put right."""
    violations: list[str] = field(default_factory=list)
    polls: list[datetime] = field(default_factory=list)
    robots: int = 0
    reservations: int = 0
    given: Validators = NONE
    held_until: datetime = START
    moved_at: datetime | None = None
    gone: bool = False
    answered: bool = False

    def get(self, url: str, validators: Validators, now: datetime) -> Response:
        if now < self.held_until:
            self.object(now, f"asked to wait until {self.held_until}")
        if url == f"{HOST}/robots.txt":
            self.robots += 1
            return Response(url=url, status=404)
        if url == f"{HOST}{PATH}":
            self.reservations += 1
            return Response(url=url, status=404)
        if url.startswith(f"{HOST}/articles/"):
            return Response(url=url, status=200, body=b"<p>An article.</p>")
        if url == FEED:
            self.score(validators, now)
            answer = self.trouble(now)
            if answer is not None:
                return self.remember(answer, now)
        elif url != f"{HOST}/moved.xml":
            self.object(now, f"nobody ever named {url}")
        return self.feed(url, validators, now)

    def score(self, validators: Validators, now: datetime) -> None:
        if validators != self.given:
            self.object(now, f"{validators} where {self.given} was given")
        if self.polls and now - self.polls[-1] < self.least:
            self.object(now, f"{now - self.polls[-1]} after the last time")
        if self.skipped(now) and self.answered:
            self.object(now, "at a time to be skipped")
        if self.gone:
            self.object(now, "after it was gone")
        if self.moved_at is not None and now > self.moved_at + 9 * DAY:
            self.object(now, "long after it had moved for good")
        self.polls.append(now)

    def remember(self, answer: Response, now: datetime) -> Response:
        self.gone = self.gone or answer.is_gone
        if answer.is_permanent_redirect:
            self.moved_at = self.moved_at or now
            self.given = NONE
        if answer.is_rate_limited:
            self.held_until = now + (answer.retry_after(now) or HOUR)
        return answer

    def feed(self, url: str, validators: Validators, now: datetime) -> Response:
        day = (now - START) // (2 * DAY) + 1  # something new every other day
        etag, date = ETAG % day, DATE % day
        given = Validators(etag if self.etag else None, date if self.date else None)
        headers = (*self.headers, ("Date", now.isoformat()), ("Set-Cookie", "track=1"))
        headers += (("ETag", etag),) if self.etag else ()
        headers += (("Last-Modified", date),) if self.date else ()
        if given and validators == given:
            return Response(url=url, status=304, headers=headers)
        if url == FEED:
            self.given, self.answered = given, True
        items = "".join(f"<item><link>{HOST}/articles/{n}</link></item>" for n in range(day, max(day - 5, 0), -1))
        body = f'<rss version="2.0"><channel><title>T</title>{self.channel}{items}</channel></rss>'
        return Response(url=url, status=200, headers=headers, body=body.encode())

    def object(self, now: datetime, why: str) -> None:
        self.violations.append(f"{now:%d %H:%M}: {why}")


def at_times(status: int, **headers: str) -> Callable[[datetime], Response | None]:
    """Trouble in the small hours of every third day, and for the whole tenth."""
    given = tuple((name.replace("_", "-"), value) for name, value in headers.items())

    def trouble(now: datetime) -> Response | None:
        if now.day != 10 and (now.day % 3 or now.hour >= 6):
            return None
        if status == 0:
            raise TimedOutError("feeds.example did not answer within 20 s")
        return Response(url=FEED, status=status, headers=given)

    return trouble


def from_day(day: int, status: int, location: str = "") -> Callable[[datetime], Response | None]:
    """An end that comes on a certain day."""
    headers = (("Location", location),) if location else ()
    return lambda now: Response(url=FEED, status=status, headers=headers) if now >= START + day * DAY else None


class Reader:
    """The stages for a month, on stores in memory; ``now`` is the time by our clock."""

    def __init__(self, server: Server, seed: str) -> None:
        self.server = server
        self._chance = random.Random(seed)
        self._tasks: set[asyncio.Task[None]] = set()
        self.frontier, self.hosts = memory.MemoryFrontier(), memory.MemoryHosts()
        self.sources, self.articles = memory.MemorySources(), memory.MemoryArticles()
        self.archive = memory.MemoryArchive()

    @property
    def true_now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    def now(self) -> datetime:
        ahead = self.server.ahead if self.true_now < START + 12 * DAY else timedelta(0)
        return self.true_now + ahead

    def run(self) -> Self:
        leaping.run(self._live())
        return self

    async def _live(self) -> None:
        clock = self.now
        source = Source(id="s", url=FEED, added_at=clock())
        watch(source, sources=self.sources, frontier=self.frontier, now=clock())
        schedule = Schedule(frontier=self.frontier, bells=self, clock=clock)
        sweep = Sweep(
            frontier=self.frontier,
            sources=self.sources,
            articles=self.articles,
            pages=memory.MemoryNotifications(),
            clock=clock,
        )
        discover = Discover(
            frontier=self.frontier,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            hosts=self.hosts,
            clock=clock,
        )
        for half_hour in range(30 * 48):
            await asyncio.sleep(1740)
            if self._chance.random() < 0.005:
                await asyncio.sleep(3600 * self._chance.randrange(1, 9))
            schedule.tick(clock())
            if half_hour % 48 == 0:
                sweep.run()
            await asyncio.sleep(60)
            for key in self.archive.written:
                if key.startswith("polls/"):
                    discover.read(key)
            self.archive.written.clear()
        await asyncio.gather(*self._tasks)

    def ring(self, hosts: Sequence[str]) -> None:
        for host in hosts:
            for _ in range(self._chance.choice([0, 1, 1, 1, 1, 1, 1, 2])):
                task = asyncio.ensure_future(self._visit(host))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _visit(self, host: str) -> None:
        fetch = Fetch(
            frontier=self.frontier,
            hosts=self.hosts,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            client=lambda: self,  # type: ignore[arg-type,return-value]
            agent="Wirecopy",
            clock=self.now,
            pace=Pace(spacing=timedelta(seconds=2), budget=MINUTE, lease=2.5 * MINUTE),
        )
        await fetch.visit(host)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def get(self, url: str, *, validators: Validators = NONE) -> Response:
        await asyncio.sleep(0.4)
        return self.server.get(url, validators, self.true_now)


NIGHT = "".join(f"<hour>{hour}</hour>" for hour in range(7))
SERVERS: dict[str, tuple[Callable[[], Server], int, int]] = {
    "both validators": (Server, 30, 200),
    "an ETag alone": (lambda: Server(date=False), 30, 200),
    "a date alone": (lambda: Server(etag=False), 30, 200),
    "no validators": (lambda: Server(etag=False, date=False), 30, 200),
    "max-age of half a day": (lambda: Server(headers=(("Cache-Control", "max-age=43200"),), least=12 * HOUR), 30, 61),
    "no caching": (lambda: Server(headers=(("Cache-Control", "no-cache, max-age=0"),)), 30, 200),
    "ttl of twelve hours": (lambda: Server(channel="<ttl>720</ttl>", least=12 * HOUR), 30, 61),
    "updated daily": (
        lambda: Server(
            channel='<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>',
            least=DAY,
        ),
        20,
        31,
    ),
    "nights to be skipped": (
        lambda: Server(channel=f"<skipHours>{NIGHT}</skipHours>", skipped=lambda now: now.hour < 7, ahead=0 * HOUR),
        20,
        200,
    ),
    "weekends to be skipped": (
        lambda: Server(
            channel="<skipDays><day>Saturday</day><day>Sunday</day></skipDays>",
            skipped=lambda now: now.weekday() > 4,
            ahead=0 * HOUR,
        ),
        25,
        160,
    ),
    "429 in seconds": (lambda: Server(trouble=at_times(429, Retry_After="20000")), 30, 200),
    "503 without a time": (lambda: Server(trouble=at_times(503)), 30, 220),
    "500": (lambda: Server(trouble=at_times(500)), 30, 220),
    "silence": (lambda: Server(trouble=at_times(0)), 30, 220),
    "403": (lambda: Server(trouble=from_day(3, 403)), 20, 60),
    "gone": (lambda: Server(trouble=from_day(10, 410)), 10, 70),
    "moved": (lambda: Server(trouble=from_day(5, 301, f"{HOST}/moved.xml")), 15, 80),
}
"""Each server with the fewest and the most requests that its feed should see in a month."""


@pytest.mark.parametrize("name", SERVERS)
def test_a_month_without_a_violation(name: str) -> None:
    make, fewest, most = SERVERS[name]
    reader = Reader(make(), seed=name).run()
    assert not reader.server.violations
    assert fewest <= len(reader.server.polls) <= most
    assert max(reader.server.robots, reader.server.reservations) <= 32
    assert sum(due.poll.outcome is not None for due in reader.frontier.all_polls()) == 1


def test_the_score_is_no_formality() -> None:
    """Three things that feed readers do, and what the server says to them."""
    server = Server(trouble=at_times(429, Retry_After="60"))
    day = START + 3 * DAY
    server.get(FEED, NONE, day + 7 * HOUR)
    server.get(FEED, Validators(ETAG % 2, "Sun, 01 Nov 2026 00:00:00 GMT"), day + 8.5 * HOUR)
    server.get(f"{FEED}?x=1", server.given, day + 9 * HOUR)
    server.get(FEED, server.given, day + 9 * HOUR)
    server.get(FEED, server.given, day + 2 * DAY + 1 * HOUR)
    server.get(FEED, server.given, day + 2 * DAY + 1 * HOUR + timedelta(seconds=59))
    assert [violation.split(": ", 1)[1][:12] for violation in server.violations] == [
        "Validators(e",
        "nobody ever ",
        "0:30:00 afte",
        "asked to wai",
        "0:00:59 afte",
    ]


def test_what_is_gone_is_asked_for_no_more_and_says_so() -> None:
    reader = Reader(Server(trouble=from_day(2, 410)), seed="gone").run()
    [due] = reader.frontier.all_polls()
    assert (due.poll.outcome, due.next_at) == (Outcome.GONE, None)
