"""Servers that mean harm or are merely broken: each ends in an error of its own, soon, and with bounded memory."""

import asyncio
import gzip
import socket
import struct
import time
import tracemalloc

import brotli
import pytest
import zstandard
from servers import Answer, http, names, serving

from wirecopy.errors import FetchError
from wirecopy.web.client import Client, Limits
from wirecopy.web.errors import (
    BadEncodingError,
    BadRedirectError,
    ConnectionFailedError,
    MalformedResponseError,
    TimedOutError,
    TooLargeError,
)
from wirecopy.web.response import Response

HASTY = Limits(deadline=0.25)
SMALL = Limits(deadline=20, sent_bytes=256 << 10, decoded_bytes=512 << 10)
MEGABYTE = 1 << 20
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PAIN = bytes(30 * MEGABYTE)


def fetch(answer: bytes | Answer, *, limits: Limits = SMALL, follow: bool = False) -> Response:
    """Ask a server that says ``answer``; never later than a second after the deadline."""

    async def main() -> Response:
        async with (
            serving(answer) as server,
            Client(user_agent="Wirecopy", network=names(server.port, "bad.example"), limits=limits) as client,
        ):
            began = time.monotonic()
            try:
                return await (client.follow if follow else client.get)("http://bad.example/")
            finally:
                assert time.monotonic() - began < limits.deadline + 1

    return asyncio.run(main())


def endless(beginning: bytes, piece: bytes, *, pause: float = 0) -> Answer:
    """Says ``beginning``, then ``piece`` again and again until nobody listens."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


def reset_after(beginning: bytes) -> Answer:
    """Says ``beginning`` and resets the connection."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        await writer.drain()
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return answer


