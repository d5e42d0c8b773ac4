"""What the three formats have in common: a manifest's entries with every text scrubbed and every address whole."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from urllib.parse import quote, urlsplit

from wirecopy.feeds.markup import text_bytes
from wirecopy.feeds.scrub import line, scrub
from wirecopy.feeds.site import Site, uri
from wirecopy.model import Entry, EntryCopy, Feed, Image, Manifest, Relation, Tombstone

_NAMED_COPIES = 12
_KEPT = 500
_LONGEST_KEPT = 20_000
"""Characters of a content. An item takes six times that with what the formats make of it: all together, some 60 MB."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_IMAGE_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
}
_IMAGE_TYPE = re.compile(r"image/[a-z0-9.+-]{1,40}")
_HOW = {Relation.EXCERPT: "an excerpt", Relation.SPUN: "reworded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry, ready to be written: texts hold only what XML allows, addresses are absolute, times are UTC."""

    id: str
    story: str
    url: str
    title: str
    authors: tuple[str, ...]
    published: datetime
    updated: datetime
    language: str
    summary: str
    html: str
    html_in_xml: bytes
    """The same, escaped: once for the two formats that want it so."""
    image: Image | None
    tags: tuple[str, ...]
    source: str
    source_url: str
    rights: str
    copies: tuple[EntryCopy, ...]
    lead: EntryCopy | None
    _written: dict[Callable[["Item"], bytes], bytes] = field(default_factory=dict, compare=False, repr=False)

    def once(self, write: Callable[["Item"], bytes]) -> bytes:
        """What ``write`` makes of it, made at the first call."""
        found = self._written.get(write)
        if found is None:
            found = self._written[write] = write(self)
        return found

    @property
    def others(self) -> tuple[EntryCopy, ...]:
        """The copies beside the lead."""
        return tuple(copy for copy in self.copies if copy is not self.lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A feed, ready to be written."""

    site: Site
    feed: Feed
    revision: int
    id: str
    title: str
    description: str
    page: str
    language: str
    """That of every item; empty where they differ."""
    updated: datetime
    items: tuple[Item, ...]
    pending: tuple[Item, ...]
    """What is in no archive page yet, though these items left no place for it."""
    previous: str
    """The archive page before what is shown; empty for none."""
    withdrawn: tuple[Tombstone, ...]

    def address(self, name: str) -> str:
        """The URL of one of the feed's documents."""
        return self.site.address(f"feeds/{self.feed.path}/{name}")

    def beside(self, path: str) -> str:
        """A path from the feed's own folder to a document of the site."""
        return "../" * (self.feed.path.count("/") + 2) + path


def view(manifest: Manifest, site: Site) -> View:
    """The manifest as every format shows it. Nothing in it depends on when or where it is made."""
    feed = manifest.feed
    family = site.tag_uri("stories/")
    items, pending = (
        tuple((kept if len(entry.html) <= _LONGEST_KEPT else _item)(entry, family) for entry in entries)
        for entries in (manifest.entries, manifest.pending)
    )
    moments = [entry.updated for entry in items] + [utc(tombstone.at) for tombstone in manifest.tombstones]
    languages = {shown.language for shown in items}
    title = line(feed.title) or feed.path
    return View(
        site=site,
        feed=feed,
        revision=manifest.revision,
        id=site.tag_uri(f"feeds/{feed.path}"),
        title=title if title == line(site.title) else f"{line(site.title)}: {title}",
        description=line(feed.description) or f"{title}: one entry a story, however many places carry it.",
        page=site.address(f"feeds/{feed.path}/index.html"),
        language=languages.pop() if len(languages) == 1 else "",
        updated=max(moments, default=site.beginning),
        items=items,
        pending=pending,
        previous=manifest.archive,
        withdrawn=manifest.tombstones[: feed.size],
    )


def item(entry: Entry, site: Site, *, notes_copies: bool = True) -> Item:
    """One entry as every format shows it, its other copies noted at the end of its content if wished."""
    return _item(entry, site.tag_uri("stories/"), notes_copies=notes_copies)


def _item(entry: Entry, family: str, *, notes_copies: bool = True) -> Item:
    copies = tuple(_copy(copy) for copy in entry.copies)
    url = uri(entry.url)
    lead = next((copy for copy in copies if copy.url == url), None)
    source = line(entry.source.title) or "Unknown source"
    others = [copy for copy in copies if copy is not lead]
    html = scrub(entry.html) + (also_published(others) if notes_copies else "")
    return Item(
        id=family + quote(entry.story),
        story=entry.story,
        url=url,
        title=line(entry.title) or line(entry.summary)[:80] or url or source,
        authors=tuple(dict.fromkeys(filter(None, map(line, entry.authors)))),
        published=utc(entry.published),
        updated=max(utc(entry.updated), utc(entry.published)),
        language=language if _LANGUAGE.fullmatch(language := entry.language or "") else "",
        summary=line(entry.summary),
        html=html,
        html_in_xml=text_bytes(html),
        image=_image(entry.image),
        tags=tuple(dict.fromkeys(filter(None, map(line, entry.tags)))),
        source=source,
        source_url=uri(entry.source.url),
        rights=line(entry.rights or ""),
        copies=copies,
        lead=lead,
    )


kept = lru_cache(maxsize=_KEPT)(_item)
"""Feeds show the same stories as others do, and as they did themselves: what was made of one is taken up again."""


def also_published(copies: list[EntryCopy]) -> str:
    """A line of HTML that names and links the other places that carry a story."""
    named = [
        f'<a href="{escape(copy.url)}">{escape(copy.source)}</a>'
        + (f" ({_HOW[copy.relation]})" if copy.relation in _HOW else "")
        for copy in copies[:_NAMED_COPIES]
        if copy.url
    ]
    if not named:
        return ""
    if len(copies) > _NAMED_COPIES:
        named.append(f"and {len(copies) - _NAMED_COPIES} more")
    return f"<p><small>Also published by {', '.join(named)}.</small></p>"


def utc(moment: datetime) -> datetime:
    """The moment in UTC and whole seconds; one without a zone, or at the calendar's end, is taken to be UTC already."""
    if moment.tzinfo is UTC:
        return moment.replace(microsecond=0) if moment.microsecond else moment
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        moment = moment.replace(tzinfo=UTC)
    return moment.replace(microsecond=0)


def rfc3339(moment: datetime) -> str:
    """``2026-11-21T08:00:00Z``, of a moment as :func:`utc` gives it."""
    return f"{moment.isoformat()[:19]}Z"


def _copy(copy: EntryCopy) -> EntryCopy:
    url = uri(copy.url)
    title, source = line(copy.title), line(copy.source) or url or "Unknown source"
    published, first_seen = utc(copy.published) if copy.published else None, utc(copy.first_seen)
    if (url, title, source) == (copy.url, copy.title, copy.source) and published is copy.published:
        return copy if first_seen is copy.first_seen else replace(copy, first_seen=first_seen)
    return replace(copy, url=url, title=title, source=source, published=published, first_seen=first_seen)


def _image(image: Image | None) -> Image | None:
    if image is None or not uri(image.url):
        return None
    url = uri(image.url)
    kind = image.type if _IMAGE_TYPE.fullmatch(image.type) else _IMAGE_TYPES.get(_extension(url), "")
    length = image.length if image.length and image.length > 0 else None
    return replace(image, url=url, caption=line(image.caption), type=kind, length=length)


def _extension(url: str) -> str:
    return urlsplit(url).path.rpartition(".")[2].lower()
