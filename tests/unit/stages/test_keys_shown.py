"""A source behind a key: visits show it to its own host, and leave it nowhere."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Self

import pytest

from wirecopy import warc
from wirecopy.frontier.rows import Outcome, Wanted
from wirecopy.identity import article_id
from wirecopy.model import Source
from wirecopy.model.access import Credential, CredentialKind
from wirecopy.stages.fetch import Fetch, Pace
from wirecopy.stages.watch import watch
from wirecopy.store import memory
from wirecopy.urls import absolute, host_of
from wirecopy.web.credentials import CredentialError, SecretHeader
from wirecopy.web.response import NONE, Response, Validators

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
HOST, FEED = "gazette.example", "https://gazette.example/feed"
KEY = Credential(kind=CredentialKind.BEARER, secret="ssm:/wirecopy/gazette", host=HOST)
SOURCE = Source(id="s", url=FEED, credential=KEY, added_at=NOW)


class Web:
    """A client whose servers answer as they are told. It notes who was shown what."""

    def __init__(self) -> None:
        self.answers: dict[str, Response] = {}
        self.shown: dict[str, str | None] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def get(self, url: str, *, validators: Validators = NONE, key: SecretHeader | None = None) -> Response:
        assert validators == NONE
        self.shown[url] = key.value if key else None
        return self.answers.get(url, Response(url=url, status=404))

    def redirect(self, url: str, target: str) -> None:
        self.answers[url] = Response(url=url, status=301, headers=(("Location", target),))

    def serve(self, url: str) -> None:
        self.answers[url] = Response(url=url, status=200, body=b"<rss/>")


class Secrets:
    """What is kept elsewhere."""

    def __init__(self, value: str = "hush-hush") -> None:
        self._value = value

    def value(self, reference: str) -> str:
        if not self._value:
            raise CredentialError(f"{reference} cannot be read: ParameterNotFound")
        return self._value


class Stage:
    """The fetch stage with its stores in memory."""

    def __init__(self, secret: str = "hush-hush") -> None:
        self.web, self.now = Web(), NOW
        self.frontier, self.sources = memory.MemoryFrontier(), memory.MemorySources()
        self.articles, self.archive = memory.MemoryArticles(), memory.MemoryArchive()
        self.fetch = Fetch(
            frontier=self.frontier,
            hosts=memory.MemoryHosts(),
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            client=lambda: self.web,  # type: ignore[arg-type,return-value]
            agent="Wirecopy",
            clock=lambda: self.now,
            pace=Pace(spacing=timedelta(0), budget=timedelta(seconds=60), lease=timedelta(seconds=150)),
            secrets=Secrets(secret),
        )
        watch(SOURCE, sources=self.sources, frontier=self.frontier, now=NOW)

    def want(self, url: str, source: str = "s") -> None:
        self.frontier.put_page(Wanted(url=url, article=article_id(url), not_before=NOW, source=source))

    def visit(self, host: str = HOST) -> None:
        asyncio.run(self.fetch.visit(host))
        self.now += timedelta(minutes=5)  # when the lease is over


@pytest.fixture
def stage() -> Stage:
    return Stage()


SHOWN, PAGE = "Bearer hush-hush", "https://gazette.example/1"


def test_the_source_is_shown_its_key_and_robots_txt_is_not(stage: Stage) -> None:
    stage.web.serve(FEED)
    stage.visit()
    assert {url: key for url, key in stage.web.shown.items() if key} == {FEED: SHOWN}
    assert stage.web.shown["https://gazette.example/robots.txt"] is None


@pytest.mark.parametrize(
    ("target", "host", "key"),
    [
        ("https://gazette.example/feed/", HOST, SHOWN),
        ("https://evil.example/feed", "evil.example", None),
        ("https://www.gazette.example/feed", "www.gazette.example", None),
        ("https://GAZETTE.example.:443/feed/", HOST, SHOWN),
        ("https://gazette.example:8443/feed", "gazette.example:8443", None),
        ("https://gazette.example.evil.example/", "gazette.example.evil.example", None),
        ("https://evil.example\\@gazette.example/", "evil.example", None),
    ],
)
def test_a_redirect_takes_the_key_to_no_other_host(stage: Stage, target: str, host: str, key: str | None) -> None:
    stage.web.redirect(FEED, target)
    asked = absolute(FEED, target) or ""
    stage.web.serve(asked)
    stage.visit()
    if host != HOST:
        stage.visit(host)
    assert stage.web.shown[asked] == key


@pytest.mark.parametrize(
    "target", ["http://gazette.example/feed", "https://x@gazette.example/", "https://a:b@evil.example/"]
)
@pytest.mark.parametrize("url", [FEED, PAGE])
def test_some_redirects_are_not_followed_with_or_without_it(stage: Stage, url: str, target: str) -> None:
    stage.want(PAGE)
    stage.web.redirect(url, target)
    stage.visit()
    assert set(stage.web.shown) <= {FEED, PAGE, "https://gazette.example/robots.txt"}
    assert stage.frontier.overdue(NOW) == set()


@pytest.mark.parametrize("url", [FEED, PAGE])
def test_a_redirect_by_way_of_another_host_comes_back_without_it(stage: Stage, url: str) -> None:
    stage.want(PAGE)
    back = "https://gazette.example/subscribers"
    stage.web.redirect(url, "https://evil.example/")
    stage.web.redirect("https://evil.example/", back)
    stage.web.serve(back)
    for host in (HOST, "evil.example", HOST):
        stage.visit(host)
    assert stage.web.shown[back] is None


@pytest.mark.parametrize(
    "page", ["http://gazette.example/1", "https://www.gazette.example/1", "https://gazette.example:8443/1"]
)
def test_a_page_that_the_source_names_elsewhere_is_not_shown_it(stage: Stage, page: str) -> None:
    stage.want(page)
    stage.web.serve(page)
    stage.visit(host_of(page))
    assert stage.web.shown[page] is None


def test_what_the_host_says_of_itself_is_asked_for_without_it_wherever_that_leads(stage: Stage) -> None:
    rules, reserved = "https://gazette.example/robots.txt", "https://gazette.example/.well-known/tdmrep.json"
    stage.web.redirect(rules, "https://gazette.example/rules")
    stage.web.redirect(reserved, "https://gazette.example/reserved")
    stage.want(PAGE)
    stage.web.serve(PAGE)
    stage.visit()
    asked = {url for url, key in stage.web.shown.items() if key is None}
    assert asked == {rules, "https://gazette.example/rules", reserved, "https://gazette.example/reserved"}


def test_a_source_that_moved_takes_its_key_nowhere(stage: Stage) -> None:
    moved = Source(id="s", url="https://evil.example/feed", credential=KEY, added_at=NOW)
    watch(moved, sources=stage.sources, frontier=stage.frontier, now=NOW)
    stage.visit("evil.example")
    assert set(stage.web.shown.values()) == {None}


@pytest.mark.parametrize(("source", "key"), [("s", SHOWN), ("", None)])
def test_a_page_of_the_source_is_shown_its_key(stage: Stage, source: str, key: str | None) -> None:
    stage.want(PAGE, source)
    stage.web.serve(PAGE)
    stage.visit()
    assert stage.web.shown[PAGE] == key


def test_a_key_that_cannot_be_read_is_a_failure_with_its_reason_and_nothing_is_asked() -> None:
    stage = Stage(secret="")
    stage.visit()
    [due] = stage.frontier.polls(HOST)
    assert (due.poll.outcome, due.poll.failures) == (Outcome.UNREACHABLE, 1)
    assert due.poll.reason == "ssm:/wirecopy/gazette cannot be read: ParameterNotFound"
    assert FEED not in stage.web.shown


def test_the_secret_is_left_nowhere(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stage.web.serve(FEED)
    stage.visit()
    stage.web.redirect(FEED, "https://evil.example/feed")
    stage.visit()
    kept = [stage.frontier.rows, stage.sources, stage.articles, *map(warc_of, stage.archive.objects.values())]
    assert stage.archive.objects
    assert "hush" not in f"{kept!r} {caplog.text} {stage.fetch!r}"


def warc_of(record: bytes) -> str:
    return repr(warc.decode(record, place="archive"))
