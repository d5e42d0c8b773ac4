"""Make feeds anew from the stories: manifests that were lost, damaged, or hold what they should not.

What each should hold is known from the rows of what was published. One that holds just that, in itself and its archive,
is left alone. Another is made from nothing, the eldest story first, so that its archive is in order, and put in its
place; what publishers wrote into it meanwhile is taken along. Then the archive pages that the new ones replace are
deleted. A feed is noted as flawed until all of that is done, so that the nightly look completes what was cut short.
"""

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from wirecopy.errors import DamagedError
from wirecopy.feeds.archive import FOLDER, archive_document, belongs_to, document_path, page_name, previous_page, seal
from wirecopy.feeds.manifest import Change, merge
from wirecopy.feeds.publication import publication
from wirecopy.model import Entry, Manifest, Shown, Tombstone
from wirecopy.stages.feed_writer import ContendedError
from wirecopy.stages.flaws import Flaws
from wirecopy.stages.publish import Publish
from wirecopy.stages.reconcile import Reconcile

_BATCH = 100
_ATTEMPTS = 20
_BEGUN = "it is being made anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came of it."""

    stories: int
    feeds: tuple[str, ...]
    """Those that were made anew."""


@dataclass(slots=True, kw_only=True)
class _Made:
    """A feed in the making."""

    manifest: Manifest
    held: Mapping[str, Entry]
    """What can still be read of what it was."""
    before: Set[str]
    """Every archive page that was there before it was begun."""
    archived: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Of the stories in its archive pages, the page and the revision of the entry."""
    pages: list[Manifest] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """The feeds and what they are made of."""

    publish: Publish

    def run(self) -> Rebuilt:
        """Publish what is behind, then make anew every feed that does not hold what it should."""
        self._empty_the_unreadable(self.publish.files.paths())
        Reconcile(publish=self.publish).run()
        return self._look(None)

    def mend(self) -> Rebuilt:
        """The same for the feeds that were noted as flawed, and for no others. Nothing is read where there are none."""
        flawed = self._flaws.known().keys()
        if not flawed:
            return Rebuilt(stories=0, feeds=())
        self._empty_the_unreadable(
            [it for path in flawed for it in self.publish.files.paths(path) if belongs_to(it) == path]
        )
        return self._look(flawed)

    @property
    def _flaws(self) -> Flaws:
        return Flaws(self.publish.files)

    def _look(self, only: Set[str] | None) -> Rebuilt:
        """Look at these feeds, or at all, and make anew what is wrong."""
        before = set(self.publish.files.paths())
        wanted: dict[str, dict[str, int]] = {}
        rows = (row.story for row in self.publish.stories.all())
        order = [story for _, story in sorted((story.published or story.first_seen, story.id) for story in rows)]
        for names in _batches(order):
            for story, shown in self.publish.publications.read(names).items():
                for path in shown.feeds:
                    wanted.setdefault(path, {})[story] = shown.edition
        known = {path for path in self.publish.files.paths() if FOLDER not in path}
        looked_at = known | wanted.keys() if only is None else (known | wanted.keys()) & only
        held = {path: self._held(path) for path in sorted(looked_at)}
        wrong = {path for path, (entries, whole) in held.items() if not whole or entries != wanted.get(path, {}).keys()}
        flaws = self._flaws.known()
        for path in sorted(wrong - flaws.keys()):
            self._flaws.note(path, _BEGUN)
        fresh = {
            path: _Made(
                manifest=Manifest(feed=self.publish.feed(path)), held=self._readable_entries(path), before=before
            )
            for path in sorted(wrong)
        }
        self._make(fresh, order)
        for path in sorted(looked_at):
            self.publish.bring_up(path, urgent=path in wrong)
            if path in wrong or path in flaws:
                self._sweep(path, flaws.get(path, _BEGUN))
        for path in sorted(flaws.keys() - known - wanted.keys()):
            self._flaws.mended(path, flaws[path])  # the feed is no more
        return Rebuilt(stories=len(order), feeds=tuple(sorted(wrong)))

    def _empty_the_unreadable(self, paths: Collection[str]) -> None:
        """Nothing can be published into a feed whose manifest cannot be read, nor taken out of such an archive page."""
        files = self.publish.files
        for path in paths:
            tag = files.tag(path)
            if tag is None or self._readable(path) is not None:
                continue
            feed, folder, name = path.rpartition(FOLDER)
            if folder:
                self._flaws.note(feed, f"the archive page {name} was damaged")
                files.remove_document(document_path(feed, name))
                files.remove(path)
            else:
                empty = Manifest(feed=self.publish.feed(path), revision=self._revision(path) + 1)
                files.put_manifest(empty, tag)

    def _chain(self, path: str) -> Iterator[Manifest | None]:
        """A feed's manifest and its archive pages, the newest first; at last ``None`` where one cannot be read."""
        while path:
            manifest = self._readable(path)
            yield manifest
            path = previous_page(manifest) if manifest is not None else ""

    def _held(self, path: str) -> tuple[set[str], bool]:
        """The stories that a feed and its archive tell of, and whether all of it can be read."""
        found: set[str] = set()
        for manifest in self._chain(path):
            if manifest is None:
                return found, False
            found |= {entry.story for entry in manifest.entries + manifest.pending}
        return found, True

    def _readable_entries(self, path: str) -> dict[str, Entry]:
        """Of each story the latest entry that a feed has, wherever in its archive that is."""
        found: dict[str, Entry] = {}
        for page in (path, *self.publish.files.paths(f"{path}{FOLDER}")):
            manifest = self._readable(page)
            for entry in manifest.entries + manifest.pending if manifest is not None else ():
                if entry.story not in found or found[entry.story].revision < entry.revision:
                    found[entry.story] = entry
        return found

    def _readable(self, path: str) -> Manifest | None:
        try:
            return self.publish.files.manifest(path).value
        except DamagedError:
            return None

    def _make(self, fresh: Mapping[str, _Made], stories: list[str]) -> None:
        for names in _batches(stories) if fresh else ():
            for path, entry in self._entries(names, fresh):
                self._enter(fresh[path], entry)
        for path, made in sorted(fresh.items()):
            self._replace(path, made)

    def _entries(self, names: list[str], fresh: Mapping[str, _Made]) -> Iterator[tuple[str, Entry]]:
        """The stories' entries in each of these feeds, eldest first. A text is read only where a feed has lost it."""
        publish, terms = self.publish, self.publish.terms()
        rows = publish.stories.read(stories=names).stories
        shown = publish.publications.read(names)
        lost = [
            (rows[story].story, replace(shown[story], face=""))
            for story in names
            if story in rows
            and story in shown
            and any(_kept(fresh[it], shown[story]) is None for it in shown[story].feeds if it in fresh)
        ]
        texts = dict(zip((story.id for story, _ in lost), publish.texts(lost), strict=True))
        made = {
            story.id: publication(story, texts[story.id], before, terms, publish.clock()).changes
            for story, before in lost
        }
        for story in names:
            for path in shown[story].feeds if story in shown else ():
                entry = (_kept(fresh[path], shown[story]) or made.get(story, {}).get(path)) if path in fresh else None
                if isinstance(entry, Entry):
                    yield path, replace(entry, revision=shown[story].edition)

    def _enter(self, made: _Made, entry: Entry) -> None:
        made.manifest = merge(made.manifest, [entry])
        while (sealed := seal(made.manifest)) is not None:
            made.manifest, page = sealed
            self.publish.files.put_manifest(page, None)
            made.pages.append(page)
            made.archived |= {it.story: (page.feed.path, it.revision) for it in page.entries}

    def _replace(self, path: str, made: _Made) -> None:
        files = self.publish.files
        for _ in range(_ATTEMPTS):
            tag, stored = files.tag(path), self._readable(path)
            manifest = merge(made.manifest, self._written_meanwhile(path, stored, made)) if stored else made.manifest
            revision = max(stored.revision if stored else 0, self._revision(path)) + 1
            if files.put_manifest(replace(manifest, revision=revision), tag):
                self.publish.writer().restore(path, made.pages)
                self._amend(self._readable(path) or manifest, made)
                return
        raise ContendedError(f"the feed {path} was written {_ATTEMPTS} times by others in between")

    def _written_meanwhile(self, path: str, stored: Manifest, made: _Made) -> list[Change]:
        """What a feed says beside what was made of it: of later revisions, and of stories that it shows by now."""
        told: list[Change] = [*stored.entries, *stored.pending, *stored.tombstones]
        page: Manifest | None = stored
        while page is not None and page.archive and previous_page(page) not in made.before:
            page = self._readable(previous_page(page))
            told += page.entries if page is not None else ()
        shown = self.publish.publications.read([record.story for record in told])
        return [
            record
            for record in told
            if record.revision > made.archived.get(record.story, ("", 0))[1]
            and (isinstance(record, Tombstone) or (record.story in shown and path in shown[record.story].feeds))
        ]

    def _amend(self, manifest: Manifest, made: _Made) -> None:
        """Write what was withdrawn or changed meanwhile into the pages that were made before."""
        writer = self.publish.writer()
        told: tuple[Change, ...] = manifest.tombstones + manifest.entries + manifest.pending
        for record in told:
            page, revision = made.archived.get(record.story, ("", 0))
            if page and revision < record.revision:
                writer.amend(page, [record])

    def _sweep(self, path: str, flaw: str) -> None:
        """Delete the archive pages that a feed does not lead to, and write the documents that are missing of those that
        it does. It stays noted if one of these is not there, or if others keep writing it.
        """
        if any(self._swept(path) for _ in range(_ATTEMPTS)):
            self._flaws.mended(path, flaw)

    def _swept(self, path: str) -> bool:
        # Documents and pages are looked up first: what is named later is not among them, or not deleted any more.
        files = self.publish.files
        documents = {page_name(it): it for it in files.document_paths(f"feeds/{path}/atom-")}
        pages = {it.rpartition("/")[2]: it for it in files.paths(f"{path}{FOLDER}")}
        tag = files.tag(path)
        named: set[str] = set()
        for manifest in self._chain(path):
            if manifest is None:
                return False
            if named and manifest.feed.path.rpartition("/")[2] not in documents:
                self.publish.writer().show(archive_document(manifest, self.publish.site), manifest.revision)
            named.add(manifest.archive)
        for name in sorted((documents.keys() | pages.keys()) - named):
            if files.tag(path) != tag:
                return False
            files.remove_document(document_path(path, name))
            files.remove(f"{path}{FOLDER}{name}")
        return True

    def _revision(self, path: str) -> int:
        """What the feed's documents say that they show: a manifest that was lost began to count again."""
        return self.publish.files.revision(f"feeds/{path}/atom.xml").value


def _kept(made: _Made, shown: Shown) -> Entry | None:
    """A story's entry as the feed had it, if that is the latest."""
    entry = made.held.get(shown.story)
    return entry if entry is not None and entry.revision == shown.edition else None


def _batches(names: list[str]) -> Iterator[list[str]]:
    return (names[start : start + _BATCH] for start in range(0, len(names), _BATCH))
