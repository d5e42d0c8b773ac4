"""How a story is published: its entry, where it is shown, where it is not any more. Decided on what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from wirecopy.codec import encode
from wirecopy.feeds.definition import Definition, words_of
from wirecopy.feeds.entry import entry, withdrawal, words
from wirecopy.feeds.extent import Grant, granted, limited, strictest
from wirecopy.feeds.manifest import Change
from wirecopy.feeds.scrub import scrub, tag_name
from wirecopy.feeds.site import tag_feed
from wirecopy.feeds.view import utc
from wirecopy.identity import content_hash
from wirecopy.model import ArticleVersion, Entry, Extent, Feed, Shown, Source, Story, Tombstone

ALL = "all"
_NAMED_BY = 8
"""Characters of an article's id, by which its story is known to have lost it."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What decides where and how stories are shown, beside the stories themselves."""

    sources: Mapping[str, Source]
    definitions: tuple[Definition, ...] = ()
    unlicensed: Extent = Extent.FULL
    """How much is shown of what nobody is known to license."""
    source_feeds: bool = False
    """Whether each source has a feed too."""
    size: int = 100

    def digest(self, story: Story) -> str:
        """What the publication of a story hangs on beside it: another digest, and it is to be published anew."""
        named = sorted({source for copy in story.copies for source in copy.sources} & self.sources.keys())
        sources = map(self.sources.__getitem__, named)
        told = [
            (it.id, scrub(it.title), scrub(it.url), it.rights.extent, scrub(it.rights.attribution)) for it in sources
        ]
        return content_hash(encode((told, self._common)))[:16]

    @cached_property
    def _common(self) -> str:
        return content_hash(encode((self.definitions, self.unlicensed, self.source_feeds)))

    def feed(self, path: str) -> Feed:
        """The feed under ``path``, of any kind but ``all``."""
        kind, _, name = path.partition("/")
        if kind == "tag":
            return tag_feed(name, size=self.size)
        if kind == "source":
            source = self.sources.get(name)
            return Feed(path=path, title=(source.title or source.url) if source else name, size=self.size)
        defined = next((it.feed for it in self.definitions if it.name == path), None)
        return defined or Feed(path=path, title=path, size=self.size)

    def feeds(self, story: Story, full: Entry) -> dict[str, Extent]:
        """The feeds that show the story, beside ``all``, and how much of it; ``full`` is its entry, unlimited."""
        paths = [f"tag/{tag}" for tag in map(tag_name, story.tags) if tag]
        if self.source_feeds:
            paths += [f"source/{source}" for copy in story.copies for source in copy.sources]
        found = dict.fromkeys(paths, Extent.FULL)
        said = words_of(full) if self.definitions else ""
        return found | {it.name: it.show for it in self.definitions if it.wants(story, full, said)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is to be written for a story."""

    before: Shown | None
    shown: Shown
    """What is remembered of it once all is written."""
    entry: Entry | None
    """As ``all`` shows it; ``None`` for a story that is shown no more."""
    changes: Mapping[str, Change]
    """By feed; feeds that would show nothing new are left out."""
    recalled: frozenset[str]
    """The feeds whose archives must not go on saying what they say of it."""
    into: str | None = None
    """The story that it proved to be."""

    @property
    def announced(self) -> Shown:
        """What is remembered before anything is written: every feed that may come to show it."""
        before = self.before
        return replace(
            self.shown,
            revision=before.revision if before else 0,
            feeds={**(before.feeds if before else {}), **self.shown.feeds},
            version=self.shown.version - 1,
            face="",
            terms="",
        )


def is_current(before: Shown | None, story: Story, terms: Terms) -> bool:
    """Whether a story is shown everywhere as it is, under these terms. Reads nothing but what is remembered."""
    return before is not None and before.revision >= story.revision and before.terms == terms.digest(story)


def publication(
    story: Story, version: ArticleVersion | None, before: Shown | None, terms: Terms, now: datetime
) -> Publication:
    """What is to be written. ``version`` is the text that is told (see :func:`wirecopy.feeds.entry.teller`); ``None``
    for a story that proved to be another or has no copy any more.
    """
    edition = max(int(now.timestamp() * 1000), before.edition + 1 if before else 1)
    shown = Shown(
        story=story.id,
        revision=story.revision,
        edition=edition,
        version=(before.version if before else 0) + 1,
        terms=terms.digest(story),
        published=before.published if before else None,
        updated=before.updated if before else None,
    )
    if version is None:
        feeds = before.feeds if before else {}
        gone = dict.fromkeys(feeds, withdrawal(story, edition=edition))
        recalled = frozenset(gone)
        found = Publication(
            before=before, shown=shown, entry=None, changes=gone, recalled=recalled, into=story.merged_into
        )
    else:
        found = _entered(story, version, before, terms, shown=shown, now=now)
    if found.changes:  # which are announced first
        found = replace(found, shown=replace(found.shown, version=found.shown.version + 1))
    return found


def _entered(
    story: Story, version: ArticleVersion, before: Shown | None, terms: Terms, *, shown: Shown, now: datetime
) -> Publication:
    teller = next(copy for copy in story.copies if copy.article == version.id)
    grant = granted(teller, version, terms.sources, unlicensed=terms.unlicensed)
    if before and before.grant and teller.sources and terms.sources.keys().isdisjoint(teller.sources):
        # Its sources are watched no more: what they granted holds.
        was = Grant.read(before.grant)
        grant = replace(grant, extent=strictest(grant.extent, was.extent), attributions=was.attributions)
    full = entry(story, version, terms.sources, before=before, edition=shown.edition)
    told = limited(full, grant)
    given = words(told.title, told.html)
    if before and before.updated and before.given == given:  # of what is news, nothing may be shown
        full, told = (replace(it, updated=before.updated) for it in (full, told))
    shown = replace(
        shown,
        feeds={ALL: Extent.FULL, **terms.feeds(story, full)},
        published=told.published,
        updated=told.updated,
        told_by=told.told_by,
        copies=tuple(copy.article[:_NAMED_BY] for copy in story.copies),
        words=words(full.title, full.html),
        given=given,
        grant=str(grant),
        face=content_hash(encode(replace(told, revision=0)))[:16],
    )
    had = before.feeds if before else {}
    changes: dict[str, Change] = {
        path: limited(full, replace(grant, extent=strictest(grant.extent, extent)))
        for path, extent in shown.feeds.items()
        if before is None or before.face != shown.face or had.get(path) is not extent
    }
    gone = Tombstone(story=story.id, revision=shown.edition, at=utc(now))
    changes |= {path: gone for path in had if path not in shown.feeds}
    # What was begun and not completed may lie in an archive already; and archives must not go on naming a copy that
    # was withdrawn, or show its text.
    regranted = before is not None and (
        not before.face or before.grant != shown.grant or not set(before.copies) <= set(shown.copies)
    )
    recalled = {path for path in changes if path in had and (regranted or had[path] is not shown.feeds.get(path))}
    return Publication(before=before, shown=shown, entry=told, changes=changes, recalled=frozenset(recalled))
