"""A site on loopback for every host name, and the fetch stage before it: stores in memory, time handed in."""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiohttp.abc import AbstractResolver

from wirecopy.articles import ArticleRow, Stage
from wirecopy.edges import Network
from wirecopy.frontier.rows import Poll, Wanted
from wirecopy.identity import article_id
from wirecopy.model import Link, Listing, SourceKind
from wirecopy.stages.fetch import Fetch, Pace, Visited
from wirecopy.store import memory
from wirecopy.store.memory_subscriptions import MemorySubscriptions
from wirecopy.web import reservations
from wirecopy.web.client import Client

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
FEED = "http://a.example/feed"
POLL = Poll(source="s", url=FEED, kind=SourceKind.FEED)


@dataclass
class Answer:
    """What the server says at an address; with an ETag it honours If-None-Match."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """A loopback server for every host name; it notes what it was asked, and apart from that for a tdmrep.json."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.asked_for_reservations: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None: ...

            def do_GET(self) -> None:
                url = f"http://{self.headers['Host']}{self.path}"
                (site.asked_for_reservations if self.path == reservations.PATH else site.asked).append(url)
                answer = site.answers.get(url, Answer(status=404))
                known = self.headers.get("If-None-Match")
                if known is not None and known == answer.headers.get("ETag"):
                    answer = Answer(status=304, headers=answer.headers)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def network(self) -> Network:
        port = self._server.server_port

        class Loopback(AbstractResolver):
            async def resolve(self, host: str, _port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> Any:
                one = {"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}
                return [one | {"family": socket.AF_INET}]

            async def close(self) -> None: ...

        return Network(resolver=Loopback(), allowed=(ipaddress.ip_network("127.0.0.0/8"),))


class Stores:
    """The stage on stores in memory, at a time that tests move."""

    def __init__(self, site: Site) -> None:
        self.now = NOW
        self.frontier = memory.MemoryFrontier()
        self.hosts = memory.MemoryHosts()
        self.sources = memory.MemorySources()
        self.articles = memory.MemoryArticles()
        self.archive = memory.MemoryArchive()
        self.subscriptions = MemorySubscriptions()
        self.stage = Fetch(
            frontier=self.frontier,
            hosts=self.hosts,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            client=lambda: Client(user_agent="Wirecopy/test", network=site.network),
            agent="Wirecopy",
            clock=lambda: self.now,
            pace=Pace(spacing=timedelta(0), budget=timedelta(seconds=60), lease=timedelta(seconds=150)),
            subscriptions=self.subscriptions,
        )

    def visit(self, host: str) -> Visited:
        return asyncio.run(self.stage.visit(host))

    def poll(self, host: str) -> Poll:
        [due] = self.frontier.polls(host)
        return due.poll

    def want(self, url: str) -> Wanted:
        wanted = Wanted(url=url, article=article_id(url), not_before=self.now)
        self.frontier.put_page(wanted)
        row = ArticleRow(article=wanted.article, url=url, stage=Stage.WANTED, first_seen=NOW, changed_at=NOW)
        self.articles.want(row)
        listing = Listing(source="s", article=wanted.article, link=Link(url=url), tags=("t",), seen_at=NOW)
        self.articles.put_listing(listing)
        return wanted


class CrashError(Exception):
    """The machine is gone."""
