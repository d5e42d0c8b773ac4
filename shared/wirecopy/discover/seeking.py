"""Where the articles of an address of unknown kind are named."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from wirecopy.discover import feed, html, jsonfeed, sitemap, text
from wirecopy.discover.found import absolute
from wirecopy.errors import UnreadableError
from wirecopy.model import Page, SourceKind

_MOST_FEEDS = 20
_MOST_GUESSES = 2
"""Of feeds that a page links to, and of sitemaps that a robots.txt names: each is asked for once."""
_PREFERENCE = (SourceKind.LISTING, SourceKind.SITEMAP, SourceKind.FEED)
_ROOTS = ("html", "head", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What an address proved to be, and what it leads to."""

    kind: SourceKind
    feeds: tuple[str, ...] = ()
    """The feeds that a page names in its head, the one to watch first."""
    guesses: tuple[str, ...] = ()
    """Where else a feed or a sitemap may be, for a page that names none: to be asked for once."""


def seek(page: Page, sitemaps: Sequence[str] = ()) -> Sought:
    """What lies at ``page``. ``sitemaps`` are those that its host's robots.txt names.

    Feeds go before sitemaps, and these before reading the page itself as a listing. Raises :class:`UnreadableError`
    for what is neither, nor a page.
    """
    document = text.document(page)
    if document.startswith(("{", "[")):
        return Sought(kind=jsonfeed.read(document, page).kind)
    if not is_html(document):
        found = sitemap.read(document, page) or feed.read(document, page)
        if found:
            return Sought(kind=found.kind)
    tree = html.parse(document)
    if tree is None or next(tree.iter("a", "link", "title"), None) is None:
        raise UnreadableError("is neither a feed nor a page")
    feeds = html.feeds_of(tree, page.url)[:_MOST_FEEDS]
    if feeds:
        return Sought(kind=SourceKind.LISTING, feeds=feeds)
    likely = html.likely_feeds(tree, page.url)
    named = sorted(filter(None, (absolute(it, page.url) for it in sitemaps)), key=lambda url: "news" not in url)
    guesses = (*likely[:_MOST_GUESSES], *(named[:_MOST_GUESSES] or [urljoin(page.url, "/sitemap.xml")]))
    return Sought(kind=SourceKind.LISTING, guesses=guesses)


def is_better(kind: SourceKind, than: SourceKind) -> bool:
    """Whether a source is better watched as ``kind``: a feed tells most of its articles, a listing least."""
    return than in _PREFERENCE and _PREFERENCE.index(kind) > _PREFERENCE.index(than)


def is_html(document: str) -> bool:
    """Whether the document is a page for readers."""
    return text.root(document) in _ROOTS or document[:14].lower() == "<!doctype html"
