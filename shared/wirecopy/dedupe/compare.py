"""Two texts side by side: the verdict on them, and what agrees, was swapped, came in or fell out, word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from wirecopy.dedupe.align import Span
from wirecopy.dedupe.inserted import insertions
from wirecopy.dedupe.references import Text, weigh
from wirecopy.dedupe.tokens import WORD, lowered, spell, written
from wirecopy.dedupe.verdict import Verdict
from wirecopy.language import detect
from wirecopy.model import Insertion, Relation

_SAID = {Relation.EXACT: "the very same words", Relation.NEAR: "a reprint", Relation.SPUN: "a spun copy"}


class Kind(StrEnum):
    """How a piece of one text stands to the piece of the other beside it."""

    SAME = "same"
    SWAPPED = "swapped"
    INSERTED = "inserted"
    MISSING = "missing"
    APART = "apart"
    """Outside the spans: nothing beside it is its like."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the reference and the stretch of the other beside it, as written; either may be empty."""

    kind: Kind
    reference: str
    other: str


class Told(NamedTuple):
    """What is known of a text besides its words: a verdict goes by it where words alone do not tell."""

    site: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on two texts with what it rests on."""

    verdict: Verdict
    pieces: tuple[Piece, ...]
    """Both texts from beginning to end."""
    insertions: tuple[Insertion, ...]
    """Phrases that the other text has in the midst of the reference's."""
    unless_of_one_site: bool = False
    """Whether it is not said that the two are of one site, and they would be different texts if they were."""

    @property
    def in_words(self) -> str:
        """The verdict as a sentence."""
        verdict = self.verdict
        shares = f"{verdict.coverage[0]:.0%} of the first and {verdict.coverage[1]:.0%} of the second lie side by side"
        if verdict.relation:
            said = _SAID.get(verdict.relation, "an excerpt, or a copy that was cut")
            unless = "; were both of one site, which a file does not say, they would be different texts on its template"
            agree = f"{said}: {shares}, where {verdict.density:.0%} of the words agree"
            return agree + unless if self.unless_of_one_site else agree
        if verdict.contained:
            return f"related, but not one story: {shares}"
        return f"different texts ({', '.join(verdict.disagreed)}): {shares}"


def compare(
    reference: str, other: str, *, language: str | None = None, told: tuple[Told, Told] = (Told(), Told())
) -> Comparison:
    """Hold ``other`` against ``reference``, as the pipeline does: ``told`` is of the one and of the other.

    The language is what the texts show, or else ``language``.
    """
    first, second = _Written(reference, language), _Written(other, language)
    known, arrived = (
        Text(text.letters, said.published, said.site) for text, said in zip((first, second), told, strict=True)
    )
    verdict = weigh([known], arrived).verdict
    unsaid = verdict.copies and not (known.site and arrived.site)
    of_one_site = weigh([known._replace(site="-")], arrived._replace(site="-")).verdict if unsaid else verdict
    pieces = tuple(piece for piece in _pieces(first, second, verdict.spans) if piece.reference or piece.other)
    phrases = insertions(first.letters, second.letters, second.text)
    return Comparison(verdict, pieces, phrases, verdict.copies and not of_one_site.copies)


class _Written:
    """A text, its spelling, and where in it each word begins."""

    def __init__(self, text: str, language: str | None) -> None:
        self.text = written(text)
        self.letters = spell(self.text, detect(self.text) or language)
        self.plain = lowered(self.letters)
        starts = [match.start() for match in islice(WORD.finditer(self.text), len(self.letters) + 1)]
        self._edges = [0, *starts[1:], len(self.text)]

    def words(self, start: int, end: int) -> str:
        """The words from ``start`` up to ``end`` as written, with what stands between them."""
        return self.text[self._edges[start] : self._edges[end]] if start < end else ""

    def rest(self, start: int) -> str:
        """All from that word on, what was not read included."""
        return self.text[self._edges[start] :]


def _pieces(first: _Written, second: _Written, spans: tuple[Span, ...]) -> Iterator[Piece]:
    at, other_at = 0, 0
    for span in spans:
        (start, end), (other_start, other_end) = span.reference, span.other
        yield Piece(Kind.APART, first.words(at, start), second.words(other_at, other_start))
        blocks = LCSseq.editops(first.plain[start:end], second.plain[other_start:other_end]).as_matching_blocks()
        at, other_at = start, other_start
        for block in blocks:
            here, there = first.words(at, start + block.a), second.words(other_at, other_start + block.b)
            kind = Kind.SWAPPED if here and there else Kind.MISSING if here else Kind.INSERTED
            yield Piece(kind, here, there)
            at, other_at = start + block.a + block.size, other_start + block.b + block.size
            same = first.words(start + block.a, at), second.words(other_start + block.b, other_at)
            yield Piece(Kind.SAME, *same)
    yield Piece(Kind.APART, first.rest(at), second.rest(other_at))
