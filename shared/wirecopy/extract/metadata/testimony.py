"""Who says what of an article, and in which order they are asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain

from wirecopy.extract.metadata import bylines, publication, titles, visible
from wirecopy.extract.metadata.facts import Facts
from wirecopy.extract.outline import Block
from wirecopy.extract.rules import Applied
from wirecopy.model import Evidence, Link

_LISTED = 0.7
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Testimony:
    """What is said of one article: by its source's rules first, then by the page to machines, then by the listing that
    named it, then by the page to its readers, and last by what is as often about something else."""

    facts: Facts
    hints: Link | None
    ruled: Applied
    blocks: Sequence[Block]
    root: Block | None
    shown: visible.Shown
    served: datetime | None = None
    """When the page was served: what it dates later by more than clocks and zones differ is an event to come."""

    @cached_property
    def title(self) -> tuple[str, Evidence | None]:
        """The headline, and where it was read."""
        listed = _listed("title", self.hints.title if self.hints else "")
        best = next(chain(_ruled("title", self.ruled.title), titles.title(self.facts), listed), None)
        return (best.value, best) if best else ("", None)

    @cached_property
    def authors(self) -> tuple[tuple[str, ...], Evidence | None]:
        """The authors, and where they were read."""
        found = chain(
            _ruled("author", self.ruled.author),
            bylines.authors(self.facts),
            *(_listed("author", name) for name in (self.hints.authors if self.hints else ())),
            bylines.claimed_authors(self.facts),
            visible.authors(self.blocks, self.root, self.title[0]),
        )
        return bylines.first_names(found, facts=self.facts, title=self.title[0], shown=self.shown)

    @cached_property
    def published(self) -> publication.Dated:
        """When it was published, and where that was read."""
        date = self.hints.published if self.hints else None
        found = chain(
            _ruled("published", self.ruled.published),
            publication.published(self.facts),
            _listed("published", date.isoformat() if date else ""),
            visible.dates(self.blocks, self.root, self.title[0]),
            publication.perhaps_published(self.facts),
        )
        return publication.first_date(
            found,
            month_first=publication.month_first(self.facts),
            shown=lambda: publication.days_shown(self.facts),
            latest=self._latest,
        )

    @cached_property
    def modified(self) -> publication.Dated:
        """When it was changed last, and where that was read."""
        date = self.hints.modified if self.hints else None
        found = chain(publication.modified(self.facts), _listed("modified", date.isoformat() if date else ""))
        return publication.first_date(found, month_first=publication.month_first(self.facts), latest=self._latest)

    @property
    def _latest(self) -> datetime | None:
        return self.served + _AHEAD if self.served else None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where each field was read that was found."""
        told = (self.title[1], self.authors[1], self.published[1], self.modified[1])
        return tuple(evidence for evidence in told if evidence)


def _ruled(field: str, value: str) -> Iterator[Evidence]:
    if value:
        yield Evidence(field=field, source="rule", value=value, confidence=1.0)


def _listed(field: str, value: str) -> Iterator[Evidence]:
    if value:
        yield Evidence(field=field, source="listing", value=value, confidence=_LISTED)
