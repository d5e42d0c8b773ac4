"""A loopback server that answers for many hosts, and the network through which Wirecopy sees them."""

import gzip
import ipaddress
import socket
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

from wirecopy.edges import Network
from wirecopy.feeds.opml import read_opml
from wirecopy.model import Source
from wirecopy_local.demo.sites import FOLDER, Resource, Site, load_sites

_LOOPBACK = "127.0.0.1"
_MISSING = Resource(status=404, body=b"<h1>Not found</h1>")


class Sites:
    """Hosts served on one free port of this machine for as long as the context lasts.

    Answers are the same in every run: bodies, ``ETag`` and ``Last-Modified``. A name that is no host of these is
    unknown to the resolver, so that nothing can reach the real network.
    """

    def __init__(self, hosts: Mapping[str, Site], sources: Sequence[Source] = ()) -> None:
        self.hosts = hosts
        self.sources = tuple(sources)
        """What Wirecopy watches of them."""
        self.answers: Counter[tuple[str, str, int]] = Counter()
        """How often which host answered which path with which status."""
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer((_LOOPBACK, 0), partial(_Handler, self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="sites", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._server.server_port

    @property
    def network(self) -> Network:
        """The sites' names, resolved to this server, and leave to dial it."""
        loopback = ipaddress.ip_network("127.0.0.0/8")
        return Network(resolver=_Resolver(self.hosts, self.port), allowed=(loopback,))

    def count(self, status: int, host: str | None = None) -> int:
        """How many answers had this status, of one host or of all."""
        with self._lock:
            return sum(n for (name, _, code), n in self.answers.items() if code == status and host in (None, name))

    def answer(self, host: str, path: str) -> Resource:
        """What lies at the path, whatever its query."""
        return self.hosts.get(host, {}).get(urlsplit(path).path, _MISSING)

    def note(self, host: str, path: str, status: int) -> None:
        """Count an answer."""
        with self._lock:
            self.answers[host, path, status] += 1


class DemoSites(Sites):
    """The sample sites of this package, with what ``sources.opml`` lists of them."""

    def __init__(self) -> None:
        listed = (FOLDER / "sources.opml").read_bytes()
        super().__init__(load_sites(), read_opml(listed, added_at=datetime(2026, 4, 1, tzinfo=UTC)))


class _Resolver(AbstractResolver):
    """Knows the sites' names and no others. Its answers carry the port, so that URLs need none."""

    def __init__(self, hosts: Mapping[str, Site], port: int) -> None:
        self._hosts, self._port = hosts, port

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        if host.lower() not in self._hosts:
            raise OSError(f"no such host: {host}")
        return [
            ResolveResult(
                hostname=host,
                host=_LOOPBACK,
                port=self._port or port,
                family=socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Nothing is held open."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer
    disable_nagle_algorithm = True

    def __init__(self, sites: Sites, *args: object) -> None:
        self._sites = sites
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        resource = self._sites.answer(host, self.path)
        packed = resource.gzip and "gzip" in self.headers.get("Accept-Encoding", "")
        # Another representation, another validator (RFC 9110, section 8.8.3.3).
        etag = resource.etag[:-1] + '-gzip"' if packed else resource.etag
        unchanged = resource.status == HTTPStatus.OK and self._unchanged(etag, resource.modified)
        status = HTTPStatus.NOT_MODIFIED if unchanged else resource.status
        body = gzip.compress(resource.body, mtime=0) if packed else resource.body
        self.send_response(status)
        if resource.modified:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", format_datetime(resource.modified, usegmt=True))
        if resource.gzip:
            self.send_header("Vary", "Accept-Encoding")
        if resource.location:
            self.send_header("Location", resource.location)
        if not unchanged:
            self.send_header("Content-Type", resource.content_type)
            if packed:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self._sites.note(host, self.path, status)
        if not unchanged and self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815

    def _unchanged(self, etag: str, modified: datetime | None) -> bool:
        """Whether the client's copy is good: by ETag if it sent one, else by date (RFC 9110, section 13.2.2)."""
        if modified is None:
            return False
        if known := self.headers.get("If-None-Match"):
            return etag in [one.strip() for one in known.split(",")]
        return self.headers.get("If-Modified-Since") == format_datetime(modified, usegmt=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Silent: what matters is counted."""
