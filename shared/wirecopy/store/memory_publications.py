"""The publications in memory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wirecopy.model import Shown


@dataclass(slots=True)
class MemoryPublications:
    """How each story was last published, in a dictionary."""

    rows: dict[str, Shown] = field(default_factory=dict)
    looked: str = ""
    feeds: dict[str, tuple[int, datetime]] = field(default_factory=dict)

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

    def wait(self, path: str, revision: int, until: datetime) -> None:
        """Remember that a feed's documents lack a revision of its manifest."""
        self.feeds[path] = (revision, until)

    def waiting(self) -> Mapping[str, datetime]:
        """The feeds that wait, and until when."""
        return {path: until for path, (_, until) in sorted(self.feeds.items())}

    def waited(self, path: str, revision: int) -> None:
        """Forget that a feed waits, unless for a later revision than this."""
        if path in self.feeds and self.feeds[path][0] <= revision:
            del self.feeds[path]

    def position(self) -> str:
        """Behind which story the look at all of them goes on."""
        return self.looked

    def put_position(self, story: str) -> None:
        """Remember how far that look has come."""
        self.looked = story
