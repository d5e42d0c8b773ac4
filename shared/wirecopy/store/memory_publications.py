"""The publications in memory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from wirecopy.model import Shown


@dataclass(slots=True)
class MemoryPublications:
    """How each story was last published, in a dictionary."""

    rows: dict[str, Shown] = field(default_factory=dict)
    looked: str = ""

    def read(self, stories: Collection[str]) -> Mapping[str, Shown]:
        """Of those that were."""
        return {story: self.rows[story] for story in stories if story in self.rows}

    def write(self, shown: Shown) -> bool:
        """Write the next version of a row; whether it was."""
        known = self.rows.get(shown.story)
        if shown.version != (known.version if known else 0) + 1:
            return False
        self.rows[shown.story] = shown
        return True

    def position(self) -> str:
        """Behind which story the look at all of them goes on."""
        return self.looked

    def put_position(self, story: str) -> None:
        """Remember how far that look has come."""
        self.looked = story
