"""The stories in memory."""

from collections.abc import Collection, Sequence
from threading import Lock

from wirecopy.dedupe.story import FoldedRow, StoryRow
from wirecopy.errors import ConflictError
from wirecopy.ports import Rows


class MemoryStories:
    """Stories and folded rows in two dictionaries, written as DynamoDB would."""

    def __init__(self) -> None:
        self._stories: dict[str, StoryRow] = {}
        self._folded: dict[str, FoldedRow] = {}
        self._lock = Lock()

    def read(self, *, articles: Collection[str] = (), stories: Collection[str] = ()) -> Rows:
        """The rows as they are now."""
        with self._lock:
            return Rows(
                {article: self._folded[article] for article in articles if article in self._folded},
                {story: self._stories[story] for story in stories if story in self._stories},
            )

    def write(self, *, stories: Sequence[StoryRow] = (), folded: FoldedRow | None = None) -> None:
        """Write all rows or none, each as the next revision of the one that is stored."""
        with self._lock:
            for row in stories:
                had = self._stories.get(row.id)
                _expect(row.id, had.story.revision if had else 0, row.story.revision)
            if folded:
                before = self._folded.get(folded.article)
                _expect(folded.article, before.revision if before else 0, folded.revision)
                self._folded[folded.article] = folded
            self._stories |= {row.id: row for row in stories}

    def all(self, *, after: str = "") -> list[StoryRow]:
        """Every story and redirect, ordered by id; those behind the story ``after``."""
        with self._lock:
            return [self._stories[story] for story in sorted(self._stories) if story > after]


def _expect(name: str, stored: int, written: int) -> None:
    if written != stored + 1:
        raise ConflictError(f"{name} is at revision {stored}: {written} cannot follow")
