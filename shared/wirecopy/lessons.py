"""What extraction remembers of the pages that it read. Losing it loses nothing but the learning."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from wirecopy.model import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLines:
    """The lines of one page as hashes, laid end to end; the page, and where on its host it lies, as such too."""

    page: bytes
    lines: bytes
    place: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """The last pages of a site, by which its next ones are told from what it repeats."""

    pages: tuple[PageLines, ...] = ()
    learned_at: datetime | None = None
    """When the last of them was observed."""
    schema: int = 1


MOST_MISSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A selector of a source's rules, and the last pages in a row on which it matched nothing: three at most."""

    selector: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misses:
    """The selectors of a source's rules that matched nothing on the last page."""

    of: tuple[Miss, ...] = ()
    schema: int = 1


def missed(misses: Misses, unmatched: Collection[str], page: str) -> Misses:
    """The misses after one more page, on which these selectors matched nothing. The same page twice counts once."""
    before = {miss.selector: miss.pages for miss in misses.of}
    pages = {selector: before.get(selector, ()) for selector in unmatched}
    return Misses(
        of=tuple(
            Miss(selector=selector, pages=known if page in known else (*known, page)[:MOST_MISSES])
            for selector, known in sorted(pages.items())
        )
    )


def lost(misses: Misses, rules: Rules) -> tuple[Miss, ...]:
    """Those that the user should know of. What is to be removed need not be on every page."""
    chosen = {rules.body, rules.title, rules.author, rules.published}
    return tuple(
        miss
        for miss in misses.of
        if miss.selector in chosen or (miss.selector in rules.remove and len(miss.pages) == MOST_MISSES)
    )
