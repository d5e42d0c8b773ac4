"""Withdraw an article: out of every feed, archive, page and store, and never back.

First its row says so, which keeps out whatever is fetched, extracted or folded from then on. Then it leaves its story,
its fingerprints, the feeds, and last of all the archive, from whose texts the keys of the fingerprints are known. Each
step may be done again, so one that was cut short is completed by withdrawing once more.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from wirecopy.articles import Stage
from wirecopy.codec import decode
from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.index import Index, Member
from wirecopy.dedupe.placing import Arrival
from wirecopy.dedupe.story import StoryRow
from wirecopy.dedupe.withdrawal import heir, kept_out, left_by
from wirecopy.edges import Clock
from wirecopy.errors import ConflictError
from wirecopy.model import ArticleVersion
from wirecopy.ports import Archive, Articles, StoryStore
from wirecopy.stages.fold import resolved
from wirecopy.stages.keys import ARTICLES, PAGES
from wirecopy.stages.publish import Publish
from wirecopy.stages.relate import relate

_ATTEMPTS = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What became of an article that was withdrawn."""

    article: str
    story: str
    """That it was a copy of; empty if of none."""
    copies: int
    """The copies that the story still has."""
    objects: int
    """The pages and versions that were deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The stores that an article is taken out of."""

    articles: Articles
    stories: StoryStore
    index: Index
    archive: Archive
    publish: Publish
    clock: Clock

    def story(self, story: str) -> tuple[Withdrawn, ...]:
        """Withdraw every copy that a story tells of, and those for which that was begun."""
        row = resolved([story], self.stories, {}).get(story)
        if row is None:
            return ()
        begun = {
            it.article: it.url for it in self.articles.all() if it.stage is Stage.WITHDRAWN and it.reason == row.id
        }
        told = {copy.article: copy.url for copy in row.story.copies}
        for article, url in told.items():
            self._keep_out(article, url, row.id)
        return tuple(self.article(article, url, reason=row.id) for article, url in (begun | told).items())

    def article(self, article: str, url: str, *, reason: str = "") -> Withdrawn:
        """Withdraw an article, known or not."""
        self._keep_out(article, url, reason)
        self.articles.forget_listings(article)
        row = self._out_of_its_story(article)
        versions = self.archive.keys(f"{ARTICLES}/{article}/")
        self._forget(article, versions)
        if row is not None:
            self._relate(row)
            self.publish.publish([row.id])
        kept = [*self.archive.keys(f"{PAGES}/{article}/"), *versions]
        for key in kept:
            self.archive.delete(key)
        story, copies = (row.id, len(row.story.copies) + row.story.unlisted) if row else ("", 0)
        return Withdrawn(article=article, story=story, copies=copies, objects=len(kept))

    def _keep_out(self, article: str, url: str, reason: str) -> None:
        self.articles.mark(article, Stage.WITHDRAWN, url=url, at=self.clock(), observed_at=None, reason=reason)

    def _out_of_its_story(self, article: str) -> StoryRow | None:
        """The story as it is without the article; ``None`` if it never was in one."""
        for _ in range(_ATTEMPTS):
            folded = self.stories.read(articles=[article]).folded.get(article)
            home = resolved([folded.story], self.stories, {}).get(folded.story) if folded and folded.story else None
            if folded is not None and folded.withdrawn:
                return home
            text = self._text(home, heir(home, article)) if home else None
            left = left_by(home, article, text.reference() if text else None, self.clock()) if home else None
            if home and text:  # the story is found by another's text from now on
                member = Member(home.id, text.article, (self.clock() - _EPOCH).days)
                self.index.post(text.fingerprint.posted, member)
            try:
                self.stories.write(stories=[left] if left else [], folded=kept_out(folded, article, self.clock()))
            except ConflictError:
                continue
            return left
        raise ConflictError(f"the story of {article} kept changing while it was withdrawn: try again")

    def _relate(self, row: StoryRow) -> None:
        """Hold the copies that are left against their lead, unless all of the story is being withdrawn."""
        if row.story.copies and not self.articles.record(row.story.lead).is_withdrawn:
            with suppress(ConflictError):  # whoever changed the story meanwhile holds an arrival against the lead
                relate(row.id, stories=self.stories, archive=self.archive, clock=self.clock, anew=True)

    def _text(self, row: StoryRow, article: str | None) -> Arrival | None:
        copy = row.copy(article) if article else None
        if copy is None:
            return None
        version = decode(self.archive.get(copy.version_key), ArticleVersion, place=copy.version_key)
        said = version.article
        print_ = fingerprint(said.text, title=said.title, language=said.language)
        return Arrival(version=version, key=copy.version_key, fingerprint=print_, now=self.clock())

    def _forget(self, article: str, versions: Collection[str]) -> None:
        """Take the article out of every key that its texts were posted under."""
        for key in versions:
            text = decode(self.archive.get(key), ArticleVersion, place=key).article
            posted = fingerprint(text.text, title=text.title, language=text.language).posted
            held = self.index.probe(posted)
            for member in {it for members in held.values() for it in members if it.article == article}:
                self.index.withdraw([name for name in posted if member in held.get(name, ())], member)
