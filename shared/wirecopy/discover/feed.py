"""RSS 0.9x to 2.0, RDF and Atom, through feedparser: bytes only, never an address, its sanitizer off."""

import html
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parseaddr
from itertools import islice
from typing import Any
from xml.parsers import expat

import feedparser

from wirecopy.discover import dates, images, text
from wirecopy.discover.found import MOST_LINKS, Discovery, absolute, distinct, newest_first
from wirecopy.discover.hubs import hub_and_topic
from wirecopy.errors import UnreadableError
from wirecopy.model import Link, Page, SourceKind

LARGEST = 8_000_000
LARGEST_FLAWED = 2_000_000
"""Characters read of a feed, and of one that is no XML."""
MOST_TAGS_FLAWED = 50_000
"""Tags read of what is no XML: feedparser's tolerant parser takes about a second for 20,000."""

_TAG = re.compile("<")
_ENTRY_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>|<(?:\w{1,20}:)?(?:item|entry)\s*/>", re.IGNORECASE)
_ROOT = re.compile(r"<((?:\w{1,20}:)?(rss|rdf|feed))[\s>]", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:\w{1,20}:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_LONGEST_CHANNEL = 20_000
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_PERIODS = {"hourly": 1 / 24, "daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}


def read(document: str, page: Page) -> Discovery | None:
    """The feed's entries, as far as they can be read; ``None`` when the document is no feed at all."""
    document, problems = _whole(text.scrub(document), LARGEST)
    if flaw := _flaw(document):
        tags = islice(_TAG.finditer(document), MOST_TAGS_FLAWED, None)
        document, cut = _whole(document, min(LARGEST_FLAWED, next((tag.start() for tag in tags), len(document))))
        problems = problems or (f"is not well-formed XML ({flaw})", *cut)
    if _ROOT.search(document) and not _ENTRY_END.search(document) and not _ROOT_END.search(document):
        raise UnreadableError("XML breaks off before the first entry")
    parsed = _parse(document, page.url)
    version = parsed.get("version") or ""
    if not version and not parsed.entries:
        return None
    house = text.names(_authors(parsed.feed)) if version.startswith("atom") else ()
    links: list[Link] = []
    entries: dict[str, str] = {}
    for entry in parsed.entries:
        link = _link(entry, version, house, page)
        if link is not None:
            links.append(link)
            entries.setdefault(link.url, _content(entry))
    if len(links) < len(parsed.entries):
        problems += (f"entries without a link: {len(parsed.entries) - len(links)}",)
    named = ((link.get("rel") or "", link.get("href") or "") for link in parsed.feed.get("links", ()))
    hub, topic = hub_and_topic(page, named)
    return Discovery(
        kind=SourceKind.FEED,
        title=_words(parsed.feed, "title", text.TITLE),
        links=newest_first(distinct(links)),
        entries=entries,
        ttl=_ttl(parsed.feed),
        skip_hours=frozenset(int(hour) % 24 for hour in _skipped(document, "hour", "[0-9]{1,2}") if int(hour) <= 24),
        skip_days=frozenset(_DAYS.index(day[:3].lower()) for day in _skipped(document, "day", _DAY)),
        hub=hub,
        topic=topic,
        problems=problems,
    )


def _whole(document: str, longest: int) -> tuple[str, tuple[str, ...]]:
    """The feed as far as it is read, its root closed where it was cut so that what is left is XML again."""
    whole, problems = text.whole_entries(document[:longest], _ENTRY_END, _ROOT_END, MOST_LINKS)
    if problems and (root := _ROOT.search(whole)):
        name, family = root.groups()
        whole += f"</channel></{name}>" if family.lower() == "rss" else f"</{name}>"
    if problems and len(document) > longest:
        problems = ("is too long; the rest is not read",)
    return whole, problems


def _flaw(document: str) -> str | None:
    """What keeps the document from being well-formed XML with namespaces, and where; ``None`` when it is."""
    parser = expat.ParserCreate("utf-8", " ")
    try:
        parser.Parse(document.encode("utf-8"), True)
    except expat.ExpatError as error:
        return f"{expat.ErrorString(error.code)}, line {error.lineno}"
    return None


def _parse(document: str, url: str) -> Any:
    """feedparser's result. It opens strings and bytes as addresses and file names, hence the stream."""
    try:
        return feedparser.parse(
            io.BytesIO(document.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # whatever a parser trips over here, the stranger's bytes are the cause
        raise UnreadableError(f"cannot be read as a feed ({type(error).__name__})") from error


def _link(entry: Any, version: str, house: tuple[str, ...], page: Page) -> Link | None:
    # feedparser makes the feed's own address of what it cannot resolve.
    found = (absolute(href, page.url) for href in _hrefs(entry) if href)
    url = next((url for url in found if url and url != page.url), None)
    if url is None:
        return None
    published = _date(entry, "published", page.observed_at) or _date(entry, "created", page.observed_at)
    modified = _date(entry, "updated", page.observed_at)
    if published is None and not version.startswith("atom"):
        # RSS and RDF have one date, of publication; feedparser files Dublin Core's under "updated".
        published, modified = modified, None
    content = entry.get("content") or [{}]
    return Link(
        url=url,
        title=_words(entry, "title", text.TITLE),
        published=published,
        modified=modified,
        authors=text.names(_authors(entry)) or house,  # RFC 4287, section 4.2.1
        tags=text.names(tag.get("label") or tag.get("term") for tag in entry.get("tags", ())),
        summary=text.plain(entry.get("summary") or content[0].get("value") or "", text.SUMMARY),
        origin=_origin(entry.get("source"), page.url),
        image=images.of_entry(entry, page.url),
    )


def _content(entry: Any) -> str:
    """The longest text that the entry carries, as HTML: many feeds have it whole in what is called a description."""
    held = (*(entry.get("content") or ()), entry.get("summary_detail") or {})
    texts = (_markup(it.get("value") or "", it.get("type") or "") for it in held)
    return max(texts, key=len, default="")


def _markup(value: str, kind: str) -> str:
    return f"<p>{html.escape(value)}</p>" if kind == "text/plain" and value else value


def _hrefs(entry: Any) -> Iterator[str]:
    """Where the entry may point, the best first: FeedBurner's original, the page, the link, a permanent guid."""
    yield from filter(None, [entry.get("feedburner_origlink")])
    for link in entry.get("links", ()):
        if link.get("rel", "alternate") == "alternate" and "html" in link.get("type", "text/html"):
            yield link.get("href") or ""
    yield entry.get("link") or ""
    if entry.get("guidislink") or entry.get("id", "").startswith(("http://", "https://")):
        yield entry.get("id") or ""
    yield from (content.get("src") or "" for content in entry.get("content", ()))


def _date(entry: Any, name: str, now: datetime) -> datetime | None:
    if name not in entry:
        return None
    return dates.from_tuple(entry.get(f"{name}_parsed"), entry.get(name) or "", now)


def _authors(holder: Any) -> Iterator[str]:
    given = [author.get("name") or author.get("email") or "" for author in holder.get("authors", ()) if author]
    for author in given if len(given) > 1 else [holder.get("author") or ""]:
        yield _person(author)


def _person(author: str) -> str:
    """The name in what RSS calls an author, an address with a comment; feedparser's own split knows few domains."""
    if "@" not in author:
        return author
    parts = parseaddr(author[: 2 * text.NAME])
    return next((part for part in parts if part and "@" not in part), author)


def _words(holder: Any, name: str, limit: int) -> str:
    """A text construct as plain words; one that says it is plain text (RFC 4287, section 3.1) keeps its brackets."""
    value = holder.get(name) or ""
    literal = (holder.get(f"{name}_detail") or {}).get("type") == "text/plain"
    return text.cut(value, limit) if literal else text.plain(value, limit)


def _origin(source: Any, base: str) -> str | None:
    """Where the entry was taken from: the page named by ``atom:source``, or the feed in RSS's ``<source url>``."""
    if not source:
        return None
    pages = (link.get("href") for link in source.get("links", ()) if link.get("rel", "alternate") == "alternate")
    named = (*pages, source.get("href"), source.get("link"), source.get("id"))
    return next((url for href in named if href and (url := absolute(href, base))), None)


def _skipped(document: str, unit: str, value: str) -> list[str]:
    """What RSS ``<skipHours>`` or ``<skipDays>`` lists, in the channel itself and not in an item that speaks of it.

    Hours are 0 to 23 (RSS 2.0) or 1 to 24 (0.91), which is the same to whoever counts round the clock.
    """
    first = _ENTRY.search(document)
    channel = document[: first.start() if first else None][:_LONGEST_CHANNEL]
    found = re.search(rf"<skip{unit}s\b[^>]{{0,99}}>(.{{0,1500}}?)</skip{unit}s>", channel, re.IGNORECASE | re.DOTALL)
    return re.findall(rf"<{unit}>\s{{0,9}}({value})\s{{0,9}}</{unit}>", found[1], re.IGNORECASE) if found else []


def _ttl(feed: Any) -> timedelta | None:
    """RSS ``<ttl>`` in minutes, or the syndication module's period divided by its frequency; up to a year."""
    try:
        if "ttl" in feed:
            span = timedelta(minutes=float(feed.ttl[:10]))
        elif (period := feed.get("sy_updateperiod", "").strip().lower()) in _PERIODS:
            span = timedelta(days=_PERIODS[period] / float(feed.get("sy_updatefrequency") or 1))
        else:
            return None
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return span if timedelta(0) < span <= timedelta(days=365) else None
