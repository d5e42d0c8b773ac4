"""Fold what was extracted into stories, and say in the article's row that it was."""

from concurrent.futures import Executor
from dataclasses import dataclass

from wirecopy.articles import Stage
from wirecopy.codec import decode
from wirecopy.dedupe.index import Index
from wirecopy.edges import Clock
from wirecopy.model import ArticleVersion
from wirecopy.ports import Archive, Articles, StoryStore
from wirecopy.stages.fold import Fold, fold, fold_listings
from wirecopy.stages.keys import parse
from wirecopy.stages.relate import relate


@dataclass(frozen=True, slots=True, kw_only=True)
class Dedupe:
    """The dedupe stage with its stores and edges."""

    articles: Articles
    archive: Archive
    stories: StoryStore
    index: Index
    clock: Clock
    window: int
    """For how many days a text attracts copies."""
    pool: Executor | None = None
    """Lets keys be posted while rows are written. Not the one that the index has."""

    def fold(self, key: str) -> Fold | None:
        """Fold the version under ``key``; ``None`` if it is withdrawn. Doing it again changes nothing."""
        record = self.articles.record(parse(key).owner)
        if record.is_withdrawn:  # the version may be gone already
            return None
        version = decode(self.archive.get(key), ArticleVersion, place=key)
        listings = record.listings
        folded = fold(
            version,
            key,
            listings,
            stories=self.stories,
            index=self.index,
            clock=self.clock,
            window=self.window,
            pool=self.pool,
        )
        # A listing that came after they were read, and found nothing folded yet, would tell nobody.
        self.list_again(version.id)
        relate(folded.story, stories=self.stories, archive=self.archive, clock=self.clock, arrived=version.id)
        self.articles.mark(
            version.id,
            Stage.FOLDED,
            url=version.article.url,
            at=self.clock(),
            observed_at=version.observed_at,
            reason=", ".join(version.wishes),
            key=key,
        )
        return folded

    def list_again(self, article: str) -> bool:
        """Let an article's story know of listings that came after it was folded; whether that changed the story."""
        listings = self.articles.record(article).listings
        return fold_listings(article, listings, stories=self.stories, clock=self.clock) is not None
