"""``wirecopy sources pause``, ``resume``, ``block`` and ``unblock``."""

import argparse
from typing import Any

from wirecopy.edges import utc_now
from wirecopy.errors import UserError
from wirecopy_local.choosing import host_named, named


def add_halting(choices: Any) -> tuple[argparse.ArgumentParser, ...]:
    """Add the actions to those of ``wirecopy sources``."""
    pausing = choices.add_parser("pause", help="poll a source no more, or ask a host nothing, until it is resumed")
    pausing.add_argument("what", help="a source's id or address, or a host, which stands for those below it too")
    pausing.set_defaults(run=_pause)

    resuming = choices.add_parser("resume", help="take a paused source or host up again")
    resuming.add_argument("what", help="as it was paused")
    resuming.set_defaults(run=_resume)

    blocking = choices.add_parser("block", help="ask a publisher's host nothing any more, whoever links there")
    blocking.add_argument("host", help="it stands for the hosts below it too")
    blocking.set_defaults(run=_block)

    unblocking = choices.add_parser("unblock", help="ask a blocked host again")
    unblocking.add_argument("host")
    unblocking.set_defaults(run=_unblock)
    return pausing, resuming, blocking, unblocking


def _pause(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.halting import pause, pause_host  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    with open_stores(arguments) as stores:
        found = named(stores.sources.all(), arguments.what)
        for source in found:
            pause(source, sources=stores.sources, frontier=stores.frontier, now=utc_now())
            err.print(f"paused {source.id}")
        if not found:
            host = host_named(arguments.what)
            pause_host(host, sources=stores.sources)
            err.print(f"paused the host {host}")
    return 0


def _resume(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.halting import resume, resume_host  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    with open_stores(arguments) as stores:
        found = named(stores.sources.all(), arguments.what)
        for source in found:
            resume(source, sources=stores.sources, frontier=stores.frontier, now=utc_now())
            err.print(f"resumed {source.id}")
        if not found:
            host = host_named(arguments.what)
            if not resume_host(host, sources=stores.sources, frontier=stores.frontier, clock=utc_now):
                raise UserError(f"neither a source nor a host {host} is paused: wirecopy status names those that are")
            err.print(f"resumed the host {host}")
    return 0


def _block(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.halting import block  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    host = host_named(arguments.host)
    with open_stores(arguments) as stores:
        block(host, sources=stores.sources)
    err.print(f"blocked {host}")
    return 0


def _unblock(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.halting import unblock  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    host = host_named(arguments.host)
    with open_stores(arguments) as stores:
        if not unblock(host, sources=stores.sources, frontier=stores.frontier, clock=utc_now):
            raise UserError(f"{host} is not blocked: wirecopy status names the hosts that are")
    err.print(f"unblocked {host}")
    return 0
