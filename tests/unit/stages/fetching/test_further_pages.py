"""Pages that an article goes on on: whatever comes of them is stored, since the article waits for it."""

from datetime import timedelta

import pytest
from loopback import NOW, Answer, Site, Stores

from wirecopy import warc
from wirecopy.articles import Stage
from wirecopy.frontier.rows import Wanted
from wirecopy.stages.keys import page_key, parse


class TestFurtherPages:
    """Pages that an article goes on on: whatever comes of them is stored, since the article waits for it."""

    URL = "http://a.example/story/2"
    KEYS = (page_key("whole", NOW, b"one"),)

    def want(self, stores: Stores) -> Wanted:
        wanted = Wanted(
            url=self.URL, article="whole", not_before=NOW, follows=self.KEYS, whole="http://a.example/story"
        )
        stores.frontier.put_page(wanted)
        return wanted

    def stored(self, stores: Stores) -> list[tuple[int, bytes, tuple[str, ...]]]:
        pages = [warc.decode(stores.archive.get(key), place=key) for key in stores.archive.written]
        assert {parse(key).owner for key in stores.archive.written} <= {"whole"}
        return [(page.status, page.body, page.follows) for page in pages]

    @pytest.mark.parametrize(
        ("answer", "stored"),
        [
            (Answer(b"<p>two</p>"), (200, b"<p>two</p>")),
            (Answer(b"gone", status=404), (404, b"gone")),
            (Answer(status=302, headers={"Location": "http://b.example/2"}), (302, b"")),
            (Answer(status=429, headers={"Retry-After": "86400"}), (429, b"")),
        ],
    )
    def test_what_came_is_stored_with_the_pages_before_it(
        self, site: Site, stores: Stores, answer: Answer, stored: tuple[int, bytes]
    ) -> None:
        site.answers[self.URL] = answer
        self.want(stores)
        stores.visit("a.example")
        assert self.stored(stores) == [(*stored, self.KEYS)]
        row = stores.articles.known["whole"]
        assert (row.stage, row.url, row.key) == (Stage.STORED, "http://a.example/story", stores.archive.written[0])
        assert stores.frontier.next_page_at("a.example") is None

    def test_a_page_that_may_not_be_asked_for_ends_the_article_too(self, site: Site, stores: Stores) -> None:
        site.answers["http://a.example/robots.txt"] = Answer(b"User-agent: *\nDisallow: /story/")
        self.want(stores)
        stores.visit("a.example")
        assert self.stored(stores) == [(0, b"", self.KEYS)]
        assert self.URL not in site.asked

    def test_a_page_that_failed_is_asked_for_once_more(self, site: Site, stores: Stores) -> None:
        site.answers[self.URL] = Answer(b"down", status=503)
        self.want(stores)
        stores.visit("a.example")
        assert self.stored(stores) == []
        assert stores.frontier.next_page_at("a.example") is not None
        stores.now += timedelta(hours=1)
        stores.visit("a.example")
        assert self.stored(stores) == [(503, b"down", self.KEYS)]
        assert site.asked.count(self.URL) == 2

    def test_a_page_that_is_here_already_is_not_asked_for_again(self, site: Site, stores: Stores) -> None:
        site.answers[self.URL] = Answer(b"<p>two</p>")
        self.want(stores)
        stores.now += timedelta(minutes=1)
        stores.visit("a.example")
        self.want(stores)  # by one who read the first page at the same time
        stores.now += timedelta(minutes=1)
        stores.visit("a.example")
        assert site.asked.count(self.URL) == 1
        assert stores.frontier.next_page_at("a.example") is None

    def test_the_further_pages_of_what_was_withdrawn_are_not_asked_for(self, site: Site, stores: Stores) -> None:
        self.want(stores)
        stores.articles.mark("whole", Stage.WITHDRAWN, url="http://a.example/story", at=NOW, observed_at=None)
        stores.visit("a.example")
        assert self.URL not in site.asked
        assert stores.frontier.next_page_at("a.example") is None
