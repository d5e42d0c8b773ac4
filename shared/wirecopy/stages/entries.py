"""Articles that come from the entries of a feed, and the evidence that these are whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from wirecopy import PRODUCT, warc
from wirecopy.articles import ArticleRow, Stage
from wirecopy.codec import decode
from wirecopy.discover.fulltext import Compared, adds_nothing, as_page, needs_no_page, speaks_for
from wirecopy.edges import Clock
from wirecopy.errors import DamagedError
from wirecopy.frontier.rows import RobotsCopy, Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.model import ArticleVersion, Link, Page
from wirecopy.model.access import FullText
from wirecopy.ports import Archive, Articles, Frontier, Hosts
from wirecopy.stages.keys import page_key
from wirecopy.urls import host_of
from wirecopy.web import permissions
from wirecopy.web.reservations import PATH, Reservations

MOST_COMPARED = 3
"""Articles that are compared in one reading; each costs a read of its stored version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Stores what entries carry where their pages would lie, and compares the two.

    What a host reserves in its tdmrep.json holds for entries as for pages. The file of the feed's own host was asked
    for with the feed, that of another with a page; it is wished for where it is unknown or out of date.
    """

    articles: Articles
    archive: Archive
    hosts: Hosts
    frontier: Frontier
    clock: Clock

    def whole(
        self, news: Mapping[str, Link], entries: Mapping[str, str], compared: Compared, choice: FullText, *, feed: str
    ) -> Mapping[str, Link]:
        """Which of the news need no page. Unless the user insists, only those of the feed's own host, and only where it
        is known what that reserves."""
        found = {
            article: link
            for article, link in news.items()
            if needs_no_page(article, entries.get(article, ""), compared, choice)
        }
        if choice is FullText.YES:
            return found
        found = {article: link for article, link in found.items() if speaks_for(feed, link.url)}
        known = {host: self.hosts.reservations(host) for host in {host_of(link.url) for link in found.values()}}
        return {article: link for article, link in found.items() if known[host_of(link.url)] is not None}

    def store(self, links: Mapping[str, Link], entries: Mapping[str, str], feed: Page) -> None:
        """Store entries where their pages would lie, which starts the next stage. They must be listed before."""
        hosts = {host_of(link.url) for link in links.values()}
        known = {host: self.hosts.reservations(host) for host in hosts | {host_of(feed.url)}}
        terms = {host: _terms(copy, host) for host, copy in known.items()}
        said = permissions.of_texts(feed.headers, agent=PRODUCT, now=feed.observed_at)
        for article, link in links.items():
            page = Page(
                url=link.url,
                headers=(("Content-Type", "text/html; charset=utf-8"),),
                body=as_page(link, entries[article], said),
                observed_at=feed.observed_at,
                entry_of=feed.url,
                reserved=any(terms[host_of(url)].reserve(url) for url in (link.url, feed.url)),
            )
            self._store(article, link, page)
        for host in sorted(hosts):
            copy = known[host]
            if copy is None or copy.expires_at <= self.clock():
                self._wish(f"{urlsplit(_on(host, links)).scheme}://{host}{PATH}", feed.observed_at)

    def _store(self, article: str, link: Link, page: Page) -> None:
        key, at = page_key(article, page.observed_at, page.body), page.observed_at
        self.archive.put(key, warc.encode(page), warc.MEDIA_TYPE)
        row = ArticleRow(
            article=article, url=link.url, stage=Stage.WANTED, first_seen=at, changed_at=at, modified=link.modified
        )
        self.articles.want(row)
        self.articles.mark(article, Stage.STORED, url=link.url, at=at, observed_at=at, key=key)

    def _wish(self, url: str, at: datetime) -> None:
        wanted = Wanted(url=url, article="", not_before=at, reservations=True)
        self.frontier.put_page(wanted)
        self.frontier.file(wanted.host, slot_for(at, self.clock()))

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


def _terms(copy: RobotsCopy | None, host: str) -> Reservations:
    return Reservations.from_bytes(copy.rules, place=f"tdmrep.json of {host}") if copy else Reservations()


def _on(host: str, links: Mapping[str, Link]) -> str:
    return next(link.url for link in links.values() if host_of(link.url) == host)
