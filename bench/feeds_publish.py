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
from wirecopy.feeds.site import Site
from wirecopy.model import Article, ArticleVersion, Copy, LeadReason, Manifest, Relation, Story
from wirecopy.ports import Stored
from wirecopy.stages.publish import Changed, Publish
from wirecopy.store.memory import MemoryArchive, MemoryFeedFiles, MemorySources

START = datetime(2026, 11, 1, tzinfo=UTC)
FEEDS, STORIES = 1000, 2000


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
    archive, files = MemoryArchive(), CountedFiles()
    stage = Publish(
        sources=MemorySources(), archive=archive, files=files, site=Site(url="https://feeds.example"), size=100
    )
    stories = [story(number, archive) for number in range(STORIES)]
    stage.publish([Changed(before=None, after=told) for told in stories])
    print(f"{len(files.manifests):,} manifests, {len(files.documents):,} documents")
    changed = replace(stories[-1], revision=2)
    for name, changes in {
        "one changed story": [Changed(before=stories[-1], after=changed)],
        "the same again": [Changed(before=stories[-1], after=changed)],
        "a burst of 1,000 changed stories": [Changed(before=s, after=replace(s, revision=3)) for s in stories[-1000:]],
    }.items():
        files.asked.clear()
        before = dict(files.documents)
        started = time.perf_counter()
        written = stage.publish(changes)
        took = (time.perf_counter() - started) * 1000
        touched = sum(before.get(path) != found for path, found in files.documents.items())
        print(f"{name}: {len(written)} feeds changed, {touched} documents, {took:.0f} ms, {dict(files.asked)}")


if __name__ == "__main__":
    main()
