"""A whole corpus folded in memory, one article after the other."""

from dataclasses import dataclass, field

from wirecopy.dedupe.candidates import rank
from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.index import Member, MemoryIndex
from wirecopy.dedupe.verdict import Verdict, judge


@dataclass(slots=True)
class Placed:
    """Where an article ended: its story, and the best verdict with the founder it was held against."""

    article: str
    story: str
    of: str | None = None
    verdict: Verdict | None = None


@dataclass(slots=True)
class Corpus:
    """Stories grown by :meth:`fold`."""

    window: int = 30
    _index: MemoryIndex = field(default_factory=MemoryIndex)
    _reference: dict[str, bytes] = field(default_factory=dict)
    _merged: dict[str, str] = field(default_factory=dict)
    _exact: dict[str, str] = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)

    def fold(self, article: str, text: str, *, title: str = "", language: str | None = None, day: int = 0) -> Placed:
        """Place one article: into the story whose reference text it copies, or into a new one."""
        print_ = fingerprint(text, title=title, language=language)
        found = dict(self._index.probe(print_.posted)) | dict(self._index.probe(print_.probed))
        placed = Placed(article, article)
        for story in dict.fromkeys(self.story(s) for s in rank(found, today=day, window=self.window)):
            verdict = judge(self._reference[story], print_.signature)
            if verdict.copies:
                if placed.verdict is None or not placed.verdict.copies:
                    placed.story, placed.of, placed.verdict = story, story, verdict
                else:
                    self._merge(placed.story, story)
            elif verdict.contained and placed.verdict is None:
                placed.of, placed.verdict = story, verdict
        placed.story = self.story(placed.story)
        if placed.story == article:
            self._reference[article] = print_.signature
        self._index.post(print_.posted, Member(placed.story, article, day))
        self.placed.append(placed)
        return placed

    def story(self, story: str) -> str:
        """The story that this one is part of in the end."""
        while story in self._merged:
            story = self._merged[story]
        return story

    def _merge(self, a: str, b: str) -> None:
        a, b = self.story(a), self.story(b)
        if a != b:
            self._merged[b] = a
