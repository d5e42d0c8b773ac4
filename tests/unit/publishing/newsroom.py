"""The publish stage over stores in memory, and the stories that it may be told of."""

import json
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import feedparser
import pytest

from wirecopy.codec import encode
from wirecopy.dedupe.story import StoryRow
from wirecopy.feeds.archive import FOLDER, previous_page
from wirecopy.feeds.definition import Definitions, read_definitions
from wirecopy.feeds.pace import Pace
from wirecopy.feeds.site import Site
from wirecopy.model import Article, ArticleVersion, Copy, Extent, LeadReason, Manifest, Relation, Source, Story
from wirecopy.ports import Bus
from wirecopy.stages.publish import Publish
from wirecopy.store.memory import MemoryArchive, MemorySources
from wirecopy.store.memory_feeds import MemoryFeedFiles
from wirecopy.store.memory_publications import MemoryPublications
from wirecopy.store.memory_stories import MemoryStories

START = datetime(2026, 11, 1, tzinfo=UTC)


class CrashError(Exception):
    """The machine went away."""


@dataclass(slots=True)
class Contested(MemoryFeedFiles):
    """Files between whose reading and writing something else happens."""

    meanwhile: Callable[[], None] | None = None

    def put_manifest(self, manifest: Manifest, tag: str | None) -> bool:
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        return MemoryFeedFiles.put_manifest(self, manifest, tag)


@dataclass(slots=True, kw_only=True)
class Newsroom:
    """Everything that is published, and how."""

    size: int = 5
    source_feeds: bool = False
    unlicensed: Extent = Extent.FULL
    now: datetime = START + timedelta(days=5)
    pace: Pace = field(default_factory=Pace)
    sources: MemorySources = field(default_factory=MemorySources)
    stories: MemoryStories = field(default_factory=MemoryStories)
    publications: MemoryPublications = field(default_factory=MemoryPublications)
    files: Contested = field(default_factory=Contested)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    bus: Bus | None = None
    readers: Executor | None = None

    def __post_init__(self) -> None:
        self.files.clock = lambda: self.now

    @property
    def stage(self) -> Publish:
        return Publish(
            sources=self.sources,
            stories=self.stories,
            archive=self.archive,
            publications=self.publications,
            files=self.files,
            site=Site(url="https://feeds.example", title="Example Wire"),
            clock=lambda: self.now,
            size=self.size,
            source_feeds=self.source_feeds,
            unlicensed=self.unlicensed,
            bus=self.bus,
            pace=self.pace,
            readers=self.readers,
        )

    def source(self, name: str, **settings: Any) -> Source:
        source = Source(id=name, url=f"https://{name}.example/feed", title=name.title(), added_at=START, **settings)
        self.sources.put(source)
        return source

    def define(self, written: str) -> None:
        self.files.put_definitions(Definitions(feeds=read_definitions(written.encode())))

    def copy(self, number: int, *, sources: tuple[str, ...] = (), **article: Any) -> Copy:
        """An article in the archive, as a story's copy."""
        at = START + timedelta(minutes=number)
        url, key = f"https://harbour.example/{number}", f"articles/{number}/1.json"
        said = {"title": f"Story {number}", "published": at, "text": "Words.", "html": "<p>Words.</p>"} | article
        version = ArticleVersion(
            id=str(number), observed_at=at, extractor="1", page_key="", article=Article(url=url, **said)
        )
        self.archive.put(key, encode(version), "application/json")
        return Copy(
            article=str(number),
            url=url,
            title=said["title"],
            relation=Relation.ORIGINAL,
            similarity=None,
            published=at,
            first_seen=at,
            observed_at=at,
            version_key=key,
            sources=sources,
        )

    def story(self, number: int, *, tags: tuple[str, ...] = (), sources: tuple[str, ...] = (), **article: Any) -> Story:
        """A story of one copy."""
        copy = self.copy(number, sources=sources, **article)
        return Story(
            id=f"s{number}",
            reference=copy.version_key,
            copies=(copy,),
            lead=copy.article,
            lead_reason=LeadReason.EARLIEST,
            tags=tags,
            first_seen=copy.first_seen,
            changed_at=copy.first_seen,
        )

    def store(self, *stories: Story) -> None:
        """Let the stories stand in the stories table so; nobody is told."""
        for story in stories:
            self.stories._stories[story.id] = StoryRow(story=story, references=())

    def publish(self, *stories: Story) -> tuple[str, ...]:
        self.store(*stories)
        return self.stage.publish([story.id for story in stories])

    def change(self, story: Story, **changes: Any) -> Story:
        """The story at its next revision."""
        return replace(story, revision=story.revision + 1, changed_at=self.now, **changes)

    def items(self, path: str = "all") -> list[dict[str, Any]]:
        """What a feed shows as JSON."""
        found: list[dict[str, Any]] = json.loads(self.files.documents[f"feeds/{path}/feed.json"][0])["items"]
        return found

    def titles(self, path: str = "all") -> list[str]:
        """The titles of what a feed shows: in every format the same, but for what Atom shows after it."""
        feeds = [feedparser.parse(self.files.documents[f"feeds/{path}/{name}"][0]) for name in ("rss.xml", "atom.xml")]
        first, second, third = (
            *([entry.title for entry in feed.entries] for feed in feeds),
            [item["title"] for item in self.items(path)],
        )
        assert first == second[: len(first)] == third
        return first

    def told(self, path: str = "all") -> list[str]:
        """Every story that a reader finds, from the current feed through the archive to what is pending."""
        manifest: Manifest | None = self.files.manifests[path]
        assert manifest is not None
        found = [e.story for e in (*manifest.entries, *manifest.pending)]
        while manifest is not None and manifest.archive:
            assert f"feeds/{path}/atom-{manifest.archive}.xml" in self.files.documents
            manifest = self.files.manifests[previous_page(manifest)]
            found += [e.story for e in manifest.entries]
        return found

    def published(self) -> dict[str, bytes]:
        """Every byte that readers may fetch."""
        return {path: body for path, (body, _, _) in self.files.documents.items()}

    def archived(self, path: str = "all") -> list[str]:
        """The archive pages that readers may fetch."""
        pages = self.files.paths(f"{path}{FOLDER}")
        return [name for it in pages if (name := f"feeds/{path}/atom-{it.rpartition('/')[2]}.xml") in self.published()]


WRITES = [
    (MemoryFeedFiles, "put_manifest"),
    (MemoryFeedFiles, "put_document"),
    (MemoryFeedFiles, "remove_document"),
    (MemoryFeedFiles, "remove"),
    (MemoryPublications, "write"),
]


def dying(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Let the ``at``-th write of any kind be the machine's last."""
    writes = count(1)

    def fatal(write: Any) -> Any:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            if next(writes) == at:
                raise CrashError
            return write(*arguments, **named)

        return wrapped

    for kind, name in WRITES:
        monkeypatch.setattr(kind, name, fatal(getattr(kind, name)))
