"""The subscriptions in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from wirecopy.frontier.push import Asked, Heard, Subscription


@dataclass(slots=True)
class MemorySubscriptions:
    """Subscriptions in a dictionary, by their sources."""

    rows: dict[str, Subscription] = field(default_factory=dict)

    def get(self, source: str) -> Subscription | None:
        """A source's subscription."""
        return self.rows.get(source)

    def all(self) -> Sequence[Subscription]:
        """Every subscription."""
        return list(self.rows.values())

    def ask(self, asked: Asked) -> None:
        """Remember what is asked for; what was heard under another token is forgotten."""
        known = self.rows.get(asked.source)
        heard = known.heard if known and known.asked.token == asked.token else Heard()
        self.rows[asked.source] = Subscription(asked=asked, heard=heard)

    def note(self, source: str, token: str, heard: Heard) -> bool:
        """Remember what was heard, as far as it is said, if the token still is ``token``; whether it is."""
        known = self.rows.get(source)
        if known is None or known.asked.token != token:
            return False
        moments = {it.name: at for it in fields(heard) if (at := getattr(heard, it.name)) is not None}
        self.rows[source] = replace(known, heard=replace(known.heard, **moments))
        return True

    def drop(self, source: str) -> None:
        """Forget a source's subscription."""
        self.rows.pop(source, None)
