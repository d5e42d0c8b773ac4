"""From a story to the entry that readers see."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from wirecopy.feeds.content import clean_html, visible_text
from wirecopy.feeds.scrub import line
from wirecopy.feeds.view import utc
from wirecopy.model import (
    ArticleVersion,
    Attribution,
    Copy,
    Entry,
    EntryCopy,
    Source,
    Story,
    Tombstone,
)

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_TRUSTED = 0.5
"""The confidence from which a date is believed rather than the day on which the story was first seen."""
_SUMMARY = 280
_APPENDED = re.compile(r"\s*(\[(…|\.\.\.)\]\s*)?The post .{1,300} (appeared first|first appeared) on .{1,200}$")
"""What WordPress adds to a description in feeds."""
_PROSE = re.compile(r"[.!?…。！？।]['\"”’»)\]]*\s*$|.{120}")  # noqa: RUF001 - full stops of other scripts
"""A line that ends as a sentence does, or is too long for a heading or a trail of links."""


def entry(
    story: Story, version: ArticleVersion, sources: Mapping[str, Source], *, before: Entry | None = None
) -> Entry:
    """The story as ``version`` tells it, one of its copies' current ones (see :func:`teller`), linked to its lead.

    ``sources`` are known by their id. ``before`` is what was last published of the story, where that is at hand: its
    ``published`` stays for good, and its ``updated`` until a reader would see other words. A story that lost or won a
    copy only is not news.
    """
    article = version.article
    lead = next((copy for copy in story.copies if copy.article == story.lead), None)
    url = lead.url if lead else article.url
    html = clean_html(article.html, article.url)
    title = line(article.title) or _beginning(article.text, 80) or url
    published = before.published if before else _published(story, version)
    return Entry(
        story=story.id,
        revision=story.revision,
        url=url,
        title=title,
        authors=tuple(filter(None, map(line, article.authors))),
        published=published,
        updated=_updated(version, title, html, published, before),
        language=article.language,
        summary=_summary(article.description, article.text),
        html=html,
        image=article.image,
        tags=story.tags,
        source=_attribution(
            lead.sources if lead else (), sources, url, article.site_name if url == article.url else ""
        ),
        rights=article.licence,
        copies=tuple(
            _copy(copy, sources, article.site_name if copy.article == version.id else "") for copy in story.copies
        ),
        told_by=version.id,
    )


def teller(story: Story, before: Entry | None) -> Copy:
    """The copy whose text is shown: the lead, unless readers have been given another's that is still there.

    So a change of lead changes the link and the attribution, and brings no entry back as unread.
    """
    wanted = (before.told_by if before else "", story.lead)
    return next((copy for name in wanted for copy in story.copies if copy.article == name), story.copies[0])


def withdrawal(story: Story) -> Tombstone:
    """That a story is no entry any more: it was withdrawn, or proved to be another one."""
    return Tombstone(story=story.id, revision=story.revision, at=utc(story.changed_at))


def _published(story: Story, version: ArticleVersion) -> datetime:
    claimed = version.article.published
    first_seen = utc(story.first_seen)
    if claimed is None or utc(claimed) < _EARLIEST:
        return first_seen
    evidence = (found.confidence for found in version.article.evidence if found.field == "published")
    return min(utc(claimed), first_seen) if max(evidence, default=1.0) >= _TRUSTED else first_seen


def _updated(version: ArticleVersion, title: str, html: str, published: datetime, before: Entry | None) -> datetime:
    observed = utc(version.observed_at)
    if before is None:
        modified = version.article.modified
        return utc(modified) if modified and published <= utc(modified) <= observed else published
    if (before.title, visible_text(before.html)) == (title, visible_text(html)):
        return before.updated
    return max(before.updated, observed)


def _attribution(ids: Iterable[str], sources: Mapping[str, Source], url: str, site_name: str) -> Attribution:
    """The source of an article: one on its own host before one that only lists it."""
    host = _host(url)
    known = [sources[name] for name in ids if name in sources]
    source = next((source for source in known if _host(source.url) == host), known[0] if known else None)
    if source is None:
        return Attribution(title=line(site_name) or host, url=url)
    return Attribution(title=line(source.title) or line(site_name) or host, url=source.url)


def _copy(copy: Copy, sources: Mapping[str, Source], site_name: str) -> EntryCopy:
    return EntryCopy(
        url=copy.url,
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
    said = _beginning(_APPENDED.sub("", line(description)), 2 * _SUMMARY)
    if said:
        return said
    lines = [found for found in text.split("\n") if found.strip()]
    prose = next((n for n, found in enumerate(lines) if _PROSE.search(found)), 0)
    return _beginning(" ".join(lines[prose:]), _SUMMARY)


def _beginning(text: str, length: int) -> str:
    """The text in one line, cut at a word's end where it is longer."""
    whole = line(text)
    if len(whole) <= length:
        return whole
    cut = whole[: length + 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut[:length]).rstrip(" ,;:-") + "…"
