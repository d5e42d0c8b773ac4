"""Other programs are told what readers see: at least once, in order, and so that repeats can be told from news."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from newsroom import CrashError, Newsroom

from wirecopy.feeds.events import Event
from wirecopy.model import Extent
from wirecopy.store.bus import EventBridgeBus, UnsentError
from wirecopy_local.cloud.bus import LocalBus


@dataclass
class Heard:
    """A bus that hears all, and may break after that."""

    events: list[Event] = field(default_factory=list)
    breaks: int = 0

    def send(self, events: Sequence[Event]) -> None:
        self.events += events
        if events and self.breaks:
            self.breaks -= 1
            raise CrashError

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        return [(event.type, json.loads(event.detail)) for event in self.events]


@pytest.fixture
def bus() -> Heard:
    return Heard()


@pytest.fixture
def room(bus: Heard) -> Newsroom:
    found = Newsroom(bus=bus)
    found.source("harbour")
    return found


def test_a_new_story_is_told_as_the_json_feed_tells_it_without_its_text(room: Newsroom, bus: Heard) -> None:
    room.publish(room.story(1, tags=("t",), sources=("harbour",)))
    [(kind, detail)] = bus.told()
    [item] = room.items()
    del item["content_html"]
    key = detail.pop("key")
    assert kind == "Story Published"
    assert len(key) == 32
    assert detail == {
        "schema": 1,
        "story": "s1",
        "revision": 1,
        "page": "https://feeds.example/stories/s1.html",
        "copies": 1,
        "item": item,
    }


def test_what_readers_see_changed_is_an_update_and_what_they_do_not_is_nothing(room: Newsroom, bus: Heard) -> None:
    story = room.story(1)
    room.publish(story)
    same = room.change(story)
    room.publish(same)
    room.publish(room.change(same, tags=("new",)))
    assert [(kind, detail["revision"]) for kind, detail in bus.told()] == [("Story Published", 1), ("Story Updated", 3)]


def test_a_story_that_proved_to_be_another_is_withdrawn_into_that(room: Newsroom, bus: Heard) -> None:
    story = room.story(2)
    room.publish(room.story(1), story)
    room.publish(room.change(story, copies=(), merged_into="s1"))
    kind, detail = bus.told()[-1]
    assert (kind, detail["story"], detail["merged_into"]) == ("Story Withdrawn", "s2", "s1")
    assert "item" not in detail


def test_a_story_that_was_never_shown_is_never_told(room: Newsroom, bus: Heard) -> None:
    room.publish(replace(room.story(1), copies=(), merged_into="s2"))
    assert bus.told() == []


def test_after_a_crash_the_very_same_is_told_again(room: Newsroom, bus: Heard) -> None:
    bus.breaks = 2
    story = room.story(1)
    for _ in range(2):
        with pytest.raises(CrashError):
            room.publish(story)
    room.publish(story)
    room.publish(story)
    told = bus.told()
    assert [kind for kind, _ in told] == ["Story Published"] * 3
    assert len({detail["key"] for _, detail in told}) == 1


def test_no_more_is_told_than_may_be_shown(room: Newsroom, bus: Heard) -> None:
    room.unlicensed = Extent.HEADLINE
    room.publish(room.story(1, text="Secret words.", html="<p>Secret words.</p>", description="Secret"))
    [(_, detail)] = bus.told()
    assert "Secret" not in json.dumps(detail)


def test_an_event_stays_small_whatever_the_story_holds(room: Newsroom, bus: Heard) -> None:
    long = "ü" * 100_000
    copy = room.copy(1, title=long, authors=(long,) * 500, tags=(long,), site_name=long, description=long)
    copies = tuple(
        replace(copy, article=f"{n}", title=long, url=f"https://a.example/{'x' * 2000}{n}") for n in range(90)
    )
    room.publish(replace(room.story(1), copies=(replace(copy, article="1"), *copies), tags=(long,) * 3))
    [event] = bus.events
    assert len(event.detail.encode()) < 256_000
    assert json.loads(event.detail)["copies"] == 91


class Refusing(LocalBus):
    """EventBridge on a bad day: it refuses the first event of a call, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__(lambda: Newsroom().now)
        self.times = times

    def put_events(self, *, Entries: Sequence[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        if self.times <= 0:
            return super().put_events(Entries=Entries)
        self.times -= 1
        taken = super().put_events(Entries=Entries[1:])["Entries"] if Entries[1:] else []
        return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}, *taken]}


def events(many: int, size: int = 10) -> list[Event]:
    return [Event(type="t", detail=json.dumps({"n": n, "x": "x" * size})) for n in range(many)]


def numbers(client: LocalBus) -> list[int]:
    return [json.loads(it["detail"])["n"] for it in client.sent]


@pytest.mark.parametrize(("many", "size"), [(0, 10), (1, 10), (10, 10), (37, 10), (9, 90_000), (3, 250_000)])
def test_events_are_sent_in_calls_that_eventbridge_takes(many: int, size: int) -> None:
    client = Refusing(0)
    EventBridgeBus(client, "b").send(events(many, size))
    assert numbers(client) == list(range(many))


def test_what_was_refused_is_sent_again_and_what_stays_refused_is_an_error() -> None:
    client = Refusing(2)
    EventBridgeBus(client, "b").send(events(3))
    assert sorted(numbers(client)) == [0, 1, 2]
    with pytest.raises(UnsentError, match="refused by the bus b"):
        EventBridgeBus(Refusing(9), "b").send(events(5))
