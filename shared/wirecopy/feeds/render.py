"""From a manifest to the documents that readers fetch."""

from dataclasses import replace

from wirecopy.feeds.atom import write_atom
from wirecopy.feeds.jsonfeed import write_json_feed
from wirecopy.feeds.page import feed_page
from wirecopy.feeds.rss import write_rss
from wirecopy.feeds.site import Document, Site, content_type
from wirecopy.feeds.view import view
from wirecopy.model import Manifest


def render(manifest: Manifest, site: Site) -> tuple[Document, ...]:
    """The feed in its three formats and as a page. The same entries for the same site give the same bytes.

    Atom shows what waits for an archive page too: it and its archive are the whole feed, at any time.
    """
    shown = view(manifest, site)
    bodies = {
        "rss.xml": write_rss(shown),
        "atom.xml": write_atom(replace(shown, items=shown.items + shown.pending)),
        "feed.json": write_json_feed(shown),
        "index.html": feed_page(shown),
    }
    return tuple(
        Document(path=f"feeds/{manifest.feed.path}/{name}", content_type=content_type(name), body=body)
        for name, body in bodies.items()
    )
