"""Take the article out of a stored page and store it."""

from dataclasses import dataclass

from wirecopy import PRODUCT, warc
from wirecopy.articles import Stage
from wirecopy.codec import encode
from wirecopy.edges import Clock
from wirecopy.errors import UnreadableError
from wirecopy.extract import EXTRACTOR, extract
from wirecopy.model import Article, ArticleVersion, Listing, Page, Rules
from wirecopy.ports import Archive, Articles, Sources
from wirecopy.stages.keys import parse, version_key
from wirecopy.web import permissions

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What came of a page: where its article lies, or why there is none."""

    article: str
    version_key: str = ""
    refusal: str = ""
    unmatched_rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The extract stage with its stores and edges."""

    sources: Sources
    articles: Articles
    archive: Archive
    clock: Clock

    def read(self, key: str) -> Extracted:
        """Store what the page under ``key`` says. The same page and extractor give the same object."""
        article = parse(key).owner
        page = warc.decode(self.archive.get(key), place=key)
        listings = self.articles.record(article).listings
        try:
            said = self._extract(page, listings)
        except UnreadableError as error:
            return self._refuse(article, page, str(error))
        if not said.text.strip():
            return self._refuse(article, page, "no text to read")
        wish = permissions.read(page.headers, said.robots, agent=PRODUCT, now=page.observed_at)
        if not wish.syndicate:
            return self._refuse(article, page, f"its publisher wants it in no feed ({', '.join(wish.said)})")
        version = ArticleVersion(
            id=article,
            observed_at=page.observed_at,
            extractor=EXTRACTOR,
            page_key=key,
            article=said,
            excerpt=wish.excerpt,
        )
        stored_as = version_key(article, page.observed_at, page.body)
        self.archive.put(stored_as, encode(version), JSON)
        return Extracted(article=article, version_key=stored_as, unmatched_rules=said.unmatched_rules)

    def _extract(self, page: Page, listings: tuple[Listing, ...]) -> Article:
        first = min(listings, key=lambda listing: (listing.seen_at, listing.source), default=None)
        source = self.sources.get(first.source) if first else None
        return extract(
            page.body,
            page.url,
            headers=page.headers,
            hints=first.link if first else None,
            rules=source.rules if source else Rules(),
        )

    def _refuse(self, article: str, page: Page, reason: str) -> Extracted:
        self.articles.mark(
            article, Stage.REFUSED, url=page.url, at=self.clock(), observed_at=page.observed_at, reason=reason
        )
        return Extracted(article=article, refusal=reason)
