"""The pages that people read: the newest stories, a page a feed, a page a story."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape, unescape
from importlib.resources import files
from itertools import groupby

import msgspec

from wirecopy.feeds.layout import page
from wirecopy.feeds.opml import write_opml
from wirecopy.feeds.scrub import line, tag_name
from wirecopy.feeds.site import Document, Site, content_type, tag_feed, uri
from wirecopy.feeds.view import Item, View, item, rfc3339, view
from wirecopy.model import Entry, EntryCopy, Feed, Manifest, Relation, Rules, Source

_RELATIONS = {
    Relation.ORIGINAL: "original",
    Relation.EXACT: "the same text",
    Relation.NEAR: "nearly the same text",
    Relation.EXCERPT: "an excerpt",
    Relation.SPUN: "reworded",
}
_NAMED_SOURCES = 30
_FORMATS = (("Atom", "atom.xml"), ("RSS", "rss.xml"), ("JSON Feed", "feed.json"))


def index_documents(
    stories: Manifest, feeds: Iterable[Feed], sources: Iterable[Source], site: Site
) -> tuple[Document, ...]:
    """The front page over the newest stories, every feed and source; the sources as OPML; the feeds' style sheet."""
    shown, known = view(stories, site), tuple(sources)
    bodies = {
        "index.html": _index(shown, tuple(feeds), known, site),
        "feed.css": files("wirecopy.feeds").joinpath("feed.css").read_bytes(),
    }
    documents = (Document(path=path, content_type=content_type(path), body=body) for path, body in bodies.items())
    return (*documents, sources_opml(known))


def sources_opml(sources: Iterable[Source]) -> Document:
    """The sources as OPML, for other readers."""
    body = write_opml(map(_public, sources))
    return Document(path="sources.opml", content_type=content_type("sources.opml"), body=body)


def feed_page(shown: View) -> bytes:
    """The page of one feed."""
    root = shown.beside("")
    return page(
        shown.site,
        title=shown.title,
        heading=line(shown.feed.title) or shown.feed.path,
        about=f"<p>{escape(shown.description)}</p>{_subscribe('')}",
        main=f'<div class="single">{_stories(shown.items, root)}</div>',
        root=root,
        feeds=f"feeds/{shown.feed.path}/",
    )


def story_document(entry: Entry, site: Site) -> Document:
    """The page of one story: what the lead says, whole, and every place that carries it."""
    shown = item(entry, site, notes_copies=False)
    main = f"""<article class="full">
<div class="text" dir="auto">{_without_pictures(shown.html)}</div>
<p>{_link(shown.url, f"Read at {shown.source}")}</p>
</article>
{_all_copies(shown)}"""
    body = page(
        site,
        title=shown.title,
        heading=shown.title,
        about=_byline(shown),
        main=main,
        root="../",
        is_narrow=True,
        language=shown.language or "en",
    )
    path = f"stories/{entry.story}.html"
    return Document(path=path, content_type=content_type(path), body=body)


def withdrawn_document(story: str, site: Site, *, into: str | None = None) -> Document:
    """The page of a story that is no entry any more: it was withdrawn, or proved to be the story ``into``."""
    why = (
        f'<p>It proved to be <a href="{escape(into)}.html">a story that was here before</a>.</p>'
        if into
        else "<p>It was withdrawn, and is not shown any more.</p>"
    )
    body = page(site, title="Withdrawn", heading="This story is gone", main=why, root="../", is_narrow=True)
    path = f"stories/{story}.html"
    return Document(path=path, content_type=content_type(path), body=body)


def _index(shown: View, feeds: tuple[Feed, ...], sources: tuple[Source, ...], site: Site) -> bytes:
    tags = [feed for feed in feeds if feed.path.startswith("tag/")]
    others = [feed for feed in feeds if not feed.path.startswith("tag/") and feed.path != shown.feed.path]
    here = f"feeds/{shown.feed.path}/"
    columns = f"""<div class="columns two">
<div>{_find(shown.items)}{_stories(shown.items, "")}</div>
<aside>{_feed_list("Feeds", others)}{_feed_list("Tags", tags, "tags")}{_source_list(sources)}</aside>
</div>"""
    return page(
        site,
        title=line(site.title),
        heading=line(site.title),
        about=f"<p>{escape(shown.description)}</p>{_subscribe(here)}",
        main=columns,
        root="",
        feeds=here,
        runs_search=bool(shown.items),
    )


