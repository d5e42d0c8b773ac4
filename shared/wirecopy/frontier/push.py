"""Being told of news by a hub: when it is asked for that, what it may say, and how far it is relied upon (pure).

The subscriber of W3C WebSub (https://www.w3.org/TR/websub/). A push only makes its source due: what is new is read from
the source itself, so that whoever gets hold of a hub or of a secret can cause a poll, and publish nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wirecopy.urls import host_of

LEASE = timedelta(days=10)
"""What a hub is asked for."""
LONGEST_LEASE = timedelta(days=30)
"""As far as a hub's own word is taken."""
FIRST_RETRY = timedelta(hours=1)
LONGEST_RETRY = timedelta(days=7)
LEAST_RENEWAL = timedelta(days=1)
"""Between two requests of a subscription that stands, however short its lease."""
BACKSTOP = timedelta(days=7)
"""How seldom a source is polled whose hub can be relied upon."""
QUIET_GAPS = 5
"""A hub that says nothing for so many of its source's usual gaps is no longer relied upon,"""
LEAST_QUIET, MOST_QUIET = timedelta(days=1), timedelta(days=14)
"""within these bounds."""
RING_PAUSE = timedelta(minutes=5)
"""Pushes make a source due at most once in this time."""
LONGEST_CHALLENGE = 2_048
MOST_PARTINGS = 3
"""How often a hub is asked to end a subscription. What it pushes after that is answered by 410."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a hub was asked for. ``token`` makes the callback's address unguessable, ``secret`` signs what is pushed."""

    source: str
    hub: str
    topic: str
    token: str
    secret: str
    at: datetime
    tries: int = 1
    """How often in a row, without an answer to the one before."""
    problem: str = ""
    """Why the hub did not take the last request."""
    leaving: bool = False
    """Whether it was asked to end what it was asked for before."""
    schema: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a hub said since; a moment that is ``None`` never was."""

    verified_at: datetime | None = None
    ends_at: datetime | None = None
    """When its lease does."""
    denied_at: datetime | None = None
    pushed_at: datetime | None = None
    """The last push that was signed well."""
    rung_at: datetime | None = None
    """For when the source was last made due by a push."""
    left_at: datetime | None = None
    """When it confirmed that it tells no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A source's subscription: what was asked for and what was heard."""

    asked: Asked
    heard: Heard = Heard()

    def stands(self, now: datetime) -> bool:
        """Whether the hub may push, as far as it has said."""
        ends_at = self.heard.ends_at
        return self.heard.verified_at is not None and ends_at is not None and ends_at > now and not self.heard.left_at

    def in_words(self, now: datetime) -> str:
        """How it stands, for the status."""
        hub = host_of(self.asked.hub)
        if self.asked.leaving:
            return f"asked {hub} to tell no more"
        if self.stands(now):
            pushed = f", last on {self.heard.pushed_at:%d %b}" if self.heard.pushed_at else ""
            return f"told by {hub} until {self.heard.ends_at:%d %b}{pushed}"
        if self.heard.denied_at is not None:
            return f"{hub} declines to tell"
        if self.asked.problem:
            return f"{hub} does not tell: {self.asked.problem}"
        return f"{hub} has yet to confirm that it tells"


def ask_at(known: Subscription) -> datetime:
    """When a hub is asked again: before its lease ends; ever later while it does not answer; in a week if it denied."""
    asked, heard = known.asked, known.heard
    if asked.leaving:
        return asked.at + FIRST_RETRY * asked.tries
    if heard.denied_at is not None and heard.denied_at >= asked.at:
        return heard.denied_at + LONGEST_RETRY
    if heard.verified_at is None or heard.ends_at is None or heard.verified_at < asked.at:
        return asked.at + min(FIRST_RETRY * (1 << min(asked.tries - 1, 10)), LONGEST_RETRY)
    return max(asked.at + LEAST_RENEWAL, heard.ends_at - (heard.ends_at - heard.verified_at) / 4)


def asked_again(known: Subscription, now: datetime) -> Asked:
    """The same request once more: with the same callback and secret it renews what stands (section 5.1)."""
    return replace(known.asked, at=now, tries=known.asked.tries + 1 if is_unanswered(known) else 1, problem="")


def is_unanswered(known: Subscription) -> bool:
    """Whether the hub has said nothing to what it was asked last, which was no farewell."""
    heard, asked = known.heard, known.asked
    return not asked.leaving and not any(at and at >= asked.at for at in (heard.verified_at, heard.denied_at))


def parting(known: Subscription, now: datetime) -> Asked | None:
    """The request to end what stands (section 5.1); ``None`` where nothing does, or it was made often enough."""
    asked = known.asked
    if not known.stands(now) or (asked.leaving and asked.tries >= MOST_PARTINGS):
        return None
    return replace(asked, leaving=True, at=now, tries=asked.tries + 1 if asked.leaving else 1, problem="")


def heard_of(known: Subscription, said: Mapping[str, str], now: datetime) -> Heard | None:
    """What a hub's word on our intent means (sections 5.2 and 5.3); ``None`` for what we never asked it for."""
    if said.get("hub.topic") != known.asked.topic:
        return None
    if said.get("hub.mode") == "denied":
        return Heard(denied_at=now, ends_at=now)
    challenge, seconds = said.get("hub.challenge", ""), said.get("hub.lease_seconds", "")
    mode = "unsubscribe" if known.asked.leaving else "subscribe"
    if said.get("hub.mode") != mode or not 0 < len(challenge) <= LONGEST_CHALLENGE:
        return None
    if known.asked.leaving:
        return Heard(left_at=now)
    if not (seconds.isascii() and seconds.isdecimal() and 0 < len(seconds) <= 12):
        return None
    return Heard(verified_at=now, ends_at=now + min(timedelta(seconds=int(seconds)), LONGEST_LEASE))


def ring_at(heard: Heard, now: datetime) -> datetime | None:
    """When a push makes the source due: now, or after a pause; ``None`` where it is about to be by an earlier one."""
    if heard.rung_at is None or now >= heard.rung_at + RING_PAUSE:
        return now
    return None if heard.rung_at > now else heard.rung_at + RING_PAUSE


def backstop(heard: Heard, per_day: float, now: datetime) -> datetime:
    """Until when a poll may wait: a week at most, while the lease lasts and the hub is not quiet for too long.

    Not beyond ``now`` before a first push has shown that the hub tells anything at all.
    """
    if heard.pushed_at is None or heard.ends_at is None:
        return now
    quiet = min(max(timedelta(days=QUIET_GAPS / per_day), LEAST_QUIET), MOST_QUIET)
    return max(now, min(now + BACKSTOP, heard.ends_at, heard.pushed_at + quiet))
