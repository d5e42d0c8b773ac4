"""Write changed stories into the feeds that show them.

The manifest is the only point at which publishers meet: it is merged and written if it still is what was read. Every
document says which manifest revision it shows, and is written again when behind, so a crash after the manifest heals
on the next run, and of two publishers the later revision stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wirecopy.codec import decode
from wirecopy.errors import WirecopyError
from wirecopy.feeds.entry import entry, withdrawal
from wirecopy.feeds.manifest import Change, merge
from wirecopy.feeds.render import render
from wirecopy.feeds.scrub import tag_name
from wirecopy.feeds.site import Document, Site, tag_feed
from wirecopy.model import ArticleVersion, Entry, Feed, Manifest, Source, Story
from wirecopy.stages.ports import Archive, FeedFiles, Sources

ALL = "all"
_ABOUT_ALL = "Every story once, however often it was copied."
_ATTEMPTS = 20


class ContendedError(WirecopyError):
    """Others wrote the same feed again and again in between. Trying later helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A story that changed: as it was (``None`` for a new one) and as it is."""

    before: Story | None
    after: Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """The publish stage with its stores and edges."""

    sources: Sources
    archive: Archive
    files: FeedFiles
    site: Site
    size: int

    def publish(self, changes: Sequence[Changed]) -> tuple[str, ...]:
        """Bring every feed that shows one of these stories up to date; the paths of those whose manifest changed.

        Order and repeats do not matter. Raises :class:`ContendedError` when others kept writing the same feed.
        """
        newest = _newest(changes)
        sources = {source.id: source for source in self.sources.all()}
        known = self._manifest(ALL)
        shown = {e.story: e for e in known.entries} if known else {}
        made = {story: self._made(change.after, sources, shown) for story, change in newest.items()}
        written = []
        for tag, stories in sorted(_by_tag(newest.values()).items()):
            gone = [withdrawal(newest[story].after) for story in stories if not _has_tag(newest[story].after, tag)]
            stay = [made[story] for story in stories if _has_tag(newest[story].after, tag)]
            written += self._bring_up(tag_feed(tag, size=self.size), [*gone, *stay])
        feed = Feed(
            path=ALL,
            title=self.site.title,
            description="Every story once, however often it was copied.",
            size=self.size,
        )
        written += self._bring_up(feed, made.values())
        return tuple(written)

    def _made(self, story: Story, sources: Mapping[str, Source], shown: Mapping[str, Entry]) -> Change:
        if story.merged_into is not None or not story.copies:
            return withdrawal(story)
        lead = next((copy for copy in story.copies if copy.article == story.lead), story.copies[0])
        version = decode(self.archive.get(lead.version_key), ArticleVersion, place=lead.version_key)
        return entry(story, version, sources, before=shown.get(story.id))

    def _bring_up(self, feed: Feed, changes: Iterable[Change]) -> list[str]:
        changes = list(changes)
        for _ in range(_ATTEMPTS):
            stored = self.files.manifest(feed.path)
            before = replace(stored.value, feed=feed) if stored.value else Manifest(feed=feed)
            after = merge(before, changes)
            unchanged = stored.value is not None and after.revision == stored.value.revision
            if unchanged or self.files.put_manifest(after, stored.tag):
                for document in render(after, self.site):
                    self._show(document, after.revision)
                return [] if unchanged else [feed.path]
        raise ContendedError(f"the feed {feed.path} was written {_ATTEMPTS} times by others in between")

    def _show(self, document: Document, revision: int) -> None:
        for _ in range(_ATTEMPTS):
            shown = self.files.revision(document.path)
            if shown.value >= revision or self.files.put_document(
                document.path, document.body, document.content_type, revision=revision, tag=shown.tag
            ):
                return
        raise ContendedError(f"{document.path} was written {_ATTEMPTS} times by others in between")

    def _manifest(self, path: str) -> Manifest | None:
        return self.files.manifest(path).value


def _newest(changes: Iterable[Changed]) -> dict[str, Changed]:
    """Of each story its latest state, and the earliest "before" among its changes."""
    newest: dict[str, Changed] = {}
    for change in changes:
        known = newest.get(change.after.id)
        if known is None:
            newest[change.after.id] = change
        elif change.after.revision > known.after.revision:
            newest[change.after.id] = replace(change, before=known.before)
    return newest


def _by_tag(changes: Iterable[Changed]) -> dict[str, list[str]]:
    """The stories to bring into or take out of each tag's feed."""
    found: dict[str, list[str]] = {}
    for change in changes:
        tags = {*change.after.tags, *(change.before.tags if change.before else ())}
        for tag in sorted({tag_name(tag) for tag in tags} - {""}):
            found.setdefault(tag, []).append(change.after.id)
    return found


def _has_tag(story: Story, tag: str) -> bool:
    return tag in {tag_name(own) for own in story.tags}
