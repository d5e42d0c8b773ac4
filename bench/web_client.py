"""400 GETs of a page at 50 ms latency: the guarded client beside bare aiohttp, and what an unchanged poll costs.

Run: ``python bench/web_client.py``. The server runs in a process of its own; rounds alternate, medians are shown.
"""

import argparse
import asyncio
import gzip
import ipaddress
import multiprocessing
import multiprocessing.connection
import statistics
import time
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp import web

from wirecopy.edges import Network
from wirecopy.web.client import Client
from wirecopy.web.response import Validators

LATENCY = 0.05
PAGE = gzip.compress(b"<p>The harbour was closed on Monday because of the storm.</p>\n" * 1500)
ETAG = '"42"'
Fetch = Callable[[str], Awaitable[bytes]]


def serve(ready: multiprocessing.connection.Connection) -> None:
    """Answer every request after the latency: 304 where it brings the right validator, else the page."""

    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(LATENCY)
        if request.headers.get("If-None-Match") == ETAG:
            return web.Response(status=304, headers={"ETag": ETAG})
        return web.Response(body=PAGE, headers={"Content-Encoding": "gzip", "ETag": ETAG, "Content-Type": "text/html"})

    async def main() -> None:
        app = web.Application()
        app.router.add_get("/{page:.*}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        ready.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(main())


async def spend(fetch: Fetch, base: str, count: int, at_once: int) -> tuple[float, float]:
    """Seconds of wall clock and of processor for ``count`` GETs."""
    turns = asyncio.Semaphore(at_once)

    async def one(number: int) -> None:
        async with turns:
            await fetch(f"{base}/{number}")

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(number) for number in range(count)))
    return time.perf_counter() - wall, time.process_time() - cpu


async def bare(base: str, count: int, at_once: int) -> tuple[float, float]:
    """With aiohttp as it comes, bounded in number only."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def fetch(url: str) -> bytes:
            async with session.get(url) as response:
                return await response.read()

        return await spend(fetch, base, count, at_once)


async def guarded(base: str, count: int, at_once: int, *, validators: Validators) -> tuple[float, float]:
    """With our client."""
    network = Network(allowed=(ipaddress.ip_network("127.0.0.0/8"),))
    async with Client(user_agent="Wirecopy-bench", network=network) as client:

        async def fetch(url: str) -> bytes:
            return (await client.get(url, validators=validators)).body

        return await spend(fetch, base, count, at_once)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    receiving, sending = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.Process(target=serve, args=(sending,), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{receiving.recv()}"
    print(f"{options.count} GETs at {LATENCY * 1000:.0f} ms, median of {options.rounds}")
    print(
        f"{'at once':>8} {'bare s':>8} {'ours s':>8} {'ratio':>6}"
        f" {'bare ms/GET':>12} {'ours ms/GET':>12} {'304 ms/GET':>11}"
    )
    for at_once in (20, 100, 400):
        rounds = []
        for _ in range(options.rounds):
            wall_bare, cpu_bare = asyncio.run(bare(base, options.count, at_once))
            wall, cpu = asyncio.run(guarded(base, options.count, at_once, validators=Validators()))
            _, cpu_304 = asyncio.run(guarded(base, options.count, at_once, validators=Validators(etag=ETAG)))
            rounds.append((wall_bare, wall, wall / wall_bare, cpu_bare, cpu, cpu_304))
        medians = [statistics.median(column) for column in zip(*rounds, strict=True)]
        per_get = [1000 * seconds / options.count for seconds in medians[3:]]
        print(
            f"{at_once:>8} {medians[0]:>8.2f} {medians[1]:>8.2f} {medians[2]:>6.2f}"
            f" {per_get[0]:>12.2f} {per_get[1]:>12.2f} {per_get[2]:>11.2f}"
        )
    server.terminate()


if __name__ == "__main__":
    main()
