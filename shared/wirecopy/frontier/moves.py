"""When a source's address is rewritten: once it has proven that it moved for good (RFC 9110, section 15.4.2).

One permanent redirect is no proof: hotel networks, expired domains and careless deployments send them too.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from wirecopy.frontier.rows import Poll
from wirecopy.urls import host_of

PROOF_POLLS = 5
PROOF_TIME = timedelta(days=7)
"""So many polls in a row, over so long, must have been led to the same address by permanent redirects alone."""


def noted(poll: Poll, moved_to: str | None, now: datetime) -> Poll:
    """The poll after a success at ``now`` that permanent redirects led to ``moved_to``, or that none did."""
    if moved_to is None:
        return replace(poll, moved_to=None, moved_since=None, moved_polls=0)
    if moved_to != poll.moved_to:
        return replace(poll, moved_to=moved_to, moved_since=now, moved_polls=1)
    return replace(poll, moved_polls=poll.moved_polls + 1)


def proven(poll: Poll, now: datetime) -> str | None:
    """Where the poll's address has moved for good; ``None`` while that is not certain."""
    if poll.moved_since is None or poll.moved_polls < PROOF_POLLS or now - poll.moved_since < PROOF_TIME:
        return None
    return poll.moved_to


def answers(poll: Poll, there: Poll | None) -> bool:
    """Whether the address that a poll moved to has given good answers since: asked from here, or ``there``."""
    if there is not None and there.succeeded_at is not None and poll.moved_since is not None:
        return there.succeeded_at >= poll.moved_since and not there.failures
    return poll.moved_to is not None and host_of(poll.moved_to) == poll.host and poll.validated is not None


def settled(poll: Poll, there: Poll | None) -> Poll:
    """The poll of the new address, for the source, with what that address answered last."""
    known = replace(there or poll, url=poll.moved_to or poll.url, root=True, led_by=())
    return replace(known, moved_to=None, moved_since=None, moved_polls=0)
