"""No address leads inside: not as a literal, not behind a name, not by a redirect, not at the second look-up.

Every case runs on an event loop that notes what is dialled and lets nothing out but to our own server.
"""

import asyncio
import errno
import ipaddress
import itertools
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st
from servers import http, serving

from wirecopy.edges import Network
from wirecopy.errors import FetchError
from wirecopy.web.addresses import is_public
from wirecopy.web.client import Client
from wirecopy.web.errors import ConnectionFailedError, ForbiddenAddressError, UnresolvableHostError

TABLES = Path(__file__).parent / "testdata"
OURS = "127.0.0.99"
INSIDE = ("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200")


class WatchedLoop(asyncio.SelectorEventLoop):
    """Connects to our own server only; what else is dialled is noted and refused."""

    def __init__(self) -> None:
        super().__init__()
        self.dialled: list[tuple[str, int]] = []

    async def sock_connect(self, sock: socket.socket, address: tuple[str, int]) -> None:
        if address[0] == OURS:
            return await super().sock_connect(sock, address)
        self.dialled.append(address[:2])
        raise ConnectionRefusedError(errno.ECONNREFUSED, "refused by the test")


class Liberal(AbstractResolver):
    """Knows some names, each look-up in turn, and reads numbers in every notation that the C library does."""

    def __init__(self, names: dict[str, list[list[tuple[str, int | None]]]]) -> None:
        self._names = {name: itertools.chain(answers, itertools.repeat(answers[-1])) for name, answers in names.items()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if host in self._names:
            found = [(address, other or port) for address, other in next(self._names[host])]
        else:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            found = [(str(info[4][0]), port) for info in infos]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address, port in found
        ]

    async def close(self) -> None:
        """Nothing is held."""


def embedded(address: str) -> dict[str, str]:
    """IPv6 addresses that carry ``address`` inside."""
    number = int(ipaddress.IPv4Address(address))
    high, low = number >> 16, number & 0xFFFF
    pair = f"{high:x}:{low:x}"
    return {
        "mapped": f"::ffff:{address}",
        "mapped in hexadecimal": f"::ffff:{pair}",
        "compatible": f"::{address}",
        "SIIT": f"::ffff:0:{address}",
        "NAT64": f"64:ff9b::{address}",
        "local NAT64": f"64:ff9b:1::{address}",
        "6to4": f"2002:{pair}::1",
        "Teredo server": f"2001:0:{pair}::1",
        "Teredo client": f"2001:0:4136:e378:8000:63bf:{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}",
        "ISATAP": f"2606:4700::5efe:{pair}",
        "ISATAP, global": f"2606:4700::200:5efe:{pair}",
    }


NAMES = {
    "localhost": "127.0.0.1",
    "localhost.localdomain": "127.0.0.1",
    "ip6-localhost": "::1",
    "metadata": "169.254.169.254",
    "metadata.google.internal": "169.254.169.254",
    "instance-data.ec2.internal": "169.254.169.254",
    "127.0.0.1.wildcard.example": "127.0.0.1",
    "169-254-169-254.wildcard.example": "169.254.169.254",
    "printer.home.example": "192.168.1.1",
    "vpn.corporate.example": "10.1.2.3",
    "carrier.example": "100.64.0.1",
    "mapped.example": "::ffff:10.0.0.1",
    "nat64.example": "64:ff9b::a00:1",
    "ula.example": "fd12:3456:789a::1",
    "zoned.example": "fe80::1%1",
    "renamed.example": "localhost",
    "broadcast.example": "255.255.255.255",
}

TRICKS = [
    "http://93.184.215.14@127.0.0.1/",
    "http://news.example@127.0.0.1/",
    "http://127.0.0.1#@news.example/",
    "http://127.0.0.1?@news.example/",
    "http://127.0.0.1\\@news.example/",
    "http:\\\\127.0.0.1/",
    "http://127.0.\n0.1/",
    "http://127.0.0.1\t/",
    " http://127.0.0.1/",
    "HTTP://127.0.0.1/",
    "https://127.0.0.1/",
    "http://127.0.0.1:443/",
    "http:/127.0.0.1/",
    "http:127.0.0.1",
    "http:///127.0.0.1/",
    "http://127.0.0.1:80:80/",
    "http://[127.0.0.1]/",
    "http://[::1",
    "http://[::1]:80@news.example/",
    "//127.0.0.1/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:6379/_x",
    "dict://127.0.0.1:11211/stat",
    "ldap://127.0.0.1/",
    "unix:///var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/info",
    "jar:http://127.0.0.1!/",
    "ws://127.0.0.1/",
    "http://93.184.215.14:22/",
    "http://93.184.215.14:25/",
    "http://93.184.215.14:6379/",
    "http://93.184.215.14:8080/",
    "http://93.184.215.14:0/",
    "https://[2606:4700::1111]:9200/",
]

HOSTS = {
    **{literal: literal for literal in (TABLES / "forbidden-hosts.txt").read_text("utf-8").split()},
    **{f"[{form}]": f"{kind} {address}" for address in INSIDE for kind, form in embedded(address).items()},
    **{name: name for name in NAMES},
}
PAYLOADS = {**{f"http://{host}/": label for host, label in HOSTS.items()}, **{trick: trick for trick in TRICKS}}
PUBLIC = (TABLES / "public-addresses.txt").read_text("utf-8").split()
"""Mostly the neighbours of what is forbidden."""

payloads = pytest.mark.parametrize("url", [pytest.param(url, id=repr(label)) for url, label in PAYLOADS.items()])
hosts = pytest.mark.parametrize("host", [pytest.param(host, id=repr(label)) for host, label in HOSTS.items()])

