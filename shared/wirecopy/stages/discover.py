"""Read what a poll brought, and want the pages it names that are news."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from wirecopy import warc
from wirecopy.articles import ArticleRow, Stage
from wirecopy.discover import Sitemap, discover
from wirecopy.discover.backlog import Backlog
from wirecopy.discover.fulltext import Compared
from wirecopy.edges import Clock
from wirecopy.errors import ConflictError, UnreadableError
from wirecopy.frontier.interval import Rhythm, begin
from wirecopy.frontier.rows import Poll, Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import Link, Listing, Page, Source, SourceKind
from wirecopy.model.access import FullText
from wirecopy.ports import Archive, Articles, Frontier, Hosts, Reading, Sources
from wirecopy.stages.entries import Entries
from wirecopy.stages.keys import parse
from wirecopy.stages.settling import Settling, asked
from wirecopy.stages.twins import Twins
from wirecopy.urls import host_of, is_fetchable, without_tracking

MOST_CHILDREN = 50
"""How many sitemaps of an index are polled, the newest first."""
_TRIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What came of reading one document."""

    source: str
    links: int = 0
    wanted: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discover:
    """The discover stage with its stores and edges."""

    frontier: Frontier
    sources: Sources
    articles: Articles
    archive: Archive
    hosts: Hosts
    clock: Clock
    first_links: int = 20
    """How many of the articles that a source had before it was watched are taken up, the newest first."""
    most_links: int = 100
    """How many links of one document are looked at, the newest first."""

    def read(self, key: str) -> Discovered:
        """Want what the poll stored under ``key`` names. Doing it again wants nothing twice."""
        page = warc.decode(self.archive.get(key), place=key)
        source = self.sources.get(parse(key).owner)
        if source is None:
            return Discovered(source=parse(key).owner, problem="the source was removed")
        known = self.sources.reading(source.id) or Reading(source=source.id, at=page.observed_at)
        if source.home and asked(page) == source.home and source.url not in (*page.led_by, page.url):
            self._settling.arrive(replace(source, url=source.home), source)
            return Discovered(source=source.id)
        try:
            if asked(page) in known.guesses and asked(page) != source.url:
                return self._read_guess(source, page)
            if source.kind is SourceKind.AUTO:
                settled = self._settling.by_home(source, page, known)
                return self._read(settled, page) if settled else Discovered(source=source.id)
            return self._read(source, page)
        except UnreadableError as error:
            if source.kind is SourceKind.FEED and known.rhythm is None and self._settling.to_feed(source, page, known):
                return Discovered(source=source.id)  # it was the address of a home page
            self.sources.put_reading(replace(known, at=page.observed_at, problem=str(error)))
            return Discovered(source=source.id, problem=str(error))

    def _read_guess(self, source: Source, page: Page) -> Discovered:
        """Read what a guessed address answered, where that is better than what the source has."""
        try:
            found = discover(page, SourceKind.FEED)
        except UnreadableError:
            return Discovered(source=source.id)
        moved = self._settling.by_guess(source, found, page)
        return self._read(moved, page) if moved else Discovered(source=source.id)

    def _read(self, source: Source, page: Page) -> Discovered:
        """Take up what a document of the source names, and remember what it said."""
        found = discover(page, source.kind)
        known = self.sources.reading(source.id) or Reading(source=source.id, at=page.observed_at)
        orders = self.sources.orders()
        sitemaps = [it for it in found.sitemaps if is_fetchable(it.url) and not orders.is_blocked(host_of(it.url))]
        self._ring_children(source, sitemaps, page)
        fetchable = (it for it in found.links if is_fetchable(it.url) and not orders.is_blocked(host_of(it.url)))
        links = [replace(link, url=without_tracking(link.url)) for link in islice(fetchable, self.most_links)]
        document = article_id(asked(page))[:8]
        # Before anything is wanted: another document of this source may be read at the same moment.
        backlog = self._change_backlog(known, page, lambda it: it.claiming(links, document, page.observed_at))
        taken = backlog.take(links, document, page.observed_at)
        entries = {article_id(url): entry for url, entry in found.entries.items() if is_fetchable(url)}
        namers = (source, *Twins(sources=self.sources, frontier=self.frontier).of(source))
        compared, news = self._want(namers, taken.links, entries, known.compared, page)
        self._pass_over(namers, taken.passed, page)
        reading = replace(
            known,
            at=page.observed_at,
            problem="",
            title=found.title or known.title,
            links=len(found.links),
            remarks=found.problems,
            rhythm=_rhythm(known, [*news, *taken.passed], page.observed_at),
            compared=compared,
            stated=found.ttl,
            skip_hours=found.skip_hours,
            skip_days=found.skip_days,
            hub=found.hub,
            topic=found.topic,
        )
        self.sources.put_reading(reading)
        self._change_backlog(known, page, lambda it: it.noting(document))
        return Discovered(source=source.id, links=len(found.links), wanted=len(news))

    def _change_backlog(self, known: Reading, page: Page, change: Callable[[Backlog], Backlog]) -> Backlog:
        """What is left of a source's past, changed whoever else changes it at the same moment.

        Raises :class:`ConflictError` where others were quicker time and again; the document is then read again.
        """
        left = self.first_links if known.rhythm is None else 0
        for _ in range(_TRIES):
            before = self.sources.backlog(known.source)
            after = change(before or Backlog(since=page.observed_at, left=left))
            if after == before or self.sources.put_backlog(known.source, after, before=before):
                return after
        raise ConflictError(f"the backlog of {known.source} is changed by others again and again")

    @property
    def _settling(self) -> Settling:
        return Settling(frontier=self.frontier, sources=self.sources, hosts=self.hosts, clock=self.clock)

    @property
    def _entries(self) -> Entries:
        return Entries(
            articles=self.articles, archive=self.archive, hosts=self.hosts, frontier=self.frontier, clock=self.clock
        )

    def _ring_children(self, source: Source, sitemaps: Sequence[Sitemap], page: Page) -> None:
        newest = sorted(sitemaps, key=lambda sitemap: _moment(sitemap.modified), reverse=True)
        now = self.clock()
        for place, sitemap in enumerate(newest[:MOST_CHILDREN]):
            child = Poll(source=source.id, url=sitemap.url, kind=source.kind, root=False)
            # A visit asks for what is due longest: here, for the newest.
            self.frontier.ring_poll(child, page.observed_at + place * timedelta(milliseconds=1))
            self.frontier.file(child.host, slot_for(page.observed_at, now))

    def _want(
        self,
        namers: Sequence[Source],
        links: Sequence[Link],
        entries: Mapping[str, str],
        compared: Compared,
        page: Page,
    ) -> tuple[Compared, Collection[Link]]:
        """Want the news among ``links``: its pages, but where entries are known to carry as much.

        ``namers`` are the sources that name them, the one that was asked first. What says "known" (the article's row)
        is written last.
        """
        source = namers[0]
        named = {article_id(link.url): link for link in reversed(links)}
        rows = self.articles.rows(named)
        if source.full_text is FullText.AUTO:
            old = {article: entries[article] for article in rows if entries.get(article)}
            compared = self._entries.compare(compared, old, rows)
        passed = {article for article, row in rows.items() if row.stage is Stage.PASSED}
        passed -= set(self.articles.listed(source.id, passed))  # another source passed it over
        news = {
            article: link for article, link in named.items() if article in passed or _is_news(link, rows.get(article))
        }
        whole = self._entries.whole(news, entries, compared, source.full_text, feed=page.url)
        pages = {article: link for article, link in news.items() if article not in whole}
        for article, link in pages.items():
            owner = source.id if source.credential and source.credential.host == host_of(link.url) else ""
            wanted = Wanted(url=link.url, article=article, not_before=page.observed_at, source=owner)
            self.frontier.put_page(wanted)
        now = self.clock()
        for host in sorted({host_of(link.url) for link in pages.values()}):
            self.frontier.file(host, slot_for(page.observed_at, now))
        self._list(namers, named, rows, page.observed_at)
        for article, link in pages.items():
            self.articles.want(_row(article, link, Stage.WANTED, page))
        if whole:
            self._entries.store(whole, entries, page)
        return compared, news.values()

    def _pass_over(self, namers: Sequence[Source], links: Sequence[Link], page: Page) -> None:
        """Know of articles without asking for them, so that they are no news later on."""
        named = {article_id(link.url): link for link in reversed(links)}
        self._list(namers, named, self.articles.rows(named), page.observed_at)
        for article, link in named.items():
            self.articles.want(_row(article, link, Stage.PASSED, page))

    def _list(
        self, namers: Sequence[Source], named: Mapping[str, Link], rows: Mapping[str, ArticleRow], at: datetime
    ) -> None:
        final = {article: rows[article].alias_of or article if article in rows else article for article in named}
        for source in namers:
            listed = self.articles.listed(source.id, set(final.values()))
            for article, link in named.items():
                if final[article] not in listed and not _is_withdrawn(rows.get(article)):
                    self.articles.put_listing(
                        Listing(source=source.id, article=final[article], link=link, tags=source.tags, seen_at=at)
                    )


def _row(article: str, link: Link, stage: Stage, page: Page) -> ArticleRow:
    at = page.observed_at
    return ArticleRow(article=article, url=link.url, stage=stage, first_seen=at, changed_at=at, modified=link.modified)


def _rhythm(last: Reading, news: Collection[Link], at: datetime) -> Rhythm:
    """How the source publishes, with what this reading found. A reading that was taken before is not counted twice."""
    dates = [link.published or link.modified or at for link in news]
    if last.rhythm is None:
        return begin(dates, at)
    return last.rhythm.observed(dates, at) if at > last.at else last.rhythm


def _is_news(link: Link, row: ArticleRow | None) -> bool:
    """Whether a link's page is to be fetched: it was never seen, or its source says that it changed since."""
    if row is None:
        return True
    if _is_withdrawn(row):
        return False
    return link.modified is not None and row.modified is not None and link.modified > row.modified


def _is_withdrawn(row: ArticleRow | None) -> bool:
    return row is not None and row.stage is Stage.WITHDRAWN


def _moment(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
