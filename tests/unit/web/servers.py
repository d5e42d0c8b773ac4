"""Servers on loopback that say exactly the bytes they are told to, and the names that lead to them."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp.abc import AbstractResolver, ResolveResult

from wirecopy.edges import Network

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """A running server: its port, how often it was connected to, and the requests it read."""

    port: int = 0
    connections: int = 0
    requests: list[str] = field(default_factory=list)


@asynccontextmanager
async def serving(
    answer: bytes | Answer,
    *,
    host: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
    end_of_request: bytes = b"\r\n\r\n",
) -> AsyncIterator[Server]:
    """A server on loopback that reads a request up to its end, gives ``answer``, then hangs up."""
    server = Server()
    visits: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        try:
            server.requests.append((await reader.readuntil(end_of_request)).decode("latin-1"))
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits[asyncio.get_running_loop().create_task(visit(reader, writer))] = writer

    async with await asyncio.start_server(accept, host, 0, ssl=tls) as listening:
        server.port = listening.sockets[0].getsockname()[1]
        try:
            yield server
        finally:
            for writer in visits.values():
                writer.transport.abort()
            await asyncio.gather(*visits)


class Names(AbstractResolver):
    """A resolver that knows what it is told: names to addresses, one set a look-up, the last one for ever."""

    def __init__(self, names: dict[str, list[tuple[str, int | None]]]) -> None:
        self._names = {name: list(addresses) for name, addresses in names.items()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if host not in self._names:
            raise OSError(f"{host} is unknown")
        addresses = self._names[host]
        address, other_port = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=other_port or port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Nothing is held."""


def names(port: int, *hosts: str) -> Network:
    """A network in which ``hosts`` are this machine's loopback at ``port``, which is allowed."""
    return Network(resolver=Names({host: [("127.0.0.1", port)] for host in hosts}), allowed=LOOPBACK)


def http(status: str = "200 OK", body: bytes = b"", *headers: str) -> bytes:
    """A whole answer with the right length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
