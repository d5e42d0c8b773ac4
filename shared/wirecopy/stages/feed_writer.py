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
from wirecopy.errors import DamagedError, MissingError, WirecopyError
from wirecopy.feeds.archive import FOLDER, archive_document, archive_path, document_path, page_name, previous_page, seal
from wirecopy.feeds.manifest import Change, merge
from wirecopy.feeds.pace import Pace
from wirecopy.feeds.render import render
from wirecopy.feeds.site import Document, Site
from wirecopy.model import Feed, Manifest, Tombstone
from wirecopy.ports import FeedFiles, Publications
from wirecopy.stages.flaws import Flaws

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
        urgent: bool = False,
    ) -> bool:
        """Bring a feed up to date; whether its manifest changed.

        Of the stories that are ``recalled``, published at these moments, the archive too says nothing else any more: a
        page that might tell of one and cannot be read is taken away from the readers, and the feed is noted as to be
        made anew. What is ``urgent`` or taken back waits for no window.
        Raises :class:`ContendedError` when others kept writing the same feed.
        """
        lost: list[Manifest] = []
        for _ in range(_ATTEMPTS):
            stored = self.files.manifest(feed.path)
            before = _under(feed, stored.value)
            held = {record.story for record in before.entries + before.pending}
            archived = self._recall(before, changes, recalled or {}) - held
            news = [change for change in changes if isinstance(change, Tombstone) or change.story not in archived]
            after, pages = self._archived(merge(before, news))
            unchanged = stored.value is not None and after.revision == stored.value.revision
            if unchanged or self.files.put_manifest(after, stored.tag):
                urgent = urgent or bool(recalled) or any(isinstance(change, Tombstone) for change in changes)
                self.restore(feed.path, pages)
                for page in lost:  # a withdrawal that did not yet see it has left what it took out in it
                    self.amend(page.feed.path, after.tombstones)
                self._show_in_time(after, beside, urgent=urgent)
                self._note_unnamed(feed.path, pages)
                return not unchanged
            self._note_unnamed(feed.path, pages)
            lost += pages
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

    def _archived(self, manifest: Manifest) -> tuple[Manifest, list[Manifest]]:
        """The manifest with full archive pages in place of its oldest pending entries. The pages are written first."""
        pages = []
        while (sealed := seal(manifest)) is not None:
            manifest, page = sealed
            self.files.put_manifest(page, None)
            pages.append(page)
        return manifest, pages

    def _show_archive(self, manifest: Manifest) -> None:
        """Write the documents of the newest archive pages, back to the first that is there: the eldest first, so that
        one that is there leads on to the beginning, wherever this was cut short.
        """
        missing: list[str] = []
        page: Manifest | None = manifest
        while page is not None and page.archive and self.files.revision(archive_path(page)).tag is None:
            missing.append(previous_page(page))
            page = self.files.manifest(missing[-1]).value
        for path in reversed(missing):
            page = self.files.manifest(path).value
            if page is not None:
                self.show(archive_document(page, self.site), page.revision)

    def _recall(self, feed: Manifest, changes: Iterable[Change], published: Mapping[str, datetime]) -> set[str]:
        """Write changes into the archive pages that tell of their stories; which of these a reader finds there."""
        path = feed.feed.path
        since = {change: f"{published[change.story]:%Y-%m-%d}" for change in changes if change.story in published}
        found: dict[str, set[str]] = {}
        if since:
            documents = {page_name(it) for it in self.files.document_paths(f"feeds/{path}/atom-")}
            pages = {page.rpartition("/")[2]: page for page in self.files.paths(f"{path}{FOLDER}")}
            for name in sorted(documents | pages.keys()):
                mine = [change for change, day in since.items() if day <= name[:10]]  # that of the newest entry in it
                try:
                    if mine and name not in pages:
                        raise MissingError(f"the archive page {name} is gone")
                    if mine and (told := self.amend(pages[name], mine)):
                        found[name] = told
                except DamagedError as error:
                    self.files.remove_document(document_path(path, name))
                    Flaws(self.files).note(path, str(error))
        return set().union(*(found[name] for name in self._named(feed, found.keys())))

    def _note_unnamed(self, path: str, pages: Collection[Manifest]) -> None:
        """Have archive pages looked after that nobody is led to: another was quicker, or made the feed anew since."""
        names = {page.feed.path.rpartition("/")[2] for page in pages}
        manifest = self.files.manifest(path).value if names else None
        if manifest is not None and self._named(manifest, names) != names:
            Flaws(self.files).note(path, "an archive page is named by nothing")

    def _named(self, manifest: Manifest, names: Collection[str]) -> set[str]:
        """Which of these archive pages a manifest leads to: who died or lost a race leaves some that are nobody's."""
        left, on_the_way = set(names), manifest
        while left and on_the_way.archive:
            left.discard(on_the_way.archive)
            try:
                page = self.files.manifest(previous_page(on_the_way)).value
            except DamagedError:
                break
            if page is None:
                break
            on_the_way = page
        return set(names) - left

    def restore(self, path: str, pages: Iterable[Manifest]) -> None:
        """Write the archive pages again that a sweep took away before it saw them named. What was withdrawn from them
        since is taken out, and the feed noted, as a withdrawal under way may not have found them.
        """
        for page in pages:
            if self.files.tag(page.feed.path) is None and self.files.put_manifest(page, None):
                Flaws(self.files).note(path, "an archive page had been taken away")
                current = self.files.manifest(path).value
                self.amend(page.feed.path, current.tombstones if current is not None else ())

    def amend(self, path: str, changes: Collection[Change]) -> set[str]:
        """Write changes into an archive page, of the stories that it tells of; which those are."""
        for _ in range(_ATTEMPTS):
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
        raise ContendedError(f"the archive page {path} was written {_ATTEMPTS} times by others in between")


def _under(feed: Feed, stored: Manifest | None) -> Manifest:
    """What is stored, under the feed's own title and size."""
    if stored is None:
        return Manifest(feed=feed, revision=1)
    return stored if stored.feed == feed else replace(stored, feed=feed, revision=stored.revision + 1)
