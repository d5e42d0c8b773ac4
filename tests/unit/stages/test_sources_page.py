"""How the sources are doing is told when it changed, and the same stores give the same bytes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html

from wirecopy.feeds.site import Site
from wirecopy.frontier.interval import Rhythm
from wirecopy.frontier.rows import Outcome, Poll
from wirecopy.model import Source, SourceKind
from wirecopy.ports import Reading
from wirecopy.stages.sources_page import SourcesPage
from wirecopy.stages.watch import root_poll
from wirecopy.store import memory, memory_feeds

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = Source(id="s", url="https://a.example/feed", title="A", added_at=NOW)


class Stores:
    """The stage on stores in memory, at a time of the test's choice."""

    def __init__(self) -> None:
        self.sources = memory.MemorySources()
        self.frontier = memory.MemoryFrontier()
        self.files = memory_feeds.MemoryFeedFiles()
        self.now = NOW

    def publish(self) -> tuple[str, ...]:
        site = Site(url="https://feeds.example")
        return SourcesPage(
            sources=self.sources, frontier=self.frontier, files=self.files, site=site, clock=lambda: self.now
        ).publish()

    def rows(self) -> list[list[str]]:
        page = html.document_fromstring(self.files.documents["sources.html"][0].decode())
        return [[cell.text_content() for cell in row] for row in page.xpath("//tbody/tr")]

    def row(self) -> list[str]:
        return self.rows()[0]


@pytest.fixture
def stores() -> Stores:
    stores = Stores()
    stores.sources.put(SOURCE)
    return stores


def answered(poll: Poll, outcome: Outcome, **changes: object) -> Poll:
    return replace(poll, outcome=outcome, answered_at=NOW, **changes)  # type: ignore[arg-type]


def test_a_page_and_an_opml_are_written_once_and_again_when_something_changed(stores: Stores) -> None:
    assert stores.publish() == ("sources.html", "sources.opml")
    stores.now += HOUR
    assert stores.publish() == ()
    poll = answered(root_poll(SOURCE), Outcome.UNCHANGED, succeeded_at=NOW)
    stores.frontier.put_poll(poll, NOW + 2 * HOUR)
    assert stores.publish() == ("sources.html",)


def test_what_is_told_of_a_source(stores: Stores) -> None:
    poll = answered(root_poll(SOURCE), Outcome.FRESH, succeeded_at=NOW, error="404 Not Found", error_at=NOW - 48 * HOUR)
    stores.frontier.put_poll(poll, NOW + 2 * HOUR)
    rhythm = Rhythm(at=NOW, articles=(6.0,) + (0.0,) * 23, days=3.0)
    stores.sources.put_reading(Reading(source="s", at=NOW, links=3, rhythm=rhythm))
    stores.publish()
    assert stores.row() == [
        "A",
        "well",
        "21 Nov 2026, 08:20",
        "21 Nov 2026, 10:20",
        "2 h",
        "14",
        "404 Not Found, 19 Nov 2026, 08:20",
    ]


def test_what_is_wrong_is_told_of_the_address_that_a_source_redirects_to(stores: Stores) -> None:
    stores.frontier.put_poll(answered(root_poll(SOURCE), Outcome.REDIRECTED, succeeded_at=NOW), NOW + HOUR)
    child = Poll(source="s", url="https://b.example/feed", kind=SourceKind.FEED, root=False)
    stores.frontier.put_poll(answered(child, Outcome.MISSING, reason="404 Not Found", failures=2), None)
    stores.publish()
    assert stores.row()[1] == "not found: 404 Not Found"


def test_a_pace_that_was_set_and_a_source_that_another_stands_for_are_told(stores: Stores) -> None:
    stores.sources.put(replace(SOURCE, every=HOUR / 4, twins=("t",)))
    stores.sources.put(replace(SOURCE, id="t", title="Z"))
    stores.frontier.put_poll(answered(root_poll(SOURCE), Outcome.UNCHANGED, succeeded_at=NOW), NOW + HOUR)
    stores.publish()
    [first, second] = stores.rows()
    assert [(row[1], row[4]) for row in (first, second)] == [("well", "15 min, as set"), ("the same as s", "60 min")]


def test_no_password_is_published(stores: Stores) -> None:
    stores.sources.put(replace(SOURCE, id="t", url="https://user:secret@b.example/feed"))
    stores.publish()
    assert not [path for path, (body, _, _) in stores.files.documents.items() if b"secret" in body]


def test_another_who_writes_at_the_same_moment_is_left_alone(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    document = stores.files.document

    def overtaken(path: str) -> object:
        stored = document(path)
        stores.files.documents[path] = (b"theirs", "text/html", 0)
        return stored

    monkeypatch.setattr(memory_feeds.MemoryFeedFiles, "document", lambda _, path: overtaken(path))
    assert stores.publish() == ()
    assert stores.files.documents["sources.html"][0] == b"theirs"
