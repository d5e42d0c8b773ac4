"""Publish stories as they are now: whatever rang, and however often, the work is found in what is stored.

Before anything is written the story's row says every feed that may come to show it, and when all is written, that it
was. So a crash anywhere is healed by the next bell, and no feed keeps a story that has left it. The edition that the
row gives out orders what two publishers write.
"""

from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wirecopy.codec import decode
from wirecopy.edges import Clock
from wirecopy.errors import ConflictError, DamagedError
from wirecopy.feeds.entry import teller
from wirecopy.feeds.events import story_event
from wirecopy.feeds.pace import Pace
from wirecopy.feeds.page import index_documents, story_document, withdrawn_document
from wirecopy.feeds.publication import ALL, Publication, Terms, is_current, publication
from wirecopy.feeds.scrub import tag_name
from wirecopy.feeds.site import Document, Site, tag_feed
from wirecopy.model import ArticleVersion, Extent, Feed, Manifest, Shown, Story
from wirecopy.ports import Archive, Bus, FeedFiles, Publications, Sources, StoryStore
from wirecopy.stages.feed_writer import Beside, FeedWriter

_ABOUT_ALL = "Every story once, however often it was copied."
_ATTEMPTS = 12
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """The publish stage with its stores and edges."""

    sources: Sources
    stories: StoryStore
    archive: Archive
    publications: Publications
    files: FeedFiles
    site: Site
    clock: Clock
    size: int
    source_feeds: bool = False
    """Whether each source has a feed too."""
    bus: Bus | None = None
    """Where it is told what was published, before it counts as published: at least once, therefore."""
    unlicensed: Extent = Extent.FULL
    """How much is shown of what nobody is known to license."""
    pace: Pace = field(default_factory=Pace)
    readers: Executor | None = None
    """Where texts are read several at a time; one after the other without."""

    def publish(self, stories: Collection[str]) -> tuple[str, ...]:
        """Bring every feed that shows one of these stories, or should, up to date; the paths of those that changed.

        Order and repeats do not matter. Raises :class:`~wirecopy.stages.feed_writer.ContendedError` when others kept
        writing the same feed, and :class:`DamagedError` when one could not be read: the other feeds are written by
        then, and the stories that wanted into this one do not count as published.
        """
        terms = self.terms()
        due = [found for found in self._announced(stories, terms) if found is not None]
        writer = self.writer()
        written = []
        damage: DamagedError | None = None
        kept_out: set[str] = set()
        for path, entering in sorted(_by_feed(due).items(), key=lambda it: (it[0] == ALL, it[0])):
            changes = [it.changes[path] for it in entering]
            recalled = {it.shown.story: _published(it) for it in entering if path in it.recalled}
            feed = self.feed(path, terms)
            beside = self._front(terms) if path == ALL else _nothing
            try:
                if writer.bring_up(feed, changes, recalled=recalled, beside=beside):
                    written.append(path)
            except DamagedError as error:
                damage = error
                kept_out |= {it.shown.story for it in entering}
        for found in filter(lambda it: it.changes, due):
            writer.show(self._page(found), found.shown.edition)
        complete = [found for found in due if found.shown.story not in kept_out]
        if self.bus is not None:
            self.bus.send([story_event(found, self.site) for found in complete if found.changes])
        for found in complete:
            self.publications.write(found.shown)  # one that was announced meanwhile is another's to complete
        if damage is not None:
            raise damage
        return tuple(written)

    def bring_up(self, path: str, *, urgent: bool = False) -> bool:
        """Show a feed under its title of now, be it empty; whether that changed its manifest."""
        terms = self.terms()
        beside = self._front(terms) if path == ALL else _nothing
        return self.writer().bring_up(self.feed(path, terms), (), beside=beside, urgent=urgent)

    def feed(self, path: str, terms: Terms | None = None) -> Feed:
        """The feed under a path, as it is titled now."""
        if path == ALL:
            return Feed(path=ALL, title=self.site.title, description=_ABOUT_ALL, size=self.size)
        return (terms or self.terms()).feed(path)

    def show_front(self) -> None:
        """Show the feeds, tags and sources of now on the front page, though no story has changed."""
        stories = self.files.manifest(ALL).value
        for document in self._front(self.terms())(stories) if stories else ():
            shown = self.files.document(document.path)
            if shown.value != document.body:
                revision = self.files.revision(document.path).value
                self.files.put_document(
                    document.path, document.body, document.content_type, revision=revision, tag=shown.tag
                )

    def show_waiting(self) -> tuple[str, ...]:
        """Write the feeds whose window is over; their paths."""
        now = self.clock()
        due = tuple(path for path, until in self.publications.waiting().items() if until <= now)
        if due:
            front = self._front(self.terms())
            for path in due:
                self.writer().show_waiting(path, beside=front if path == ALL else _nothing)
        return due

    def writer(self) -> FeedWriter:
        """What writes one feed."""
        return FeedWriter(
            files=self.files, publications=self.publications, site=self.site, clock=self.clock, pace=self.pace
        )

    def terms(self) -> Terms:
        """What publication hangs on, as it is now."""
        return Terms(
            sources={source.id: source for source in self.sources.all()},
            definitions=self.files.definitions().feeds,
            unlicensed=self.unlicensed,
            source_feeds=self.source_feeds,
            size=self.size,
        )

    def _announced(self, stories: Collection[str], terms: Terms) -> Iterable[Publication | None]:
        """What is to be published, announced. Of a story its row is read after what it was last published as: who has
        announced a later state of it is either seen or in the way.
        """
        known = self.publications.read(stories)
        rows = self.stories.read(stories=stories).stories
        behind = [
            (row.story, known.get(story))
            for story, row in sorted(rows.items())
            if not is_current(known.get(story), row.story, terms)
        ]
        for (story, before), text in zip(behind, self.texts(behind), strict=True):
            yield self._announce(story, before, text, terms)

    def _announce(
        self, story: Story, before: Shown | None, text: ArticleVersion | None, terms: Terms
    ) -> Publication | None:
        for _ in range(_ATTEMPTS):
            found = publication(story, text, before, terms, self.clock())
            if not found.changes or self.publications.write(found.announced):
                return found
            before = self.publications.read([story.id]).get(story.id)
            story = self.stories.read(stories=[story.id]).stories[story.id].story
            if is_current(before, story, terms):
                return None
            text = self._text(story, before)
        raise ConflictError(f"the story {story.id} was published {_ATTEMPTS} times by others in between")

    def texts(self, stories: Iterable[tuple[Story, Shown | None]]) -> Sequence[ArticleVersion | None]:
        """The text to tell of each story, by what it was last published as; ``None`` for one that is shown no more."""
        stories, shown = zip(*pairs, strict=True) if (pairs := list(stories)) else ((), ())
        return list((self.readers.map if self.readers else map)(self._text, stories, shown))

    def _text(self, story: Story, before: Shown | None) -> ArticleVersion | None:
        if story.merged_into is not None or not story.copies:
            return None
        key = teller(story, before).version_key
        return decode(self.archive.get(key), ArticleVersion, place=key)

    def _page(self, found: Publication) -> Document:
        if found.entry is not None:
            return story_document(found.entry, self.site)
        return withdrawn_document(found.shown.story, self.site, into=found.into)

    def _front(self, terms: Terms) -> Beside:
        def documents(stories: Manifest) -> tuple[Document, ...]:
            tags = sorted({tag_name(tag) for entry in stories.entries for tag in entry.tags} - {""})
            feeds = [
                stories.feed,
                *(it.feed for it in terms.definitions),
                *(tag_feed(tag, size=self.size) for tag in tags),
            ]
            return index_documents(stories, feeds, terms.sources.values(), self.site)

        return documents


def _by_feed(due: Iterable[Publication]) -> dict[str, list[Publication]]:
    found: dict[str, list[Publication]] = {}
    for publication_ in due:
        for path in publication_.changes:
            found.setdefault(path, []).append(publication_)
    return found


def _published(found: Publication) -> datetime:
    """Since when archives may tell of it."""
    before = found.before and found.before.published
    return before or found.shown.published or _EARLIEST


def _nothing(_: Manifest) -> tuple[Document, ...]:
    return ()
