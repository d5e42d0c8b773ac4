"""Take the article out of a stored page and store it."""

from dataclasses import dataclass

from wirecopy import PRODUCT, warc
from wirecopy.articles import Stage
from wirecopy.codec import decode, encode
from wirecopy.edges import Clock
from wirecopy.errors import UnreadableError
from wirecopy.extract import EXTRACTOR, extract
from wirecopy.extract.habits import learned, without_repeated
from wirecopy.model import ArticleVersion, Link, Listing, Page, Rules
from wirecopy.ports import Archive, Articles, Lessons, Sources
from wirecopy.stages.keys import parse, version_key
from wirecopy.urls import host_of
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
    lessons: Lessons
    clock: Clock

    def read(self, key: str) -> Extracted:
        """Store what the page under ``key`` says. The same page and extractor give the same object."""
        article = parse(key).owner
        record = self.articles.record(article)
        if record.is_withdrawn:  # its page may be gone already
            return Extracted(article=article, refusal="it was withdrawn")
        page = warc.decode(self.archive.get(key), place=key)
        rules, hints = self._told(record.listings)
        try:
            said = extract(page.body, page.url, headers=page.headers, hints=hints, rules=rules)
        except UnreadableError as error:
            return self._refuse(article, page, str(error))
        if not said.text.strip():
            return self._refuse(article, page, "no text to read")
        wish = permissions.read(page.headers, said.robots, agent=PRODUCT, now=page.observed_at)
        if not wish.syndicate:
            return self._refuse(article, page, f"its publisher wants it in no feed ({', '.join(wish.said)})")
        host = host_of(page.url)
        known = self.lessons.habits(host)
        by_rule = bool(rules.body) and rules.body not in said.unmatched_rules
        version = ArticleVersion(
            id=article,
            observed_at=page.observed_at,
            extractor=EXTRACTOR,
            page_key=key,
            article=said if by_rule else without_repeated(said, article, known.value),
            entry_of=page.entry_of,
            excerpt=wish.excerpt,
        )
        stored_as = version_key(article, page.observed_at, page.body)
        self._store(stored_as, version)
        habits = learned(known.value, article, said.text, page.observed_at)
        if habits != known.value:
            # Whoever loses a race loses what one page would have taught.
            self.lessons.put_habits(host, habits, known.tag, at=page.observed_at)
        return Extracted(article=article, version_key=stored_as, unmatched_rules=said.unmatched_rules)

    def _told(self, listings: tuple[Listing, ...]) -> tuple[Rules, Link | None]:
        """How the pages of the source that listed an article first are to be read, and what it said of this one."""
        first = min(listings, key=lambda listing: (listing.seen_at, listing.source), default=None)
        if first is None:
            return Rules(), None
        source = self.sources.get(first.source)
        return source.rules if source else Rules(), first.link

    def _store(self, key: str, version: ArticleVersion) -> None:
        """Store a version. What is there already is put again as it is: more may be known of its site by now, but the
        same page may not become another article."""
        body = encode(version)
        if self.archive.put_new(key, body, JSON):
            return
        there = self.archive.get(key)
        same = decode(there, ArticleVersion, place=key).extractor == EXTRACTOR
        self.archive.put(key, there if same else body, JSON)

    def _refuse(self, article: str, page: Page, reason: str) -> Extracted:
        self.articles.mark(
            article, Stage.REFUSED, url=page.url, at=self.clock(), observed_at=page.observed_at, reason=reason
        )
        return Extracted(article=article, refusal=reason)
