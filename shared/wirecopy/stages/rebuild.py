"""Make feeds anew from the stories: manifests that were lost, damaged, or hold what they should not.

What each should hold is known from the rows of what was published. One that holds just that, in itself and its archive,
is left alone. Another is made from nothing, the eldest story first, so that its archive is in order, and put in its
place; what publishers wrote into it meanwhile is taken along.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wirecopy.errors import DamagedError
from wirecopy.feeds.archive import FOLDER, archive_path, previous_page, seal
from wirecopy.feeds.manifest import Change, merge
from wirecopy.feeds.publication import publication
from wirecopy.model import Entry, Manifest, Tombstone
from wirecopy.stages.feed_writer import ContendedError
from wirecopy.stages.publish import Publish
from wirecopy.stages.reconcile import Reconcile

_BATCH = 100
_ATTEMPTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came of it."""

    stories: int
    feeds: tuple[str, ...]
    """Those that were made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """The feeds and what they are made of."""

    publish: Publish

    def run(self) -> Rebuilt:
        """Publish what is behind, then make anew every feed that does not hold what it should."""
        self._empty_the_unreadable()
        Reconcile(publish=self.publish).run()
        began = int(self.publish.clock().timestamp() * 1000)
        wanted: dict[str, dict[str, int]] = {}
        rows = (row.story for row in self.publish.stories.all())
        order = [story for _, story in sorted((story.published or story.first_seen, story.id) for story in rows)]
        for names in _batches(order):
            for story, shown in self.publish.publications.read(names).items():
                for path in shown.feeds:
                    wanted.setdefault(path, {})[story] = shown.edition
        known = {path for path in self.publish.files.paths() if FOLDER not in path}
        wrong = {path for path in wanted.keys() | known if self._held(path) != wanted.get(path, {}).keys()}
        self._make(wrong, order, began)
        for path in sorted((wanted.keys() | known) - wrong):
            self.publish.bring_up(path)
        return Rebuilt(stories=len(order), feeds=tuple(sorted(wrong)))

    def _empty_the_unreadable(self) -> None:
        """Nothing can be published into a feed whose manifest cannot be read, nor taken out of such an archive page."""
        for path in self.publish.files.paths():
            tag = self.publish.files.tag(path)
            if tag is None or self._readable(path) is not None:
                continue
            if FOLDER in path:
                feed, _, name = path.partition(FOLDER)
                self.publish.files.remove_document(archive_path(Manifest(feed=self.publish.feed(feed), archive=name)))
                self.publish.files.remove(path)
            else:
                empty = Manifest(feed=self.publish.feed(path), revision=self._revision(path) + 1)
                self.publish.files.put_manifest(empty, tag)

    def _held(self, path: str) -> set[str] | None:
        """The stories that a feed and its archive tell of; ``None`` where any of it cannot be read."""
        found: set[str] = set()
        while path:
            manifest = self._readable(path)
            if manifest is None:
                return None
            found |= {entry.story for entry in manifest.entries + manifest.pending}
            path = previous_page(manifest)
        return found

    def _readable(self, path: str) -> Manifest | None:
        try:
            return self.publish.files.manifest(path).value
        except DamagedError:
            return None

    def _make(self, paths: Iterable[str], stories: list[str], began: int) -> None:
        fresh = {path: Manifest(feed=self.publish.feed(path)) for path in paths}
        for names in _batches(stories) if fresh else ():
            for path, entry in self._entries(names):
                if path in fresh:
                    fresh[path] = self._entered(fresh[path], entry)
        for path, made in sorted(fresh.items()):
            self._replace(path, made, began)
            self.publish.bring_up(path)

    def _entries(self, names: list[str]) -> Iterator[tuple[str, Entry]]:
        """The stories' entries in each feed, eldest first."""
        publish, terms = self.publish, self.publish.terms()
        rows = publish.stories.read(stories=names).stories
        shown = publish.publications.read(names)
        for story in names:
            if story in rows and story in shown and shown[story].feeds:
                before = replace(shown[story], face="")
                told = publish.told(rows[story].story, before)
                found = publication(rows[story].story, told, before, terms, publish.clock())
                for path, change in found.changes.items():
                    if isinstance(change, Entry):
                        yield path, replace(change, revision=before.edition)

    def _entered(self, manifest: Manifest, entry: Entry) -> Manifest:
        manifest = merge(manifest, [entry])
        while (sealed := seal(manifest)) is not None:
            manifest, page = sealed
            self.publish.files.put_manifest(page, None)
        return manifest

    def _replace(self, path: str, made: Manifest, began: int) -> None:
        files = self.publish.files
        for _ in range(_ATTEMPTS):
            tag, stored = files.tag(path), self._readable(path)
            manifest = made
            if stored is not None:
                told: tuple[Change, ...] = stored.entries + stored.pending + stored.tombstones
                late = [it for it in told if it.revision >= began]
                manifest = merge(manifest, [*late, *_gone(stored, manifest)])
            revision = max(stored.revision if stored else 0, self._revision(path)) + 1
            if files.put_manifest(replace(manifest, revision=revision), tag):
                return
        raise ContendedError(f"the feed {path} was written {_ATTEMPTS} times by others in between")

    def _revision(self, path: str) -> int:
        """What the feed's documents say that they show: a manifest that was lost began to count again."""
        return self.publish.files.revision(f"feeds/{path}/atom.xml").value


def _gone(stored: Manifest, manifest: Manifest) -> list[Tombstone]:
    """What readers were told to be gone, and is."""
    shown = {entry.story for entry in manifest.entries + manifest.pending}
    return [tombstone for tombstone in stored.tombstones if tombstone.story not in shown]


def _batches(names: list[str]) -> Iterator[list[str]]:
    return (names[start : start + _BATCH] for start in range(0, len(names), _BATCH))
