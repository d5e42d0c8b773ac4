"""A whole corpus folded in memory, one article after the other, by the rules that the cloud folds by."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from wirecopy.dedupe.candidates import rank
from wirecopy.dedupe.fingerprint import Fingerprint, fingerprint
from wirecopy.dedupe.index import Member, MemoryIndex
from wirecopy.dedupe.references import MOST, are_one, keeps, weigh
from wirecopy.dedupe.signature import unpack
from wirecopy.dedupe.verdict import Verdict, judge
from wirecopy.model import Relation

_MOST_COMPARED = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an article ended: its story, the article that it matches best, and how it stands to that one."""

    article: str
    story: str
    of: str | None = None
    verdict: Verdict | None = None


class Corpus:
    """Stories that grow by :meth:`fold`. Times are days since 1970-01-01."""

    def __init__(self, *, window: int = 30) -> None:
        self._window = window
        self._index = MemoryIndex()
        self._signatures: dict[str, bytes] = {}
        self._joined: dict[str, Outcome] = {}
        self._known_by: dict[str, list[tuple[str, str]]] = {}
        self._merged: dict[str, str] = {}

    def fold(self, article: str, text: str, *, title: str = "", language: str | None = None, day: int = 0) -> None:
        """Place one article: into the story that it is a copy of, or into a new one."""
        print_ = fingerprint(text, title=title, language=language)
        self._signatures[article] = print_.signature
        outcome = self._placed(article, print_, day)
        self._joined[article] = outcome
        self._index.post(print_.posted, Member(outcome.story, article, day))

    def outcomes(self) -> Iterator[Outcome]:
        """Where every article is in the end, in the order in which they came."""
        members: defaultdict[str, list[str]] = defaultdict(list)
        for outcome in self._joined.values():
            members[self._story(outcome.story)].append(outcome.article)
        for article, outcome in self._joined.items():
            story, of, verdict = self._story(outcome.story), outcome.of, outcome.verdict
            if of and verdict and not verdict.copies:
                others = members[self._story(self._joined[of].story)]
                of, verdict = self._best(article, [of, *others[:_MOST_COMPARED]])
            yield Outcome(article, story, of, verdict)

    def _placed(self, article: str, print_: Fingerprint, day: int) -> Outcome:
        found = {**self._index.probe(print_.posted), **self._index.probe(print_.probed)}
        letters = unpack(print_.signature)
        copies, related = [], []
        for story in dict.fromkeys(map(self._story, rank(found, today=day, window=self._window))):
            references = self._known_by[story]
            verdict, nth = weigh([text for _, text in references], letters)
            if verdict.copies:
                copies.append((verdict, story, references[nth][0]))
                if verdict.relation is Relation.EXACT:
                    break
            elif verdict.contained:
                related.append((verdict, references[nth][0]))
        for verdict, of in related:
            self._relate(of, article, verdict)
        if copies:
            return self._join(article, letters, copies)
        self._known_by[article] = [(article, letters)]
        if not related:
            return Outcome(article, article)
        verdict, of = max(related, key=lambda pair: _closeness(pair[0]))
        return Outcome(article, article, of, verdict)

    def _join(self, article: str, letters: str, copies: list[tuple[Verdict, str, str]]) -> Outcome:
        verdict, story, of = max(copies, key=lambda copy: (copy[0].relation is Relation.EXACT, copy[0].agreeing))
        known_by = self._known_by[story]
        for _, other, _ in copies:
            if other != story and are_one(known_by[0][1], self._known_by[other][0][1]):
                self._merged[other] = story
                known_by += self._known_by.pop(other)
        del known_by[MOST:]
        if keeps(verdict, len(known_by)):
            known_by.append((article, letters))
        return Outcome(article, story, of, verdict)

    def _relate(self, founder: str, article: str, verdict: Verdict) -> None:
        """Let the article be what a lone founder matches best, where it does so better than what came before."""
        outcome = self._joined[founder]
        if outcome.story != founder or (outcome.verdict and _closeness(outcome.verdict) >= _closeness(verdict)):
            return
        self._joined[founder] = Outcome(founder, founder, article, verdict)

    def _best(self, article: str, others: list[str]) -> tuple[str, Verdict]:
        mine = self._signatures[article]
        judged = [(judge(self._signatures[other], mine), other) for other in dict.fromkeys(others) if other != article]
        verdict, of = max(judged, key=lambda pair: (pair[0].copies or pair[0].contained, _closeness(pair[0])))
        return of, verdict

    def _story(self, story: str) -> str:
        while story in self._merged:
            story = self._merged[story]
        return story


def _closeness(verdict: Verdict) -> tuple[int, int]:
    return round(20 * max(verdict.coverage)), verdict.agreeing
