"""The index of posted keys: a protocol, and its implementation in memory."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """What a key holds: that an article of a story carries it, since which day (days since 1970-01-01)."""

    story: str
    article: str
    day: int

    def __str__(self) -> str:
        return f"{self.story} {self.article} {self.day}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The member that ``str()`` wrote."""
        story, article, day = text.split(" ")
        return cls(story, article, int(day))


class Index(Protocol):
    """Who carries which key. Each call is one round trip; a key that nobody carries may be left out of an answer."""

    def post(self, keys: Sequence[str], member: Member) -> Mapping[str, Collection[Member]]:
        """Add ``member`` to each key and return what each key then holds."""

    def probe(self, keys: Sequence[str]) -> Mapping[str, Collection[Member]]:
        """What each key holds."""

    def withdraw(self, keys: Sequence[str], member: Member) -> None:
        """Take ``member`` out of each key; where it is not, nothing happens."""


class MemoryIndex:
    """An index in memory. A key that holds ``capacity`` members is full and takes no more."""

    def __init__(self, capacity: int = 8) -> None:
        self._capacity = capacity
        self._held: defaultdict[str, set[Member]] = defaultdict(set)

    def __len__(self) -> int:
        """How many keys anybody was ever posted to."""
        return len(self._held)

    def post(self, keys: Sequence[str], member: Member) -> Mapping[str, Collection[Member]]:
        """See :class:`Index`."""
        for key in keys:
            held = self._held[key]
            if len(held) < self._capacity:
                held.add(member)
        return self.probe(keys)

    def probe(self, keys: Sequence[str]) -> Mapping[str, Collection[Member]]:
        """See :class:`Index`."""
        return {key: tuple(self._held[key]) for key in keys if key in self._held}

    def withdraw(self, keys: Sequence[str], member: Member) -> None:
        """See :class:`Index`."""
        for key in keys:
            self._held.get(key, set()).discard(member)
