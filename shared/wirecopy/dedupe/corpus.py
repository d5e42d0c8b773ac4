"""A whole corpus folded in memory, one article after the other."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from wirecopy.dedupe.candidates import rank
from wirecopy.dedupe.fingerprint import Fingerprint, fingerprint
from wirecopy.dedupe.index import Member, MemoryIndex
from wirecopy.dedupe.references import MOST, Match, Text, are_one, keeps, seen_together, site_of, weigh
from wirecopy.dedupe.signature import unpack
from wirecopy.dedupe.verdict import Verdict, judge
from wirecopy.model import Relation

_MOST_COMPARED = 16
_FURTHER = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an article ended."""

    article: str
    story: str
    of: str | None = None
    """The article that it matches best; one of another story where they share text without being one."""
    verdict: Verdict | None = None

    @property
    def relation(self) -> str:
        """``new``, how it is a copy, or ``contained``."""
        if self.verdict is None:
            return "new"
        return self.verdict.relation or "contained"


class Corpus:
    """Stories that grow by :meth:`fold`, each known by a few texts."""

    def __init__(self) -> None:
        self._index = MemoryIndex()
        self._signatures: dict[str, bytes] = {}
        self._joined: dict[str, Outcome] = {}
        self._known_by: dict[str, list[tuple[str, Text]]] = {}
        self._merged: dict[str, str] = {}
        self._related: defaultdict[str, list[str]] = defaultdict(list)

    def fold(
        self,
        article: str,
        text: str,
        *,
        title: str = "",
        url: str | None = None,
        language: str | None = None,
        published: datetime | None = None,
    ) -> None:
        """Place one article: into the story that it is a copy of, or into a new one."""
        print_ = fingerprint(text, title=title, language=language)
        outcome = self._placed(article, print_, Text(unpack(print_.signature), published, site_of(url)))
        self._signatures[article] = print_.signature
        self._joined[article] = outcome
        if any(article == known for known, _ in self._known_by[outcome.story]):
            self._index.post(print_.posted, Member(outcome.story, article, 0))

    def outcomes(self) -> Iterator[Outcome]:
        """Where every article is in the end, in the order in which they came."""
        members: defaultdict[str, list[str]] = defaultdict(list)
        for outcome in self._joined.values():
            members[self._story(outcome.story)].append(outcome.article)
        for article, outcome in self._joined.items():
            story, of, verdict = self._story(outcome.story), outcome.of, outcome.verdict
            if of is None and article in self._related:
                related = dict.fromkeys(self._story(self._joined[other].story) for other in self._related[article])
                others = [member for other in related if other != story for member in members[other][:_MOST_COMPARED]]
                of, verdict = self._closest(article, others)
            yield Outcome(article, story, of, verdict)

    def _placed(self, article: str, print_: Fingerprint, text: Text) -> Outcome:
        found = self._index.probe((*print_.posted, *print_.probed))
        matches: dict[str, Match] = {}
        for story in dict.fromkeys(map(self._story, rank(found, today=0))):
            matches[story] = weigh(self._texts(story), text)
            if matches[story].verdict.relation is Relation.EXACT:
                break
        matches = seen_together(matches, {story: self._texts(story) for story in matches}, text)
        for story, match in matches.items():
            if match.verdict.contained:
                of = self._known_by[story][match.reference][0]
                self._related[article].append(of)
                self._related[of].append(article)
        copies = {story: match for story, match in matches.items() if match.verdict.copies}
        if copies:
            return self._join(article, text, copies)
        self._known_by[article] = [(article, text)]
        return Outcome(article, article)

    def _join(self, article: str, text: Text, copies: dict[str, Match]) -> Outcome:
        story = max(copies, key=lambda story: copies[story].rank)
        verdict, nth = copies[story]
        known_by = self._known_by[story]
        of = known_by[nth][0]
        for other, match in copies.items():
            if other != story and are_one(self._texts(story), self._texts(other), verdict, match.verdict):
                self._merged[other] = story
                known_by += self._known_by.pop(other)
        del known_by[MOST:]
        if keeps(verdict, len(known_by)):
            known_by.append((article, text))
        return Outcome(article, story, of, verdict)

    def _texts(self, story: str) -> list[Text]:
        return [text for _, text in self._known_by[story]]

    def _closest(self, article: str, others: list[str]) -> tuple[str | None, Verdict | None]:
        """Of articles of other stories, the one that shares most with this one."""
        judged = [(judge(self._signatures[other], self._signatures[article]), other) for other in others]
        held = [(verdict, other) for verdict, other in judged if verdict.contained or verdict.copies]
        if not held:
            return None, None
        verdict, of = max(held, key=lambda pair: _closeness(pair[0]))
        return of, replace(verdict, relation=None, contained=True)

    def _story(self, story: str) -> str:
        while story in self._merged:
            story = self._merged[story]
        return story


def _closeness(verdict: Verdict) -> tuple[int, int, int]:
    """Of two that are held as far, a text speaks of the one that runs further through it: the other was put into it."""
    runs = verdict.spans[-1].other[1] - verdict.spans[0].other[0]
    return round(20 * max(verdict.coverage)), runs // _FURTHER, verdict.agreeing