Answers = list[list[tuple[str, int | None]]]
"""What a name leads to: for each look-up, addresses with their ports (``None`` for the one asked for)."""


def dialled_in(work: Callable[[], Awaitable[None]]) -> list[tuple[str, int]]:
    loop = WatchedLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(work())  # type: ignore[arg-type]
    return loop.dialled


def client(**names: Answers) -> Client:
    """A client to whom our own server's address is allowed, and that of ``names`` for ``<name>.example``."""
    known: dict[str, Answers] = {name: [[(address, None)]] for name, address in NAMES.items()}
    known.update({f"{name}.example": answers for name, answers in names.items()})
    network = Network(resolver=Liberal(known), allowed=(ipaddress.ip_network(f"{OURS}/32"),))
    return Client(user_agent="Wirecopy", network=network)


def redirect(location: str) -> bytes:
    return http("302 Found", b"", f"Location: {location}", "Connection: close")


def test_there_are_enough_payloads() -> None:
    assert len(PAYLOADS) >= 150
    assert len(HOSTS) >= 150


@payloads
def test_asked_for_directly(url: str) -> None:
    async def work() -> None:
        async with client() as asking:
            with pytest.raises(FetchError):
                await asking.get(url)

    assert dialled_in(work) == []


@payloads
def test_reached_by_a_redirect(url: str) -> None:
    location = url.encode().decode("latin-1").replace("\n", "")

    async def work() -> None:
        async with (
            serving(redirect(location), host=OURS) as server,
            client(start=[[(OURS, server.port)]]) as asking,
        ):
            with suppress(FetchError):  # where the location is no web address, the redirect itself is the answer
                response = await asking.follow("http://start.example/")
                assert (response.status, response.location) == (302, None)
            assert server.connections >= 1

    assert dialled_in(work) == []


@hosts
def test_found_at_the_second_look_up(host: str) -> None:
    async def work() -> None:
        async with (
            serving(redirect("http://start.example:8080/"), host=OURS) as server,
            client(start=[[(OURS, server.port)], [(host.strip("[]"), None)]]) as asking,
        ):
            with pytest.raises(ForbiddenAddressError):
                await asking.follow("http://start.example/")
            assert server.connections == 1

    assert dialled_in(work) == []


@hosts
def test_found_beside_an_allowed_address_that_does_not_answer(host: str) -> None:
    async def work() -> None:
        async with client(start=[[(OURS, 1), (host.strip("[]"), None)]]) as asking:
            with pytest.raises(FetchError):
                await asking.get("http://start.example/")

    assert dialled_in(work) == []


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_dialled_in_every_way(address: str) -> None:
    """The control: the same ways, and the watch sees what goes out."""
    literal = f"[{address}]" if ":" in address else address

    async def directly() -> None:
        async with client() as asking:
            with pytest.raises(ConnectionFailedError, match="could not be reached: connection refused"):
                await asking.get(f"http://{literal}/")

    async def by_a_redirect() -> None:
        async with (
            serving(redirect(f"http://{literal}/"), host=OURS) as server,
            client(start=[[(OURS, server.port)]]) as asking,
        ):
            with pytest.raises(ConnectionFailedError):
                await asking.follow("http://start.example/")

    async def at_the_second_look_up() -> None:
        async with (
            serving(redirect("https://start.example/"), host=OURS) as server,
            client(start=[[(OURS, server.port)], [(address, None)]]) as asking,
        ):
            with pytest.raises(ConnectionFailedError):
                await asking.follow("http://start.example/")

    assert dialled_in(directly) == [(address, 80)]
    assert dialled_in(by_a_redirect) == [(address, 80)]
    assert dialled_in(at_the_second_look_up) == [(address, 443)]


def test_an_allowed_network_is_reached_at_any_port() -> None:
    async def work() -> None:
        async with serving(http(body=b"inside"), host=OURS) as server, client() as asking:
            response = await asking.get(f"http://{OURS}:{server.port}/")
            assert (response.body, server.connections) == (b"inside", 1)

    assert dialled_in(work) == []


def test_a_port_that_the_user_allows_is_dialled_besides_the_usual() -> None:
    async def work() -> None:
        async with Client(user_agent="Wirecopy", network=Network(resolver=Liberal({}), ports=(8080,))) as asking:
            for port in (80, 443, 8080, 8081):
                with suppress(FetchError):
                    await asking.get(f"http://1.1.1.1:{port}/")

    assert dialled_in(work) == [("1.1.1.1", 80), ("1.1.1.1", 443), ("1.1.1.1", 8080)]


def test_a_name_with_a_thousand_addresses_is_tried_at_a_few() -> None:
    async def work() -> None:
        thousand = [(str(ipaddress.ip_address("93.184.0.0") + number), None) for number in range(1000)]
        async with client(start=[thousand]) as asking:
            with pytest.raises(ConnectionFailedError):
                await asking.get("http://start.example/")

    dialled = dialled_in(work)
    assert set(dialled) == {("93.184.0.0", 80), ("93.184.0.1", 80)}
    assert len(dialled) <= 4


def test_a_resolver_that_finds_nothing_and_says_nothing_is_one_line() -> None:
    async def work() -> None:
        async with client(start=[[]]) as asking:
            with pytest.raises(UnresolvableHostError):
                await asking.get("http://start.example/")

    assert dialled_in(work) == []


@given(st.ip_addresses(v=4))
def test_no_ipv4_passes_inside_an_ipv6(address: ipaddress.IPv4Address) -> None:
    assert not any(is_public(ipaddress.ip_address(form)) for form in embedded(str(address)).values())


@given(st.ip_addresses())
def test_only_what_the_standard_library_calls_global_is_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    assert address.is_global or not is_public(address)
