"""Carry out what a person says of stories. What it needs is read, decided and written as one; nothing else changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from wirecopy.codec import decode
from wirecopy.dedupe import overrule
from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.index import Index, Member
from wirecopy.dedupe.placing import Arrival
from wirecopy.dedupe.story import FoldedRow, StoryRow
from wirecopy.edges import Clock
from wirecopy.errors import ConflictError, UserError
from wirecopy.model import ArticleVersion, Copy
from wirecopy.ports import Archive, StoryStore
from wirecopy.stages.fold import resolved

_ATTEMPTS = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrule:
    """The stores that a person's word is carried out on."""

    stories: StoryStore
    index: Index
    archive: Archive
    clock: Clock

    def merge(self, one: str, other: str) -> StoryRow:
        """Make two stories one; returns it. Raises :class:`UserError` when they are, or one of them is unknown."""

        def attempt() -> StoryRow:
            winner, loser = overrule.merge(self._row(one), self._row(other), self.clock())
            self.stories.write(stories=[winner, loser])
            return winner

        return _until_settled(attempt)

    def split(self, story: str, article: str) -> StoryRow:
        """Take an article out of its story, for good; returns the story that it founds.

        Raises :class:`UserError` when the story is unknown, tells of no such copy, or of no other.
        """

        def attempt() -> StoryRow:
            row = self._row(story)
            folded = self._folded(row, article)
            copies = {copy.article: copy for copy in row.story.copies}
            others = [copy for copy in row.story.copies if copy.article != article]
            now = self.clock()
            own = self._arrival(copies[article], now)
            rest = self._arrival(others[0], now).reference() if others else None
            left, founded, moved = overrule.split(row, folded, own.reference(), rest, now)
            # Keys that lead to a story before it is there are passed by, so a crash in between does no harm.
            self._post(founded, own, now)
            if rest and left.references[0] == rest:
                self._post(left, self._arrival(others[0], now), now)
            self.stories.write(stories=[left, founded], folded=moved)
            return founded

        return _until_settled(attempt)

    def lead(self, story: str, article: str) -> StoryRow:
        """Make an article the lead of its story, for good; returns the story."""

        def attempt() -> StoryRow:
            before = self._row(story)
            row = overrule.lead(before, article, self.clock())
            if (before.story.lead, before.story.lead_reason) == (row.story.lead, row.story.lead_reason):
                return before
            self.stories.write(stories=[row])
            return row

        return _until_settled(attempt)

    def _row(self, story: str) -> StoryRow:
        row = resolved([story], self.stories, {}).get(story)
        if row is None:
            raise UserError(f"there is no story {story}: wirecopy stories lists them")
        return row

    def _folded(self, row: StoryRow, article: str) -> FoldedRow:
        folded = self.stories.read(articles=[article]).folded.get(article)
        if folded is None or row.copy(article) is None:
            raise UserError(f"the story {row.id} tells of no copy {article}: wirecopy stories {row.id} lists them")
        return folded

    def _arrival(self, copy: Copy, now: datetime) -> Arrival:
        version = decode(self.archive.get(copy.version_key), ArticleVersion, place=copy.version_key)
        article = version.article
        print_ = fingerprint(article.text, title=article.title, language=article.language)
        return Arrival(version=version, key=copy.version_key, fingerprint=print_, now=now)

    def _post(self, row: StoryRow, text: Arrival, now: datetime) -> None:
        self.index.post(text.fingerprint.posted, Member(row.id, text.article, (now - _EPOCH).days))


def _until_settled(attempt: Callable[[], StoryRow]) -> StoryRow:
    for _ in range(_ATTEMPTS):
        try:
            return attempt()
        except ConflictError:
            continue
    raise ConflictError("the stories kept changing meanwhile: try again")
