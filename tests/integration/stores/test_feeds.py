"""What the stores of feeds and of what is published promise."""

from datetime import UTC, datetime, timedelta
from typing import Any

from wirecopy.feeds.definition import Definition, Definitions
from wirecopy.frontier.rows import Poll
from wirecopy.model import Extent, Feed, Manifest, Shown, SourceKind

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLL = Poll(source="s", url="https://a.example/feed", kind=SourceKind.FEED)


class TestFeedFiles:
    MANIFEST = Manifest(feed=Feed(path="tag/a", title="a"), revision=1)

    def test_of_two_that_write_a_new_manifest_one_wins(self, stores: Any) -> None:
        assert stores.feeds.manifest("tag/a").value is None
        assert stores.feeds.put_manifest(self.MANIFEST, None)
        assert not stores.feeds.put_manifest(self.MANIFEST, None)

    def test_of_two_that_read_the_same_manifest_one_wins(self, stores: Any) -> None:
        stores.feeds.put_manifest(self.MANIFEST, None)
        stored = stores.feeds.manifest("tag/a")
        assert stored.value == self.MANIFEST
        second = Manifest(feed=self.MANIFEST.feed, revision=2)
        assert stores.feeds.put_manifest(second, stored.tag)
        assert not stores.feeds.put_manifest(second, stored.tag)

    def test_a_document_says_which_revision_it_shows(self, stores: Any) -> None:
        path = "feeds/all/rss.xml"
        absent = stores.feeds.revision(path)
        assert (absent.value, absent.tag) == (0, None)
        assert stores.feeds.put_document(path, b"<rss/>", "application/rss+xml", revision=7, tag=None)
        assert not stores.feeds.put_document(path, b"<rss/>", "application/rss+xml", revision=8, tag=None)
        shown = stores.feeds.revision(path)
        assert shown.value == 7
        assert stores.feeds.put_document(path, b"<rss >", "application/rss+xml", revision=8, tag=shown.tag)
        for _ in range(2):
            stores.feeds.remove_document(path)
        assert stores.feeds.revision(path).tag is None

    def test_the_feeds_that_the_user_defined_come_back(self, stores: Any) -> None:
        assert stores.feeds.definitions() == Definitions()
        defined = Definitions(feeds=(Definition(name="cranes", keep=("crane",), show=Extent.EXCERPT),))
        stores.feeds.put_definitions(defined)
        assert stores.feeds.definitions() == defined
        assert stores.feeds.paths() == []

    def test_a_feed_is_removed_with_its_archive_and_no_other_with_it(self, stores: Any) -> None:
        paths = ("all", "cranes", "cranes/archive/2026", "cranes-two")
        for path in paths:
            stores.feeds.put_manifest(Manifest(feed=Feed(path=path, title="")), None)
        for name in ("feeds/cranes/rss.xml", "feeds/cranes-two/rss.xml"):
            stores.feeds.put_document(name, b"x", "text/xml", revision=1, tag=None)
        assert stores.feeds.paths("cranes/") == ["cranes/archive/2026"]
        for _ in range(2):
            stores.feeds.remove("cranes")
        assert stores.feeds.paths() == ["all", "cranes-two"]
        assert stores.feeds.revision("feeds/cranes/rss.xml").tag is None
        assert stores.feeds.revision("feeds/cranes-two/rss.xml").tag is not None


class TestPublications:
    def test_the_next_version_of_a_row_is_written_and_no_other(self, stores: Any) -> None:
        first = Shown(story="s1", edition=7, version=1, feeds={"tag/t": Extent.EXCERPT}, published=NOW)
        assert stores.publications.read(["s1", "s2"]) == {}
        assert stores.publications.write(first)
        assert not stores.publications.write(first)
        second = Shown(story="s1", edition=8, version=2)
        assert stores.publications.write(second)
        assert not stores.publications.write(Shown(story="s1", edition=9, version=2))
        assert not stores.publications.write(Shown(story="s2", edition=9, version=2))
        assert stores.publications.read(["s1", "s2"]) == {"s1": second}

    def test_a_feed_waits_until_the_revision_that_it_waits_for_is_shown(self, stores: Any) -> None:
        stores.publications.wait("tag/b", 7, NOW)
        stores.publications.wait("tag/a", 3, NOW + MINUTE)
        assert stores.publications.waiting() == {"tag/a": NOW + MINUTE, "tag/b": NOW}
        stores.publications.waited("tag/b", 6)
        assert list(stores.publications.waiting()) == ["tag/a", "tag/b"]
        for _ in range(2):
            stores.publications.waited("tag/b", 7)
        assert list(stores.publications.waiting()) == ["tag/a"]

    def test_the_look_at_all_stories_goes_on_where_it_ended(self, stores: Any) -> None:
        assert stores.publications.position() == ""
        stores.publications.put_position("s1")
        assert stores.publications.position() == "s1"
