"""Archives: from the current feed a reader pages back to the first entry, and pages do not change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lxml import etree

from wirecopy.codec import decode, encode
from wirecopy.feeds.archive import archive_document, seal
from wirecopy.feeds.manifest import merge
from wirecopy.feeds.render import render
from wirecopy.feeds.site import Site
from wirecopy.model import Attribution, Entry, Feed, Manifest, Tombstone

SITE = Site(url="https://feeds.example", title="Example Wire")
START = datetime(2026, 11, 1, tzinfo=UTC)
EMPTY = Manifest(feed=Feed(path="tag/ports", title="ports", size=4))
SPACES = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}
ATOM = etree.RelaxNG(etree.parse(Path(__file__).parent / "testdata/atom.rng"))


def entry(number: int) -> Entry:
    at = START + timedelta(hours=number)
    source = Attribution(title="Harbour News", url="https://harbour.example/feed")
    return Entry(
        story=f"s{number}",
        revision=1,
        url="https://harbour.example/",
        title="x",
        published=at,
        updated=at,
        source=source,
    )


class Bucket:
    """Publishes one entry after the other, as the stage would."""

    def __init__(self) -> None:
        self.manifest = EMPTY
        self.pages: dict[str, Manifest] = {}

    def publish(self, *changes: Entry | Tombstone) -> None:
        self.manifest = merge(self.manifest, changes)
        while (sealed := seal(self.manifest)) is not None:
            self.manifest, page = sealed
            assert page.feed.path not in self.pages
            self.pages[page.feed.path] = page

    def documents(self) -> dict[str, bytes]:
        current = {document.path: document.body for document in render(self.manifest, SITE)}
        return current | {d.path: d.body for d in (archive_document(page, SITE) for page in self.pages.values())}


def read(documents: dict[str, bytes], relation: str, path: str) -> list[etree._Element]:
    """The feed documents from ``path`` on, following links."""
    found = []
    while path:
        found.append(etree.fromstring(documents[path]))
        (link,) = found[-1].xpath(f"a:link[@rel='{relation}']/@href", namespaces=SPACES) or [""]
        path = link.removeprefix("https://feeds.example/")
    return found


def stories(documents: list[etree._Element]) -> list[str]:
    return [
        str(told).rpartition("/")[2]
        for feed in documents
        for told in feed.xpath("a:entry/a:id/text()", namespaces=SPACES)
    ]


def test_from_the_current_feed_one_pages_back_to_the_first_entry() -> None:
    bucket = Bucket()
    for number in range(23):
        bucket.publish(entry(number))
    chain = read(bucket.documents(), "prev-archive", "feeds/tag/ports/atom.xml")
    assert [len(feed.findall("{*}entry")) for feed in chain] == [7, 4, 4, 4, 4]
    assert stories(chain) == [f"s{n}" for n in range(22, -1, -1)]
    assert len(bucket.manifest.pending) < EMPTY.feed.size


def test_an_archive_page_says_that_it_is_one_and_where_the_feed_goes_on() -> None:
    bucket = Bucket()
    bucket.publish(*map(entry, range(8)))
    ((path, page),) = bucket.pages.items()
    document = archive_document(page, SITE)
    feed = etree.fromstring(document.body)
    ATOM.assertValid(feed)
    assert path == f"tag/ports/archive/{bucket.manifest.archive}"
    assert document.path == f"feeds/tag/ports/atom-{bucket.manifest.archive}.xml"
    assert document.content_type == "application/atom+xml; charset=utf-8"
    assert feed.xpath("count(fh:archive)", namespaces=SPACES) == 1
    assert feed.xpath("a:link[@rel='current']/@href", namespaces=SPACES) == [
        "https://feeds.example/feeds/tag/ports/atom.xml"
    ]
    assert feed.xpath("a:link[@rel='self']/@href", namespaces=SPACES) == [f"https://feeds.example/{document.path}"]
    assert feed.xpath("a:id/text()", namespaces=SPACES) == ["tag:feeds.example,2026:feeds/tag/ports"]


def test_many_at_once_fill_several_pages() -> None:
    bucket = Bucket()
    bucket.publish(*map(entry, range(30)))
    assert len(bucket.pages) == 6
    assert len(stories(read(bucket.documents(), "prev-archive", "feeds/tag/ports/atom.xml"))) == 30


def test_two_who_seal_different_pages_do_not_write_under_one_name() -> None:
    before = merge(EMPTY, map(entry, range(7)))
    sealed = [seal(merge(before, [extra])) for extra in (entry(9), replace(entry(0), story="other"))]
    assert None not in sealed
    assert len({page.feed.path for _, page in filter(None, sealed)}) == 2
    assert seal(merge(before, [entry(9)])) == sealed[0]


def test_a_withdrawn_story_leaves_its_page_and_keeps_its_place_taken() -> None:
    bucket = Bucket()
    bucket.publish(*map(entry, range(8)))
    (page,) = bucket.pages.values()
    after = merge(page, [Tombstone(story="s2", revision=2, at=START + timedelta(days=9))])
    feed = etree.fromstring(archive_document(after, SITE).body)
    assert stories([feed]) == ["s3", "s1", "s0"]
    assert feed.xpath("count(*[local-name()='deleted-entry'])") == 1
    assert merge(after, [entry(2)]) is after


def test_what_is_pending_is_withdrawn_and_updated_like_the_rest() -> None:
    manifest = merge(EMPTY, map(entry, range(6)))
    assert [e.story for e in manifest.pending] == ["s1", "s0"]
    gone = Tombstone(story="s0", revision=2, at=START)
    newer = replace(entry(1), revision=2, title="y")
    after = merge(manifest, [gone, newer, entry(0)])
    assert after.pending == (newer,)
    assert decode(encode(after), Manifest, place="here") == after
