"""HTML as a tree, and what its head says of feeds."""

import re
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from wirecopy.discover import text
from wirecopy.discover.found import absolute, same_site

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_COMMENTS = re.compile("comment|kommentar|comentario|commenti|reacti(?:e|on)s", re.IGNORECASE)
_FEED_PATH = re.compile(r"/(?:rss|atom|feeds?|index)\.(?:xml|json)$|/(?:rss|atom|feed)/?$|\.(?:rss|atom)$")


def parse(document: str) -> HtmlElement | None:
    """The document's tree; ``None`` where there is no element in it."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree: Any = etree.fromstring(text.scrub(document).encode("utf-8"), parser)
    except etree.LxmlError:
        return None
    return tree


def base_of(tree: HtmlElement, url: str) -> str:
    """What relative links are relative to: the document's ``<base>``, else its own address."""
    declared = next((base.get("href") for base in tree.iter("base") if base.get("href")), None)
    return (absolute(declared, url) if declared else None) or url


def title_of(tree: HtmlElement) -> str:
    """The document's title in one line."""
    title = next(tree.iter("title"), None)
    return text.cut("".join(title.itertext()), text.TITLE) if title is not None else ""


def feeds_of(tree: HtmlElement, url: str) -> tuple[str, ...]:
    """The feeds that the document names with ``<link rel="alternate">``, the one to watch first.

    Those of its own site go before those of others, and comments come last; else it is the document's own order, in
    which sites put their main feed first.
    """
    base, own = base_of(tree, url), urlsplit(url).hostname or ""
    named: dict[str, tuple[bool, bool]] = {}
    for link in tree.iter("link"):
        is_feed = (link.get("type") or "").partition(";")[0].strip().lower() in _FEED_TYPES
        if not is_feed or "alternate" not in (link.get("rel") or "").lower().split():
            continue
        feed = absolute(link.get("href") or "", base)
        if feed:
            words = f"{link.get('title') or ''} {urlsplit(feed).path}"
            is_foreign = not same_site(urlsplit(feed).hostname or "", own)
            named.setdefault(feed, (bool(_COMMENTS.search(words)), is_foreign))
    return tuple(sorted(named, key=named.__getitem__))


def likely_feeds(tree: HtmlElement, url: str) -> tuple[str, ...]:
    """The addresses that a page of the site links to and that are written as feeds' are."""
    base, own = base_of(tree, url), urlsplit(url).hostname or ""
    linked = (absolute(anchor.get("href") or "", base) for anchor in tree.iter("a"))
    return tuple(
        dict.fromkeys(
            found
            for found in linked
            if found
            and _FEED_PATH.search(urlsplit(found).path)
            and same_site(urlsplit(found).hostname or "", own)
            and not _COMMENTS.search(urlsplit(found).path)
        )
    )
