"""Ask one host as its owner would wish: by its robots.txt, spaced, and not when it is held or time is up."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from wirecopy.edges import Clock
from wirecopy.errors import FetchError, WirecopyError
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
from wirecopy.web.credentials import Key, SecretHeader
from wirecopy.web.reservations import PATH, Reservations
from wirecopy.web.response import NONE, Response, Validators
from wirecopy.web.robots import SHORTEST_LIFETIME, Rules, lifetime

LONGEST_CRAWL_DELAY = timedelta(seconds=30)


class OutOfTimeError(WirecopyError):
    """The visit may begin no further request: what was to be asked for stays due."""


def spacing_of(rules: Rules, least: timedelta) -> timedelta:
    """The pause between two requests: ``least``, or what robots.txt asks for if that is more, up to half a minute."""
    return max(least, min(rules.crawl_delay or least, LONGEST_CRAWL_DELAY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer, the URLs that led to it, and where it sends us if that is another host's work, or a later visit's."""

    answer: Answer
    led_by: tuple[str, ...] = ()
    elsewhere: str | None = None
    moved_to: str | None = None
    """Where permanent redirects alone led, from the address that was asked for."""


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
        last_start: datetime,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.requests = 0
        self.asked: set[str] = set()
        """The addresses that were asked for, redirects included."""
        self._host = host
        self._client = client
        self._hosts = hosts
        self._agent = agent
        self._clock = clock
        self._spacing = spacing
        self._last_start = last_start
        self._sleep = sleep
        self._asked_at: datetime | None = None
        self._hold_until: datetime | None = None
        self._rules: dict[str, Rules | RobotsUnavailableError] = {}
        self._reservations: Reservations | None = None

    def hold(self, until: datetime) -> None:
        """Ask nothing more before ``until``, and let nobody else: this is remembered before anything else is."""
        self._hosts.hold(self._host, until=until)
        self._hold_until = max(until, self._hold_until or until)

    def is_held(self) -> bool:
        """Whether the host wants to be left alone now."""
        return self._hold_until is not None and self._clock() < self._hold_until

    def has_time(self) -> bool:
        """Whether a further request could begin within this visit."""
        return self._spaced_at() <= self._last_start

    def next_at(self) -> datetime:
        """When the host may be asked again."""
        spaced = self._spaced_at()
        return max(spaced, self._hold_until or spaced)

    async def get(
        self,
        url: str,
        led_by: tuple[str, ...] = (),
        *,
        validated: str | None = None,
        validators: Validators = NONE,
        key: Key | None = None,
    ) -> Fetched:
        """The answer at ``url``, redirects within the host followed. ``validators`` are sent to ``validated`` only.

        ``key`` is shown to its own host only, never with robots.txt, and not where another host has led.

        Raises :class:`OutOfTimeError` when ``url`` could not be asked for in time.
        """
        moved_to: str | None = None
        permanent = True
        if any(host_of(before) != self._host for before in led_by):
            key = None
        while True:
            answer = await self._get_one(url, validators if url == validated else NONE, key)
            if isinstance(answer, FetchError) or not answer.is_redirect:
                return Fetched(answer=answer, led_by=led_by, moved_to=moved_to)
            target = answer.location
            refusal = _unfollowable(url, target, led_by)
            if refusal is not None or target is None:
                return Fetched(answer=refusal or answer, led_by=led_by)
            permanent = permanent and answer.is_permanent_redirect
            moved_to = target if permanent else moved_to
            led_by = (*led_by, url)
            if host_of(target) != self._host or not self.has_time():
                return Fetched(answer=answer, led_by=led_by, elsewhere=target, moved_to=moved_to)
            url = target

    async def reservations(self, url: str) -> Reservations:
        """What the host of ``url`` reserves in its tdmrep.json, fetched when the kept copy is out of date.

        A file that cannot be had reserves nothing until it is asked for again, an hour later.
        Raises :class:`OutOfTimeError` when it could not be asked for in time.
        """
        if self._reservations is None:
            copy = self._hosts.reservations(self._host)
            if copy is not None and copy.expires_at > self._clock():
                place = f"tdmrep.json of {self._host}"
                self._reservations = Reservations.from_bytes(copy.rules, place=place)
            else:
                self._reservations = await self._fetched_reservations(url)
        return self._reservations

    async def _fetched_reservations(self, url: str) -> Reservations:
        answer = (await self.get(f"{urlsplit(url).scheme}://{self._host}{PATH}")).answer
        now, found, holds = self._clock(), Reservations(), SHORTEST_LIFETIME
        if isinstance(answer, Response):
            if answer.is_rate_limited:
                self.hold(now + (answer.retry_after(now) or HOLD))
            elif not answer.is_server_error:
                holds = lifetime(answer)
            if answer.is_ok:
                found = Reservations.parse(answer.body)
        self._hosts.put_reservations(self._host, RobotsCopy(rules=found.to_bytes(), expires_at=now + holds))
        return found

    async def _get_one(self, url: str, validators: Validators, key: Key | None) -> Answer:
        try:
            rules = await self._rules_for(url)
            if not rules.allows(url):
                return DisallowedError(f"robots.txt of {self._host} disallows {urlsplit(url).path or '/'}")
            return await self._spaced_get(url, validators, key.header_for(url) if key else None)
        except FetchError as error:
            return error

    def _spaced_at(self) -> datetime:
        now = self._clock()
        return now if self._asked_at is None else max(now, self._asked_at + self._spacing)

    async def _spaced_get(self, url: str, validators: Validators, header: SecretHeader | None = None) -> Response:
        wait = (self._spaced_at() - self._clock()).total_seconds()
        if not self.has_time():
            raise OutOfTimeError(f"no time is left to ask {self._host}")
        if wait > 0:
            await self._sleep(wait)
        try:
            if header is not None:
                return await self._client.get(url, validators=validators, key=header)
            return await self._client.get(url, validators=validators)
        finally:
            self.requests += 1
            self.asked.add(url)
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
        self._spacing = spacing_of(rules, self._spacing)

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
            except (FetchError, OutOfTimeError) as error:
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


def _unfollowable(url: str, target: str | None, led_by: tuple[str, ...]) -> RedirectError | None:
    if target is None:
        return RedirectError("redirects to nowhere")
    if target in (*led_by, url):
        return RedirectError(f"redirects in a circle, to {target}")
    if len(led_by) >= MAX_REDIRECTS:
        return RedirectError(f"redirects more than {MAX_REDIRECTS} times")
    if url.startswith("https:") and target.startswith("http:"):
        return RedirectError(f"redirects from https to {target}")
    return None
