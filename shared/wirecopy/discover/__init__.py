"""From the page at a source's address to the articles that it names.

Feeds, sitemaps, listing pages and single pages end as the same :class:`Discovery`. Pure: no network, no clock; a
page's own ``observed_at`` is the present.
"""

from wirecopy.discover import feed, html, jsonfeed, listing, sitemap, text
from wirecopy.discover.found import Discovery, Sitemap
from wirecopy.discover.seeking import Sought, is_better, is_html, seek
from wirecopy.errors import UnreadableError
from wirecopy.model import Link, Page, SourceKind

__all__ = ["Discovery", "Sitemap", "Sought", "discover", "is_better", "seek"]


def discover(page: Page, kind: SourceKind) -> Discovery:
    """What the page names, read as a source of this kind.

    Damage is tolerated as far as entries come out, and told in :attr:`Discovery.problems`.
    Raises :class:`UnreadableError` with the reason in a few words that follow "the feed …", "the sitemap …".
    """
    document = text.document(page)
    if kind is SourceKind.PAGE:
        tree = html.parse(document)
        title = "" if tree is None else html.title_of(tree)
        return Discovery(kind=kind, title=title, links=(Link(url=page.url, title=title),))
    if kind is SourceKind.LISTING:
        return listing.read(document, page)
    return _feed_or_sitemap(document, page, kind)


def _feed_or_sitemap(document: str, page: Page, kind: SourceKind) -> Discovery:
    """Either, whichever was expected: the sitemaps protocol itself allows feeds, and people mix the two up."""
    if document.startswith(("{", "[")):
        return jsonfeed.read(document, page)
    if found := sitemap.read(document, page):
        return found
    if is_html(document):
        tree = html.parse(document)
        feeds = () if tree is None else html.feeds_of(tree, page.url)
        raise UnreadableError(f"is HTML, not a {kind}{f'; it names {feeds[0]}' if feeds else ''}")
    if found := feed.read(document, page):
        return found
    raise UnreadableError(f"is no {kind} that can be read" if text.root(document) else f"is not a {kind}")
