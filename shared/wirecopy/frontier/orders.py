"""The hosts that the user wants left alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Hosts by name, without ports; each stands for the hosts below it as well."""

    paused: tuple[str, ...] = ()
    """Asked nothing for the time being: what is wanted from them waits."""
    blocked: tuple[str, ...] = ()
    """Asked nothing at all: what others name there is not wanted."""
    schema: int = 1

    def is_paused(self, host: str) -> bool:
        """Whether a host, with or without a port, waits."""
        return _covers(self.paused, host)

    def is_blocked(self, host: str) -> bool:
        """Whether a host, with or without a port, is blocked."""
        return _covers(self.blocked, host)

    def pausing(self, host: str) -> "Orders":
        """These orders with ``host`` paused."""
        return replace(self, paused=_with(self.paused, host))

    def resuming(self, host: str) -> "Orders":
        """These orders without the pause of ``host``."""
        return replace(self, paused=_without(self.paused, host))

    def blocking(self, host: str) -> "Orders":
        """These orders with ``host`` blocked."""
        return replace(self, blocked=_with(self.blocked, host))

    def unblocking(self, host: str) -> "Orders":
        """These orders without the block of ``host``."""
        return replace(self, blocked=_without(self.blocked, host))


NO_ORDERS = Orders()


def name_of(host: str) -> str:
    """A host's name or address without its port."""
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _covers(names: Iterable[str], host: str) -> bool:
    known = frozenset(names)
    return any(name in known for name in _and_those_above(host))


def _and_those_above(host: str) -> Iterator[str]:
    """``news.example.com``, ``example.com`` and ``com``; an address literal in brackets has no dots to part it by."""
    name = name_of(host)
    while name:
        yield name
        name = "" if name.startswith("[") else name.partition(".")[2]


def _with(names: Iterable[str], host: str) -> tuple[str, ...]:
    return tuple(sorted({*names, host}))


def _without(names: Iterable[str], host: str) -> tuple[str, ...]:
    return tuple(name for name in names if name != host)
