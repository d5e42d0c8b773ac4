"""From a story to the entry that readers see."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from wirecopy.feeds.content import beginning, clean_html, visible_text
from wirecopy.feeds.scrub import line, scrub
from wirecopy.feeds.view import utc
from wirecopy.identity import content_hash
from wirecopy.model import (
    ArticleVersion,
    Attribution,
    Copy,
    Entry,
    EntryCopy,
    Image,
    Shown,
    Source,
    Story,
    Tombstone,
)
from wirecopy.pixels import is_beacon

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_TRUSTED = 0.5
"""The confidence from which a date is believed rather than the day on which the story was first seen."""
_SUMMARY = 280
_LONGEST_NAME = 200
"""A name of 100 KB is none, and keeps feedparser, which looks for an address in it, busy for minutes."""
_APPENDED = re.compile(r"\s*(\[(…|\.\.\.)\]\s*)?The post .{1,300} (appeared first|first appeared) on .{1,200}$")
"""What WordPress adds to a description in feeds."""
_PROSE = re.compile(r"[.!?…。！？।]['\"”’»)\]]*\s*$|.{120}")  # noqa: RUF001 - full stops of other scripts
"""A line that ends as a sentence does, or is too long for a heading or a trail of links."""


def entry(
    story: Story,
    version: ArticleVersion,
    sources: Mapping[str, Source],
    *,
    before: Shown | None = None,
    edition: int = 1,
) -> Entry:
    """The story as ``version`` tells it, one of its copies' current ones (see :func:`teller`), linked to its lead.

    ``sources`` are known by their id. ``before`` is how the story was last published: its ``published`` stays for good,
    and its ``updated`` until a reader would see other words. A story that lost or won a copy only is not news.
    """
    article = version.article
    lead = next((copy for copy in story.copies if copy.article == story.lead), None)
    url = scrub(lead.url if lead else article.url)
    html = clean_html(article.html, article.url)
    title = line(article.title) or beginning(article.text, 80) or url
    published = utc((before and before.published) or story.published or _published(story, version))
    return Entry(
        story=story.id,
        revision=edition,
        url=url,
        title=title,
        authors=tuple(name for author in article.authors if (name := beginning(author, _LONGEST_NAME))),
        published=published,
        updated=_updated(version, words(title, html), published, before),
        language=scrub(article.language) if article.language else None,
        summary=_summary(article.description, article.text),
        html=html,
        image=_image(article.image),
        tags=tuple(map(line, story.tags)),
        source=_attribution(
            lead.sources if lead else (), sources, url, article.site_name if url == article.url else ""
        ),
        rights=line(article.licence) if article.licence else None,
        copies=tuple(
            _copy(copy, sources, article.site_name if copy.article == version.id else "") for copy in story.copies
        ),
        told_by=version.id,
    )


def words(title: str, html: str) -> str:
    """A digest of what a reader sees of a text."""
    return content_hash(f"{title}\n{visible_text(html)}".encode("utf-8", "surrogatepass"))[:16]


def teller(story: Story, before: Shown | None) -> Copy:
    """The copy whose text is shown: the lead, unless readers have been given another's that is still there.

    So a change of lead changes the link and the attribution, and brings no entry back as unread.
    """
    wanted = (before.told_by if before else "", story.lead)
    return next((copy for name in wanted for copy in story.copies if copy.article == name), story.copies[0])


def withdrawal(story: Story, *, edition: int = 1) -> Tombstone:
    """That a story is no entry any more: it was withdrawn, or proved to be another one."""
    return Tombstone(story=story.id, revision=edition, at=utc(story.changed_at))


def _published(story: Story, version: ArticleVersion) -> datetime:
    claimed = version.article.published
    first_seen = utc(story.first_seen)
    if claimed is None or utc(claimed) < _EARLIEST:
        return first_seen
    evidence = (found.confidence for found in version.article.evidence if found.field == "published")
    return min(utc(claimed), first_seen) if max(evidence, default=1.0) >= _TRUSTED else first_seen


def _updated(version: ArticleVersion, told: str, published: datetime, before: Shown | None) -> datetime:
    observed = utc(version.observed_at)
    if before is None or before.updated is None:
        modified = version.article.modified
        return utc(modified) if modified and published <= utc(modified) <= observed else published
    if before.words == told:
        return before.updated
    return max(before.updated, observed)


def _attribution(ids: Iterable[str], sources: Mapping[str, Source], url: str, site_name: str) -> Attribution:
    """The source of an article: one on its own host before one that only lists it."""
    host = _host(url)
    known = [sources[name] for name in ids if name in sources]
    source = next((source for source in known if _host(source.url) == host), known[0] if known else None)
    if source is None:
        return Attribution(title=beginning(site_name, _LONGEST_NAME) or host, url=url)
    title = beginning(source.title, _LONGEST_NAME) or beginning(site_name, _LONGEST_NAME) or host
    return Attribution(title=title, url=scrub(source.url))


def _image(image: Image | None) -> Image | None:
    if image is None or is_beacon(image.url) or 1 in (image.width, image.height):
        return None
    return replace(image, url=scrub(image.url), caption=line(image.caption))


def _copy(copy: Copy, sources: Mapping[str, Source], site_name: str) -> EntryCopy:
    return EntryCopy(
        url=scrub(copy.url),
        title=line(copy.title),
        source=_attribution(copy.sources, sources, copy.url, site_name).title,
        relation=copy.relation,
        similarity=copy.similarity,
        published=copy.published,
        first_seen=copy.first_seen,
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _summary(description: str, text: str) -> str:
    """What the page says it is about, or how its text begins once what merely stands above it is left out."""
    said = beginning(_APPENDED.sub("", line(description)), 2 * _SUMMARY)
    if said:
        return said
    lines = [found for found in text.split("\n") if found.strip()]
    prose = next((n for n, found in enumerate(lines) if _PROSE.search(found)), 0)
    return beginning(" ".join(lines[prose:]), _SUMMARY)
