"""What the client sends, and what it makes of a decent server's answers."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable

import pytest
from servers import Server, http, names, serving

from wirecopy.web.client import Client
from wirecopy.web.errors import BadRedirectError, BadUrlError
from wirecopy.web.response import Response, Validators

AGENT = "Wirecopy/0.1 (+https://wirecopy.example/about)"


def ask(answer: bytes, work: Callable[[Client], Awaitable[Response]]) -> tuple[Response, Server]:
    async def main() -> tuple[Response, Server]:
        async with (
            serving(answer) as server,
            Client(user_agent=AGENT, network=names(server.port, "news.example")) as client,
        ):
            return await work(client), server

    return asyncio.run(main())


def test_a_name_leads_to_another_port_through_the_resolver_handed_in() -> None:
    response, server = ask(http(body=b"hello"), lambda client: client.get("http://news.example/a"))
    assert (response.status, response.body, response.url) == (200, b"hello", "http://news.example/a")
    assert server.connections == 1


def test_exactly_these_headers_are_sent() -> None:
    _, server = ask(http(), lambda client: client.get("http://news.example/a%7eb?x=[1]&y=ü#part"))
    assert server.requests[0].split("\r\n") == [
        "GET /a%7eb?x=[1]&y=%C3%BC HTTP/1.1",
        "Host: news.example",
        f"User-Agent: {AGENT}",
        "Accept: */*",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "",
        "",
    ]


def test_validators_are_sent_byte_for_byte() -> None:
    validators = Validators(etag='W/"a  b,\\"c"', last_modified="sometime in May")
    _, server = ask(http("304 Not Modified"), lambda client: client.get("http://news.example/", validators=validators))
    assert 'If-None-Match: W/"a  b,\\"c"\r\nIf-Modified-Since: sometime in May\r\n' in server.requests[0]


def test_cookies_are_not_kept() -> None:
    async def twice(client: Client) -> Response:
        await client.get("http://news.example/")
        return await client.get("http://news.example/")

    _, server = ask(http("200 OK", b"", "Set-Cookie: id=1", "Connection: close"), twice)
    assert len(server.requests) == 2
    assert "cookie" not in server.requests[1].lower()


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    response, server = ask(http(body=b"hello"), lambda client: client.get("http://news.example/"))
    assert (response.body, server.connections) == (b"hello", 1)


def test_a_connection_that_was_closed_meanwhile_is_replaced() -> None:
    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(http(body=b"hello"))
        await reader.readuntil(b"\r\n\r\n")

    async def main() -> tuple[bytes, int]:
        async with (
            serving(answer_once) as server,
            Client(user_agent=AGENT, network=names(server.port, "news.example")) as client,
        ):
            await client.get("http://news.example/")
            return (await client.get("http://news.example/")).body, server.connections

    assert asyncio.run(main()) == (b"hello", 2)


def test_a_redirect_is_an_answer() -> None:
    response, server = ask(http("302 Found", b"", "Location: /b?ü"), lambda client: client.get("http://news.example/a"))
    assert response.is_redirect
    assert response.location == "http://news.example/b?%C3%BC"
    assert server.connections == 1


def test_following_ends_after_five_redirects() -> None:
    async def main() -> int:
        answer = http("302 Found", b"", "Location: /again", "Connection: close")
        async with (
            serving(answer) as server,
            Client(user_agent=AGENT, network=names(server.port, "news.example")) as client,
        ):
            with pytest.raises(BadRedirectError, match=r"news\.example redirects more than 5 times"):
                await client.follow("http://news.example/")
            return len(server.requests)

    assert asyncio.run(main()) == 6


def test_a_body_is_decoded() -> None:
    body = gzip.compress(b"words " * 1000)
    response, _ = ask(http("200 OK", body, "Content-Encoding: gzip"), lambda client: client.get("http://news.example/"))
    assert response.body == b"words " * 1000


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://news.example/", "ftp://news.example/ is no http or https address"),
        ("http://me:secret@news.example/", "http://...@news.example/ is an address with credentials in it"),
        ("http:///a", "http:///a is an address without a valid host name"),
        ("http://127.1/", "127.1 is no valid host"),
    ],
)
def test_what_cannot_be_asked_for(url: str, reason: str) -> None:
    with pytest.raises(BadUrlError) as error:
        ask(http(), lambda client: client.get(url))
    assert str(error.value) == reason
