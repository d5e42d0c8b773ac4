"""The few texts that a story is known by, and when an article joins it.

One text does not do: the first copy seen may be cut or spun, and what it lost, later copies lack in common with it. So
a story keeps its founder's text and the first few others that were recognised as it. A text that holds another story
as well (a round-up) is no reference: all that it holds would become one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import NamedTuple

from wirecopy.dedupe.align import Span, align
from wirecopy.dedupe.tokens import NAMES, NUMBERS, WORDS, lowered
from wirecopy.dedupe.verdict import Verdict, judge_letters
from wirecopy.model import Relation
from wirecopy.urls import host_of

MOST = 3
"""Enough: with one more, recall grows by less than a hundredth."""
OF_ONE = 0.1
"""From this :attr:`~Verdict.cohesion` on what a text holds besides is hardly ever another article: of parts of two
chosen at random one in a thousand reaches it, of parts of two on the same topic one in four."""
PLAINLY_OF_ONE = 0.2
"""From here on hardly ever even one on the same topic: one in fifty."""
STRANGERS = 0.09
"""Of two articles chosen at random 99 in 100 have less; of two parts of one article one in ten has."""
_KIN = 12
_PASSAGE = 30
_FOOTER = 60
_HALF = 0.5
_SAME_PLACE = 0.2
_SAME = 0.98
_WHOLE = 0.9
_SAME_WORDS = 0.97
"""A site that prints its own text again mends a word here and there; what it makes on a template has others."""
_FACTS = 0.05
"""Of the words in common, names and figures. A wire's reports that an editor wrote over have .065 at least; a forecast
or a review on a template has none, or others each time."""

_BESIDE = "another text of the story shares nothing with it"
_TEMPLATE = "other words in the same places, on one site"


class Text(NamedTuple):
    """What is known of an article when it is judged: its spelling, and when and where it was published, if told."""

    letters: str
    published: datetime | None = None
    site: str = ""


class Match(NamedTuple):
    """The best verdict on an article among a story's references, and which of them it was held against."""

    verdict: Verdict
    reference: int

    @property
    def rank(self) -> tuple[bool, int]:
        """Of two stories that an article is a copy of it joins the one that has more of this."""
        return (self.verdict.relation is Relation.EXACT, self.verdict.agreeing)


def weigh(references: Sequence[Text], other: Text) -> Match:
    """How ``other`` stands to a story that is known by ``references``, the founder's first.

    A reference that carries two texts has nothing to tell them apart by but the story's other references: where one of
    these shares nothing with ``other``, it is no copy, unless all that the reference carries plainly speaks of one.

    Nor is it one where a reference of the same site has other words in the same places, and hardly a name or figure
    in common. A spinner swaps the words of other sites; the weather, the stars and what a magazine tests are told anew
    on the site's own lines.
    """
    matches = [
        Match(judge_letters(text.letters, other.letters, apart=_apart(text, other)), n)
        for n, text in enumerate(references)
    ]
    best = max(matches, key=lambda match: (match.verdict.copies, match.verdict.agreeing))
    verdict = best.verdict
    if not verdict.copies or verdict.relation is Relation.EXACT:
        return best
    if _swapped(verdict) and any(
        _on_a_template(references[match.reference], other, match.verdict) for match in matches
    ):
        return best._replace(verdict=replace(verdict, relation=None, disagreed=(_TEMPLATE,)))
    if verdict.cohesion[0] >= PLAINLY_OF_ONE:
        return best
    if all(match.verdict.agreeing or _kin(references[match.reference], other) for match in matches):
        return best
    return best._replace(verdict=replace(verdict, relation=None, contained=True, disagreed=(_BESIDE,)))


def site_of(url: str | None) -> str:
    """The site that an address is of; empty where there is none."""
    try:
        return host_of(url).removeprefix("www.") if url else ""
    except ValueError:
        return ""


def keeps(verdict: Verdict, references: int) -> bool:
    """Whether a copy's text, so judged, becomes a further reference of a story that has so many.

    Not one that may speak of something else besides. A copy that is but a part of what does is kept: it tells the parts
    apart. So is a copy of a reference that may speak of something else itself: it says which of the two the story is.
    """
    differs = verdict.density < _SAME or min(verdict.coverage) < _WHOLE
    is_part = verdict.coverage[1] > verdict.coverage[0]
    witness = verdict.telling[0] and verdict.cohesion[0] < OF_ONE
    of_one = is_part or witness or not verdict.telling[1] or verdict.cohesion[1] >= OF_ONE
    return references < MOST and verdict.relation is not Relation.EXACT and of_one and differs