async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(silence, id="says nothing"),
        pytest.param(endless(b"HTTP/1.1 200 O", b"K", pause=0.01), id="drips a status line"),
        pytest.param(endless(OK, b"X", pause=0.01), id="drips a header"),
        pytest.param(endless(OK, b"X: y\r\n", pause=0.01), id="drips headers"),
        pytest.param(endless(OK + b"\r\n", b"x", pause=0.01), id="drips a body"),
        pytest.param(endless(OK + b"Content-Length: 1000\r\n\r\n", b"x", pause=0.01), id="drips a body of a length"),
        pytest.param(endless(CHUNKED, b"1\r\nx\r\n", pause=0.01), id="drips chunks"),
        pytest.param(endless(CHUNKED, b"0", pause=0.01), id="drips a chunk's size"),
        pytest.param(endless(OK + b"\r\nx", b"", pause=0.01), id="never ends"),
        pytest.param(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.001), id="always says to continue"),
        pytest.param(endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), id="always hints"),
        pytest.param(endless(OK + b"Content-Length: 0\r\n", b"", pause=0.01), id="never ends its headers"),
    ],
)
def test_the_deadline_holds(answer: Answer) -> None:
    with pytest.raises(TimedOutError, match=r"^bad\.example did not answer within 0\.25 s$"):
        fetch(answer, limits=HASTY)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(endless(OK, b"X: y\r\n"), "headers", id="endless headers"),
        pytest.param(endless(OK, b"X" * 1000), "header", id="endless header"),
        pytest.param(endless(OK + b"X: ", b"y" * 1000), "header", id="endless header value"),
        pytest.param(endless(b"HTTP/1.1 200 ", b"O" * 1000), "header", id="endless status line"),
        pytest.param(OK + b"X: " + b"y" * MEGABYTE + b"\r\n\r\n", "header", id="header of 1 MB"),
        pytest.param(
            OK + (b"X: " + b"y" * 1000 + b"\r\n") * 100 + b"\r\n", "65,536 bytes of headers", id="100 KB of headers"
        ),
        pytest.param(OK + b"X: y\r\n" * 1000 + b"\r\n", "headers", id="1000 headers"),
        pytest.param(endless(OK + b"\r\n", b"x" * 65536), "262,144 bytes", id="endless body"),
        pytest.param(endless(CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n"), "262,144 bytes", id="endless chunks"),
        pytest.param(endless(CHUNKED, b"1\r\nx\r\n" * 5000), "262,144 bytes", id="endless small chunks"),
        pytest.param(endless(CHUNKED + b"ffffffff\r\n", b"x" * 65536), "262,144 bytes", id="endless chunk"),
        pytest.param(endless(CHUNKED + b"0\r\n", b"X: y\r\n" * 1000), "headers", id="endless trailers"),
        pytest.param(OK + b"Content-Length: 1000000000000\r\n\r\nx", "262,144 bytes", id="says a terabyte"),
        pytest.param(http("200 OK", gzip.compress(PAIN), "Content-Encoding: gzip"), "524,288 bytes", id="gzip bomb"),
        pytest.param(
            http("200 OK", brotli.compress(PAIN, quality=5), "Content-Encoding: br"), "524,288 bytes", id="br bomb"
        ),
        pytest.param(
            http("200 OK", zstandard.compress(PAIN), "Content-Encoding: zstd"), "524,288 bytes", id="zstd bomb"
        ),
    ],
)
def test_the_sizes_hold(answer: bytes | Answer, reason: str) -> None:
    with pytest.raises(TooLargeError, match=reason):
        fetch(answer, limits=SMALL)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param("Content-Encoding: gzip, gzip", id="in one header"),
        pytest.param("Content-Encoding: gzip\r\nContent-Encoding: gzip", id="in two headers"),
        pytest.param("Content-Encoding: gzip\r\ncontent-encoding: br", id="of two kinds"),
    ],
)
def test_nested_encodings_are_refused(headers: str) -> None:
    with pytest.raises(BadEncodingError, match=r"^the answer of bad\.example is encoded 2 times over$"):
        fetch(http("200 OK", gzip.compress(gzip.compress(b"x")), headers))


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1\r\n\r\n", id="no status"),
        pytest.param(b"HTTP/1.1 abc OK\r\n\r\n", id="status of letters"),
        pytest.param(b"HTTP/1.1 -200 OK\r\n\r\n", id="negative status"),
        pytest.param(b"HTTP/1.1 2 OK\r\n\r\n", id="status of one digit"),
        pytest.param(b"HTTP/1.1 20000 OK\r\n\r\n", id="status of five digits"),
        pytest.param(b"HTTP/x.1 200 OK\r\n\r\n", id="version of letters"),
        pytest.param(b"ICY 200 OK\r\n\r\n", id="another protocol"),
        pytest.param(b"<html><body>HTTP/0.9</body></html>", id="HTTP/0.9"),
        pytest.param(b"SSH-2.0-OpenSSH_9.9\r\n", id="SSH"),
        pytest.param(b"220 mail.bad.example ESMTP\r\n", id="SMTP"),
        pytest.param(b"-ERR unknown command 'GET'\r\n", id="a database"),
        pytest.param(b"\x15\x03\x01\x00\x02\x02\x46", id="TLS"),
        pytest.param(bytes(range(256)) * 4, id="noise"),
        pytest.param(OK + b"no colon\r\n\r\n", id="header without a colon"),
        pytest.param(OK + b"X\x00: y\r\n\r\n", id="header's name with a nul"),
        pytest.param(OK + b"X: a\x00b\r\n\r\n", id="header's value with a nul"),
        pytest.param(OK + b": y\r\n\r\n", id="header without a name"),
        pytest.param(OK + b"Content-Length: -1\r\n\r\n", id="negative length"),
        pytest.param(OK + b"Content-Length: x\r\n\r\n", id="length of letters"),
        pytest.param(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy", id="two lengths"),
        pytest.param(CHUNKED + b"x\r\n", id="chunk's size of letters"),
        pytest.param(CHUNKED + b"-1\r\nx\r\n", id="chunk's size negative"),
        pytest.param(CHUNKED + b"f" * 40 + b"\r\nx", id="chunk's size too large to count"),
        pytest.param(CHUNKED + b"1\r\nxyz\r\n0\r\n\r\n", id="chunk longer than it said"),
        pytest.param(OK + b"Content-Length: 3\r\n\r\nxyzabc", id="body longer than it said"),
        pytest.param(b"HTTP/1.1 204 No Content\r\n\r\nxyz", id="body where none can be"),
    ],
)
def test_what_is_no_http_is_named(answer: bytes) -> None:
    with pytest.raises(MalformedResponseError, match=r"^bad\.example "):
        fetch(answer)


STAGES = {
    "before a word": b"",
    "within the status line": b"HTTP/1.",
    "after the status line": OK,
    "within the headers": OK + b"Content-Type: te",
    "after the headers": OK + b"Content-Length: 9\r\n\r\n",
    "within the body": OK + b"Content-Length: 9\r\n\r\nxyz",
    "within a chunk": CHUNKED + b"9\r\nxyz",
    "within a chunk's size": CHUNKED + b"9",
}
breaks = pytest.mark.parametrize("stage", STAGES)


@breaks
def test_a_reset_is_named_at_every_stage(stage: str) -> None:
    with pytest.raises(ConnectionFailedError, match=r"^bad\.example broke off (before an|its) answer$"):
        fetch(reset_after(STAGES[stage]))


