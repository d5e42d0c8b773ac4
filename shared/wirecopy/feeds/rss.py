"""RSS 2.0 (https://www.rssboard.org/rss-specification) with the content, dc, atom and media modules."""

from datetime import datetime

from wirecopy.feeds.markup import DECLARATION, address, attributes, document, element, stylesheet, text
from wirecopy.feeds.view import Item, View, rfc3339
from wirecopy.model import Image

_OPEN = (
    '<rss xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" version="2.0"><channel>'
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def write_rss(view: View) -> bytes:
    """The feed as RSS. Equal views give equal bytes."""
    parts = [
        DECLARATION,
        stylesheet(view.beside("feed.css")),
        _OPEN,
        element("title", view.title),
        element("link", view.page),
        element("description", view.description),
        element("language", view.language) if view.language else "",
        element("lastBuildDate", _rfc822(view.updated)) if view.items else "",
        "<generator>Wirecopy</generator><docs>https://www.rssboard.org/rss-specification</docs>",
        f"<atom:link{attributes(rel='self', type='application/rss+xml', href=view.address('rss.xml'))}/>",
        f"<atom:link{attributes(rel='hub', href=view.site.hub)}/>" if view.site.hub else "",
    ]
    return document(parts, [item.once(_item) for item in view.items], ["</channel></rss>"])


def _item(item: Item) -> bytes:
    head = ["<item>", element("title", item.title)]
    if item.url:
        head.append(f"<link>{address(item.url)}</link>")
    head.append(
        f'<guid isPermaLink="false">{item.id}</guid><pubDate>{_rfc822(item.published)}</pubDate>'
        f"<dcterms:modified>{rfc3339(item.updated)}</dcterms:modified>"
    )
    head += [element("dc:creator", author) for author in item.authors]
    head += [element("category", tag) for tag in item.tags]
    # The W3C's validator wants a description before the content. Readers take it for HTML, and so it is written.
    head.append(element("description", text(item.summary or item.title)))
    content = [b"<content:encoded>", item.html_in_xml, b"</content:encoded>"] if item.html else []
    tail = [f"<dc:language>{item.language}</dc:language>"] if item.language else []
    if item.rights:
        tail.append(element("dc:rights", item.rights))
    if item.source_url:
        tail.append(f'<source url="{address(item.source_url)}">{text(item.source)}</source>')
    if item.image:
        tail.append(_image(item.image))
    tail += [
        f'<atom:link rel="related" href="{address(copy.url)}"{attributes(title=copy.source)}/>'
        for copy in item.others
        if copy.url
    ]
    tail.append("</item>")
    return document(head, content, tail)


def _image(image: Image) -> str:
    """The picture as media content, and as an enclosure where all that one must say is known."""
    sizes = {name: str(size) for name, size in (("width", image.width), ("height", image.height)) if size and size > 0}
    length = str(image.length) if image.length else ""
    media = attributes(url=image.url, fileSize=length, type=image.type, medium="image", **sizes)
    enclosure = attributes(url=image.url, length=length, type=image.type) if length and image.type else ""
    return (f"<enclosure{enclosure}/>" if enclosure else "") + f"<media:content{media}/>"


def _rfc822(moment: datetime) -> str:
    """A date as RFC 822 writes it, with four digits of the year, of a moment as :func:`view.utc` gives it."""
    return (
        f"{_DAYS[moment.weekday()]}, {moment.day:02} {_MONTHS[moment.month - 1]} {moment.year:04}"
        f" {moment.hour:02}:{moment.minute:02}:{moment.second:02} +0000"
    )
