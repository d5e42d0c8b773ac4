"""The few texts that a story is known by, and when an article joins it.

One text does not do: the first copy seen may be cut or spun, and what it lost, later copies lack in common with it. So
a story keeps its founder's text and the first few others that were recognised as it. A text that holds another story
as well (a round-up) is no reference: all that it holds would become one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from wirecopy.dedupe.align import align
from wirecopy.dedupe.tokens import lowered
from wirecopy.dedupe.verdict import FOREIGN, Verdict, judge_letters
from wirecopy.model import Relation

MOST = 3
"""Enough: with one more, recall grows by less than a hundredth."""
_KIN = 12
_SAME = 0.98
_WHOLE = 0.9
_BESIDE = "another text of the story shares nothing with it"


class Text(NamedTuple):
    """What is known of an article when it is judged: its spelling, and when it was published, if that is told."""

    letters: str
    published: datetime | None = None


class Match(NamedTuple):
    """The best verdict on an article among a story's references, and which of them it was held against."""

    verdict: Verdict
    reference: int


def weigh(references: Sequence[Text], other: Text) -> Match:
    """How ``other`` stands to a story that is known by ``references``, the founder's first."""
    matches = [
        Match(judge_letters(text.letters, other.letters, apart=_apart(text, other)), n)
        for n, text in enumerate(references)
    ]
    best = max(matches, key=lambda match: (match.verdict.copies, match.verdict.agreeing))
    # What merely begins a further reference may be what that one holds besides this story.
    if (
        best.reference
        and best.verdict.copies
        and best.verdict.cohesion < FOREIGN
        and not are_akin(references[0], other)
    ):
        return matches[0]
    # A founder that carries two texts has nothing to tell them apart by but the first of them that came.
    if best.verdict.copies and best.verdict.relation is not Relation.EXACT and best.reference == 0:
        strangers = [text for text in references[1:] if not are_akin(text, other)]
        if strangers:
            apart = replace(best.verdict, relation=None, contained=True, disagreed=(_BESIDE,))
            return Match(apart, 0)
    return best


def keeps(verdict: Verdict, references: int) -> bool:
    """Whether a copy's text, so judged, becomes a further reference of a story that has so many.

    Not one that speaks of something else besides. A copy that is but a part of what does is kept: it tells the parts
    apart.
    """
    differs = verdict.density < _SAME or min(verdict.coverage) < _WHOLE
    is_part = verdict.coverage[1] > verdict.coverage[0]
    of_one = verdict.cohesion >= FOREIGN or is_part
    return references < MOST and verdict.relation is not Relation.EXACT and of_one and differs


def are_akin(one: Text, another: Text) -> bool:
    """Whether two texts have a passage in common.

    Two stories are one when an article is a copy of both and their founders are akin: copies that were cut in
    different places need not be copies of each other, but the parts of a round-up share nothing.
    """
    return sum(span.agreeing for span in align(lowered(one.letters), lowered(another.letters))) >= _KIN


def _apart(one: Text, another: Text) -> timedelta | None:
    return abs(one.published - another.published) if one.published and another.published else None
