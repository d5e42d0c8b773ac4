"""How often a feed is written anew: the first change at once, those that follow together when its window is over.

The manifest takes up every change as it comes. What costs is writing the four documents made of it, and having every
reader fetch them again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The windows within which a feed's documents are written once."""

    hot: timedelta = timedelta(0)
    """Of the feed of all stories, and of those that the user defined."""
    others: timedelta = timedelta(0)
    """Of a tag's and a source's feed, of which there are many."""

    def wait(self, path: str, written_at: datetime | None, now: datetime) -> datetime | None:
        """Until when a feed that was last written then is to wait; ``None`` if it may be written now."""
        window = self.others if "/" in path else self.hot
        if written_at is None or not written_at <= now < written_at + window:
            return None
        return written_at + window
