"""Changed stories become feeds: once, in any order, and by however many publishers at once."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wirecopy.codec import decode, encode
from wirecopy.errors import DamagedError
from wirecopy.feeds.site import Site
from wirecopy.model import Article, ArticleVersion, Copy, LeadReason, Relation, Source, Story
from wirecopy.stages.publish import Changed, Publish
from wirecopy.store import memory

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)


class Stores:
    """The stage on stores in memory."""

    def __init__(self) -> None:
        self.sources = memory.MemorySources()
        self.archive = memory.MemoryArchive()
        self.files = memory.MemoryFeedFiles()
        self.sources.put(Source(id="s", url="https://a.example/feed", title="A", added_at=NOW))
        self.stage = Publish(
            sources=self.sources,
            archive=self.archive,
            files=self.files,
            site=Site(url="https://feeds.example"),
            size=10,
            source_feeds=True,
        )

    def story(self, number: int, *, revision: int = 1, tags: tuple[str, ...] = ("t",), **changes: Any) -> Story:
        """A story of one copy, whose article lies in the archive."""
        url, key = f"https://a.example/{number}", f"articles/{number:032}/1.json"
        article = Article(url=url, title=f"Title {number}", text="Words.", html="<p>Words.</p>")
        version = ArticleVersion(id=f"{number:032}", observed_at=NOW, extractor="1", page_key="", article=article)
        self.archive.put(key, encode(version), "application/json")
        copy = Copy(
            article=version.id,
            url=url,
            title=article.title,
            relation=Relation.ORIGINAL,
            similarity=None,
            published=None,
            first_seen=NOW + timedelta(minutes=number),
            observed_at=NOW,
            version_key=key,
            sources=("s",),
        )
        story = Story(
            id=f"{number:032x}",
            reference=key,
            copies=(copy,),
            lead=version.id,
            lead_reason=LeadReason.FIRST_SEEN,
            tags=tags,
            first_seen=NOW + timedelta(minutes=number),
            changed_at=NOW,
            revision=revision,
        )
        return replace(story, **changes)

    def publish(self, *stories: Story, before: Story | None = None) -> tuple[str, ...]:
        return self.stage.publish([Changed(before=before, after=story) for story in stories])

    def titles(self, path: str) -> list[str]:
        body, _, _ = self.files.documents[f"feeds/{path}/feed.json"]
        return [item["title"] for item in json.loads(body)["items"]]


@pytest.fixture
def stores() -> Stores:
    return Stores()


def test_a_story_is_in_the_feed_of_all_of_its_tags_and_of_its_sources(stores: Stores) -> None:
    written = stores.publish(stores.story(1, tags=("t", "Ü b")))
    assert sorted(written) == ["all", "source/s", "tag/t", "tag/ü-b"]
    for path in written:
        assert stores.titles(path) == ["Title 1"]
    assert {"index.html", f"stories/{1:032x}.html"} <= stores.files.documents.keys()


def test_the_same_change_twice_writes_nothing_twice(stores: Stores) -> None:
    stores.publish(stores.story(1))
    before = dict(stores.files.documents)
    assert stores.publish(stores.story(1), stores.story(1)) == ()
    assert stores.files.documents == before


def test_changes_may_come_in_any_order(stores: Stores) -> None:
    stores.publish(stores.story(2), stores.story(1, revision=3, tags=("t", "u")))
    stores.publish(stores.story(1, revision=2))
    assert stores.titles("all") == ["Title 2", "Title 1"]
    assert stores.titles("tag/u") == ["Title 1"]


def test_a_story_that_proved_to_be_another_leaves_every_feed(stores: Stores) -> None:
    story = stores.story(1)
    stores.publish(story, stores.story(2))
    redirect = replace(story, revision=2, copies=(), tags=(), merged_into="2")
    stores.publish(redirect, before=story)
    assert stores.titles("all") == stores.titles("tag/t") == stores.titles("source/s") == ["Title 2"]


def test_a_story_that_lost_a_tag_leaves_that_tags_feed(stores: Stores) -> None:
    story = stores.story(1, tags=("t", "u"))
    stores.publish(story)
    stores.publish(replace(story, revision=2, tags=("t",)), before=story)
    assert (stores.titles("tag/t"), stores.titles("tag/u")) == (["Title 1"], [])


def test_a_crash_after_the_manifest_heals_on_the_next_run(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    class CrashError(Exception):
        pass

    def crash(*_: Any, **__: Any) -> bool:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(memory.MemoryFeedFiles, "put_document", crash)
        with pytest.raises(CrashError):
            stores.publish(stores.story(1))
    stores.publish(stores.story(1))
    assert stores.titles("all") == stores.titles("tag/t") == ["Title 1"]


def test_a_change_of_lead_changes_the_link_and_the_attribution_and_not_what_was_read(stores: Stores) -> None:
    story, other = stores.story(1), stores.story(2)
    stores.sources.put(Source(id="r", url="https://a.example/2", title="R", added_at=NOW))
    stores.publish(story)
    [before] = stores.files.manifests["all"].entries
    original = replace(other.copies[0], sources=("r",))
    stores.publish(replace(story, revision=2, copies=(*story.copies, original), lead=original.article))
    [after] = stores.files.manifests["all"].entries
    assert (after.title, after.html, after.published, after.updated) == (
        before.title,
        before.html,
        before.published,
        before.updated,
    )
    assert (before.url, after.url) == ("https://a.example/1", "https://a.example/2")
    assert (before.source.title, after.source.title) == ("A", "R")


@pytest.mark.parametrize(("excerpt", "shown"), [(None, "Words."), (160, "Continue at A"), (0, "")])
def test_no_more_is_shown_than_the_publisher_lets_and_showing_it_again_is_no_update(
    stores: Stores, excerpt: int | None, shown: str
) -> None:
    story = stores.story(1)
    key = story.copies[0].version_key
    version = decode(stores.archive.get(key), ArticleVersion, place=key)
    stores.archive.put(key, encode(replace(version, excerpt=excerpt)), "application/json")
    stores.publish(story)
    [first] = stores.files.manifests["all"].entries
    stores.publish(replace(story, revision=2, changed_at=NOW + timedelta(days=1)))
    [second] = stores.files.manifests["all"].entries
    assert shown in first.html
    assert (second.html, second.updated, second.revision) == (first.html, first.updated, 2)


def test_a_version_that_is_not_in_the_archive_is_an_error_that_names_it(stores: Stores) -> None:
    story = stores.story(1)
    stores.archive.objects.clear()
    with pytest.raises(DamagedError, match=r"articles/0+1/1\.json"):
        stores.publish(story)


def test_of_publishers_that_race_none_loses_a_story(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between a publisher's reading of a manifest and its writing, another publishes another story."""
    rivals: Iterator[Story] = iter([stores.story(number) for number in range(2, 8)])
    put = memory.MemoryFeedFiles.put_manifest

    def contended(files: memory.MemoryFeedFiles, manifest: Any, tag: str | None) -> bool:
        if manifest.feed.path == "all" and (rival := next(rivals, None)):
            stores.publish(rival)
        return put(files, manifest, tag)

    monkeypatch.setattr(memory.MemoryFeedFiles, "put_manifest", contended)
    stores.publish(stores.story(1))
    assert sorted(stores.titles("all")) == [f"Title {number}" for number in range(1, 8)]
    assert stores.files.documents["feeds/all/rss.xml"][2] == stores.files.manifests["all"].revision