def are_one(one: Sequence[Text], another: Sequence[Text], first: Verdict, second: Verdict) -> bool:
    """Whether two stories known by these texts are one, given how an article stands to both that is a copy of both.

    Copies that were cut in different places need not be copies of each other. They are known as one by a whole passage
    in common, be it that each has it in common with the same place of the article, or by what holds them both: a
    round-up's parts share nothing, and do not speak of each other.
    """
    if are_strangers(one, another):
        return False
    cohesion = min(first.cohesion[1], second.cohesion[1])
    if cohesion >= PLAINLY_OF_ONE or len(_words(first) & _words(second)) >= _PASSAGE:
        return True
    return kinship(one[0], another[0]) >= (_KIN if cohesion >= OF_ONE else _PASSAGE)


def are_strangers(one: Sequence[Text], another: Sequence[Text]) -> bool:
    """Whether two stories are known by texts that neither share a sentence nor speak of the same people and things."""
    return any(_cohesion(a, b) < STRANGERS and kinship(a, b) < _PASSAGE for a in one for b in another)


def seen_together(
    matches: Mapping[str, Match], known_by: Mapping[str, Sequence[Text]], other: Text
) -> dict[str, Match]:
    """How ``other`` stands to each of several stories, once they are known to be in it together.

    Where one part of it is a copy of one story and another part of another, and these are strangers, it is a round-up:
    a copy of neither. A part that is no copy says so only where it is the larger.
    """
    parts: set[str] = set()
    for one, another in combinations(matches, 2):
        verdicts = matches[one].verdict, matches[another].verdict
        if _beside(*verdicts, len(other.letters)) and are_strangers(known_by[one], known_by[another]):
            parts |= {one, another}
    return {story: _held(match) if story in parts else match for story, match in matches.items()}


def _beside(one: Verdict, another: Verdict, length: int) -> bool:
    """Whether a text of so many words is, for the most part, these two in different places."""
    less, more = sorted((one, another), key=lambda verdict: verdict.agreeing)
    if not less.copies or not (more.copies or more.contained):
        return False
    here, there = _words(less), _words(more)
    elsewhere = len(here & there) < _SAME_PLACE * len(here)
    return elsewhere and len(here - there) >= _HALF * (length - len(there))


def _cohesion(one: Text, another: Text) -> float:
    """See :attr:`Verdict.cohesion`: the same of two whole texts."""
    common = set(one.letters).intersection(another.letters)
    told = sum((letter >= chr(WORDS)) + (letter >= chr(NAMES)) for letter in common)
    return told / math.sqrt(max(1, len(one.letters) * len(another.letters)))


def _words(verdict: Verdict) -> set[int]:
    """The places in the article that the reference has as well."""
    return {place for span in verdict.spans for place in range(*span.other)}


def _held(match: Match) -> Match:
    return match._replace(verdict=replace(match.verdict, relation=None, fuller=False, contained=True))


def _kin(one: Text, another: Text) -> bool:
    """Whether two texts share a passage, or a sentence and what they speak of: a sentence alone may be boilerplate."""
    shared = kinship(one, another)
    return shared >= (_KIN if _cohesion(one, another) >= STRANGERS else _PASSAGE)


def kinship(one: Text, another: Text) -> int:
    """How many words two texts have in common, in passages that are no accident.

    What both end in may be the lines that a site puts below everything: it is not counted.
    """
    a, b = lowered(one.letters), lowered(another.letters)
    return sum(span.agreeing for span in align(a, b) if not _below(span, len(a), len(b)))


def _below(span: Span, one: int, another: int) -> bool:
    return max(one - span.reference[0], another - span.other[0]) <= _FOOTER


def _on_a_template(one: Text, another: Text, verdict: Verdict) -> bool:
    """Whether two texts of one site are recognised as each other by nothing but its turns of phrase."""
    if not another.site or one.site != another.site or not verdict.copies or not _swapped(verdict):
        return False
    here = {letter for span in verdict.spans for letter in one.letters[slice(*span.reference)]}
    there = (letter for span in verdict.spans for letter in another.letters[slice(*span.other)])
    facts = sum(letter in here and (letter >= chr(NAMES) or chr(NUMBERS) <= letter < chr(WORDS)) for letter in there)
    return facts < _FACTS * verdict.agreeing


def _swapped(verdict: Verdict) -> bool:
    """Whether the two have different words in the same places. What one of them has besides does not count."""
    both = sum(min(span.reference[1] - span.reference[0], span.other[1] - span.other[0]) for span in verdict.spans)
    return verdict.agreeing < _SAME_WORDS * both


def _apart(one: Text, another: Text) -> timedelta | None:
    return abs(one.published - another.published) if one.published and another.published else None
