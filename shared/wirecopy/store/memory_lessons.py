"""The lessons in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from wirecopy.lessons import Habits, Misses
from wirecopy.ports import Stored


@dataclass(slots=True)
class MemoryLessons:
    """Lessons in a dictionary, tagged by their content."""

    hosts: dict[str, Habits] = field(default_factory=dict)
    sources: dict[str, Misses] = field(default_factory=dict)

    def habits(self, host: str) -> Stored[Habits]:
        """What the pages of a host repeat."""
        found = self.hosts.get(host)
        return Stored(value=found or Habits(), tag=str(hash(found)) if found else None)

    def put_habits(self, host: str, habits: Habits, tag: str | None, *, at: datetime) -> bool:  # noqa: ARG002
        """Write a host's habits if their tag still is ``tag``."""
        if self.habits(host).tag != tag:
            return False
        self.hosts[host] = habits
        return True

    def misses(self, source: str) -> Stored[Misses]:
        """Which of a source's rules matched nothing on its last pages."""
        found = self.sources.get(source)
        return Stored(value=found or Misses(), tag=str(hash(found)) if found else None)

    def put_misses(self, source: str, misses: Misses, tag: str | None, *, at: datetime) -> bool:  # noqa: ARG002
        """Write a source's misses if their tag still is ``tag``."""
        if self.misses(source).tag != tag:
            return False
        self.sources[source] = misses
        return True
