"""Whether one text is a copy of another, judged on their signatures alone, with the evidence.

What a copy keeps: the order of its closed-class words (spinners swap the others), its numbers and names, and most of
the text of one side. What is cut or added on one side only is an editor's doing; what stands on both sides in the
same place and differs was rewritten, and a text that was rewritten is another text.
"""

import math
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from wirecopy.dedupe.align import Span, align, in_common, outside
from wirecopy.dedupe.signature import unpack
from wirecopy.dedupe.tokens import NAMES, NUMBERS, WORDS, lowered
from wirecopy.model import Relation

LEAST_AGREEING = 45
"""Fewer words in common prove nothing: a quotation, a list of names, a disclaimer."""
_SCREEN = 0.36
"""Of the shorter text, as a subsequence of the longer: unrelated texts reach about .3."""

_NEAR = 0.85
_LONG = 100
_SPUN = (0.45, 0.74)
_SPUN_SHORT = (0.5, 0.8)
"""Of all words and of closed-class words, the share that a spinner leaves in order: .55 and .85 at the worst seen. What
a reporter tells again has .4 to .75 of both."""

_SHORTER = 0.5
"""The least share of the side that is covered better,"""
_BOTH = 0.8
"""and of both sides' shares together."""
_REWRITTEN = 0.3
"""Of the shorter text: copies with paragraphs cut and boilerplate added stay below .2, follow-ups are at .3 to .5."""
_CUT = 0.2
"""A copy that was cut to less than this share is not told from a quotation."""

FOREIGN = 0.055
"""Less :attr:`Verdict.cohesion` than this has what was inserted from another article, nine times in ten, and what was
cut from the same article one time in a hundred."""
_FOREIGN_AFTER_HEAD = 0.03
"""The same for what follows a text that stands at the very beginning, almost whole: a brief and its long version."""
_FOREIGN_NAMES = 6
_SMALL_REST = 60
_LONG_REST = 150
"""Shorter rests, or not much longer ones with fewer names, are boilerplate as likely as anything."""
_HEAD = 12
_ALMOST_WHOLE = 0.75

_TEMPLATE_WINDOW = timedelta(hours=48)
"""Reports that are made anew each day or week on the same lines are further apart than copies of one of them."""
_TERSE = 150
_FULL_OF_FIGURES = 0.06
_WORD_FOR_WORD = 0.95

