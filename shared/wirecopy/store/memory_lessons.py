"""The lessons in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from wirecopy.lessons import Habits
from wirecopy.ports import Stored


@dataclass(slots=True)
class MemoryLessons:
    """Lessons in a dictionary, tagged by their content."""

    hosts: dict[str, Habits] = field(default_factory=dict)

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
