"""Publishers of one feed: whoever wins a write, and wherever one dies, every story stays to be read, once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import feedparser
import pytest

from wirecopy.codec import encode
from wirecopy.feeds.archive import previous_page
from wirecopy.feeds.site import Site
from wirecopy.model import Article, ArticleVersion, Copy, LeadReason, Manifest, Relation, Story
from wirecopy.stages.publish import Changed, Publish
from wirecopy.store.memory import MemoryArchive, MemoryFeedFiles, MemorySources

START = datetime(2026, 11, 1, tzinfo=UTC)
SIZE = 5


@dataclass(slots=True)
class Contested(MemoryFeedFiles):
    """Files between whose reading and writing something else happens."""

    meanwhile: Callable[[], None] | None = None

    def put_manifest(self, manifest: Manifest, tag: str | None) -> bool:
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        return MemoryFeedFiles.put_manifest(self, manifest, tag)


@dataclass(slots=True)
class Newsroom:
    """A publish stage over files in memory, and the stories that it may be told of."""

    files: Contested = field(default_factory=Contested)
    archive: MemoryArchive = field(default_factory=MemoryArchive)

    def publish(self, *stories: Story) -> None:
        stage = Publish(
            sources=MemorySources(),
            archive=self.archive,
            files=self.files,
            site=Site(url="https://feeds.example", title="Example Wire"),
            size=SIZE,
        )
        stage.publish([Changed(before=None, after=story) for story in stories])

    def story(self, number: int) -> Story:
        at = START + timedelta(minutes=number)
        url, key = f"https://harbour.example/{number}", f"articles/{number}"
        article = Article(url=url, title=f"Story {number}", published=at, text="x", html="<p>x</p>")
        version = ArticleVersion(id=key, observed_at=at, extractor="1", page_key="", article=article)
        self.archive.put(key, encode(version), "application/json")
        lead = Copy(
            article=key,
            url=url,
            title=article.title,
            relation=Relation.ORIGINAL,
            similarity=None,
            published=at,
            first_seen=at,
            observed_at=at,
            version_key=key,
        )
        return Story(
            id=f"s{number}",
            reference=key,
            copies=(lead,),
            lead=key,
            lead_reason=LeadReason.EARLIEST,
            first_seen=at,
            changed_at=at,
        )

    def told(self) -> list[str]:
        """Every story that a reader finds, from the current feed through the archive to what is pending."""
        manifest: Manifest | None = self.files.manifests["all"]
        assert manifest is not None
        found = [e.story for e in (*manifest.entries, *manifest.pending)]
        while manifest is not None and manifest.archive:
            assert f"feeds/all/atom-{manifest.archive}.xml" in self.files.documents
            manifest = self.files.manifests[previous_page(manifest)]
            found += [e.story for e in manifest.entries]
        return found

    def shown(self) -> list[str]:
        """The stories in the documents of the current feed, which must agree."""
        feeds = [feedparser.parse(self.files.documents[f"feeds/all/{name}"][0]) for name in ("rss.xml", "atom.xml")]
        first, second = ([entry.title for entry in feed.entries] for feed in feeds)
        assert first == second
        return first


def test_two_publishers_race_over_a_thousand_stories_and_none_is_lost_or_told_twice() -> None:
    room = Newsroom()
    for number in range(0, 1000, 2):
        room.files.meanwhile = partial(room.publish, room.story(number + 1))
        room.publish(room.story(number))
    assert sorted(room.told()) == sorted(f"s{number}" for number in range(1000))
    assert room.shown() == [f"Story {number}" for number in range(999, 994, -1)]


def test_nothing_is_written_when_nothing_changed() -> None:
    room = Newsroom()
    stories = [room.story(number) for number in range(7)]
    room.publish(*stories)
    before = dict(room.files.documents), dict(room.files.manifests)
    room.publish(*stories[2:])
    room.publish(stories[6])
    assert (room.files.documents, room.files.manifests) == before


def test_a_story_that_proved_to_be_another_leaves_the_feeds_and_its_page_leads_there() -> None:
    room = Newsroom()
    first, second = room.story(1), room.story(2)
    room.publish(first, second)
    room.publish(replace(second, copies=(), merged_into="s1", revision=2))
    assert room.shown() == ["Story 1"]
    assert b'href="s1.html"' in room.files.documents["stories/s2.html"][0]
    assert b"deleted-entry" in room.files.documents["feeds/all/atom.xml"][0]
    room.publish(second)
    assert room.shown() == ["Story 1"]
    assert b'href="s1.html"' in room.files.documents["stories/s2.html"][0]


class CrashError(Exception):
    """The machine went away."""


@pytest.mark.parametrize("written", range(1, 9))
def test_wherever_a_publisher_dies_doing_it_again_mends_it(written: int, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Newsroom()
    stories = [room.story(number) for number in range(12)]
    left = written

    def put(self: Contested, path: str, *arguments: object, **named: object) -> bool:
        nonlocal left
        left -= 1
        if left < 0:
            raise CrashError
        return MemoryFeedFiles.put_document(self, path, *arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Contested, "put_document", put)
        with pytest.raises(CrashError):
            room.publish(*stories)
    room.publish(*stories)
    assert sorted(room.told()) == sorted(story.id for story in stories)
    assert room.shown() == [f"Story {number}" for number in range(11, 6, -1)]


def test_an_archived_story_that_is_told_again_is_told_once_more_at_most() -> None:
    room = Newsroom()
    stories = [room.story(number) for number in range(15)]
    room.publish(*stories)
    for _ in range(3):
        room.publish(stories[0])
    told = room.told()
    assert set(told) == {story.id for story in stories}
    assert len(told) <= len(stories) + 1
