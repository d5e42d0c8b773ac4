"""What extraction remembers of the pages that it read. Losing it loses nothing but the learning."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLines:
    """The lines of one page as hashes, laid end to end, and the page as the hash of its name."""

    page: bytes
    lines: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """The last pages of a site, by which its next ones are told from what it repeats."""

    pages: tuple[PageLines, ...] = ()
    learned_at: datetime | None = None
    """When the last of them was observed."""
    schema: int = 1
