"""Take the article out of a stored page, or out of several that are one article, and store it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from wirecopy import PRODUCT, warc
from wirecopy.articles import ArticleRow, Stage
from wirecopy.codec import decode, encode
from wirecopy.edges import Clock
from wirecopy.errors import MissingError, UnreadableError
from wirecopy.extract import EXTRACTOR, extract
from wirecopy.extract.habits import learned, without_repeated
from wirecopy.extract.paging import belongs, goes_on, joined
from wirecopy.frontier.rows import Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.lessons import Habits, missed
from wirecopy.model import Article, ArticleVersion, Link, Listing, Page, Rules, SourceKind
from wirecopy.ports import Archive, Articles, Frontier, Lessons, Sources, Stored
from wirecopy.stages.keys import parse, version_key, version_key_of
from wirecopy.urls import host_of
from wirecopy.web import permissions
from wirecopy.web.permissions import Permissions

JSON = "application/json"
PATIENCE = timedelta(hours=6)
"""How long an article waits for its further pages. Then it is stored as it is, and anew when they come after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What came of a page: where its article lies, or why there is none."""

    article: str
    version_key: str = ""
    refusal: str = ""
    awaited: str = ""
    """The further page that the article waits for."""
    unmatched_rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """How the pages of an article are to be read."""

    rules: Rules
    source: str = ""
    """Whose rules they are."""
    hints: Link | None = None
    pages: bool = True
    """Whether it may go on on further pages: an address that is watched for itself does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """The pages of an article, how much of them may be shown, and where they go on."""

    pages: Sequence[Article]
    excerpt: int | None
    wishes: Sequence[str]
    keep: bool
    """Whether their publisher lets a copy of them be kept."""
    awaited: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The extract stage with its stores and edges."""

    frontier: Frontier
    sources: Sources
    articles: Articles
    archive: Archive
    lessons: Lessons
    clock: Clock

    def read(self, key: str) -> Extracted:
        """Store what the page under ``key``, with those that it follows, says.

        The same page and extractor give the same object. An article that goes on waits until its last page is here,
        so that readers are shown it once, and whole.
        """
        article = parse(key).owner
        record = self.articles.record(article)
        if record.is_withdrawn:  # its page may be gone already
            return Extracted(article=article, refusal="it was withdrawn")
        try:
            page = self._page(key)
        except MissingError:
            return self._again(key)
        try:
            chain = [*map(self._page, page.follows), page]
        except MissingError:  # whoever threw these away may have died before the last of them
            again = self._again(key)
            self._throw_away((*page.follows, key))
            return again
        reading = self._reading(record.listings)
        try:
            first, wish = _said(chain[0], reading)
        except UnreadableError as error:
            return self._refuse(article, page, str(error))
        if not first.text.strip():
            return self._refuse(article, page, "no text to read")
        if not wish.syndicate:
            refused = self._refuse(article, page, f"its publisher wants it in no feed ({', '.join(wish.said)})")
            self._throw_away(() if wish.keep else (*page.follows, key))
            return refused
        whole = _in_order(first, wish, chain[1:], reading.rules)
        awaited = whole.awaited if reading.pages and not page.entry_of else None
        if awaited is not None and self._await(awaited, key, page, record.row, whole=first.url):
            return Extracted(article=article, awaited=awaited)
        stored = self._store(key, page, whole, reading)
        self._throw_away(() if whole.keep else (*page.follows, key))
        return stored

    def _again(self, key: str) -> Extracted:
        """What came of a page that is not kept any more: its article, where there is one, is handed on once more."""
        article, stored_as = parse(key).owner, version_key_of(key)
        try:
            self.archive.put(stored_as, self.archive.get(stored_as), JSON)
        except MissingError:
            return Extracted(article=article, refusal="its page is not kept any more")
        return Extracted(article=article, version_key=stored_as)

    def _throw_away(self, keys: Sequence[str]) -> None:
        """Keep no copy of pages whose publisher wants none kept. Their article is stored before."""
        for key in keys:
            self.archive.delete(key)

    def _store(self, key: str, page: Page, whole: _Whole, reading: _Reading) -> Extracted:
        article, first = parse(key).owner, whole.pages[0]
        home = page.entry_of or first.url  # what a feed puts into an entry tells nothing of where its page lies
        host = host_of(home)
        known = self.lessons.habits(host)
        rules = reading.rules
        by_rule = bool(rules.body) and rules.body not in first.unmatched_rules
        pages = whole.pages
        if not by_rule:
            pages = [without_repeated(it, article, known.value, url=home) for it in pages]
        version = ArticleVersion(
            id=article,
            observed_at=page.observed_at,
            extractor=EXTRACTOR,
            page_key=key,
            article=joined(pages),
            entry_of=page.entry_of,
            excerpt=whole.excerpt,
            wishes=tuple(whole.wishes),
        )
        stored_as = version_key(article, page.observed_at, page.body)
        self._put(stored_as, version)
        self._learn(host, known, learned(known.value, article, first.text, page.observed_at, url=home), page)
        if rules != Rules():
            self._watch(reading.source, first)
        return Extracted(article=article, version_key=stored_as, unmatched_rules=first.unmatched_rules)

    def _put(self, key: str, version: ArticleVersion) -> None:
        """Store a version. What is there already is put again as it is: more may be known of its site by now, but the
        same page may not become another article."""
        body = encode(version)
        if self.archive.put_new(key, body, JSON):
            return
        there = self.archive.get(key)
        same = decode(there, ArticleVersion, place=key).extractor == EXTRACTOR
        self.archive.put(key, there if same else body, JSON)

    def _learn(self, host: str, known: Stored[Habits], habits: Habits, page: Page) -> None:
        if habits != known.value:
            # Whoever loses a race loses what one page would have taught.
            self.lessons.put_habits(host, habits, known.tag, at=page.observed_at)

    def _watch(self, source: str, said: Article) -> None:
        """Remember which of the source's rules matched nothing, where that is news."""
        known = self.lessons.misses(source)
        misses = missed(known.value, said.unmatched_rules, said.url)
        if misses != known.value:
            self.lessons.put_misses(source, misses, known.tag, at=self.clock())

    def _await(self, url: str, key: str, page: Page, row: ArticleRow | None, *, whole: str) -> bool:
        """Want the page after ``page``, unless something newer was stored since; whether to wait for it."""
        now = self.clock()
        if row is None or row.observed_at is None or row.observed_at <= page.observed_at:
            wanted = Wanted(
                url=url,
                article=parse(key).owner,
                not_before=page.observed_at,
                follows=(*page.follows, key),
                whole=whole,
            )
            self.frontier.put_page(wanted)
            self.frontier.file(wanted.host, slot_for(page.observed_at, now))
        return now < page.observed_at + PATIENCE

    def _reading(self, listings: Sequence[Listing]) -> _Reading:
        """As the source that listed the article first has it."""
        first = min(listings, key=lambda listing: (listing.seen_at, listing.source), default=None)
        if first is None:
            return _Reading(rules=Rules())
        source = self.sources.get(first.source)
        if source is None:
            return _Reading(rules=Rules(), hints=first.link)
        return _Reading(
            rules=source.rules, source=source.id, hints=first.link, pages=source.kind is not SourceKind.PAGE
        )

    def _page(self, key: str) -> Page:
        return warc.decode(self.archive.get(key), place=key)

    def _refuse(self, article: str, page: Page, reason: str) -> Extracted:
        self.articles.mark(
            article, Stage.REFUSED, url=page.url, at=self.clock(), observed_at=page.observed_at, reason=reason
        )
        return Extracted(article=article, refusal=reason)


