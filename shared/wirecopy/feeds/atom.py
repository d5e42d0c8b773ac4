"""Atom 1.0 (RFC 4287), with tombstones (RFC 6721) and a way into the archive (RFC 5005)."""

from functools import lru_cache

from wirecopy.feeds.markup import DECLARATION, address, attributes, construct, document, element, stylesheet, text
from wirecopy.feeds.scrub import line
from wirecopy.feeds.site import uri
from wirecopy.feeds.view import Item, View, rfc3339, utc
from wirecopy.urls import normal_form

_OPEN = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
    ' xmlns:media="http://search.yahoo.com/mrss/">'
)
_ARCHIVED = '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/>'
_MEDIA_TYPE = "application/atom+xml"


def write_atom(view: View, *, archive: str = "") -> bytes:
    """The feed as Atom, or its archive page in the file ``archive``. Equal views give equal bytes."""
    parts = [
        DECLARATION,
        stylesheet(view.beside("feed.css")),
        _OPEN,
        element("id", view.id),
        construct("title", view.title),
        construct("subtitle", view.description),
        element("updated", rfc3339(view.updated)),
        f"<author>{element('name', line(view.site.title))}</author>",
        _link(rel="self", type=_MEDIA_TYPE, href=view.address(archive or "atom.xml")),
    ]
    if archive:
        parts += [_ARCHIVED, _link(rel="current", type=_MEDIA_TYPE, href=view.address("atom.xml"))]
    if view.previous:
        parts.append(_link(rel="prev-archive", type=_MEDIA_TYPE, href=view.address(f"atom-{view.previous}.xml")))
    parts.append(_link(rel="alternate", type="text/html", href=view.page))
    if view.site.hub and not archive:
        parts.append(_link(rel="hub", href=view.site.hub))
    parts.append("<generator>Wirecopy</generator>")
    for tombstone in view.withdrawn:
        story = view.site.tag_uri(f"stories/{tombstone.story}")
        parts.append(f"<at:deleted-entry{attributes(ref=story, when=rfc3339(utc(tombstone.at)))}/>")
    return document(parts, [item.once(_entry) for item in view.items], ["</feed>"])


def _entry(item: Item) -> bytes:
    updated = rfc3339(item.updated)
    language = f' xml:lang="{item.language}"' if item.language else ""
    parts = [
        f"<entry{language}><id>{item.id}</id>",
        construct("title", item.title),
        f"<published>{rfc3339(item.published)}</published><updated>{updated}</updated>",
    ]
    parts += [f"<author>{element('name', author)}</author>" for author in item.authors]
    if item.url:
        parts.append(f'<link rel="alternate" type="text/html" href="{address(item.url)}"/>')
    if item.image and item.image.type:
        length = str(item.image.length) if item.image.length else ""
        parts.append(_link(rel="enclosure", type=item.image.type, length=length, href=item.image.url))
    parts += [
        f'<link rel="related" href="{address(copy.url)}"{attributes(title=copy.source)}/>'
        for copy in item.others
        if copy.url
    ]
    parts += [f"<category{attributes(term=tag)}/>" for tag in item.tags]
    if item.rights:
        parts.append(construct("rights", item.rights))
    # An entry without authors has those of its source (RFC 4287, section 4.2.1).
    source = text(item.source)
    via = f'<link rel="via" href="{address(item.source_url)}"/>' if item.source_url else ""
    parts.append(
        f"<source><id>{address(_canonical(item.source_url)) or item.id}</id>{construct('title', item.source)}"
        f"<updated>{updated}</updated><author><name>{source}</name></author>{via}</source>"
    )
    if item.summary:
        parts.append(construct("summary", item.summary))
    parts.append('<content type="html">')
    thumbnail = f'<media:thumbnail url="{address(item.image.url)}"/>' if item.image else ""
    return document(parts, [item.html_in_xml], ["</content>", thumbnail, "</entry>"])


@lru_cache(maxsize=1000)
def _canonical(url: str) -> str:
    """An address in the one form that ids are compared in (RFC 4287, section 4.2.6.1)."""
    return uri(normal_form(url))


def _link(**values: str) -> str:
    return f"<link{attributes(**values)}/>"
