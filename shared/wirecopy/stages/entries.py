"""Articles that come from the entries of a feed, and the evidence that these are whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from wirecopy import warc
from wirecopy.articles import ArticleRow, Stage
from wirecopy.codec import decode
from wirecopy.discover.fulltext import Compared, adds_nothing, as_page
from wirecopy.errors import DamagedError
from wirecopy.model import ArticleVersion, Link, Page
from wirecopy.ports import Archive, Articles
from wirecopy.stages.keys import page_key

MOST_COMPARED = 3
"""Articles that are compared in one reading; each costs a read of its stored version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Stores what entries carry where their pages would lie, and compares the two."""

    articles: Articles
    archive: Archive

    def store(self, article: str, link: Link, entry: str, feed: Page) -> None:
        """Store an entry in the place of its page, which starts the next stage. Its listing must be there before."""
        page = Page(
            url=link.url,
            headers=(("Content-Type", "text/html; charset=utf-8"),),
            body=as_page(link, entry),
            observed_at=feed.observed_at,
            entry_of=feed.url,
        )
        key, at = page_key(article, page.observed_at, page.body), page.observed_at
        self.archive.put(key, warc.encode(page), warc.MEDIA_TYPE)
        row = ArticleRow(
            article=article, url=link.url, stage=Stage.WANTED, first_seen=at, changed_at=at, modified=link.modified
        )
        self.articles.want(row)
        self.articles.mark(article, Stage.STORED, url=link.url, at=at, observed_at=at, key=key)

    def compare(self, compared: Compared, entries: Mapping[str, str], rows: Mapping[str, ArticleRow]) -> Compared:
        """What is known of the entries, with those held against their pages that have been read since."""
        done = 0
        for article, entry in entries.items():
            row = rows.get(article)
            if row is None or article[:16] in compared.articles or done >= MOST_COMPARED:
                continue
            found = self._added_nothing(row, entry)
            if found is not None:
                compared = compared.noting(article[:16], found)
                done += 1
        return compared

    def _added_nothing(self, row: ArticleRow, entry: str) -> bool | None:
        """Whether an article's page added nothing to its entry; ``None`` where it was not read.

        A page that says its final address, its publisher's wishes or that it holds no article added that.
        """
        if row.alias_of is not None or row.stage is Stage.REFUSED:
            return False
        if row.stage is not Stage.FOLDED:
            return None
        try:
            version = decode(self.archive.get(row.key), ArticleVersion, place=row.key)
        except DamagedError:
            return None
        if version.entry_of:
            return None
        return version.excerpt is None and adds_nothing(version.article.text, entry)
