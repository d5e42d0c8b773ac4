"""Workers that hold still before every call to a store until they are given a turn: an interleaving is a sequence of
turns, and can be repeated."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True)
class Call:
    """What a worker is about to do: which rows or keys it touches, and whether it writes them."""

    items: frozenset[tuple[str, str]]
    writes: bool


class Workers:
    """Runs jobs in turns. A job is called with a function that wraps a store in turnstiles."""

    def __init__(self, jobs: Sequence[Callable[[Callable], object]]) -> None:
        self._halted = threading.Semaphore(0)
        self._go = [threading.Semaphore(0) for _ in jobs]
        self._failures: list[BaseException] = []
        self.waiting: dict[int, Call] = {}
        for number, job in enumerate(jobs):
            threading.Thread(target=self._work, args=(number, job), daemon=True).start()
            self._halted.acquire()

    def turn(self, worker: int) -> None:
        """Let a worker make the call that it waits for, and go on to the next."""
        self._go[worker].release()
        self._halted.acquire()
        if self._failures:
            raise self._failures[0]

    def _work(self, number: int, job: Callable) -> None:
        def before(call: Call) -> None:
            self.waiting[number] = call
            self._halted.release()
            self._go[number].acquire()
            del self.waiting[number]

        try:
            job(before)
        except BaseException as error:  # raised again where the turns are given
            self._failures.append(error)
        self._halted.release()


def independent(one: Call, other: Call) -> bool:
    return not (one.writes or other.writes) or one.items.isdisjoint(other.items)


def play(jobs: Sequence[Callable], choose: Callable[[list[int]], int]) -> list[tuple[int, list[int]]]:
    """Play one interleaving: the turns that were taken, each with the other workers that might have had it."""
    workers, turns, last = Workers(jobs), [], None
    while workers.waiting:
        able = sorted(workers.waiting)
        if last is not None:  # swapping two independent calls is an interleaving that is played elsewhere
            able = [w for w in able if w >= last[0] or not independent(last[1], workers.waiting[w])] or able
        worker = choose(able)
        turns.append((worker, [w for w in able if w != worker]))
        last = (worker, workers.waiting[worker])
        workers.turn(worker)
    return turns


def every(jobs: Callable[[], Sequence[Callable]]) -> Iterator[list[int]]:
    """Play all interleavings of the jobs, which are made anew for each."""
    prefixes: list[list[int]] = [[]]
    while prefixes:
        prefix = prefixes.pop()
        left = iter(prefix)
        turns = play(jobs(), partial(_next, left))
        taken = [worker for worker, _ in turns]
        for step in range(len(prefix), len(turns)):
            prefixes += [[*taken[:step], other] for other in turns[step][1]]
        yield taken


def _next(left: Iterator[int], able: list[int]) -> int:
    return next(left, able[0])
