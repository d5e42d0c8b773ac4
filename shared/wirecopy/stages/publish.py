"""Write changed stories into the feeds that show them.

The manifest is the only point at which publishers meet: it is merged and written if it still is what was read. Every
document says which manifest revision it shows, and is written again when behind, so a crash after the manifest heals
on the next run, and of two publishers the later revision stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wirecopy.codec import decode
from wirecopy.errors import WirecopyError
from wirecopy.feeds.archive import archive_document, seal
from wirecopy.feeds.entry import entry, teller, withdrawal
from wirecopy.feeds.extent import Extent, limited
from wirecopy.feeds.manifest import Change, merge
from wirecopy.feeds.page import index_documents, story_document, withdrawn_document
from wirecopy.feeds.render import render
from wirecopy.feeds.scrub import tag_name
from wirecopy.feeds.site import Document, Site, tag_feed
from wirecopy.model import ArticleVersion, Entry, Feed, Manifest, Source, Story
from wirecopy.ports import Archive, FeedFiles, Sources

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
    source_feeds: bool = False
    """Whether each source has a feed too."""

    def publish(self, changes: Sequence[Changed]) -> tuple[str, ...]:
        """Bring every feed that shows one of these stories up to date; the paths of those whose manifest changed.

        Order and repeats do not matter. Raises :class:`ContendedError` when others kept writing the same feed.
        """
        newest = _newest(changes)
        sources = {source.id: source for source in self.sources.all()}
        known = self._manifest(ALL)
        shown = {e.story: e for e in known.entries + known.pending} if known else {}
        made = {story: self._made(change.after, sources, shown) for story, change in newest.items()}
        for story, change in made.items():
            if isinstance(change, Entry):
                self._show(story_document(change, self.site), change.revision)
            else:
                into = newest[story].after.merged_into
                self._show(withdrawn_document(story, self.site, into=into), change.revision)
        written: list[str] = []
        for path, stories in sorted(self._by_feed(newest.values()).items()):
            feed = self._feed(path, sources)
            stay = [made[story] for story in stories if path in self._paths(newest[story].after)]
            gone = [
                withdrawal(newest[story].after) for story in stories if path not in self._paths(newest[story].after)
            ]
            written += self._bring_up(feed, [*stay, *gone])
        feed = Feed(path=ALL, title=self.site.title, description=_ABOUT_ALL, size=self.size)
        written += self._bring_up(feed, made.values(), lambda stories: self._front(stories, sources.values()))
        return tuple(written)

    def _by_feed(self, changes: Iterable[Changed]) -> dict[str, list[str]]:
        """The stories to bring into, or take out of, each feed beside ``all``."""
        found: dict[str, list[str]] = {}
        for change in changes:
            for path in self._paths(change.after) | (self._paths(change.before) if change.before else set()):
                found.setdefault(path, []).append(change.after.id)
        return found

    def _paths(self, story: Story) -> set[str]:
        paths = {f"tag/{tag}" for tag in map(tag_name, story.tags) if tag}
        if self.source_feeds:
            paths |= {f"source/{source}" for copy in story.copies for source in copy.sources}
        return paths

    def _feed(self, path: str, sources: Mapping[str, Source]) -> Feed:
        kind, _, name = path.partition("/")
        if kind == "tag":
            return tag_feed(name, size=self.size)
        source = sources.get(name)
        return Feed(path=path, title=(source.title or source.url) if source else name, size=self.size)

    def _made(self, story: Story, sources: Mapping[str, Source], shown: Mapping[str, Entry]) -> Change:
        if story.merged_into is not None or not story.copies:
            return withdrawal(story)
        before = shown.get(story.id)
        key = teller(story, before).version_key
        version = decode(self.archive.get(key), ArticleVersion, place=key)
        made = limited(entry(story, version, sources, before=before), _extent(version))
        if before is not None and (before.title, before.html) == (made.title, made.html):
            return replace(made, updated=before.updated)
        return made

    def _front(self, stories: Manifest, sources: Iterable[Source]) -> tuple[Document, ...]:
        tags = sorted({tag_name(tag) for entry in stories.entries for tag in entry.tags} - {""})
        feeds = [stories.feed, *(tag_feed(tag, size=self.size) for tag in tags)]
        return index_documents(stories, feeds, sources, self.site)

    def _bring_up(
        self,
        feed: Feed,
        changes: Iterable[Change],
        beside: Callable[[Manifest], tuple[Document, ...]] = lambda _: (),
    ) -> list[str]:
        changes = list(changes)
        for _ in range(_ATTEMPTS):
            stored = self.files.manifest(feed.path)
            before = replace(stored.value, feed=feed) if stored.value else Manifest(feed=feed)
            after = self._archived(merge(before, changes))
            unchanged = stored.value is not None and after.revision == stored.value.revision
            if unchanged or self.files.put_manifest(after, stored.tag):
                for document in (*render(after, self.site), *beside(after)):
                    self._show(document, after.revision)
                return [] if unchanged else [feed.path]
        raise ContendedError(f"the feed {feed.path} was written {_ATTEMPTS} times by others in between")

    def _archived(self, manifest: Manifest) -> Manifest:
        """The manifest with full archive pages in place of its oldest pending entries. The pages are written first."""
        while (sealed := seal(manifest)) is not None:
            manifest, page = sealed
            self.files.put_manifest(page, None)
            self._show(archive_document(page, self.site), page.revision)
        return manifest

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


def _extent(version: ArticleVersion) -> Extent:
    """How much of an article its publisher lets be shown."""
    if version.excerpt is None:
        return Extent.FULL
    return Extent.EXCERPT if version.excerpt else Extent.HEADLINE