def _said(page: Page, reading: _Reading) -> tuple[Article, Permissions]:
    """What a page says, and what its publisher permits."""
    said = extract(page.body, page.url, headers=page.headers, hints=reading.hints, rules=reading.rules)
    metas, at = said.robots, page.observed_at
    return said, permissions.read(page.headers, metas, agent=PRODUCT, now=at, reserved=page.reserved)


def _in_order(first: Article, wish: Permissions, further: Sequence[Page], rules: Rules) -> _Whole:
    """The pages of an article up to the first that is none of it."""
    pages, excerpts, wishes, keep = [first], [wish.excerpt], [*wish.said], wish.keep
    for page in further:
        try:
            said, wish = _said(page, _Reading(rules=rules))
        except UnreadableError:
            break
        if page.status != HTTPStatus.OK or not wish.syndicate or not belongs(pages, said):
            break
        pages.append(said)
        excerpts.append(wish.excerpt)
        wishes += wish.said
        keep = keep and wish.keep
    found, ended = pages[-1].next_page, len(pages) <= len(further)
    return _Whole(
        pages=pages,
        keep=keep,
        excerpt=min((it for it in excerpts if it is not None), default=None),
        wishes=tuple(dict.fromkeys(wishes)),
        awaited=found if found and not ended and goes_on(pages, found) else None,
    )
