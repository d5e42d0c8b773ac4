"""Hear what hubs say: that they mean our subscription, and that a source has news (W3C WebSub, sections 5.3, 7 and 8).

Whoever knows no callback's address reaches nothing, and learns nothing from the answers.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from wirecopy.edges import Clock
from wirecopy.frontier.push import Heard, Subscription, heard_of, ring_at
from wirecopy.frontier.slots import slot_for
from wirecopy.ports import Frontier, Sources, Subscriptions
from wirecopy.stages.watch import root_poll
from wirecopy.web.signature import Signed, signed

LARGEST_PUSH = 4 << 20
"""Bytes of a push whose signature is looked at."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a hub is answered."""

    status: int
    body: str = ""


TAKEN, UNKNOWN, GONE, TOO_LARGE = Answer(202), Answer(404), Answer(410), Answer(413)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """The stage with its stores and clock."""

    subscriptions: Subscriptions
    sources: Sources
    frontier: Frontier
    clock: Clock

    def verify(self, source: str, token: str, said: Mapping[str, str]) -> Answer:
        """Confirm what we asked for by echoing the challenge, and nothing else."""
        known = self._known(source, token)
        heard = heard_of(known, said, self.clock()) if known else None
        if known is None or heard is None or not (known.asked.leaving or self.sources.get(source)):
            return UNKNOWN
        if not self.subscriptions.note(source, token, heard):
            return UNKNOWN
        return Answer(200, "" if heard.denied_at else said["hub.challenge"])

    def push(self, source: str, token: str, signature: str | None, body: bytes) -> Answer:
        """Make a source due whose hub pushes. What is not signed well is taken and ignored (section 7.1).

        The source is made due before that is remembered: a crash in between makes it due once more.
        """
        known = self._known(source, token)
        watched = self.sources.get(source) if known else None
        if known is None or watched is None or known.asked.leaving:
            return GONE
        if len(body) > LARGEST_PUSH:
            return TOO_LARGE
        how, now = signed(signature, known.asked.secret, body), self.clock()
        if how is Signed.NOT or watched.paused or not known.stands(now):
            return TAKEN
        due = ring_at(known.heard, now)
        if due is not None:
            poll = root_poll(watched)
            self.frontier.ring_poll(poll, due)
            self.frontier.file(poll.host, slot_for(due, now))
        # Only a good signature is a reason to rely on the hub.
        self.subscriptions.note(source, token, Heard(rung_at=due, pushed_at=now if how is Signed.WELL else None))
        return TAKEN

    def _known(self, source: str, token: str) -> Subscription | None:
        known = self.subscriptions.get(source) if source and token else None
        same = known is not None and hmac.compare_digest(known.asked.token.encode(), token.encode("utf-8", "replace"))
        return known if same else None
