"""Ask one host as its owner would wish: by its robots.txt, spaced, no further than asked, and not when held."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from wirecopy.edges import Clock
from wirecopy.errors import FetchError
from wirecopy.frontier.answers import (
    HOLD,
    MAX_REDIRECTS,
    Answer,
    DisallowedError,
    RedirectError,
    RobotsUnavailableError,
)
from wirecopy.frontier.rows import RobotsCopy
from wirecopy.ports import Hosts
from wirecopy.urls import host_of
from wirecopy.web.client import Client
from wirecopy.web.response import NONE, Response, Validators
from wirecopy.web.robots import Rules, lifetime

LONGEST_CRAWL_DELAY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer, the URLs that led to it, and where it sends us if that is another host."""

    answer: Answer
    led_by: tuple[str, ...] = ()
    elsewhere: str | None = None


class Asking:
    """The requests of one visit to one host."""

    def __init__(
        self,
        *,
        host: str,
        client: Client,
        hosts: Hosts,
        agent: str,
        clock: Clock,
        spacing: timedelta,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.requests = 0
        self._host = host
        self._client = client
        self._hosts = hosts
        self._agent = agent
        self._clock = clock
        self._spacing = spacing
        self._sleep = sleep
        self._asked_at: datetime | None = None
        self._hold_until: datetime | None = None
        self._rules: dict[str, Rules | RobotsUnavailableError] = {}

    def hold(self, until: datetime) -> None:
        """Ask nothing more before ``until``."""
        self._hold_until = max(until, self._hold_until or until)

    def is_held(self) -> bool:
        """Whether the host wants to be left alone now."""
        return self._hold_until is not None and self._clock() < self._hold_until

    def next_at(self, now: datetime) -> datetime:
        """When the host may be asked again."""
        spaced = self._asked_at + self._spacing if self._asked_at else now
        return max(spaced, self._hold_until or spaced)

    async def get(
        self, url: str, led_by: tuple[str, ...] = (), *, validated: str | None = None, validators: Validators = NONE
    ) -> Fetched:
        """The answer at ``url``, redirects within the host followed. ``validators`` are sent to ``validated`` only."""
        while True:
            answer = await self._get_one(url, validators if url == validated else NONE)
            if isinstance(answer, FetchError) or not answer.is_redirect:
                return Fetched(answer=answer, led_by=led_by)
            target = answer.location
            refusal = _unfollowable(url, target, len(led_by))
            if refusal is not None or target is None:
                return Fetched(answer=refusal or answer, led_by=led_by)
            led_by = (*led_by, url)
            if host_of(target) != self._host:
                return Fetched(answer=answer, led_by=led_by, elsewhere=target)
            url = target

    async def _get_one(self, url: str, validators: Validators) -> Answer:
        try:
            rules = await self._rules_for(url)
            if not rules.allows(url):
                return DisallowedError(f"robots.txt of {self._host} disallows {urlsplit(url).path or '/'}")
            return await self._spaced_get(url, validators)
        except FetchError as error:
            return error

    async def _spaced_get(self, url: str, validators: Validators) -> Response:
        if self._asked_at is not None:
            wait = (self._asked_at + self._spacing - self._clock()).total_seconds()
            if wait > 0:
                await self._sleep(wait)
        try:
            return await self._client.get(url, validators=validators)
        finally:
            self.requests += 1
            self._asked_at = self._clock()

    async def _rules_for(self, url: str) -> Rules:
        """The host's robots.txt rules, fetched when the kept copy is out of date.

        Raises :class:`RobotsUnavailableError` when it cannot be had, which means to wait (RFC 9309, section 2.3.1.4).
        """
        scheme = urlsplit(url).scheme
        known = self._rules.get(scheme)
        if known is None:
            try:
                known = self._kept_rules() or await self._fetched_rules(scheme)
                self._slow_down(known)
            except RobotsUnavailableError as error:
                known = error  # whatever else is due here fares alike: nobody asks a second time
            self._rules[scheme] = known
        if isinstance(known, RobotsUnavailableError):
            raise known
        return known

    def _slow_down(self, rules: Rules) -> None:
        if rules.crawl_delay is not None:
            self._spacing = max(self._spacing, min(rules.crawl_delay, LONGEST_CRAWL_DELAY))

    def _kept_rules(self) -> Rules | None:
        copy = self._hosts.robots(self._host)
        if copy is None or copy.expires_at <= self._clock():
            return None
        return Rules.from_bytes(copy.rules, agent=self._agent, place=f"robots.txt of {self._host}")

    async def _fetched_rules(self, scheme: str) -> Rules:
        url = f"{scheme}://{self._host}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            try:
                answer = await self._spaced_get(url, NONE)
            except FetchError as error:
                raise RobotsUnavailableError(str(error)) from error
            target = answer.location if answer.is_redirect else None
            if target is None or host_of(target) != self._host:
                break
            url = target
        # A redirect to elsewhere is taken as "unavailable" (section 2.3.1.3): that host's own rules hold there.
        rules = Rules.parse(404 if answer.is_redirect else answer.status, answer.body, agent=self._agent)
        if rules.is_unavailable:
            if answer.is_rate_limited:
                now = self._clock()
                self.hold(now + (answer.retry_after(now) or HOLD))
            raise RobotsUnavailableError(f"robots.txt of {self._host} answered {answer.status}")
        expires_at = self._clock() + lifetime(answer)
        self._hosts.put_robots(self._host, RobotsCopy(rules=rules.to_bytes(), expires_at=expires_at))
        return rules


def _unfollowable(url: str, target: str | None, hops: int) -> RedirectError | None:
    if target is None:
        return RedirectError("redirects to nowhere")
    if hops >= MAX_REDIRECTS:
        return RedirectError(f"redirects more than {MAX_REDIRECTS} times")
    if url.startswith("https:") and target.startswith("http:"):
        return RedirectError(f"redirects from https to {target}")
    return None
