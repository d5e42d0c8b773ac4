"""What a source had published before it was watched: the newest of it is taken up, the rest only known of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wirecopy.model import Link

_FIRST_POLL = timedelta(days=1)
"""How long the documents of a sitemap index may take to be read for the first time."""
_MOST_DOCUMENTS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The links of a document that are taken up, and those that are passed over, each in the document's order."""

    links: tuple[Link, ...]
    passed: tuple[Link, ...]
    backlog: "Backlog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much of what is older than ``since`` is still taken up, and which documents have been read before."""

    since: datetime
    """When the source was first read."""
    left: int
    documents: tuple[str, ...] = ()

    def take(self, links: Sequence[Link], document: str, now: datetime) -> Taken:
        """Of ``links``, newest first, what is news and what belongs to the backlog.

        Whatever a document names that was read before is news, however it is dated: nothing that was published late is
        lost. In a document that is read for the first time only what is dated since then is; and what has no date, once
        the first poll is over. The same document twice takes the same.
        """
        if document in self.documents:
            return Taken(links=tuple(links), passed=(), backlog=self)
        is_first = now - self.since < _FIRST_POLL
        old = [link for link in links if self._is_old(link, is_first)]
        passed = {link.url for link in old[self.left :]}
        return Taken(
            links=tuple(link for link in links if link.url not in passed),
            passed=tuple(link for link in links if link.url in passed),
            backlog=replace(
                self,
                left=max(self.left - len(old), 0),
                documents=(*self.documents, document)[-_MOST_DOCUMENTS:],
            ),
        )

    def _is_old(self, link: Link, is_first: bool) -> bool:
        date = link.published or link.modified
        return is_first if date is None else date <= self.since
