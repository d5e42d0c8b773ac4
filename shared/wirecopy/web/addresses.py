"""Which addresses are dialled: a guard that stands where sockets are made, so that no name, redirect or second look-up
leads around it; and how many."""

import errno
import ipaddress
import socket
from collections import Counter
from collections.abc import Callable
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from wirecopy.edges import Network

AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]

# IANA special-purpose address registries (RFC 6890), as of 2026. Spelt out because what the standard library calls
# global has changed between its versions.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers; holds Alibaba Cloud's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host agent: a public number that only a virtual machine reaches
        "169.254.0.0/16",  # link-local; holds the metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; holds Oracle Cloud's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
"""Global unicast. IPv4 in its mapped, compatible, SIIT and NAT64 forms lies outside, as does everything local."""
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""The upper half of an interface identifier whose lower half is an IPv4 address (RFC 5214, section 6.1)."""
MOST_ADDRESSES = 2
"""Of each family. A hostile name could have thousands, somebody else's, and each would be tried many times over."""
_WEB_PORTS = frozenset({80, 443})


class RefusedError(OSError):
    """Raised instead of making a socket. Its text never varies, so that several refusals stay one error."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "no public address or to a port that is not allowed")


def socket_factory(network: Network) -> Callable[[AddressInfo], socket.socket]:
    """Makes the sockets of an ``aiohttp.TCPConnector``, and refuses those that must not be connected."""
    ports = _WEB_PORTS.union(network.ports)

    def make(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        if not is_allowed(str(address[0]), int(address[1]), network=network, ports=ports):
            raise RefusedError
        return socket.socket(family, kind, protocol)

    return make


def is_allowed(address: str, port: int, *, network: Network, ports: frozenset[int] = _WEB_PORTS) -> bool:
    """Whether a socket may be connected to ``address`` and ``port``.

    In the networks that the user allows, any port is; elsewhere global unicast and ``ports`` only.
    """
    try:
        number = ipaddress.ip_address(address)
    except ValueError:  # a name would be looked up again, behind our back
        return False
    if any(number in allowed for allowed in network.allowed):
        return True
    return port in ports and is_public(number)


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether this is a global unicast address that carries no other inside."""
    if isinstance(address, ipaddress.IPv6Address) and (
        address not in _GLOBAL_IPV6 or address.scope_id or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP
    ):
        return False
    return not any(address in network for network in _NOT_PUBLIC)


class FewAddresses(AbstractResolver):
    """The first addresses of each family that another resolver finds."""

    def __init__(self, resolver: AbstractResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of ``host`` to be tried, in the order in which they were found.

        Raises :class:`OSError` when there is none.
        """
        taken: Counter[int] = Counter()
        few = []
        for result in await self._resolver.resolve(host, port, family):
            taken[result["family"]] += 1
            if taken[result["family"]] <= MOST_ADDRESSES:
                few.append(result)
        if not few:  # aiohttp takes it for granted that there is one
            raise OSError(f"{host} has no address")
        return few

    async def close(self) -> None:
        """Close the other resolver."""
        await self._resolver.close()
