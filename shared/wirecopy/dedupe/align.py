"""Where two texts run side by side: a longest common subsequence, cut into the stretches that are no accident."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

_GAP = 0.6
_DROP = 14
_LEAST = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the reference and the stretch of the other text beside it, as [start, end) in words."""

    reference: tuple[int, int]
    other: tuple[int, int]
    agreeing: int
    """How many words the two have in common there, in order."""


def align(reference: str, other: str) -> tuple[Span, ...]:
    """The spans in which two spelled texts agree, in order.

    Any two texts of one language have a subsequence in common, of function words mostly. So its path is scored: a
    common word is worth 1, a word left out on either side costs :data:`_GAP` / 2, and a span ends where its score has
    fallen by :data:`_DROP` from its best (the X-drop of Altschul et al., 1990, "Basic local alignment search tool").
    """
    spans: list[Span] = []
    begin = end = best_end = (0, 0)
    score = best = 0.0
    agreeing = best_agreeing = 0
    for block in LCSseq.editops(reference, other).as_matching_blocks():
        if not block.size:
            continue
        score -= _GAP * (block.a - end[0] + block.b - end[1]) / 2
        if score <= 0 or best - score > _DROP:
            if best_agreeing >= _LEAST:
                spans.append(Span((begin[0], best_end[0]), (begin[1], best_end[1]), best_agreeing))
            begin = (block.a, block.b)
            score = best = 0.0
            agreeing = best_agreeing = 0
        score += block.size
        agreeing += block.size
        end = (block.a + block.size, block.b + block.size)
        if score > best:
            best, best_end, best_agreeing = score, end, agreeing
    if best_agreeing >= _LEAST:
        spans.append(Span((begin[0], best_end[0]), (begin[1], best_end[1]), best_agreeing))
    return tuple(spans)


def in_common(one: str, another: str, *, at_least: int = 0) -> int:
    """The length of a longest common subsequence, or 0 where it is below ``at_least``: much cheaper than aligning."""
    return LCSseq.similarity(one, another, score_cutoff=at_least)


def outside(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """The stretches of a text of ``length`` words that no span covers."""
    edges = [0, *(edge for span in spans for edge in span), length]
    return [(start, end) for start, end in zip(edges[0::2], edges[1::2], strict=True) if start < end]
