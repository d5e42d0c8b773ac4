"""Tell a WebSub hub which feeds changed (https://www.w3.org/TR/websub/, section 5, and PubSubHubbub 0.4, section 7).

A ping is a hint: readers who hear of no change poll all the same. So a hub that is down delays nobody, and nothing is
published later for it; what it did not take is kept, and told with the next change or in the next hour.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wirecopy.codec import decode, encode
from wirecopy.edges import Clock
from wirecopy.errors import FetchError
from wirecopy.feeds.site import Site
from wirecopy.ports import FeedFiles
from wirecopy.web.client import Client

PLACE = "manifests/.hub.json"
"""Where it is kept what the hub did not take; beside the manifests, which readers cannot reach."""
FORMATS = ("atom.xml", "rss.xml", "feed.json")
BUDGET = timedelta(seconds=30)
FORGOTTEN = timedelta(days=1)
"""A change that a hub did not take for so long is no news any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """The feeds that the hub is still to be told of, and since when."""

    feeds: dict[str, datetime] = field(default_factory=dict)
    schema: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What came of telling: how many feeds the hub took, how many wait, and why if any do."""

    told: int = 0
    waiting: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """The stage with its store and edges."""

    files: FeedFiles
    site: Site
    client: Callable[[], Client]
    clock: Clock

    async def tell(self, feeds: Collection[str]) -> Announced:
        """Tell the hub of these feeds, and of those that it did not take before. Never raises what a hub may cause."""
        stored = self.files.document(PLACE)
        now = self.clock()
        known = decode(stored.value, Pending, place=PLACE).feeds if stored.value else {}
        due = {path: known.get(path, now) for path in (*known, *feeds)}
        waiting, problem = await self._told(due, now) if due else ({}, "")
        waiting = {path: since for path, since in waiting.items() if now - since < FORGOTTEN}
        if waiting != known:
            # Another who writes at the same moment has his own to keep; ours are hints, and may be lost.
            self.files.put_document(
                PLACE, encode(Pending(feeds=waiting)), "application/json", revision=0, tag=stored.tag
            )
        return Announced(told=len(due) - len(waiting), waiting=len(waiting), problem=problem)

    async def _told(self, due: dict[str, datetime], now: datetime) -> tuple[dict[str, datetime], str]:
        """The feeds that the hub did not take, and why; after a first failure it is left in peace."""
        waiting = dict(due)
        async with self.client() as client:
            for path in due:
                if self.clock() - now >= BUDGET:
                    return waiting, "the hub is slow"
                for name in FORMATS:
                    topic = self.site.address(f"feeds/{path}/{name}")
                    try:
                        answer = await client.post(self.site.hub, {"hub.mode": "publish", "hub.url": topic})
                    except FetchError as error:
                        return waiting, str(error)
                    if not 200 <= answer.status < 300:
                        return waiting, f"the hub answered {answer.status} for {topic}"
                del waiting[path]
        return waiting, ""
