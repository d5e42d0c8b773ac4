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


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """How much of the past a document takes up that is being read for the first time."""

    document: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much of what is older than ``since`` is still taken up, and which documents have been read before.

    A document claims its share, takes it, and is noted as read after that. Where each of the three is stored before the
    next begins, documents that are read at once share what is left, and one whose reader dies takes the same again.
    """

    since: datetime
    """When the source was first read."""
    left: int
    documents: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    schema: int = 1

    def claiming(self, links: Sequence[Link], document: str, now: datetime) -> "Backlog":
        """With a share for a document that names ``links``; the same where it has one, or was read before."""
        if document in self.documents or any(claim.document == document for claim in self.claims):
            return self
        share = min(sum(self._is_old(link, now) for link in links), self.left)
        return replace(self, left=self.left - share, claims=(*self.claims, Claim(document=document, most=share)))

    def take(self, links: Sequence[Link], document: str, now: datetime) -> Taken:
        """Of ``links``, newest first, what is news and what the document's share of the backlog allows.

        Whatever a document names that was read before is news, however it is dated: nothing that was published late is
        lost. In a document that is read for the first time only what is dated since then is; and what has no date, once
        the first poll is over.
        """
        if document in self.documents:
            return Taken(links=tuple(links), passed=())
        share = sum(claim.most for claim in self.claims if claim.document == document)
        old = [link for link in links if self._is_old(link, now)]
        passed = {link.url for link in old[share:]}
        return Taken(
            links=tuple(link for link in links if link.url not in passed),
            passed=tuple(link for link in links if link.url in passed),
        )

    def noting(self, document: str) -> "Backlog":
        """With a document that has been read."""
        if document in self.documents:
            return self
        return replace(
            self,
            documents=(*self.documents, document)[-_MOST_DOCUMENTS:],
            claims=tuple(claim for claim in self.claims if claim.document != document),
        )

    def _is_old(self, link: Link, now: datetime) -> bool:
        date = link.published or link.modified
        return now - self.since < _FIRST_POLL if date is None else date <= self.since
