"""Atom 1.0 (RFC 4287), with tombstones (RFC 6721) and a way into the archive (RFC 5005)."""

from lxml import etree

from wirecopy.feeds.view import Item, View, rfc3339, utc

_ATOM = "http://www.w3.org/2005/Atom"
_MEDIA = "http://search.yahoo.com/mrss/"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMESPACES = {None: _ATOM, "at": _TOMBSTONES, "media": _MEDIA}


_HISTORY = "http://purl.org/syndication/history/1.0"
_MEDIA_TYPE = "application/atom+xml"


def write_atom(view: View, *, archive: str = "") -> bytes:
    """The feed as Atom, or its archive page in the file ``archive``. Equal views give equal bytes."""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMESPACES)  # type: ignore[arg-type]  # None names the default
    feed.addprevious(etree.PI("xml-stylesheet", f'type="text/css" href="{view.beside("feed.css")}"'))
    _text(feed, "id", view.id)
    _text(feed, "title", view.title)
    _text(feed, "subtitle", view.description)
    _text(feed, "updated", rfc3339(view.updated))
    _text(_add(feed, "author"), "name", view.site.title)
    _add(feed, "link", rel="self", type=_MEDIA_TYPE, href=view.address(archive or "atom.xml"))
    if archive:
        etree.SubElement(feed, f"{{{_HISTORY}}}archive", nsmap={"fh": _HISTORY})
        _add(feed, "link", rel="current", type=_MEDIA_TYPE, href=view.address("atom.xml"))
    if view.previous:
        _add(feed, "link", rel="prev-archive", type=_MEDIA_TYPE, href=view.address(f"atom-{view.previous}.xml"))
    _add(feed, "link", rel="alternate", type="text/html", href=view.page)
    if view.site.hub and not archive:
        _add(feed, "link", rel="hub", href=view.site.hub)
    _text(feed, "generator", "Wirecopy")
    for tombstone in view.withdrawn:
        etree.SubElement(
            feed,
            f"{{{_TOMBSTONES}}}deleted-entry",
            {"ref": view.site.tag_uri(f"stories/{tombstone.story}"), "when": rfc3339(utc(tombstone.at))},
        )
    for item in view.items:
        _entry(feed, item)
    return etree.tostring(feed.getroottree(), xml_declaration=True, encoding="utf-8")


def _entry(feed: etree._Element, item: Item) -> None:
    entry = _add(feed, "entry")
    if item.language:
        entry.set(_LANGUAGE, item.language)
    _text(entry, "id", item.id)
    _text(entry, "title", item.title)
    _text(entry, "published", rfc3339(item.published))
    _text(entry, "updated", rfc3339(item.updated))
    for author in item.authors:
        _text(_add(entry, "author"), "name", author)
    if item.url:
        _add(entry, "link", rel="alternate", type="text/html", href=item.url)
    for copy in item.others:
        if copy.url:
            _add(entry, "link", rel="related", href=copy.url, title=copy.source)
    for tag in item.tags:
        _add(entry, "category", term=tag)
    if item.rights:
        _text(entry, "rights", item.rights)
    # An entry without authors has those of its source (RFC 4287, section 4.2.1).
    source = _add(entry, "source")
    _text(source, "id", item.source_url or item.id)
    _text(source, "title", item.source)
    _text(source, "updated", rfc3339(item.updated))
    _text(_add(source, "author"), "name", item.source)
    if item.source_url:
        _add(source, "link", rel="via", href=item.source_url)
    if item.summary:
        _text(entry, "summary", item.summary)
    _add(entry, "content", type="html").text = item.html
    if item.image:
        etree.SubElement(entry, f"{{{_MEDIA}}}thumbnail", {"url": item.image.url})


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text
