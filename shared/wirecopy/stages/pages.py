"""The pages that are wanted from a host: asked for one by one, stored, and what became of them noted."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wirecopy import warc
from wirecopy.articles import ArticleRecord, ArticleRow, Stage
from wirecopy.edges import Clock, Secrets
from wirecopy.frontier.answers import retry_page
from wirecopy.frontier.rows import Outcome, Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import Page
from wirecopy.ports import Archive, Articles, Frontier, Sources
from wirecopy.stages.answered import WARC, key_of, taken, verdict_of
from wirecopy.stages.asking import Asking
from wirecopy.stages.keys import is_later, page_key
from wirecopy.urls import host_of
from wirecopy.web.response import Response

_PASSING = (Outcome.BUSY, Outcome.FAILING, Outcome.UNREACHABLE)
"""Why a further page of an article is asked for once more."""
_LONGEST_PAUSE = timedelta(hours=1)
"""How long an article waits for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What takes them up, with its stores."""

    frontier: Frontier
    sources: Sources
    articles: Articles
    archive: Archive
    secrets: Secrets | None
    clock: Clock

    async def take(self, wanted: Wanted, asking: Asking) -> bool:
        """Ask for what is wanted; whether it was stored."""
        if wanted.reservations:
            await asking.reservations(wanted.url)
            self.frontier.drop_page(wanted)
            return False
        return await (self._further_page(wanted, asking) if wanted.follows else self._page(wanted, asking))

    def store(self, article: str, page: Page, url: str) -> None:
        """Store a page of an article whose address is ``url``, unless that is withdrawn."""
        if self.articles.record(article).is_withdrawn:
            return
        key, at = page_key(article, page.observed_at, page.body), page.observed_at
        self.archive.put(key, warc.encode(page), WARC)
        self.articles.mark(article, Stage.STORED, url=url, at=at, observed_at=at, key=key)

    async def _page(self, wanted: Wanted, asking: Asking) -> bool:
        """Ask for a wanted page; whether it was stored."""
        source = self.sources.get(wanted.source) if wanted.source else None
        fetched = await asking.get(wanted.url, wanted.led_by, key=key_of(source, self.secrets))
        now = self.clock()
        verdict = verdict_of(fetched, asking, now)
        if verdict.outcome is Outcome.FRESH:
            page = await taken(fetched, asking, now)
            article = article_id(page.url)
            if article != wanted.article and self.articles.record(wanted.article).is_withdrawn:
                self.frontier.drop_page(wanted)
                return False
            if article != wanted.article:
                row = ArticleRow(article=article, url=page.url, stage=Stage.WANTED, first_seen=now, changed_at=now)
                self.articles.alias(wanted.article, row)
            self.store(article, page, page.url)
        elif fetched.elsewhere is not None:
            self._want(
                Wanted(
                    url=fetched.elsewhere,
                    article=wanted.article,
                    # Elsewhere the same wish is one, here it must be another than the one that is dropped.
                    not_before=now if host_of(fetched.elsewhere) == wanted.host else wanted.not_before,
                    led_by=fetched.led_by,
                ),
                now,
            )
        else:
            again = retry_page(wanted, verdict, now)
            if again is not None:
                self._want(again, now)
            reason = f"{verdict.outcome.value}: {verdict.reason}" if verdict.reason else verdict.outcome.value
            self.articles.mark(wanted.article, Stage.FAILED, url=wanted.url, at=now, observed_at=None, reason=reason)
        self.frontier.drop_page(wanted)
        return verdict.outcome is Outcome.FRESH

    async def _further_page(self, wanted: Wanted, asking: Asking) -> bool:
        """Ask for a further page of an article; whether something was stored.

        The article waits for it. So whatever came is stored, and where nothing came, that: it ends the article. Who
        read an earlier page twice may want it once more, when it is here already: it is not asked for.
        """
        if is_overtaken(wanted, self.articles.record(wanted.article)):
            self.frontier.drop_page(wanted)
            return False
        fetched = await asking.get(wanted.url, wanted.led_by)
        now = self.clock()
        verdict = verdict_of(fetched, asking, now)
        again = retry_page(wanted, verdict, now) if verdict.outcome in _PASSING and not wanted.failures else None
        if again is not None and again.not_before <= now + _LONGEST_PAUSE:
            self._want(again, now)
            self.frontier.drop_page(wanted)
            return False
        if isinstance(fetched.answer, Response):
            page = replace(await taken(fetched, asking, now), follows=wanted.follows)
            self.store(wanted.article, page, wanted.whole)
        else:
            nothing = Page(url=wanted.url, status=0, observed_at=now, follows=wanted.follows)
            self.store(wanted.article, nothing, wanted.whole)
        self.frontier.drop_page(wanted)
        return True

    def _want(self, wanted: Wanted, now: datetime) -> None:
        self.frontier.put_page(wanted)
        self.frontier.file(wanted.host, slot_for(wanted.not_before, now))


def is_overtaken(wanted: Wanted, record: ArticleRecord) -> bool:
    """Whether a further page is wanted no more: something later than what it follows is here, or all is withdrawn."""
    seen = record.row.observed_at if record.row else None
    return record.is_withdrawn or (seen is not None and is_later(seen, wanted.follows[-1]))
