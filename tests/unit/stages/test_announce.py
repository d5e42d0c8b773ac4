"""A hub is told what changed, and whatever it does or fails to do, nothing breaks and nothing is told for ever."""

import asyncio
import ipaddress
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from wirecopy.edges import Network
from wirecopy.feeds.site import Site
from wirecopy.stages.announce import PLACE, Announce, Announced
from wirecopy.store.memory_feeds import MemoryFeedFiles
from wirecopy.web.client import Client, Limits

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
SITE = Site(url="https://feeds.example")
SILENT = 0
"""In an answer's place: none."""


class Hub:
    """A hub on loopback: the topics that it was told of, and what it answers."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.told: list[str] = []
        self.files = MemoryFeedFiles()
        self.now = NOW

    def tell(self, *rounds: Collection[str]) -> Sequence[Announced]:
        return asyncio.run(self._tell(rounds))

    async def _tell(self, rounds: Sequence[Collection[str]]) -> Sequence[Announced]:
        self.closing = asyncio.Event()
        app = web.Application()
        app.router.add_post("/hub", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            _, port = runner.addresses[0]
            announced = []
            for feeds in rounds:
                deadline = 0.05 if self.answers[:1] == [SILENT] else 5
                stage = announce(self, f"http://127.0.0.1:{port}/hub", ports=(port,), deadline=deadline)
                announced.append(await stage.tell(feeds))
            return announced
        finally:
            self.closing.set()
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert form["hub.mode"] == "publish"
        self.told.append(str(form["hub.url"]).removeprefix("https://feeds.example/feeds/"))
        status = self.answers.pop(0) if self.answers else 204
        if status == SILENT:
            await self.closing.wait()
        return web.Response(status=status)


def announce(
    hub: Hub, url: str, *, ports: tuple[int, ...] = (80,), loopback: bool = True, deadline: float = 5
) -> Announce:
    allowed = (ipaddress.ip_network("127.0.0.0/8"),) if loopback else ()
    return Announce(
        files=hub.files,
        site=replace(SITE, hub=url),
        client=lambda: Client(
            user_agent="W", network=Network(allowed=allowed, ports=ports), limits=Limits(deadline=deadline)
        ),
        clock=lambda: hub.now,
    )


def formats(path: str) -> list[str]:
    return [f"{path}/{name}" for name in ("atom.xml", "rss.xml", "feed.json")]


def test_a_hub_is_told_of_each_format_of_each_feed_and_nothing_is_kept() -> None:
    hub = Hub()
    assert hub.tell(["all", "tag/ü"], []) == [Announced(told=2), Announced()]
    assert hub.told == [*formats("all"), *formats("tag/%C3%BC")]
    assert PLACE not in hub.files.documents


@pytest.mark.parametrize("status", [302, 400, 404, 429, 500, 503])
def test_what_a_hub_did_not_take_is_told_the_next_time_and_then_no_more(status: int) -> None:
    hub = Hub(204, 204, 204, status)
    first, second, third = hub.tell(["all", "tag/t", "tag/u"], ["tag/v"], [])
    assert (first.told, first.waiting) == (1, 2)
    assert f"answered {status} for https://feeds.example/feeds/tag/t/atom.xml" in first.problem
    assert (second, third) == (Announced(told=3), Announced())
    assert hub.told[4:] == [*formats("tag/t"), *formats("tag/u"), *formats("tag/v")]


def test_a_hub_that_is_down_is_left_in_peace_after_one_request() -> None:
    hub = Hub(*[503] * 9)
    hub.tell(["all", "tag/t", "tag/u"])
    assert len(hub.told) == 1


def test_a_hub_that_never_answers_is_given_up_and_told_the_next_time() -> None:
    hub = Hub(SILENT)
    first, second = hub.tell(["all", "tag/t"], [])
    assert (first.told, first.waiting) == (0, 2)
    assert "did not answer" in first.problem
    assert second == Announced(told=2)


def test_what_a_hub_did_not_take_for_a_day_is_told_no_more() -> None:
    hub = Hub(*[503] * 9)
    hub.tell(["all"])
    hub.now += timedelta(hours=23)
    assert hub.tell([])[0].waiting == 1
    hub.now += timedelta(hours=1)
    assert hub.tell([])[0].waiting == 0
    assert hub.tell([])[0] == Announced()


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "http://127.0.0.1/", "http://[::1]/", "http://10.0.0.1/"])
def test_a_hubs_name_leads_nowhere_inside(url: str) -> None:
    hub = Hub()
    announced = asyncio.run(announce(hub, url, loopback=False).tell(["all"]))
    assert (announced.told, announced.waiting) == (0, 1)
    assert announced.problem
