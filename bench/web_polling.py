"""Thirty days of polling simulated: requests per new article and how late articles are seen, by several schedules.

Run: ``python bench/web_polling.py``. Rates are log-normal (half the sources publish less than thrice a week, a few
hundreds of times a day), most sources keep hours and rest at weekends, and one article in four comes right after
another. Every schedule starts with what the first answer shows: the source's newest twenty dates.
"""

import argparse
import bisect
import math
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from wirecopy.frontier.interval import LAW, Law, begin, next_poll

START = datetime(2026, 11, 2, tzinfo=UTC)
HISTORY = 28
DAY = 86400.0
Schedule = Callable[[list[float], float, random.Random], list[float]]


def publish(chance: random.Random, days: int) -> list[float]:
    """One source's articles, in seconds from the start; those before it are its history."""
    per_day = min(math.exp(chance.gauss(math.log(0.4), 1.9)), 400.0)
    keeps_hours, zone = chance.random() < 0.8, chance.randrange(24)
    weekend = chance.choice([0.2, 0.5, 1.0])
    at, found = -HISTORY * DAY, []
    peak = per_day * 2.4
    while at < days * DAY:
        at += chance.expovariate(peak / DAY)
        hour = int(at / 3600 + zone) % 24
        shape = (2.2 if 8 <= hour < 18 else 0.5 if 18 <= hour < 22 else 0.05) if keeps_hours else 1.0
        if int(at / DAY) % 7 >= 5:
            shape *= weekend
        if chance.random() < shape / 2.4:
            found.append(at)
            while chance.random() < 0.25:
                found.append(at + chance.uniform(60, 1800))
    return sorted(article for article in found if article < days * DAY)


def fixed(seconds: float) -> Schedule:
    """A poll every so often."""

    def polls(articles: list[float], end: float, chance: random.Random) -> list[float]:
        del articles
        first = chance.uniform(0, seconds)
        return [first + seconds * number for number in range(int((end - first) / seconds) + 1)]

    return polls


def by_weekly_count(shortest: float) -> Schedule:
    """Miniflux's entry_frequency: a week divided by the articles of the last week, at most a day."""

    def polls(articles: list[float], end: float, chance: random.Random) -> list[float]:
        at, found = chance.uniform(0, 3600), []
        while at < end:
            found.append(at)
            weekly = bisect.bisect_right(articles, at) - bisect.bisect_right(articles, at - 7 * DAY)
            at += min(max(7 * DAY / weekly if weekly else DAY, shortest), DAY)
        return found

    return polls


def ours(law: Law) -> Schedule:
    """By :mod:`wirecopy.frontier.interval`."""

    def polls(articles: list[float], end: float, chance: random.Random) -> list[float]:
        at = chance.uniform(0, 3600)
        found, seen = [at], bisect.bisect_right(articles, at)
        rhythm = begin([moment(article) for article in articles[max(seen - 20, 0) : seen]], moment(at))
        while True:
            at = (next_poll(rhythm, moment(at), jitter=chance.random(), law=law) - START).total_seconds()
            if at >= end:
                return found
            found.append(at)
            now_seen = bisect.bisect_right(articles, at)
            rhythm = rhythm.observed([moment(article) for article in articles[seen:now_seen]], moment(at))
            seen = now_seen

    return polls


def moment(seconds: float) -> datetime:
    """A simulated second as a date."""
    return START + timedelta(seconds=seconds)


def main() -> None:
    """Simulate and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument(
        "--law", nargs=2, type=float, action="append", default=[], metavar=("POWER", "DAILY"), help="beside our own"
    )
    options = parser.parse_args()
    end = options.days * DAY
    schedules: dict[str, Schedule] = {
        "every hour": fixed(3600),
        "every 4 hours": fixed(4 * 3600),
        "miniflux, from 5 min": by_weekly_count(300),
        "miniflux, from 60 min": by_weekly_count(3600),
        "wirecopy": ours(LAW),
    }
    for power, daily in options.law:
        schedules[f"{daily:g} times power {power:g}"] = ours(Law(daily=daily, power=power))
    sources = [publish(random.Random(f"{options.seed} {number}"), options.days) for number in range(options.sources)]
    total = sum(len(articles) - bisect.bisect_right(articles, 0) for articles in sources)
    print(f"{options.sources} sources, {options.days} days, {total} articles")
    print(
        f"{'schedule':<22} {'requests':>10} {'per article':>11}"
        f" {'median min':>10} {'mean min':>9} {'by source':>9} {'s':>6}"
    )
    for name, schedule in schedules.items():
        began = time.perf_counter()
        requests, delays, medians = 0, [], []
        for number, articles in enumerate(sources):
            polls = schedule(articles, end, random.Random(f"{options.seed} {number} polls"))
            requests += len(polls)
            late = []
            for article in articles[bisect.bisect_right(articles, polls[0]) :]:
                seen_at = bisect.bisect_left(polls, article)
                if seen_at < len(polls):
                    late.append((polls[seen_at] - article) / 60)
            delays += late
            if late:
                medians.append(statistics.median(late))
        print(
            f"{name:<22} {requests:>10} {requests / total:>11.2f} {statistics.median(delays):>10.0f}"
            f" {statistics.fmean(delays):>9.0f} {statistics.median(medians):>9.0f} {time.perf_counter() - began:>6.1f}"
        )


if __name__ == "__main__":
    main()