def _subscribe(folder: str) -> str:
    links = "".join(f'<a href="{escape(folder)}{name}">{title}</a>' for title, name in _FORMATS)
    return f'<nav class="subscribe" aria-label="Subscribe"><span>Subscribe:</span>{links}</nav>'


def _find(items: tuple[Item, ...]) -> str:
    if not items:
        return ""
    tags = sorted({tag for shown in items for tag in shown.tags})
    sources = sorted({source for shown in items for source in _source_names(shown)}, key=str.lower)
    return f"""<div class="find" id="find" role="search" hidden>
<input type="search" aria-label="Search these stories" placeholder="Search these stories" autocomplete="off">
<select aria-label="Tag"><option value="">Any tag</option>{_options(tags)}</select>
<select aria-label="Source"><option value="">Any source</option>{_options(sources)}</select>
<p class="count" id="count" role="status"></p>
</div>"""


def _options(names: list[str]) -> str:
    return "".join(f'<option value="{escape(name)}">{escape(name)}</option>' for name in names)


def _listed(names: Iterable[str]) -> str:
    return escape(msgspec.json.encode(list(names)).decode())


def _source_names(shown: Item) -> list[str]:
    return list(dict.fromkeys([shown.source, *(copy.source for copy in shown.copies)]))


def _stories(items: tuple[Item, ...], root: str) -> str:
    if not items:
        return '<p class="empty">No stories yet. They appear here after the first run that finds some.</p>'
    return "".join(
        f'<section class="group"><h2 class="day">{_day(moment)}</h2>'
        f'<ol class="stories">{"".join(_story(shown, root) for shown in group)}</ol></section>'
        for moment, group in groupby(items, key=lambda shown: shown.published.replace(hour=0, minute=0, second=0))
    )


def _story(shown: Item, root: str) -> str:
    summary = f'<p class="summary" dir="auto">{escape(shown.summary)}</p>' if shown.summary else ""
    more = f'<a href="{root}stories/{escape(shown.story)}.html">Full text</a>'
    tags = " ".join(
        f'<a href="{root}feeds/{_quoted(tag_feed(tag_name(tag)).path)}/index.html">#{escape(tag)}</a>'
        for tag in shown.tags
        if tag_name(tag)
    )
    language = f' lang="{escape(shown.language)}"' if shown.language else ""
    return (
        f'<li class="story"{language} data-tags="{_listed(shown.tags)}" data-sources="{_listed(_source_names(shown))}">'
        f'<article><h3 dir="auto">{_link(shown.url, shown.title)}</h3>'
        f"{_byline(shown, day=shown.published)}{summary}"
        f'<p class="more">{more}{f"<span>{tags}</span>" if tags else ""}</p>{_folded(shown)}</article></li>'
    )


def _byline(shown: Item, *, day: datetime | None = None) -> str:
    """Who says it and when; under the heading of a day, that day's name is not repeated."""
    # A mark of writing direction in a name must not turn round what stands behind it.
    parts = [f'<strong dir="auto">{escape(shown.source)}</strong>']
    if shown.authors:
        parts.append(f"<bdi>{escape(', '.join(shown.authors))}</bdi>")
    parts.append(_time(shown.published, day))
    if shown.updated - shown.published >= timedelta(minutes=1):
        parts.append(f"updated {_time(shown.updated, day)}")
    if shown.rights:
        parts.append(_rights(shown.rights))
    return f'<p class="by">{" · ".join(parts)}</p>'


def _rights(rights: str) -> str:
    return f'<a rel="license" href="{escape(uri(rights))}">Licence</a>' if uri(rights) else escape(rights)


