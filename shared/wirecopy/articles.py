"""How far an article has come, as its row in the articles table says."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wirecopy.model import Listing


class Stage(StrEnum):
    """The last thing that was done with an article."""

    WANTED = "wanted"
    PASSED = "passed over"
    """It was there before its source was watched, and is not asked for."""
    STORED = "stored"
    FOLDED = "folded"
    """It is part of a story; ``reason`` says what its publisher wishes, where that limits it."""
    FAILED = "failed"
    """Its page could not be had; ``reason`` says why and it may be tried again."""
    REFUSED = "refused"
    """Its page was had and holds no article; ``reason`` says what was found."""
    WITHDRAWN = "withdrawn"
    """A person wants it shown and kept nowhere; nothing that comes later changes that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """What is remembered of an article for ever. ``alias_of`` is set where its address only led to another article."""

    article: str
    url: str
    stage: Stage
    first_seen: datetime
    changed_at: datetime
    reason: str = ""
    observed_at: datetime | None = None
    """Which observation ``stage`` speaks of; ``None`` while none was made."""
    key: str = ""
    """Where that lies in the archive: the page of what is stored, the version of what is folded."""
    modified: datetime | None = None
    """When a source last said it was modified."""
    alias_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """An article's row and every listing of it."""

    row: ArticleRow | None
    listings: tuple[Listing, ...]

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is to be shown and kept nowhere."""
        return self.row is not None and self.row.stage is Stage.WITHDRAWN
