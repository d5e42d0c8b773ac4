"""HTML as a tree, and what its head says of feeds."""

from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from wirecopy.discover import text
from wirecopy.discover.found import absolute

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


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
    """The feeds that the document names with ``<link rel="alternate">``, in its own order."""
    base = base_of(tree, url)
    named = (
        absolute(link.get("href") or "", base)
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").partition(";")[0].strip().lower() in _FEED_TYPES
    )
    return tuple(dict.fromkeys(feed for feed in named if feed))