def _folded(shown: Item) -> str:
    others = shown.others
    if not others:
        return ""
    places = "one other place" if len(others) == 1 else f"{len(others)} other places"
    return f"<details><summary>Also in {places}</summary>{_copies(others, shown)}</details>"


def _all_copies(shown: Item) -> str:
    if not shown.others:
        return ""
    return f'<section class="full"><h2>Every place that carries it</h2>{_copies(shown.copies, shown)}</section>'


def _copies(copies: tuple[EntryCopy, ...], shown: Item) -> str:
    rows = "".join(
        f'<li>{_link(copy.url, copy.source)} <span class="how">{escape(_what_differs(copy, shown))}</span></li>'
        for copy in copies
    )
    return f'<ul class="copies">{rows}</ul>'


def _what_differs(copy: EntryCopy, shown: Item) -> str:
    parts = [_RELATIONS[copy.relation]]
    if copy.similarity is not None and copy.relation is not Relation.EXACT:
        parts.append(f"{copy.similarity:.0%} of the text")
    if copy.title and copy.title.casefold() != shown.title.casefold():
        parts.append(f"as “{copy.title}”")
    if copy.published:
        parts.append(_later(copy.published - shown.published))
    return ", ".join(filter(None, parts))


def _later(gap: timedelta) -> str:
    minutes = abs(gap) // timedelta(minutes=1)
    if minutes < 1:
        return ""
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'s' if count > 1 else ''} {'later' if gap > timedelta(0) else 'earlier'}"
    return ""


def _feed_list(title: str, feeds: list[Feed], kind: str = "") -> str:
    if not feeds:
        return ""
    rows = "".join(
        f'<li><a href="feeds/{_quoted(feed.path)}/index.html">{escape(line(feed.title) or feed.path)}</a></li>'
        for feed in feeds
    )
    return f'<h2>{title}</h2><ul class="{kind}">{rows}</ul>'


def _source_list(sources: tuple[Source, ...]) -> str:
    if not sources:
        return ""
    rows = "".join(
        f"<li>{_link(uri(source.url), line(source.title) or source.url)}{' (paused)' if source.paused else ''}</li>"
        for source in sorted(sources, key=lambda source: (line(source.title) or source.url).casefold())[:_NAMED_SOURCES]
    )
    others = len(sources) - _NAMED_SOURCES
    more = f"All {len(sources)}, and how they are doing" if others > 0 else "How they are doing"
    return f'<h2>Sources</h2><ul>{rows}<li class="all"><a href="sources.html">{more}</a></li></ul>'


def _public(source: Source) -> Source:
    """The source without what is its keeper's own: a password in its address, and the rules for its pages."""
    return replace(source, url=uri(source.url), rules=Rules())


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)


def _quoted(path: str) -> str:
    return escape(Site(url="http://x").address(path).removeprefix("http://x/"))


def _day(moment: datetime) -> str:
    return f'<time datetime="{moment:%Y-%m-%d}">{moment:%A} {moment.day} {moment:%B} {moment.year}</time>'


def _time(moment: datetime, day: datetime | None = None) -> str:
    date = "" if day and day.date() == moment.date() else f"{moment.day} {moment:%B} {moment.year}, "
    return f'<time datetime="{rfc3339(moment)}">{date}{moment:%H:%M} UTC</time>'


_PICTURE = re.compile(r'<img((?:\s+[\w-]+(?:="[^"]*")?)*)\s*/?>')
_ADDRESS = re.compile(r'\bsrc="([^"]*)"')
_ALTERNATIVE = re.compile(r'\balt="([^"]*)"')


def _without_pictures(html: str) -> str:
    """Cleaned HTML with a link in each picture's place: a page asks nothing of the hosts that it quotes."""

    def link(match: re.Match[str]) -> str:
        address, found = _ADDRESS.search(match[1]), _ALTERNATIVE.search(match[1])
        text = unescape(found[1]).strip() if found else ""
        return f'<a href="{address[1]}">Picture{": " + escape(text) if text else ""}</a>' if address else ""

    return _PICTURE.sub(link, html)
