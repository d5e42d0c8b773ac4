"""Begin and end to watch a source."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from wirecopy.frontier.rows import Poll
from wirecopy.frontier.slots import slot_for
from wirecopy.model import Rights, Rules, Source, SourceKind
from wirecopy.model.access import Credential
from wirecopy.ports import Frontier, Sources
from wirecopy.stages.planning import planned
from wirecopy.stages.twins import Twins


def watch(source: Source, *, sources: Sources, frontier: Frontier, now: datetime) -> bool:
    """Watch a source, or change what is known of one; whether it is new. A new one is due at once.

    What was found at its address stays found, a pause goes on until it is resumed; its rights, rules, key and pace
    stay.
    """
    known = sources.get(source.id)
    if known is not None:
        source = replace(
            source,
            paused=source.paused or known.paused,
            credential=known.credential,
            every=source.every or known.every,
            twins=known.twins,
        )
    if known is not None and source.rights == Rights():
        source = replace(source, rights=known.rights)
    if known is not None and source.rules == Rules():
        source = replace(source, rules=known.rules)
    if known is not None and known.home == source.url and source.kind in (SourceKind.AUTO, known.kind):
        source = replace(source, url=known.url, kind=known.kind, home=known.home)
    if known is not None and known.url != source.url:
        release(known, sources=sources, frontier=frontier, now=now)
    sources.put(source)
    if known is not None and known.url != source.url:
        frontier.drop_poll(root_poll(known).host, root_poll(known).key)
    if known is None or known.url != source.url or _is_unasked(source, frontier):
        poll_now(source, frontier=frontier, now=now)
    return known is None


def unwatch(source: Source, *, sources: Sources, frontier: Frontier, now: datetime) -> Sequence[Source]:
    """Stop watching; the sources at the same address, which take its place.

    Polls that only followed from the source's own are never rung for again.
    """
    twins = release(source, sources=sources, frontier=frontier, now=now)
    poll = root_poll(source)
    frontier.drop_poll(poll.host, poll.key)
    sources.remove(source.id)
    for other in sources.all():
        if source.id in other.twins:  # watched again, it is asked by itself once
            sources.amend(other.id, lambda known: replace(known, twins=_without(known.twins, source.id)))
    return twins


def release(source: Source, *, sources: Sources, frontier: Frontier, now: datetime) -> Sequence[Source]:
    """Poll the twins of a source that is to be polled no more, or elsewhere; which they are.

    The first visit finds which of them stands for the others. Before the source itself is changed: a crash in between
    leaves polls that are found to be one again.
    """
    twins = Twins(sources=sources, frontier=frontier).of(source)
    for twin in twins:
        poll_now(twin, frontier=frontier, now=now)
    return twins


def pace(
    source: Source, every: timedelta | None, *, sources: Sources, frontier: Frontier, now: datetime
) -> datetime | None:
    """Ask a source as often as the user says, or as it publishes; when that is next, where it is known.

    What waits for another reason (a failure, a pause) goes on waiting for that.
    """
    sources.amend(source.id, lambda known: replace(known, every=every))
    poll = root_poll(source)
    due = next((due for due in frontier.polls(poll.host) if due.poll.key == poll.key), None)
    if due is None or due.next_at is None or due.poll.succeeded_at is None or due.poll.failures:
        return None
    at = max(planned(due.poll, sources.reading(source.id), due.poll.succeeded_at, every), now)
    frontier.ring_poll(due.poll, at)
    frontier.file(poll.host, slot_for(at, now))
    return at


def entrust(
    source: Source, credential: Credential | None, *, sources: Sources, frontier: Frontier, now: datetime
) -> None:
    """Show a source's host a key, or none any more, from a poll on that is due now.

    With a key it is asked for itself alone, and whoever it was asked for is asked by itself.
    """
    release(source, sources=sources, frontier=frontier, now=now)
    sources.amend(source.id, lambda known: replace(known, credential=credential, twins=()))
    poll_now(source, frontier=frontier, now=now)


def poll_now(source: Source, *, frontier: Frontier, now: datetime) -> None:
    """Make a source due, keeping what its last answers left behind."""
    poll = root_poll(source)
    frontier.ring_poll(poll, now)
    frontier.file(poll.host, slot_for(now, now))


def _is_unasked(source: Source, frontier: Frontier) -> bool:
    """Whether no poll is left of a source. Where another stands for it, the next visit finds that again."""
    poll = root_poll(source)
    return not any(due.poll.key == poll.key for due in frontier.polls(poll.host))


def _without(twins: Sequence[str], source: str) -> tuple[str, ...]:
    return tuple(twin for twin in twins if twin != source)


def root_poll(source: Source) -> Poll:
    """The poll of a source's own address, as it is before its first answer."""
    return Poll(source=source.id, url=source.url, kind=source.kind)
