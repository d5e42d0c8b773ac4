"""A hub and the functions that speak with it, as the template sets them up: asked, verified, pushing, polled."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from wirecopy.edges import utc_now
from wirecopy.frontier.push import Subscription
from wirecopy.model import Source
from wirecopy.ports import Reading
from wirecopy.stages.watch import root_poll, watch
from wirecopy.store.subscriptions import DynamoSubscriptions
from wirecopy_local.cloud.cloud import LocalCloud
from wirecopy_local.demo import Sites
from wirecopy_local.pipeline import Pipeline
from wirecopy_local.project import project_folder

FEED = "http://news.example/feed.xml"
HUB = "http://hub.example/"
HOUR = {"hour": "2026-11-21T08:00:00Z"}
BODY = b"<feed>\xff</feed>"


def test_nobody_asks_a_hub_unless_that_is_wished(tmp_path: Path) -> None:
    with LocalCloud(project_folder() / "template.yaml", state=tmp_path / "state") as cloud:
        assert "WebSubFunction" not in cloud.functions
        assert cloud.environment("ScheduleFunction")["CALLBACK_URL"] == ""
        assert cloud.invoke("ScheduleFunction", HOUR) == {}


class Listening:
    """A stack that listens, with one source that names a hub and was asked for."""

    def __init__(self, cloud: LocalCloud) -> None:
        self.cloud = cloud
        self.stores = Pipeline(cloud)
        self.subscriptions = DynamoSubscriptions(cloud.clients.dynamodb, cloud.resource("Subscriptions"))
        self.source = Source(id="news", url=FEED, added_at=datetime(2026, 11, 21, tzinfo=UTC))
        watch(self.source, sources=self.stores.sources, frontier=self.stores.frontier, now=utc_now())
        self.stores.sources.put_reading(Reading(source="news", at=utc_now(), hub=HUB, topic=FEED))
        self.told = cloud.invoke("ScheduleFunction", HOUR)

    @property
    def known(self) -> Subscription:
        known = self.subscriptions.get("news")
        assert known is not None
        return known

    def said(self, **changes: str) -> str:
        said = {"mode": "subscribe", "topic": FEED, "challenge": "a&b<c>", "lease_seconds": "864000"} | changes
        return urlencode({f"hub.{name}": value for name, value in said.items()})

    def request(self, method: str, path: str = "", **event: Any) -> tuple[int, str]:
        request = {"rawPath": path or f"/news/{self.known.asked.token}", "headers": {}, "rawQueryString": ""}
        request |= {"requestContext": {"http": {"method": method}}, "isBase64Encoded": False}
        answer = self.cloud.invoke("WebSubFunction", request | event)
        assert answer["headers"] == {
            "content-type": "text/plain; charset=utf-8",
            "x-content-type-options": "nosniff",
        }
        return answer["statusCode"], answer["body"]

    def push(self, secret: str) -> tuple[int, str]:
        digest = hmac.new(secret.encode(), BODY, hashlib.sha256).hexdigest()
        headers = {"x-hub-signature": f"sha256={digest}"}
        return self.request("POST", headers=headers, isBase64Encoded=True, body=base64.b64encode(BODY).decode())

    def is_due(self) -> bool:
        [poll] = self.stores.frontier.polls("news.example")
        return poll.next_at is not None


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    state: Path = tmp_path_factory.mktemp("websub") / "state"
    template = project_folder() / "template.yaml"
    with (
        Sites({"hub.example": {}}) as sites,
        LocalCloud(template, state=state, network=sites.network, parameters={"WebSub": "enabled"}) as cloud,
    ):
        yield cloud


@pytest.fixture
def listening(cloud: LocalCloud) -> Listening:
    listening = Listening(cloud)
    listening.stores.frontier.put_poll(root_poll(listening.source), None)
    return listening


def test_from_being_asked_to_a_push_that_makes_the_source_due(listening: Listening) -> None:
    asked = listening.known.asked
    assert (asked.hub, asked.topic, len(asked.token), len(asked.secret)) == (HUB, FEED, 40, 40)
    assert listening.push(asked.secret) == (202, "")
    assert not listening.is_due()  # nobody has confirmed it yet
    assert listening.request("GET", rawQueryString=listening.said()) == (200, "a&b<c>")
    assert listening.push("wrong") == (202, "")
    assert not listening.is_due()
    assert listening.push(asked.secret) == (202, "")
    assert listening.is_due()
    heard = listening.known.heard
    assert listening.push(asked.secret) == (202, "")
    assert listening.known.heard.verified_at == heard.verified_at
    assert listening.cloud.invoke("ScheduleFunction", HOUR) == {"asked": 0, "failed": 0, "dropped": 0}


@pytest.mark.parametrize(
    ("method", "path", "event", "status"),
    [
        ("GET", "", {"rawQueryString": ""}, 404),
        ("GET", "", {"rawQueryString": "&".join(f"a{n}=1" for n in range(50))}, 400),
        ("GET", "/", {}, 404),
        ("GET", "/news", {}, 404),
        ("GET", "/news/", {}, 404),
        ("GET", "/news/0/1", {}, 404),
        ("GET", "//news", {}, 404),
        ("POST", "/news/0", {"body": "x"}, 410),
        ("POST", "", {"body": "ü%", "isBase64Encoded": True}, 400),
        ("POST", "", {"headers": {"x-hub-signature": "sha256=" + "0" * 64}}, 202),
        ("PUT", "", {}, 405),
        ("OPTIONS", "/news/0", {}, 405),
    ],
)
def test_whatever_else_comes_is_answered_and_changes_nothing(
    listening: Listening, method: str, path: str, event: dict[str, Any], status: int
) -> None:
    before = listening.known
    assert listening.request(method, path, **event) == (status, "")
    assert listening.known == before
    assert not listening.is_due()
