"""One feed after another: its manifest, its archive, its documents.

The manifest is the only point at which publishers meet: it is merged and written if it still is what was read. Every
document says which manifest revision it shows, and is written again when behind, so a crash after the manifest heals
on the next run, and of two publishers the later revision stays. An archive page is nothing to readers before the
manifest that names it is written, so the page of a publisher who lost that race is never seen.
"""

import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from wirecopy.edges import Clock
from wirecopy.errors import DamagedError, WirecopyError
from wirecopy.feeds.archive import FOLDER, archive_document, archive_path, previous_page, seal
from wirecopy.feeds.manifest import Change, merge
from wirecopy.feeds.pace import Pace
from wirecopy.feeds.render import render
from wirecopy.feeds.site import Document, Site
from wirecopy.model import Feed, Manifest, Tombstone
from wirecopy.ports import FeedFiles, Publications

Beside = Callable[[Manifest], tuple[Document, ...]]
_ATTEMPTS = 20


class ContendedError(WirecopyError):
    """Others wrote the same feed again and again in between. Trying later helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedWriter:
    """Writes feeds to where readers fetch them."""

    files: FeedFiles
    publications: Publications
    site: Site
    clock: Clock
    pace: Pace = field(default_factory=Pace)

    def bring_up(
        self,
        feed: Feed,
        changes: Collection[Change],
        *,
        recalled: Mapping[str, datetime] | None = None,
        beside: Beside = lambda _: (),
    ) -> bool:
        """Bring a feed up to date; whether its manifest changed.

        Of the stories that are ``recalled``, published at these moments, the archive too says nothing else any more.
        Raises :class:`ContendedError` when others kept writing the same feed, and :class:`DamagedError`, once all else
        is written, when an archive page cannot be read that might tell of a recalled story.
        """
        for _ in range(_ATTEMPTS):
            stored = self.files.manifest(feed.path)
            before = _under(feed, stored.value)
            held = {record.story for record in before.entries + before.pending}
            elsewhere = [change for change in changes if change.story in (recalled or {}) and change.story not in held]
            archived, damage = self._recall(feed.path, elsewhere, recalled or {})
            news = [change for change in changes if isinstance(change, Tombstone) or change.story not in archived]
            after = self._archived(merge(before, news))
            unchanged = stored.value is not None and after.revision == stored.value.revision
            if unchanged or self.files.put_manifest(after, stored.tag):
                urgent = bool(recalled) or any(isinstance(change, Tombstone) for change in changes)
                self._show_in_time(after, beside, urgent=urgent)
                if damage is not None:
                    raise damage
                return not unchanged
        raise ContendedError(f"the feed {feed.path} was written {_ATTEMPTS} times by others in between")

    def show_waiting(self, path: str, *, beside: Beside = lambda _: ()) -> None:
        """Write the documents of a feed that waited."""
        manifest = self.files.manifest(path).value
        if manifest is not None:
            self._show_all(manifest, beside)
        self.publications.waited(path, manifest.revision if manifest else sys.maxsize)

    def _show_in_time(self, manifest: Manifest, beside: Beside, *, urgent: bool) -> None:
        """Write a feed's documents, or let them wait for its window to end. What is taken back is so at once."""
        path = manifest.feed.path
        shown = self.files.revision(f"feeds/{path}/atom.xml")
        until = self.pace.wait(path, shown.written_at, self.clock())
        if urgent or until is None:
            self._show_all(manifest, beside)
        elif shown.value < manifest.revision:
            self.publications.wait(path, manifest.revision, until)

    def _show_all(self, manifest: Manifest, beside: Beside) -> None:
        self._show_archive(manifest)
        for document in (*render(manifest, self.site), *beside(manifest)):
            self.show(document, manifest.revision)

    def show(self, document: Document, revision: int) -> None:
        """Write a document, unless it shows this revision already or a later one."""
        for _ in range(_ATTEMPTS):
            shown = self.files.revision(document.path)
            if shown.value >= revision or self.files.put_document(
                document.path, document.body, document.content_type, revision=revision, tag=shown.tag
            ):
                return
        raise ContendedError(f"{document.path} was written {_ATTEMPTS} times by others in between")

    def _archived(self, manifest: Manifest) -> Manifest:
        """The manifest with full archive pages in place of its oldest pending entries. The pages are written first."""
        while (sealed := seal(manifest)) is not None:
            manifest, page = sealed
            self.files.put_manifest(page, None)
        return manifest

    def _show_archive(self, manifest: Manifest) -> None:
        """Write the documents of the newest archive pages, back to the first that is there."""
        while manifest.archive and self.files.revision(archive_path(manifest)).tag is None:
            page = self.files.manifest(previous_page(manifest)).value
            if page is None:
                return
            self.show(archive_document(page, self.site), page.revision)
            manifest = page

    def _recall(
        self, path: str, changes: Iterable[Change], published: Mapping[str, datetime]
    ) -> tuple[set[str], DamagedError | None]:
        """Write changes into the archive pages that tell of their stories; which of them were found, and the last
        page that could not be read.
        """
        changes = list(changes)
        pages = self.files.paths(f"{path}{FOLDER}") if changes else ()
        found: set[str] = set()
        damage = None
        for page in pages:
            day = page.rpartition("/")[2][:10]  # of the newest entry in it
            try:
                found |= self._amend(page, [it for it in changes if f"{published[it.story]:%Y-%m-%d}" <= day])
            except DamagedError as error:
                damage = error
        return found, damage

    def _amend(self, path: str, changes: Collection[Change]) -> set[str]:
        for _ in range(_ATTEMPTS if changes else 0):
            stored = self.files.manifest(path)
            if stored.value is None:
                return set()
            told = {record.story for record in stored.value.entries + stored.value.tombstones}
            mine = [change for change in changes if change.story in told]
            after = merge(stored.value, mine)
            if after is stored.value or self.files.put_manifest(after, stored.tag):
                document = archive_document(after, self.site)
                if self.files.revision(document.path).tag is not None:
                    self.show(document, after.revision)
                return {change.story for change in mine}
        if changes:
            raise ContendedError(f"the archive page {path} was written {_ATTEMPTS} times by others in between")
        return set()


def _under(feed: Feed, stored: Manifest | None) -> Manifest:
    """What is stored, under the feed's own title and size."""
    if stored is None:
        return Manifest(feed=feed, revision=1)
    return stored if stored.feed == feed else replace(stored, feed=feed, revision=stored.revision + 1)
