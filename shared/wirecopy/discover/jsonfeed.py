"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import html
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from wirecopy.discover import images, text
from wirecopy.discover.dates import moment
from wirecopy.discover.found import MOST_LINKS, Discovery, absolute, distinct, newest_first
from wirecopy.discover.hubs import hub_and_topic
from wirecopy.errors import UnreadableError
from wirecopy.model import Link, Page, SourceKind


def read(document: str, page: Page) -> Discovery:
    """The feed's items; what has another type than the specification gives it counts as absent."""
    try:
        feed = json.loads(document, strict=False)
    except (ValueError, RecursionError):
        raise UnreadableError("is damaged JSON") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise UnreadableError("is JSON, but not a JSON Feed")
    problems = []
    if len(items) > MOST_LINKS:
        problems.append(f"has more than {MOST_LINKS} entries; the rest is not read")
        del items[MOST_LINKS:]
    links: list[Link] = []
    entries: dict[str, str] = {}
    for item in items:
        link = _link(item, page) if isinstance(item, dict) else None
        if link is not None:
            links.append(link)
            entries.setdefault(link.url, _content(item))
    if len(links) < len(items):
        problems.append(f"entries without a link: {len(items) - len(links)}")
    hub, topic = hub_and_topic(page, _named(feed))
    return Discovery(
        kind=SourceKind.FEED,
        title=text.cut(_text(feed, "title"), text.TITLE),
        links=newest_first(distinct(links)),
        entries=entries,
        hub=hub,
        topic=topic,
        problems=tuple(problems),
    )


def _named(feed: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "self", _text(feed, "feed_url")
    for hub in _list(feed, "hubs"):
        if isinstance(hub, dict) and _text(hub, "type").lower() == "websub":
            yield "hub", _text(hub, "url")


def _link(item: dict[str, Any], page: Page) -> Link | None:
    named = (_text(item, "url"), _text(item, "external_url"), _text(item, "id"))
    url = next((url for href in named if "/" in href and (url := absolute(href, page.url))), None)
    if url is None:
        return None
    return Link(
        url=url,
        title=text.cut(_text(item, "title"), text.TITLE),
        published=_date(item, "date_published", page.observed_at),
        modified=_date(item, "date_modified", page.observed_at),
        authors=text.names(_authors(item)),
        tags=text.names(_list(item, "tags")),
        summary=_summary(item),
        image=images.of_item(item, page.url),
        # A linkblog's item speaks of a page elsewhere: that page is where the text comes from.
        origin=absolute(external, page.url) if (external := _text(item, "external_url")) and external != url else None,
    )


def _content(item: dict[str, Any]) -> str:
    words = _text(item, "content_text")
    return _text(item, "content_html") or (f"<p>{html.escape(words)}</p>" if words else "")


def _summary(item: dict[str, Any]) -> str:
    if words := _text(item, "summary") or _text(item, "content_text"):
        return text.cut(words, text.SUMMARY)
    return text.plain(_text(item, "content_html"), text.SUMMARY)


def _authors(item: dict[str, Any]) -> Iterator[Any]:
    """Version 1.1 has ``authors``, version 1.0 had one ``author``."""
    for author in (*_list(item, "authors"), item.get("author")):
        if isinstance(author, dict):
            yield author.get("name") or author.get("url")


def _date(item: dict[str, Any], name: str, now: datetime) -> datetime | None:
    return moment(_text(item, name), now)


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool) and name == "id":
        return str(value)
    return value if isinstance(value, str) else ""


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []
