"""What publishing costs where there are 1,000 feeds: which files one changed story touches, and a burst of 1,000.

    python bench/feeds_publish.py

Stores are in memory and count what they are asked for. In the cloud each write is a conditional PUT, each reading a GET
or HEAD (here a PUT of a document counts one HEAD more).
"""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from wirecopy.codec import encode
from wirecopy.dedupe.story import StoryRow
from wirecopy.feeds.definition import Definition, Definitions
from wirecopy.feeds.site import Site
from wirecopy.model import Article, ArticleVersion, Copy, LeadReason, Manifest, Relation, Story
from wirecopy.ports import Stored
from wirecopy.stages.publish import Publish
from wirecopy.store.memory import MemoryArchive, MemorySources
from wirecopy.store.memory_feeds import MemoryFeedFiles
from wirecopy.store.memory_publications import MemoryPublications
from wirecopy.store.memory_stories import MemoryStories

START = datetime(2026, 11, 1, tzinfo=UTC)
FEEDS, DEFINED, STORIES = 500, 500, 2000
"""Tags, feeds that a user defined by tag and word, and stories."""


@dataclass(slots=True)
class CountedFiles(MemoryFeedFiles):
    """Files that count."""

    asked: Counter[str] = field(default_factory=Counter)

    def manifest(self, path: str) -> Stored[Manifest | None]:
        self.asked["GET manifest"] += 1
        return MemoryFeedFiles.manifest(self, path)

    def put_manifest(self, manifest: Manifest, tag: str | None) -> bool:
        self.asked["PUT manifest"] += 1
        return MemoryFeedFiles.put_manifest(self, manifest, tag)

    def revision(self, path: str) -> Stored[int]:
        self.asked["HEAD document"] += 1
        return MemoryFeedFiles.revision(self, path)

    def put_document(self, path: str, body: bytes, content_type: str, *, revision: int, tag: str | None) -> bool:
        self.asked["PUT document"] += 1
        return MemoryFeedFiles.put_document(self, path, body, content_type, revision=revision, tag=tag)


def story(number: int, archive: MemoryArchive) -> Story:
    """A story under two of a thousand tags."""
    at = START + timedelta(minutes=number)
    key, url = f"articles/{number}", f"https://harbour.example/{number}"
    html = "<p>The board has ordered a crane, and the crane is to stand on the east quay.</p>" * 40
    article = Article(url=url, title=f"Story {number}", published=at, text="The board has ordered a crane.", html=html)
    archive.put(key, encode(ArticleVersion(id=key, observed_at=at, extractor="1", page_key="", article=article)), "")
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
        id=f"{number:032x}",
        reference=key,
        copies=(lead,),
        lead=key,
        lead_reason=LeadReason.EARLIEST,
        tags=(f"t{number % FEEDS}", f"t{number * 7 % FEEDS}"),
        first_seen=at,
        changed_at=at,
    )


def main() -> None:
    """Measure and print."""
    archive, files, stories = MemoryArchive(), CountedFiles(), MemoryStories()
    defined = tuple(Definition(name=f"f{n}", tags=(f"t{n}",), keep=("crane", f"word{n}")) for n in range(DEFINED))
    files.put_definitions(Definitions(feeds=defined))
    stage = Publish(
        sources=MemorySources(),
        stories=stories,
        archive=archive,
        publications=MemoryPublications(),
        files=files,
        site=Site(url="https://feeds.example"),
        clock=lambda: START,
        size=100,
    )
    told = [story(number, archive) for number in range(STORIES)]

    def publish(some: list[Story]) -> tuple[str, ...]:
        stories._stories |= {it.id: StoryRow(story=it, references=()) for it in some}
        return stage.publish([it.id for it in some])

    publish(told)
    print(f"{len(files.manifests):,} manifests, {len(files.documents):,} documents")
    for name, some in {
        "one changed story": [replace(told[-1], revision=2, tags=("t1", "t2"))],
        "the same again": [replace(told[-1], revision=2, tags=("t1", "t2"))],
        "a burst of 1,000 changed stories": [
            replace(it, revision=3, related=("x",), tags=("t1",)) for it in told[-1000:]
        ],
    }.items():
        files.asked.clear()
        before = dict(files.documents)
        started = time.process_time()
        written = publish(some)
        took = (time.process_time() - started) * 1000
        touched = sum(before.get(path) != found for path, found in files.documents.items())
        print(f"{name}: {len(written)} feeds changed, {touched} documents, {took:.0f} ms, {dict(files.asked)}")


if __name__ == "__main__":
    main()
