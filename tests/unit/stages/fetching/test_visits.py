"""One visit at a time, bounded in time, and what it costs where it dies."""

import asyncio
import dataclasses
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from loopback import FEED, NOW, POLL, Answer, CrashError, Site, Stores

from wirecopy.frontier.slots import slot_for
from wirecopy.store import memory
from wirecopy.web.client import Client
from wirecopy.web.response import NONE, Response, Validators


def test_a_host_that_another_visits_is_left_alone_and_filed_for_later(site: Site, stores: Stores) -> None:
    stores.frontier.put_poll(POLL, NOW)
    until = NOW + timedelta(seconds=150)
    stores.hosts.acquire("a.example", now=NOW, until=until)
    assert stores.visit("a.example").postponed
    assert site.asked == []
    assert stores.frontier.due(slot_for(until, NOW)) == ["a.example"]


@pytest.mark.parametrize(("seconds", "requests"), [(2, [8]), (9, [3, 1, 1, 1])])
def test_a_host_that_is_slow_is_asked_little_in_a_visit_that_others_wait_for(
    site: Site, stores: Stores, seconds: int, requests: list[int]
) -> None:
    class Slow(Client):
        async def get(self, *arguments: Any, **options: Any) -> Response:
            stores.now += timedelta(seconds=seconds)
            return await super().get(*arguments, **options)

    stores.stage = replace(stores.stage, client=lambda: Slow(user_agent="Wirecopy/test", network=site.network))
    for number in range(6):
        url = f"http://a.example/{number}"
        site.answers[url] = Answer(b"<p>one</p>")
        stores.want(url)
    visits = []
    for _ in requests:
        visits.append(stores.visit("a.example").requests)
        stores.now += timedelta(minutes=1)
    assert visits == requests, "robots.txt and, behind the first page, tdmrep.json among them"


def test_no_request_begins_that_could_outlast_the_lease(site: Site, stores: Stores) -> None:
    """Each request takes so long that the host, had the visit gone on, would have been talked to by two."""
    for number in range(9):
        site.answers[f"http://a.example/{number}"] = Answer(
            status=302, headers={"Location": f"http://a.example/{number + 1}"}
        )
    began = stores.now
    starts = []

    class Slow(Client):
        async def get(self, url: str, *, validators: Validators = NONE) -> Response:
            starts.append(stores.now - began)
            try:
                return await super().get(url, validators=validators)
            finally:
                stores.now += timedelta(seconds=40)

    slow = dataclasses.replace(stores.stage, client=lambda: Slow(user_agent="Wirecopy/test", network=site.network))
    stores.want("http://a.example/0")
    asyncio.run(slow.visit("a.example"))
    assert starts == [timedelta(seconds=seconds) for seconds in (0, 40, 80, 120)]
    assert [wanted.url for wanted in stores.frontier.pages("a.example", due=stores.now, most=9)] == [
        "http://a.example/3"
    ]


@pytest.mark.parametrize("crash_in", ["put_poll", "file", "release"])
def test_a_crash_repeats_a_request_at_worst_and_loses_nothing(
    site: Site, stores: Stores, monkeypatch: pytest.MonkeyPatch, crash_in: str
) -> None:
    site.answers[FEED] = Answer(b"<rss/>", headers={"ETag": '"1"'})
    stores.frontier.put_poll(POLL, NOW)
    owner = stores.hosts if crash_in == "release" else stores.frontier

    def crash(*_: Any, **__: Any) -> None:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(type(owner), crash_in, crash)
        with pytest.raises(CrashError):
            stores.visit("a.example")
    assert len(stores.archive.written) == 1
    assert stores.visit("a.example").postponed, "the lease of the visit that crashed still holds"
    stores.now += timedelta(hours=1)
    stores.visit("a.example")
    assert stores.poll("a.example").etag == '"1"'


@pytest.mark.parametrize("crash_in", ["put_poll", "file", "polls", "next_page_at"])
def test_a_host_that_says_wait_is_left_alone_even_if_the_visit_dies_then(
    site: Site, stores: Stores, monkeypatch: pytest.MonkeyPatch, crash_in: str
) -> None:
    site.answers["http://a.example/robots.txt"] = Answer(b"")
    stores.frontier.put_poll(POLL, NOW)
    stores.visit("a.example")
    site.answers[FEED] = Answer(status=429, headers={"Retry-After": "7200"})
    stores.now += timedelta(hours=1)
    calls = [0]
    method = getattr(memory.MemoryFrontier, crash_in)

    def crash(*arguments: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == 2 or crash_in != "polls":  # the visit itself begins with reading its polls
            raise CrashError
        return method(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(memory.MemoryFrontier, crash_in, crash)
        with pytest.raises(CrashError):
            stores.visit("a.example")
    asked = len(site.asked)
    stores.now += timedelta(seconds=7199)
    assert stores.visit("a.example").postponed
    assert len(site.asked) == asked
    stores.now += timedelta(seconds=2)
    assert stores.visit("a.example").requests == 1
