"""One guarded GET: bounded in time, in size and in where it can lead."""

import asyncio
import os
import re
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.http_exceptions import LineTooLong
from yarl import URL

from wirecopy.edges import Network
from wirecopy.errors import FetchError
from wirecopy.urls import host_of, request_form
from wirecopy.web import encodings
from wirecopy.web.addresses import FewAddresses, RefusedError, socket_factory
from wirecopy.web.credentials import SecretHeader
from wirecopy.web.errors import (
    BadEncodingError,
    BadRedirectError,
    BadUrlError,
    ConnectionFailedError,
    ForbiddenAddressError,
    MalformedResponseError,
    TimedOutError,
    TlsFailedError,
    TooLargeError,
    UnresolvableHostError,
    in_words,
)
from wirecopy.web.response import NONE, Response, Validators

_IDLE = 4.0
"""Seconds that a connection is kept: just under the 5 after which common servers drop it, so that we do not ask into
a closing one."""
_LONGEST_LINE = 16 << 10
_MOST_HEADERS = 128

_reuses_connection: ContextVar[bool] = ContextVar("reuses_connection", default=False)
"""Whether the request of this task goes over a connection that was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an answer may take. The deadline is for all of it: look-up, connection, headers and body."""

    deadline: float = 20.0
    header_bytes: int = 64 << 10
    sent_bytes: int = 10 << 20
    decoded_bytes: int = 20 << 20
    redirects: int = 5