_CLOSED = re.compile(f"[{chr(NUMBERS)}-\uffff]+")
_FIGURES = re.compile(f"[^{chr(NUMBERS)}-{chr(WORDS - 1)}]+")
_NAMED = re.compile(f"[^{chr(NAMES)}-\uffff]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How ``other`` stands to ``reference``. With neither a relation nor ``contained``, they are different texts."""

    relation: Relation | None
    similarity: float
    """The share of the reference's words that the other has, in order, within the spans."""
    contained: bool = False
    """They share text without being one: related, never merged."""
    fuller: bool = False
    """``other`` is a copy that carries nearly all of the reference, and clearly more."""
    spans: tuple[Span, ...] = ()
    coverage: tuple[float, float] = (0.0, 0.0)
    """Of the reference and of the other, the share that lies within the spans."""
    density: float = 0.0
    """Of the words within the spans, the share that agrees."""
    cohesion: tuple[float, float] = (1.0, 1.0)
    """Of the reference and of the other, how far the rest speaks of what the spans do: the different words that occur
    in both, names twice, by the geometric mean of the two lengths (Ochiai, 1957). 1 where nothing is left over."""
    telling: tuple[bool, bool] = (False, False)
    """Whether that rest tells of anything: else it is boilerplate as likely as not."""
    disagreed: tuple[str, ...] = ()
    """What spoke against its being a copy, in words."""

    @property
    def copies(self) -> bool:
        """Whether the two belong to one story."""
        return self.relation is not None

    @property
    def agreeing(self) -> int:
        """How many words the two have in common within the spans."""
        return sum(span.agreeing for span in self.spans)


def judge(reference: bytes, other: bytes, *, apart: timedelta | None = None) -> Verdict:
    """The verdict on two signatures. ``apart`` is the time between their publications, where known."""
    return judge_letters(unpack(reference), unpack(other), apart=apart)


def judge_letters(reference: str, other: str, *, apart: timedelta | None = None) -> Verdict:
    """The same on two texts as spelled by :func:`wirecopy.dedupe.tokens.spell`."""
    if reference == other:
        return _same(len(reference))
    a, b = lowered(reference), lowered(other)
    least = max(LEAST_AGREEING, int(_SCREEN * min(len(a), len(b))))
    spans = align(a, b) if in_common(a, b, at_least=least) else ()
    agreeing = sum(span.agreeing for span in spans)
    if agreeing < LEAST_AGREEING:
        return Verdict(None, agreeing / max(1, len(a)), spans=spans, disagreed=("too few words in common",))
    return _Case(reference, other, spans, agreeing).verdict(apart)


def _same(length: int) -> Verdict:
    if not length:
        return Verdict(None, 0.0, disagreed=("no words at all",))
    everything = Span((0, length), (0, length), length)
    return Verdict(Relation.EXACT, 1.0, spans=(everything,), coverage=(1.0, 1.0), density=1.0)


class _Case:
    """The evidence on two texts that have something in common."""

    def __init__(self, reference: str, other: str, spans: tuple[Span, ...], agreeing: int) -> None:
        self.reference, self.other, self.spans, self.agreeing = reference, other, spans, agreeing
        self.here = [reference[slice(*span.reference)] for span in spans]
        self.there = [other[slice(*span.other)] for span in spans]
        in_reference, in_other = sum(map(len, self.here)), sum(map(len, self.there))
        self.coverage = (in_reference / len(reference), in_other / len(other))
        self.density = 2 * agreeing / (in_reference + in_other)
        places = [span.reference for span in spans], [span.other for span in spans]
        longer = len(other) > len(reference)
        self.longer, self.shorter = (other, reference) if longer else (reference, other)
        self.places = places[longer]

    def verdict(self, apart: timedelta | None) -> Verdict:
        disagreed = tuple(self._disagreements(apart))
        relation = None if disagreed else self._relation()
        contained = not relation and not disagreed and max(self.coverage) >= _SHORTER
        return Verdict(
            relation,
            similarity=self.agreeing / len(self.reference),
            contained=contained,
            fuller=relation is not None and self.coverage[0] >= 0.8 and len(self.other) > 1.1 * len(self.reference),
            spans=self.spans,
            coverage=self.coverage,
            density=self.density,
            cohesion=(self.rests[0].cohesion, self.rests[1].cohesion),
            telling=(self.rests[0].telling, self.rests[1].telling),
            disagreed=disagreed if relation or contained else disagreed or ("most of both is not shared",),
        )

    def _disagreements(self, apart: timedelta | None) -> list[str]:
        out = []
        if self.density < _NEAR and not self._may_be_spun():
            out.append("words and their order")
        long_and_near = self.agreeing >= 200 and self.density >= _NEAR
        if self._agreement(_FIGURES) < (0.8 if long_and_near else 0.9):
            out.append("numbers")
        if self._agreement(_NAMED) < (0.6 if self.agreeing >= 200 else 0.8):
            out.append("names")
        if not out and apart is not None and abs(apart) > _TEMPLATE_WINDOW and self._may_be_of_one_template():
            out.append("days apart, and little but figures to tell them by")
        return out

    def _may_be_spun(self) -> bool:
        density, closed = _SPUN if self.agreeing >= _LONG else _SPUN_SHORT
        return self.density >= density and self._agreement(_CLOSED, of_both=True) >= closed

    def _relation(self) -> Relation | None:
        least, most = sorted(self.coverage)
        if most < _SHORTER or least < _CUT or least + most < _BOTH:
            return None
        if self._rewritten() > _REWRITTEN or self._holds_another():
            return None
        return Relation.EXCERPT if least < 0.5 else Relation.NEAR if self.density >= _NEAR else Relation.SPUN

    def _agreement(self, others: re.Pattern[str], *, of_both: bool = False) -> float:
        """Of one class of words within the spans, the share that agrees: of the side that has fewer, or of both."""
        same = total = 0
        for here, there in zip(self.here, self.there, strict=True):
            one, another = others.sub("", here), others.sub("", there)
            same += in_common(one, another) * (2 if of_both else 1)
            total += len(one) + len(another) if of_both else min(len(one), len(another))
        return same / total if total else 0.0 if of_both else 1.0

    def _rewritten(self) -> float:
        """Of the shorter text, the share that the other has different words for in the same place.

        That one ends in a few other words is no rewriting: a copy was cut, and a page's own lines follow it.
        """
        end = (0, 0)
        rewritten = 0
        for span in self.spans:
            rewritten += min(span.reference[0] - end[0], span.other[0] - end[1])
            end = (span.reference[1], span.other[1])
        ending = min(len(self.reference) - end[0], len(self.other) - end[1])
        return (rewritten + (ending if ending > _SMALL_REST else 0)) / len(self.shorter)

    def _holds_another(self) -> bool:
        """Whether what either text has besides speaks of other people and things, as in a round-up."""
        least = _FOREIGN_AFTER_HEAD if self._is_head() else FOREIGN
        return any(rest.telling and rest.cohesion < least for rest in self.rests)

    @cached_property
    def rests(self) -> tuple["_Rest", "_Rest"]:
        """What either text has outside the spans."""
        return (
            _Rest(self.reference, [span.reference for span in self.spans]),
            _Rest(self.other, [span.other for span in self.spans]),
        )

    def _is_head(self) -> bool:
        """Whether the shorter text is, almost whole, the longer one's beginning."""
        if max(self.coverage) < _ALMOST_WHOLE:
            return False
        return self.places[0][0] <= _HEAD and self.places[-1][1] <= len(self.shorter) + _HEAD

    def _may_be_of_one_template(self) -> bool:
        """Whether the two are short or full of figures, and less than word for word the same."""
        figures = len(_FIGURES.sub("", self.shorter))
        terse = len(self.shorter) < _TERSE or figures > _FULL_OF_FIGURES * len(self.shorter)
        return terse and (self.density < _WORD_FOR_WORD or self._agreement(_FIGURES) < 1)


class _Rest:
    """What a text has outside the spans."""

    def __init__(self, letters: str, places: list[tuple[int, int]]) -> None:
        self._letters = "".join(letters[start:end] for start, end in outside(places, len(letters)))
        self._shared = "".join(letters[start:end] for start, end in places)

    @property
    def telling(self) -> bool:
        """See :attr:`Verdict.telling`."""
        if not _SMALL_REST < len(self._letters) <= _LONG_REST:
            return len(self._letters) > _LONG_REST
        return len(_NAMED.sub("", self._letters)) >= _FOREIGN_NAMES

    @cached_property
    def cohesion(self) -> float:
        """See :attr:`Verdict.cohesion`."""
        if not self._letters:
            return 1.0
        common = set(self._letters).intersection(self._shared)
        told = sum((letter >= chr(WORDS)) + (letter >= chr(NAMES)) for letter in common)
        return told / math.sqrt(len(self._letters) * len(self._shared))
