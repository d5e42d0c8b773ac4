"""What a host's owner would object to, noted request by request as its server sees them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wirecopy.frontier.interval import SHORTEST
from wirecopy.urls import host_of
from wirecopy.web.response import Response
from wirecopy.web.robots import Rules

LONGEST_KEPT = timedelta(hours=24)
"""A robots.txt may be used for so long (RFC 9309, section 2.4)."""
GRACE = timedelta(milliseconds=1)


@dataclass
class Record:
    """What one host has seen of us."""

    in_flight: int = 0
    ended_at: datetime | None = None
    held_until: datetime | None = None
    rules: Rules | None = None
    rules_at: datetime | None = None
    asked: dict[str, datetime] = field(default_factory=dict)
    excused: set[str] = field(default_factory=set)
    """Addresses whose last visit was cut off: its memory of them may be lost, and they may be asked for once more."""


class Judge:
    """Sees every request begin and end, and keeps every violation in one line."""

    def __init__(self, *, agent: str, spacing: timedelta, polls: frozenset[str]) -> None:
        self.violations: list[str] = []
        self.requests: Counter[str] = Counter()
        self.records: dict[str, Record] = defaultdict(Record)
        self._agent = agent
        self._spacing = spacing
        self._polls = polls

    def began(self, url: str, now: datetime) -> None:
        """A request arrives."""
        record = self.records[host_of(url)]
        self.requests["all"] += 1
        if record.in_flight:
            self._object(now, url, f"{record.in_flight} already in flight")
        if record.ended_at is not None and now - record.ended_at < self._spacing_at(record) - GRACE:
            self._object(now, url, f"{now - record.ended_at} after the last, {self._spacing_at(record)} is asked for")
        if record.held_until is not None and now < record.held_until - GRACE:
            self._object(now, url, f"asked to wait until {record.held_until:%d %H:%M:%S}")
        if url.endswith("/robots.txt"):
            self.requests["robots"] += 1
        elif record.rules is None or record.rules_at is None:
            self._object(now, url, "before robots.txt")
        elif now - record.rules_at > LONGEST_KEPT + timedelta(minutes=3):
            self._object(now, url, f"by a robots.txt of {record.rules_at}")
        elif not record.rules.allows(url):
            self._object(now, url, "disallowed by robots.txt")
        if url in self._polls:
            self.requests["polls"] += 1
            last = record.asked.get(url)
            if last is not None and now - last < SHORTEST - GRACE and url not in record.excused:
                self._object(now, url, f"polled {now - last} after the last time")
            record.excused.discard(url)
        record.asked[url] = now
        record.in_flight += 1

    def ended(self, url: str, answer: Response | None, now: datetime) -> None:
        """The request is over: answered, or given up by one side."""
        record = self.records[host_of(url)]
        record.in_flight -= 1
        record.ended_at = now
        if answer is None:
            return
        if answer.is_rate_limited and (wait := answer.retry_after(now)):
            record.held_until = max(now + wait, record.held_until or now)
        if url.endswith("/robots.txt") and (answer.is_ok or answer.is_missing):
            record.rules = Rules.parse(answer.status, answer.body, agent=self._agent)
            record.rules_at = now

    def cut_off(self, host: str) -> None:
        """A visit to this host died, and what it did may be done again."""
        self.records[host].excused |= self._polls

    def _spacing_at(self, record: Record) -> timedelta:
        asked = record.rules.crawl_delay if record.rules is not None else None
        return max(self._spacing, min(asked or self._spacing, timedelta(seconds=30)))

    def _object(self, now: datetime, url: str, why: str) -> None:
        self.violations.append(f"{now:%d %H:%M:%S} {url}: {why}")