class Client:
    """Requests over one session: no cookies, no credentials, no referrer, no repeats, and the guard on every socket."""

    def __init__(
        self,
        *,
        user_agent: str,
        network: Network,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._network = network
        self._headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": encodings.ACCEPTED}
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=0,
            resolver=FewAddresses(self._network.resolver or aiohttp.ThreadedResolver()),
            socket_factory=socket_factory(self._network),
            keepalive_timeout=_IDLE,
            ssl=True if self._tls is None else self._tls,
        )
        tracing = aiohttp.TraceConfig()
        tracing.on_connection_reuseconn.append(_note_reuse)
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=False,
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
            max_headers=_MOST_HEADERS,
            middlewares=(_ask_once,),
            trace_configs=[tracing],
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(self, url: str, *, validators: Validators = NONE, key: SecretHeader | None = None) -> Response:
        """The answer to one GET, whatever its status; a redirect is an answer and is not followed.

        ``key`` goes with this one request, and over https only.

        Raises a :class:`~wirecopy.errors.FetchError` of :mod:`wirecopy.web.errors` when there is none.
        """
        async with self._deadline(url):
            return await self._get(url, validators, key)

    async def post(self, url: str, form: Mapping[str, str]) -> Response:
        """The answer to one POST of a form, as :meth:`get` gives it. It is never repeated."""
        async with self._deadline(url):
            return await self._ask("POST", url, data=dict(form))

    async def follow(self, url: str) -> Response:
        """The answer at the end of the redirects from ``url``, all within one deadline.

        Raises :class:`BadRedirectError` for one too many and for one from https to http, else as :meth:`get`.
        """
        async with self._deadline(url):
            for _ in range(self._limits.redirects + 1):
                response = await self._get(url, NONE)
                if not response.is_redirect:
                    return response
                if response.is_downgrade:
                    raise BadRedirectError(f"{host_of(url)} redirects from https to http")
                url = response.location or url
            raise BadRedirectError(f"{host_of(url)} redirects more than {self._limits.redirects} times")

    @asynccontextmanager
    async def _deadline(self, url: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._limits.deadline):
                yield
        except TimeoutError:
            raise TimedOutError(f"{host_of(url)} did not answer within {self._limits.deadline:g} s") from None

    async def _get(self, url: str, validators: Validators, key: SecretHeader | None = None) -> Response:
        headers = _conditions(validators)
        if key is not None and url[:6].lower() == "https:":
            headers[key.name] = key.value
        return await self._ask("GET", url, headers=headers)

    async def _ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, data: Mapping[str, str] | None = None
    ) -> Response:
        if self._session is None:
            raise RuntimeError("a Client is used inside its async with")
        try:
            target = URL(request_form(url), encoded=True)
            host = host_of(url)
        except ValueError as error:
            raise BadUrlError(f"{_shown(url)} is {error}") from error
        with _named(host):
            asked = self._session.request(method, target, headers=headers, data=data, allow_redirects=False)
            async with asked as answer:
                try:
                    received = self._checked_headers(host, answer.raw_headers)
                    body = await self._body(host, answer, received)
                except BaseException:
                    answer.close()
                    raise
        return Response(url=url, status=answer.status, headers=received, body=body)

    def _checked_headers(self, host: str, raw: Sequence[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
        if sum(len(name) + len(value) + 4 for name, value in raw) > self._limits.header_bytes:
            raise TooLargeError(f"{host} sent more than {self._limits.header_bytes:,} bytes of headers")
        return tuple((_text(name), _text(value)) for name, value in raw)

    async def _body(self, host: str, answer: aiohttp.ClientResponse, headers: tuple[tuple[str, str], ...]) -> bytes:
        """The decoded body. Whatever is wrong with that of no 200 must not hide what the status says."""
        encoding = ",".join(value for name, value in headers if name.lower() == "content-encoding")
        try:
            with _named(host):
                sent = await self._sent(host, answer)
            return self._decoded(host, sent, encoding)
        except FetchError:
            if answer.status == 200:
                raise
            answer.close()
            return b""

    def _decoded(self, host: str, sent: bytes, encoding: str) -> bytes:
        try:
            return encodings.decode(sent, encoding, limit=self._limits.decoded_bytes)
        except (BadEncodingError, TooLargeError) as error:
            raise type(error)(f"the answer of {host} is {error}") from error

    async def _sent(self, host: str, answer: aiohttp.ClientResponse) -> bytes:
        limit = self._limits.sent_bytes
        too_large = TooLargeError(f"{host} sent more than {in_words(limit)}")
        if (answer.content_length or 0) > limit:
            raise too_large
        pieces, size = [], 0
        while piece := await answer.content.readany():
            size += len(piece)
            if size > limit:
                raise too_large
            pieces.append(piece)
        return b"".join(pieces)


async def _note_reuse(*_: object) -> None:
    _reuses_connection.set(True)


async def _ask_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep aiohttp from repeating a GET whose connection broke.

    Except where a kept connection did: its server had probably closed it before it saw us (RFC 9112, section 9.3.1).
    """
    _reuses_connection.set(False)
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        if _reuses_connection.get():
            raise
        raise ConnectionFailedError(f"{host_of(str(request.url))} broke off before an answer") from error


@contextmanager
def _named(host: str) -> Iterator[None]:
    """What can go wrong on the way, in our words."""
    try:
        yield
    except (aiohttp.ClientSSLError, ssl.SSLError) as error:
        raise TlsFailedError(f"{host} failed at TLS: {_tls_reason(error)}") from error
    except aiohttp.ClientConnectorDNSError as error:
        raise UnresolvableHostError(f"{host} has no address") from error
    except aiohttp.ClientConnectorError as error:
        if isinstance(error.os_error, RefusedError):
            raise ForbiddenAddressError(f"{host} leads to {error.os_error.strerror}") from error
        raise ConnectionFailedError(f"{host} could not be reached{_os_reason(error.os_error)}") from error
    except aiohttp.InvalidURL as error:
        raise BadUrlError(f"{host} is no valid host") from error
    except aiohttp.ClientResponseError as error:
        if _is_oversized(error):
            raise TooLargeError(f"{host} sent too many headers or too long a header") from error
        raise MalformedResponseError(f"{host} answered with something that is no HTTP") from error
    except (aiohttp.ClientError, OSError) as error:
        raise ConnectionFailedError(f"{host} broke off its answer") from error


def _os_reason(error: OSError) -> str:
    return f": {os.strerror(error.errno).lower()}" if error.errno else ""


def _tls_reason(error: BaseException) -> str:
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return getattr(cause, "verify_message", None) or getattr(cause, "reason", None) or "handshake failed"


def _is_oversized(error: BaseException | None) -> bool:
    """Whether the parser stopped at one of its limits; it has a class for one of them only."""
    while error is not None:
        if isinstance(error, LineTooLong) or "Too many headers" in str(error):
            return True
        error = error.__cause__
    return False


def _conditions(validators: Validators) -> dict[str, str]:
    """The headers of a conditional GET (RFC 9110, section 13.1)."""
    conditions = {}
    if validators.etag:
        conditions["If-None-Match"] = validators.etag
    if validators.last_modified:
        conditions["If-Modified-Since"] = validators.last_modified
    return conditions


def _shown(url: str) -> str:
    """An address as an error shows it: short, printable, and without the credentials in it."""
    return re.sub(r"//[^/]*@", "//...@", url)[:80].encode("ascii", "backslashreplace").decode()


def _text(raw: bytes) -> str:
    """A header as text, without the space around it that means nothing (RFC 9110, section 5.5)."""
    try:
        return raw.decode().strip()
    except UnicodeDecodeError:
        return raw.decode("latin-1").strip()
