"""Leave a source or a host alone, and take it up again."""

from dataclasses import replace
from datetime import datetime

from wirecopy.edges import Clock
from wirecopy.model import Source
from wirecopy.ports import Frontier, Sources
from wirecopy.stages.sweep import file_due_hosts
from wirecopy.stages.watch import poll_now, release, root_poll


def pause(source: Source, *, sources: Sources, frontier: Frontier, now: datetime) -> None:
    """Poll a source no more until it is resumed. What it named before is still fetched.

    Another source at its address is polled instead.
    """
    release(source, sources=sources, frontier=frontier, now=now)
    sources.amend(source.id, lambda known: replace(known, paused=True, twins=()))


def resume(source: Source, *, sources: Sources, frontier: Frontier, now: datetime) -> None:
    """Poll a source again: when it was due anyway, or at once where that has passed. Its validators are kept."""
    sources.amend(source.id, lambda known: replace(known, paused=False))
    poll = root_poll(source)
    due = next((due for due in frontier.polls(poll.host) if due.poll.key == poll.key), None)
    if due is None or due.next_at is None or due.next_at <= now:
        poll_now(source, frontier=frontier, now=now)


def pause_host(host: str, *, sources: Sources) -> None:
    """Ask a host and those below it nothing until it is resumed."""
    sources.put_orders(sources.orders().pausing(host))


def resume_host(host: str, *, sources: Sources, frontier: Frontier, clock: Clock) -> bool:
    """Do what waited at a host; whether it was paused."""
    orders = sources.orders()
    sources.put_orders(orders.resuming(host))
    file_due_hosts(frontier, clock)
    return host in orders.paused


def block(host: str, *, sources: Sources) -> None:
    """Ask a host and those below it nothing any more, whoever names them."""
    sources.put_orders(sources.orders().blocking(host))


def unblock(host: str, *, sources: Sources, frontier: Frontier, clock: Clock) -> bool:
    """Ask a host again, from the next poll on; whether it was blocked."""
    orders = sources.orders()
    sources.put_orders(orders.unblocking(host))
    file_due_hosts(frontier, clock)
    return host in orders.blocked
