"""RSS 2.0 (https://www.rssboard.org/rss-specification) with the content, dc, atom and media modules."""

from email.utils import format_datetime

from lxml import etree

from wirecopy.feeds.view import Item, View, rfc3339
from wirecopy.model import Image

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_MEDIA = "http://search.yahoo.com/mrss/"
_NAMESPACES = {"atom": _ATOM, "content": _CONTENT, "dc": _DC, "dcterms": _DCTERMS, "media": _MEDIA}
_LINK = f"{{{_ATOM}}}link"


def write_rss(view: View) -> bytes:
    """The feed as RSS. Equal views give equal bytes."""
    rss = etree.Element("rss", {"version": "2.0"}, nsmap=_NAMESPACES)
    rss.addprevious(etree.PI("xml-stylesheet", f'type="text/css" href="{view.beside("feed.css")}"'))
    channel = etree.SubElement(rss, "channel")
    _text(channel, "title", view.title)
    _text(channel, "link", view.page)
    _text(channel, "description", view.description)
    if view.language:
        _text(channel, "language", view.language)
    if view.items:
        _text(channel, "lastBuildDate", format_datetime(view.updated))
    _text(channel, "generator", "Wirecopy")
    _text(channel, "docs", "https://www.rssboard.org/rss-specification")
    etree.SubElement(channel, _LINK, {"rel": "self", "type": "application/rss+xml", "href": view.address("rss.xml")})
    if view.site.hub:
        etree.SubElement(channel, _LINK, {"rel": "hub", "href": view.site.hub})
    for item in view.items:
        _item(channel, item)
    return etree.tostring(rss.getroottree(), xml_declaration=True, encoding="utf-8")


def _item(channel: etree._Element, item: Item) -> None:
    element = etree.SubElement(channel, "item")
    _text(element, "title", item.title)
    if item.url:
        _text(element, "link", item.url)
    etree.SubElement(element, "guid", {"isPermaLink": "false"}).text = item.id
    _text(element, "pubDate", format_datetime(item.published))
    _text(element, f"{{{_DCTERMS}}}modified", rfc3339(item.updated))
    for author in item.authors:
        _text(element, f"{{{_DC}}}creator", author)
    for tag in item.tags:
        _text(element, "category", tag)
    # The W3C's validator wants a description before the content.
    _text(element, "description", item.summary or item.title)
    if item.html:
        _text(element, f"{{{_CONTENT}}}encoded", item.html)
    if item.language:
        _text(element, f"{{{_DC}}}language", item.language)
    if item.rights:
        _text(element, f"{{{_DC}}}rights", item.rights)
    if item.source_url:
        etree.SubElement(element, "source", {"url": item.source_url}).text = item.source
    if item.image:
        _image(element, item.image)
    for copy in item.others:
        if copy.url:
            etree.SubElement(element, _LINK, {"rel": "related", "href": copy.url, "title": copy.source})


def _image(element: etree._Element, image: Image) -> None:
    media = etree.SubElement(element, f"{{{_MEDIA}}}content", {"url": image.url, "medium": "image"})
    for name, size in (("width", image.width), ("height", image.height)):
        if size and size > 0:
            media.set(name, str(size))


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text
