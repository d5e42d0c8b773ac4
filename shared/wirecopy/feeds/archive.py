"""Archived feeds (RFC 5005, section 4): what falls off a feed's end stays readable, page before page.

An archive page is a manifest of its own, under ``<feed>/archive/<name>``. Its name is made from its content, so that of
two publishers who seal a page at the same moment neither overwrites the other's: write the page and its document
first, then the manifest that names it. A page that no manifest names is waste and does no harm. Pages do not change,
except that :func:`wirecopy.feeds.manifest.merge` takes a withdrawn story out of one.
"""

import hashlib
from dataclasses import replace

from wirecopy.codec import encode
from wirecopy.feeds.atom import write_atom
from wirecopy.feeds.site import Document, Site, content_type
from wirecopy.feeds.view import view
from wirecopy.model import Manifest

FOLDER = "/archive/"


def seal(manifest: Manifest) -> tuple[Manifest, Manifest] | None:
    """The manifest without its oldest pending entries, and the archive page that they fill; ``None`` if too few do.

    An entry that changes after it was archived comes by again and is in two pages. Who reads them all goes by the one
    updated last (RFC 5005, section 4.2).
    """
    size = manifest.feed.size
    if len(manifest.pending) < size:
        return None
    page = Manifest(feed=manifest.feed, entries=manifest.pending[-size:], archive=manifest.archive)
    name = f"{page.entries[0].published:%Y-%m-%d}-{hashlib.sha256(encode(page)).hexdigest()[:8]}"
    rest = replace(manifest, pending=manifest.pending[:-size], archive=name, revision=manifest.revision + 1)
    return rest, replace(page, feed=replace(page.feed, path=f"{page.feed.path}{FOLDER}{name}"), revision=1)


def previous_page(manifest: Manifest) -> str:
    """The path of the archive page before a feed's manifest, or before another page; empty at the beginning."""
    return f"{belongs_to(manifest.feed.path)}{FOLDER}{manifest.archive}" if manifest.archive else ""


def belongs_to(path: str) -> str:
    """The path of the feed that an archive page belongs to; a feed's own stays as it is."""
    feed, folder, _ = path.rpartition(FOLDER)  # the last one: a tag may be called so too
    return feed if folder else path


def archive_path(manifest: Manifest) -> str:
    """Where the document of the archive page before a manifest lies."""
    return document_path(belongs_to(manifest.feed.path), manifest.archive)


def document_path(feed: str, name: str) -> str:
    """Where the document of a feed's archive page lies."""
    return f"feeds/{feed}/{_file(name)}"


def page_name(document: str) -> str:
    """The name of the archive page that a document shows."""
    return document.rpartition("/atom-")[2].removesuffix(".xml")


def archive_document(page: Manifest, site: Site) -> Document:
    """An archive page as Atom, with links to the current feed and to the page before it."""
    path, _, name = page.feed.path.rpartition(FOLDER)
    shown = view(replace(page, feed=replace(page.feed, path=path)), site)
    file = _file(name)
    return Document(path=f"feeds/{path}/{file}", content_type=content_type(file), body=write_atom(shown, archive=file))


def _file(name: str) -> str:
    return f"atom-{name}.xml"
