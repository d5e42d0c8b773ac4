"""Two texts side by side: the verdict on them, and what agrees, was swapped, came in or fell out, word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from rapidfuzz.distance import LCSseq

from wirecopy.dedupe.align import Span
from wirecopy.dedupe.inserted import insertions
from wirecopy.dedupe.tokens import WORD, lowered, spell, written
from wirecopy.dedupe.verdict import Verdict, judge_letters
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on two texts with what it rests on."""

    verdict: Verdict
    pieces: tuple[Piece, ...]
    """Both texts from beginning to end."""
    insertions: tuple[Insertion, ...]
    """Phrases that the other text has in the midst of the reference's."""

    @property
    def in_words(self) -> str:
        """The verdict as a sentence."""
        verdict = self.verdict
        shares = f"{verdict.coverage[0]:.0%} of the first and {verdict.coverage[1]:.0%} of the second lie side by side"
        if verdict.relation:
            said = _SAID.get(verdict.relation, "an excerpt, or a copy that was cut")
            return f"{said}: {shares}, where {verdict.density:.0%} of the words agree"
        if verdict.contained:
            return f"related, but not one story: {shares}"
        return f"different texts ({', '.join(verdict.disagreed)}): {shares}"


def compare(reference: str, other: str, *, language: str | None = None) -> Comparison:
    """Hold ``other`` against ``reference``. The language is what the texts show, or else ``language``."""
    first, second = _Written(reference, language), _Written(other, language)
    verdict = judge_letters(first.letters, second.letters)
    pieces = tuple(piece for piece in _pieces(first, second, verdict.spans) if piece.reference or piece.other)
    return Comparison(verdict, pieces, insertions(first.letters, second.letters, second.text))


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
