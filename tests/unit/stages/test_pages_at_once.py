"""An article on three pages whose notifications come twice, and at once: in whatever order the calls of two workers
fall, the end is one that some order of whole readings has."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from turns import Call, every, play

from wirecopy import warc
from wirecopy.articles import ArticleRecord, Stage
from wirecopy.extract.habits import learned
from wirecopy.frontier.rows import Wanted
from wirecopy.identity import article_id
from wirecopy.lessons import Habits
from wirecopy.model import Page
from wirecopy.stages.extract import PATIENCE, Extract
from wirecopy.stages.keys import page_key
from wirecopy.stages.pages import is_overtaken
from wirecopy.store import memory
from wirecopy.store.memory_lessons import MemoryLessons

HOST = "a.example"
STORY, OTHER = f"https://{HOST}/story", f"https://{HOST}/other"
NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WRITES = ("put", "put_new", "delete", "put_page", "drop_page", "file", "mark", "put_habits")
PLEA = "The gazette is paid for by its readers, and is grateful to every one of them."


def leaf(number: int, *, last: bool, head: str = "") -> bytes:
    said = f"Leaf {'i' * number}: the harbour office said that the old crane will be taken down before the storms."
    link = "" if last else f"<a href=/story/{number + 1}>Next</a>"
    title = "<title>The old crane</title>"
    return (
        f"<html lang=en>{title}{head}<article><p>{said}</p><p>{PLEA}</p><p>{said} {said}</p></article>{link}".encode()
    )


class World:
    """What the stages share, and what they do in it."""

    def __init__(self, *, head: str = "", now: datetime = NOW + 3 * MINUTE) -> None:
        self.head, self.now = head, now
        self.archive, self.articles = memory.MemoryArchive(), memory.MemoryArticles()
        self.frontier, self.sources, self.lessons = memory.MemoryFrontier(), memory.MemorySources(), MemoryLessons()
        self.keys: tuple[str, ...] = ()
        for number in (1, 2, 3):
            body = leaf(number, last=number == 3, head=head)
            self.keys = (*self.keys, page_key(article_id(STORY), NOW + number * MINUTE, body))

    def fetched(self, number: int, wait: Callable[[Call], None] | None = None) -> None:
        """What the fetch stage does when it has page ``number``."""
        at, follows = NOW + number * MINUTE, self.keys[: number - 1]
        url = STORY if number == 1 else f"{STORY}/{number}"
        page = Page(url=url, body=leaf(number, last=number == 3, head=self.head), observed_at=at, follows=follows)
        key = self.keys[number - 1]
        archive, articles, frontier = (Turnstile(it, wait) for it in (self.archive, self.articles, self.frontier))
        archive.put(key, warc.encode(page), "application/warc")
        articles.mark(article_id(STORY), Stage.STORED, url=STORY, at=at, observed_at=at, key=key)
        if number > 1:
            frontier.drop_page(self.wish(number))

    def wish(self, number: int) -> Wanted:
        before = self.keys[: number - 1]
        at = NOW + (number - 1) * MINUTE
        return Wanted(url=f"{STORY}/{number}", article=article_id(STORY), not_before=at, follows=before, whole=STORY)

    def other(self, wait: Callable[[Call], None] | None = None) -> None:
        """The page of another article, read."""
        page = Page(url=OTHER, body=leaf(4, last=True), observed_at=NOW)
        key = page_key(article_id(OTHER), NOW, page.body)
        self.archive.put(key, warc.encode(page), "application/warc")
        self.stage(wait).read(key)

    def read(self, *numbers: int) -> Callable[[Callable[[Call], None] | None], None]:
        """A worker who is told of these pages."""

        def job(wait: Callable[[Call], None] | None = None) -> None:
            for number in numbers:
                self.stage(wait).read(self.keys[number - 1])

        return job

    def stage(self, wait: Callable[[Call], None] | None) -> Extract:
        stores = {name: Turnstile(getattr(self, name), wait) for name in ("archive", "articles", "frontier", "lessons")}
        return Extract(sources=self.sources, clock=lambda: self.now, **stores)

    def end(self) -> object:
        """What is left of the article, without the wishes that the fetch stage takes out unasked."""
        record: ArticleRecord = self.articles.record(article_id(STORY))
        wishes = self.frontier.pages(HOST, due=NOW + PATIENCE, most=9)
        left = {wish.key for wish in wishes if not is_overtaken(wish, record)}
        return (
            {key: self.archive.objects[key] for key in self.archive.objects if article_id(STORY) in key},
            record,
            left,
        )


class Turnstile:
    """A store whose every call waits for a turn, if there is who gives turns."""

    def __init__(self, store: object, wait: Callable[[Call], None] | None) -> None:
        self._store, self._wait = store, wait

    def __getattr__(self, method: str) -> Callable:
        def call(*args: object, **kwargs: object) -> object:
            if self._wait:
                row = args[0].key if isinstance(args[0], Wanted) else str(args[0])
                self._wait(Call(frozenset({(type(self._store).__name__, row)}), method in WRITES))
            return getattr(self._store, method)(*args, **kwargs)

        return call


NOARCHIVE = "<meta name=robots content=noarchive>"
Job = Callable[[Callable[[Call], None] | None], None]
Scenario = tuple[Callable[[], World], Callable[[World], None], Callable[[World], Sequence[Job]]]


def until(number: int, *, read: bool) -> Callable[[World], None]:
    """All pages up to ``number``, each read as it came, the last perhaps not."""

    def before(world: World) -> None:
        for nth in range(1, number + 1):
            world.fetched(nth)
            if nth < number or read:
                world.read(nth)()

    return before


def taught(world: World) -> None:
    """Two pages of the host have said the same, and the whole article is here."""
    until(3, read=False)(world)
    habits = Habits()
    for name in ("one", "two"):
        habits = learned(habits, name, PLEA, NOW)
    world.lessons.hosts[HOST] = habits


def unkept() -> World:
    return World(head=NOARCHIVE)


def late() -> World:
    return World(now=NOW + MINUTE + PATIENCE)


def comes(number: int) -> Callable[[World], Job]:
    return lambda world: lambda wait: world.fetched(number, wait)


SCENARIOS: dict[str, Scenario] = {
    "page 1 twice": (World, until(1, read=False), lambda w: [w.read(1), w.read(1)]),
    "page 2 twice": (World, until(2, read=False), lambda w: [w.read(2), w.read(2)]),
    "page 3 twice": (World, until(3, read=False), lambda w: [w.read(3), w.read(3)]),
    "pages 2 and 3": (World, until(3, read=False), lambda w: [w.read(2), w.read(3)]),
    "pages 1 and 3": (World, until(3, read=False), lambda w: [w.read(1), w.read(3)]),
    "page 2 again as page 3 comes": (World, until(2, read=True), lambda w: [w.read(2), comes(3)(w)]),
    "page 1 again as page 2 comes": (World, until(1, read=True), lambda w: [w.read(1), comes(2)(w)]),
    "page 3 twice, of which no copy may be kept": (unkept, until(3, read=False), lambda w: [w.read(3), w.read(3)]),
    "pages 2 and 3, of which no copy may be kept": (unkept, until(3, read=False), lambda w: [w.read(2), w.read(3)]),
    "page 3 as another article teaches a habit": (World, taught, lambda w: [w.read(3), w.other]),
    "page 1 too late, as page 2 is read": (late, until(2, read=False), lambda w: [w.read(1), w.read(2)]),
}


def ends_one_by_one(scenario: Scenario) -> list[object]:
    make, before, jobs = scenario
    ends = []
    for order in permutations(range(len(jobs(make())))):
        world = make()
        before(world)
        for n in order:
            jobs(world)[n](None)
        ends.append(world.end())
    return ends


def started(scenario: Scenario) -> tuple[World, Sequence[Job]]:
    make, before, jobs = scenario
    world = make()
    before(world)
    return world, jobs(world)


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_any_interleaving_of_two_ends_as_one_by_one(scenario: Scenario, record_property: Callable) -> None:
    allowed, played, current = ends_one_by_one(scenario), 0, []

    def jobs() -> Sequence[Job]:
        world, made = started(scenario)
        current[:] = [world]
        return made

    for turns in every(jobs):
        played += 1
        assert current[0].end() in allowed, f"the turns {turns}"
    record_property("interleavings", played)
    assert played > 1


def test_a_sample_of_interleavings_of_pages_that_both_workers_are_told_of() -> None:
    scenario: Scenario = (World, until(3, read=False), lambda w: [w.read(2, 3), w.read(3, 2), w.other])
    allowed = ends_one_by_one(scenario)
    for seed in range(12):
        world, jobs = started(scenario)
        turns = play(jobs, random.Random(seed).choice)
        assert world.end() in allowed, f"seed {seed}: the turns {[worker for worker, _ in turns]}"


class DeathError(Exception):
    """A worker's death."""


def die(job: Job, after: int) -> None:
    """Do a job whose worker dies before its call number ``after``, if it gets so far."""
    calls = iter(range(after))

    def wait(_: Call) -> None:
        if next(calls, None) is None:
            raise DeathError

    with suppress(DeathError):
        job(wait)


@pytest.mark.parametrize("call", range(12))
@pytest.mark.parametrize("head", ["", NOARCHIVE], ids=["kept", "not kept"])
def test_a_worker_that_dies_at_any_call_is_healed_by_the_same_notification(call: int, head: str) -> None:
    whole, healed = World(head=head), World(head=head)
    for world in (whole, healed):
        until(3, read=False)(world)
    whole.read(3)(None)
    die(healed.read(3), call)
    healed.read(3)(None)
    assert healed.end() == whole.end()
