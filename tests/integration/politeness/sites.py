"""Hosts that do what hosts do: publish, move, slow down, fall over, change their rules, ask to be left alone."""

import email.utils
import json
import random
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wirecopy.errors import FetchError
from wirecopy.urls import host_of
from wirecopy.web.errors import ConnectionFailedError, TimedOutError
from wirecopy.web.response import Response, Validators

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROBOTS = (
    "User-agent: *\nDisallow: /private/\n",
    "User-agent: *\nDisallow: /private/\nCrawl-delay: 7\n",
    "User-agent: Wirecopy\nDisallow: /private/\nDisallow: /7\nCrawl-delay: 90\n\nUser-agent: *\nDisallow: /\n",
    "",
)


@dataclass
class Site:
    """One host. What it answers follows from its seed and the time alone."""

    host: str
    seed: str
    start: datetime
    days: float
    calm_from: datetime
    """From then on nothing goes wrong, so that whatever is wanted can be had."""
    others: tuple[str, ...] = ()
    published: list[datetime] = field(init=False)
    troubles: list[tuple[datetime, datetime, str]] = field(init=False)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        self._chance = random.Random(f"{self.seed} answers")
        per_day = chance.choice([0.2, 1, 6, 40])
        self.published, at = [], self.start - 3 * DAY
        while at < self.start + timedelta(days=self.days):
            at += timedelta(days=chance.expovariate(per_day))
            self.published.append(at)
        self.troubles, at = [], self.start
        while at < self.calm_from:
            at += timedelta(hours=chance.expovariate(1 / 6))
            end = at + timedelta(minutes=chance.expovariate(1 / 40))
            self.troubles.append(
                (at, min(end, self.calm_from), chance.choice(["slow", "500", "503", "429", "429", "mute"]))
            )
            at = end
        self._validators = chance.choice(["both", "etag", "date", "none"])
        self._robots = [chance.choice(ROBOTS) for _ in range(int(self.days) + 2)]
        self._feeds = chance.choice([1, 2, 5])
        self._moved = chance.random() < 0.2
        self._latency = chance.choice([0.05, 0.3, 2.0])

    @property
    def feeds(self) -> list[str]:
        """The addresses that are polled."""
        return [f"https://{self.host}/feed-{number}.json" for number in range(self._feeds)]

    def latency(self, now: datetime) -> float:
        """Seconds until the answer."""
        usual = self._latency * self._chance.uniform(0.5, 2)
        return 19.0 if self._trouble(now) == "slow" else usual

    def answer(self, url: str, validators: Validators, now: datetime) -> Response:
        """The answer; raises a :class:`FetchError` as the client would."""
        path = url.removeprefix(f"https://{self.host}")
        trouble = self._trouble(now)
        if trouble == "mute":
            raise self._chance.choice([TimedOutError, ConnectionFailedError])(f"{self.host} is mute")
        if trouble in ("503", "429") and self._chance.random() < 0.7:
            return self._wait(url, int(trouble), now)
        if trouble == "500":
            return Response(url=url, status=500)
        if path == "/robots.txt":
            text = self._robots[(now - self.start).days]
            return Response(url=url, status=200 if text else 404, body=text.encode())
        if path == "/.well-known/tdmrep.json":
            return Response(url=url, status=404)
        if path.startswith("/feed-") and self._moved:
            return Response(url=url, status=301, headers=(("Location", f"/new{path}"),))
        if path.endswith(".json"):
            return self._feed(url, validators, now)
        return self._page(url, path)

    def _trouble(self, now: datetime) -> str:
        return next((kind for since, until, kind in self.troubles if since <= now < until), "")

    def _wait(self, url: str, status: int, now: datetime) -> Response:
        wait = timedelta(seconds=self._chance.choice([30, 700, 5000]))
        said = self._chance.choice(["seconds", "date", "nothing"])
        value = str(int(wait.total_seconds())) if said == "seconds" else email.utils.format_datetime(now + wait, True)
        return Response(url=url, status=status, headers=() if said == "nothing" else (("Retry-After", value),))

    def _feed(self, url: str, validators: Validators, now: datetime) -> Response:
        count = bisect_right(self.published, now)
        etag, date = f'W/"{count}-{self.host}"', f"{count} articles ago"
        headers = [("Cache-Control", "max-age=600")]
        headers += [("ETag", etag)] if self._validators in ("both", "etag") else []
        headers += [("Last-Modified", date)] if self._validators in ("both", "date") else []
        known = validators.etag == etag if validators.etag else validators.last_modified == date
        if known:
            return Response(url=url, status=304, headers=tuple(headers))
        newest = range(max(count - 10, 0), count)
        items = [{"id": str(n), "url": self._link(n), "date_published": self.published[n].isoformat()} for n in newest]
        body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": self.host, "items": items})
        return Response(url=url, status=200, headers=tuple(headers), body=body.encode())

    def _link(self, number: int) -> str:
        if self.others and number % 5 == 4:
            return f"https://{self.others[number % len(self.others)]}/{self.host}/{number}"
        return f"https://{self.host}/{'private/' if number % 11 == 10 else ''}{number}"

    def _page(self, url: str, path: str) -> Response:
        name = path.rpartition("/")[2]
        if name.endswith("3") and self.others:
            target = f"https://{self.others[0]}{path}x"
            return Response(url=url, status=302, headers=(("Location", target),))
        if name.endswith("8"):
            return Response(url=url, status=301, headers=(("Location", f"{path}-and-a-half"),))
        return Response(url=url, status=404 if name.endswith("6") else 200, body=b"<p>A page.</p>")


class Web:
    """All sites, as the client's other end."""

    def __init__(self, sites: list[Site]) -> None:
        self.sites = {site.host: site for site in sites}

    def of(self, url: str) -> Site:
        """The site that answers for ``url``; raises :class:`FetchError` where there is none."""
        try:
            return self.sites[host_of(url)]
        except KeyError:
            raise FetchError(f"{host_of(url)} has no address") from None
