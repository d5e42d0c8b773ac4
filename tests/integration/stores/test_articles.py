"""What the stores of articles and of pages promise."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wirecopy.articles import ArticleRow, Stage
from wirecopy.errors import DamagedError
from wirecopy.frontier.rows import Poll
from wirecopy.identity import article_id
from wirecopy.model import Link, Listing, SourceKind

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLL = Poll(source="s", url="https://a.example/feed", kind=SourceKind.FEED)


def row(number: int, **changes: Any) -> ArticleRow:
    url = f"https://a.example/{number}"
    given = {"stage": Stage.WANTED, "first_seen": NOW, "changed_at": NOW} | changes
    return ArticleRow(article=article_id(url), url=url, **given)


def listing(number: int, source: str = "s", title: str = "") -> Listing:
    url = f"https://a.example/{number}"
    return Listing(source=source, article=article_id(url), link=Link(url=url, title=title), tags=("t",), seen_at=NOW)


class TestArticles:
    def test_what_is_wanted_stays_as_it_is(self, stores: Any) -> None:
        first = row(1)
        stores.articles.want(first)
        stores.articles.want(row(1, changed_at=NOW + MINUTE))
        assert stores.articles.rows([first.article, row(2).article]) == {first.article: first}

    def test_a_later_modification_is_remembered(self, stores: Any) -> None:
        stores.articles.want(row(1))
        stores.articles.want(row(1, modified=NOW))
        assert stores.articles.rows([row(1).article])[row(1).article].modified == NOW

    def test_more_rows_than_one_request_takes(self, stores: Any) -> None:
        for number in range(130):
            stores.articles.want(row(number))
        asked = [row(number).article for number in range(200)]
        assert len(stores.articles.rows(asked)) == 130
        assert len(list(stores.articles.all())) == 130

    def test_the_first_listing_of_a_source_stays(self, stores: Any) -> None:
        for one in (listing(1, title="first"), listing(1, title="second"), listing(1, "r")):
            stores.articles.put_listing(one)
        record = stores.articles.record(row(1).article)
        assert record.row is None
        assert [(it.source, it.link.title) for it in record.listings] == [("r", ""), ("s", "first")]
        assert stores.articles.listed("r", [row(1).article, row(2).article]) == {row(1).article}

    def test_an_alias_hands_its_listings_on(self, stores: Any) -> None:
        stores.articles.want(row(1))
        stores.articles.put_listing(listing(1))
        for _ in range(2):
            stores.articles.alias(row(1).article, row(2))
        record = stores.articles.record(row(2).article)
        assert record.row == row(2)
        assert [it.source for it in record.listings] == ["s"]
        assert stores.articles.rows([row(1).article])[row(1).article].alias_of == row(2).article

    def test_a_mark_of_an_older_observation_changes_nothing(self, stores: Any) -> None:
        article, url = row(1).article, row(1).url
        stores.articles.want(row(1))
        later = NOW + MINUTE
        stores.articles.mark(article, Stage.FOLDED, url=url, at=later, observed_at=later, key="k")
        stores.articles.mark(article, Stage.STORED, url=url, at=later + MINUTE, observed_at=NOW)
        found = stores.articles.rows([article])[article]
        assert (found.stage, found.observed_at, found.key, found.first_seen) == (Stage.FOLDED, later, "k", NOW)

    def test_a_mark_without_an_observation_keeps_the_last_one(self, stores: Any) -> None:
        article, url = row(1).article, row(1).url
        stores.articles.mark(article, Stage.FOLDED, url=url, at=NOW, observed_at=NOW, key="k")
        stores.articles.mark(article, Stage.FAILED, url=url, at=NOW + MINUTE, observed_at=None, reason="404 Not Found")
        found = stores.articles.rows([article])[article]
        assert (found.stage, found.reason, found.observed_at, found.key) == (
            Stage.FAILED,
            "404 Not Found",
            NOW,
            "k",
        )


class TestArchive:
    def test_objects(self, stores: Any) -> None:
        stores.archive.put("pages/x/1", b"one", "application/warc")
        stores.archive.put("pages/x/1", b"one", "application/warc")
        assert stores.archive.get("pages/x/1") == b"one"

    def test_what_is_not_there_is_named(self, stores: Any) -> None:
        with pytest.raises(DamagedError, match="pages/x/2"):
            stores.archive.get("pages/x/2")

    def test_what_is_put_as_new_stays_when_it_is_put_again(self, stores: Any) -> None:
        assert stores.archive.put_new("articles/x/1", b"one", "application/json")
        assert not stores.archive.put_new("articles/x/1", b"other", "application/json")
        assert stores.archive.get("articles/x/1") == b"one"
