"""When a source is polled next: from how often it publishes, within what it wishes.

The estimator is the mean of a Gamma distribution updated by counts of a Poisson process (Gelman and others, *Bayesian
Data Analysis*, 3rd edition, section 2.6), with old counts and old time forgotten at the same rate. Sources, and hours
of the day, are polled by a power of the rate at which they publish. By its square root the total of delays is least for
a number of polls (Sia, Cho and Cho, *Efficient Monitoring Algorithm for Fast News Alerts*, IEEE TKDE 19:7, 2007); by
the rate itself every poll brings as much. :data:`LAW` lies between the two.
"""

import dataclasses
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SHORTEST = timedelta(hours=1)
"""Between two polls, unless the source itself says less or the user insists."""
LONGEST = timedelta(hours=24)
LEAST = timedelta(minutes=5)
"""Whatever a source says."""
LEAST_INSISTED, MOST_INSISTED = timedelta(minutes=1), timedelta(days=30)
"""What the user may set."""

_MEMORY = timedelta(days=14)
"""The half-life of what was seen."""
_PRIOR_ARTICLES, _PRIOR_DAYS = 1.0, 1.0
"""A source of which nothing is known publishes once a day."""
_EVEN = 12.0
"""So many articles must speak before the hours of a day are believed to differ."""
_SPREAD = 0.1
_HOURS = 24
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """How often a source is polled for how often it publishes."""

    daily: float
    """Polls a day of a source that publishes once a day."""
    power: float
    """Of the rate, to which polls are proportional."""

    def density(self, per_day: float) -> float:
        """Polls a day of a source that publishes so often."""
        return self.daily * math.pow(per_day, self.power)


LAW = Law(daily=2, power=0.7)
"""In simulation (``bench/web_polling.py``) it asks less often than miniflux's formula and sees articles sooner, at the
median, on average and by source. 35 articles a day are worth a poll an hour.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How a source publishes, as seen so far. The old counts for less."""

    at: datetime
    """When this was last brought up to date."""
    articles: tuple[float, ...] = (0.0,) * _HOURS
    """By hour of the day in UTC."""
    days: float = 0.0
    """For how long the source was watched."""
    schema: int = 1

    @property
    def per_day(self) -> float:
        """The articles that are expected in a day."""
        return (sum(self.articles) + _PRIOR_ARTICLES) / (self.days + _PRIOR_DAYS)

    def rate(self, hour: int) -> float:
        """The articles a day that are expected at an hour of the day."""
        share = (self.articles[hour] + _EVEN / _HOURS) / (sum(self.articles) + _EVEN)
        return self.per_day * share * _HOURS

    def observed(self, published: Iterable[datetime], now: datetime) -> "Rhythm":
        """The rhythm after a successful poll at ``now`` that found articles of these dates to be new.

        A date that cannot be, before the last poll or after this one, counts as half-way between them.
        """
        elapsed = max(now - self.at, timedelta(0))
        kept = 0.5 ** (elapsed / _MEMORY)
        articles = [count * kept for count in self.articles]
        for date in published:
            articles[(date if self.at < date <= now else self.at + elapsed / 2).astimezone(UTC).hour] += 1
        return dataclasses.replace(self, at=now, articles=tuple(articles), days=self.days * kept + elapsed / _DAY)


def begin(published: Iterable[datetime], now: datetime) -> Rhythm:
    """The rhythm of a source whose first poll found articles of these dates: as if it had been watched meanwhile."""
    dates = sorted(date for date in published if now - 4 * _MEMORY < date <= now)
    if not dates:
        return Rhythm(at=now)
    return Rhythm(at=dates[0] - timedelta(microseconds=1)).observed(dates, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a source says about being polled."""

    stated: timedelta | None = None
    """How long to wait, by RSS ``ttl`` or ``sy:updatePeriod``."""
    fresh: timedelta | None = None
    """For how long its answer is fresh, by Cache-Control or Expires."""
    skip_hours: frozenset[int] = frozenset()
    """Hours of the day in UTC at which it publishes nothing."""
    skip_days: frozenset[int] = frozenset()
    """Days of the week in UTC, Monday being 0."""


NO_WISHES = Wishes()


def next_poll(
    rhythm: Rhythm, now: datetime, *, wishes: Wishes = NO_WISHES, jitter: float = 0.5, law: Law = LAW
) -> datetime:
    """When to poll again after a successful poll at ``now``. ``jitter``, of 0 to 1, spreads sources in time.

    Never earlier than the source wishes (as far as a day), nor in an hour or on a day that it skips.
    """
    shortest = SHORTEST
    if wishes.stated is not None:
        shortest = min(max(wishes.stated, LEAST), LONGEST)
    if wishes.fresh is not None:
        shortest = max(shortest, min(wishes.fresh, LONGEST))
    wait = max(_unhurried(rhythm, now, law) * (1 + _SPREAD * (2 * jitter - 1)), shortest)
    return unskipped(now + wait, wishes)


def next_insisted(every: timedelta, now: datetime, *, wishes: Wishes = NO_WISHES, jitter: float = 0.5) -> datetime:
    """When to poll again where the user has said how often: that goes before what is estimated and what a feed advises.

    What would bring nothing stays undone: no poll while the last answer is fresh, nor in an hour that is skipped.
    """
    wait = min(max(every, LEAST_INSISTED), MOST_INSISTED) * (1 + _SPREAD * jitter)
    return unskipped(now + max(wait, min(wishes.fresh or wait, LONGEST)), wishes)


def _unhurried(rhythm: Rhythm, now: datetime, law: Law) -> timedelta:
    """How long until the wanted density of polls, by the rate hour by hour, adds up to one poll."""
    due, at = 0.0, now
    while at - now < LONGEST:
        density = law.density(rhythm.rate(at.astimezone(UTC).hour))
        step = _next_hour(at) - at
        gain = density * (step / _DAY)
        if due + gain >= 1:
            return at - now + step * ((1 - due) / gain)
        due += gain
        at += step
    return LONGEST


def unskipped(at: datetime, wishes: Wishes) -> datetime:
    """The first moment from ``at`` on that is not skipped; ``at`` itself where all the week is."""
    moment = at.astimezone(UTC)
    for _ in range(7 * _HOURS):
        if moment.hour not in wishes.skip_hours and moment.weekday() not in wishes.skip_days:
            return moment
        moment = _next_hour(moment)
    return at


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + _HOUR