@breaks
def test_hanging_up_is_named_at_every_stage(stage: str) -> None:
    with pytest.raises(ConnectionFailedError, match=r"^bad\.example broke off (before an|its) answer$"):
        fetch(STAGES[stage])


@pytest.mark.parametrize("stage", ["before a word", "within the headers", "within the body"])
def test_what_broke_is_not_asked_for_again(stage: str) -> None:
    async def main() -> int:
        async with (
            serving(reset_after(STAGES[stage])) as server,
            Client(user_agent="Wirecopy", network=names(server.port, "bad.example")) as client,
        ):
            with pytest.raises(FetchError):
                await client.get("http://bad.example/")
            return server.connections

    assert asyncio.run(main()) == 1


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        pytest.param(OK + b"\r\nxyz", b"xyz", id="no length"),
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\nxyz", b"xyz", id="HTTP/1.0"),
        pytest.param(b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", b"", id="no phrase"),
        pytest.param(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", b"", id="304 with a length"),
        pytest.param(OK + b"Content-Length: 3\r\nContent-Encoding:\r\n\r\nxyz", b"xyz", id="empty encoding"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" + http(body=b"xyz"), b"xyz", id="continue first"),
        pytest.param(CHUNKED + b"3;a=b\r\nxyz\r\n0\r\nX: y\r\n\r\n", b"xyz", id="chunk extension and trailer"),
    ],
)
def test_what_is_merely_careless_is_read(answer: bytes, body: bytes) -> None:
    assert fetch(answer).body == body


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(http("429 Too Many Requests", b"junk", "Content-Encoding: gzip"), id="bad encoding"),
        pytest.param(http("429 Too Many Requests", gzip.compress(PAIN), "Content-Encoding: gzip"), id="bomb"),
        pytest.param(endless(b"HTTP/1.1 429 Too Many Requests\r\n\r\n", b"x" * 65536), id="endless body"),
        pytest.param(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 9\r\n\r\nx", id="cut short"),
        pytest.param(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 99999999\r\n\r\nx", id="says 100 MB"),
        pytest.param(reset_after(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 9\r\n\r\n"), id="reset"),
    ],
)
def test_a_broken_body_does_not_hide_what_the_status_says(answer: bytes | Answer) -> None:
    response = fetch(answer)
    assert (response.is_rate_limited, response.body) == (True, b"")


def test_304_may_name_the_length_of_what_it_does_not_send() -> None:
    assert fetch(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99999999\r\n\r\n").is_not_modified


def test_nobody_switches_protocols_with_us() -> None:
    answer = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nxyz"
    response = fetch(answer)
    assert (response.is_ok, response.body) == (False, b"")


@pytest.mark.parametrize(
    ("locations", "reason"),
    [
        pytest.param(["/"], "redirects more than 5 times", id="to itself"),
        pytest.param(["/a", "/b"], "redirects more than 5 times", id="to and fro"),
        pytest.param(["http://bad.example/x"], "redirects more than 5 times", id="absolute"),
        pytest.param([f"/{'x' * number}" for number in range(9)], "redirects more than 5 times", id="ever on"),
    ],
)
def test_redirects_end(locations: list[str], reason: str) -> None:
    turns = iter(locations * 9)

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(http("302 Found", b"", f"Location: {next(turns)}", "Connection: close"))

    with pytest.raises(BadRedirectError, match=reason):
        fetch(answer, follow=True)


def test_following_has_one_deadline_for_all() -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        writer.write(http("302 Found", b"", "Location: /", "Connection: close"))

    with pytest.raises(TimedOutError):
        fetch(answer, limits=HASTY, follow=True)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(endless(OK + b"\r\n", b"x" * 65536), id="endless body"),
        pytest.param(endless(CHUNKED, b"1\r\nx\r\n" * 5000), id="endless small chunks"),
        pytest.param(http("200 OK", gzip.compress(PAIN), "Content-Encoding: gzip"), id="gzip bomb"),
        pytest.param(http("200 OK", zstandard.compress(PAIN), "Content-Encoding: zstd"), id="zstd bomb"),
        pytest.param(endless(OK, b"X: " + b"y" * 8000 + b"\r\n"), id="endless headers"),
    ],
)
def test_memory_is_bounded_by_the_usual_limits(answer: bytes | Answer) -> None:
    tracemalloc.start()
    try:
        with pytest.raises((TooLargeError, TimedOutError)):
            fetch(answer, limits=Limits(deadline=2))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 64 * MEGABYTE
