"""Whether one text is a copy of another, judged on their signatures, with the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from rapidfuzz.distance import LCSseq

from wirecopy.dedupe.signature import unpack
from wirecopy.dedupe.tokens import Kind
from wirecopy.model import Relation


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the reference and the stretch of the other text that lies beside it, in tokens."""

    reference: tuple[int, int]
    other: tuple[int, int]
    aligned: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """How ``other`` stands to ``reference``. With neither a relation nor ``contained`` the two are different texts."""

    relation: Relation | None
    similarity: float
    """The share of the shorter text that lies along the other, 0 to 1."""
    contained: bool = False
    """One holds the other somewhere within: related, never merged."""
    fuller: bool = False
    """``other`` carries (almost) all of the reference and clearly more."""
    spans: tuple[Span, ...] = ()
    coverage: tuple[float, float] = (0.0, 0.0)
    """Of the reference and of the other, the share that lies within the spans."""
    density: float = 0.0
    """Of the words within the spans, the share that agrees."""
    disagreed: tuple[str, ...] = ()
    """Why it is no copy, in words."""

    @property
    def copies(self) -> bool:
        """Whether the two belong to one story."""
        return self.relation is not None


class Fact(StrEnum):
    """What copies of one text must agree on."""

    NUMBERS = "numbers"
    NAMES = "names"


def judge(reference: bytes, other: bytes, *, apart: timedelta | None = None) -> Verdict:
    """The verdict on two signatures. ``apart`` is the time between their publications, where known."""
    return judge_tokens(unpack(reference), unpack(other), apart=apart)


def judge_tokens(reference: Sequence[int], other: Sequence[int], *, apart: timedelta | None = None) -> Verdict:
    """The same on two token sequences."""
    del apart
    a, b = [t & 0x3FFF for t in reference], [t & 0x3FFF for t in other]
    if a == b:
        return Verdict(Relation.EXACT, 1.0, coverage=(1.0, 1.0), density=1.0)
    spans = _spans(a, b)
    aligned = sum(s.aligned for s in spans)
    if aligned < 40:
        return Verdict(None, 0.0, disagreed=("too little in common",))
    in_a = sum(s.reference[1] - s.reference[0] for s in spans)
    in_b = sum(s.other[1] - s.other[0] for s in spans)
    cover = (in_a / len(a), in_b / len(b))
    density = 2 * aligned / (in_a + in_b)
    shorter, longer = max(cover), min(cover)
    disagreed = _disagreements(reference, other, spans, density)
    if shorter < 0.75:
        disagreed = (*disagreed, "too much of both is not shared")
    relation, contained = None, False
    if not disagreed:
        short_spans = [s.reference if len(a) < len(b) else s.other for s in spans]
        long_spans = [s.other if len(a) < len(b) else s.reference for s in spans]
        del short_spans
        at_head = long_spans[0][0] < 0.1 * max(len(a), len(b))
        if density >= 0.85 and longer >= 0.5:
            relation = Relation.NEAR
        elif density >= 0.85 and shorter >= 0.8 and at_head and len(spans) == 1:
            relation = Relation.EXCERPT
        elif density >= 0.85 and shorter >= 0.8:
            contained = True
        elif (
            density >= 0.48
            and longer >= 0.5
            and min(len(a), len(b)) >= 100
            and _closed_density(reference, other, spans) >= 0.62
        ):
            relation = Relation.SPUN
    return Verdict(
        relation,
        similarity=min(1.0, shorter * density),
        contained=contained,
        fuller=relation is not None and cover[0] >= 0.9 and len(b) > 1.1 * len(a),
        spans=tuple(spans),
        coverage=cover,
        density=density,
        disagreed=disagreed,
    )


def _spans(a: Sequence[int], b: Sequence[int]) -> list[Span]:
    """The matching blocks of a longest common subsequence, joined where the gap between two is small."""
    spans: list[Span] = []
    start_a = start_b = end_a = end_b = aligned = 0
    for block in LCSseq.editops(a, b).as_matching_blocks():
        if not block.size:
            continue
        gap = max(block.a - end_a, block.b - end_b)
        if aligned and gap > 12:
            spans.append(Span((start_a, end_a), (start_b, end_b), aligned))
            aligned = 0
        if not aligned:
            start_a, start_b = block.a, block.b
        end_a, end_b = block.a + block.size, block.b + block.size
        aligned += block.size
    if aligned:
        spans.append(Span((start_a, end_a), (start_b, end_b), aligned))
    return [
        s
        for s in spans
        if s.aligned >= 12 and 2 * s.aligned >= 0.45 * (s.reference[1] - s.reference[0] + s.other[1] - s.other[0])
    ]


def _closed_density(a: Sequence[int], b: Sequence[int], spans: Sequence[Span]) -> float:
    same = total = 0
    for s in spans:
        left = [t for t in a[slice(*s.reference)] if t >> 14 == Kind.CLOSED]
        right = [t for t in b[slice(*s.other)] if t >> 14 == Kind.CLOSED]
        same += 2 * LCSseq.similarity(left, right)
        total += len(left) + len(right)
    return same / total if total else 0.0


def _disagreements(a: Sequence[int], b: Sequence[int], spans: Sequence[Span], density: float) -> tuple[str, ...]:
    out = []
    words = sum(s.reference[1] - s.reference[0] for s in spans)
    for fact, kind, least in (
        (Fact.NUMBERS, Kind.NUMBER, 0.9 if words < 100 else 0.8 if density < 0.85 else 0.67),
        (Fact.NAMES, Kind.PROPER, 0.6),
    ):
        same = total = 0
        for s in spans:
            left = [t for t in a[slice(*s.reference)] if t >> 14 == kind]
            right = [t for t in b[slice(*s.other)] if t >> 14 == kind]
            same += LCSseq.similarity(left, right)
            total += min(len(left), len(right))
        if total and same < least * total:
            out.append(f"{fact}: {same} of {total} agree")
    return tuple(out)
