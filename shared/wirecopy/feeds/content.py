"""The last gate before readers: which HTML leaves, whatever came in."""

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urljoin, urlsplit

import nh3
from lxml import etree

from wirecopy.feeds.scrub import line, scrub
from wirecopy.feeds.site import uri
from wirecopy.pixels import is_beacon, is_pixel

_TAGS = frozenset(
    """a abbr address b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup
    table tbody td tfoot th thead time tr u ul var wbr""".split()  # noqa: SIM905
)
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "del": {"cite", "datetime"},
    "img": {"src", "alt", "title", "width", "height"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_ADDRESSES = ("href", "src", "cite")
_DROPPED = frozenset(
    """script style template noscript noembed noframes svg math button input select textarea object canvas head
    title""".split()  # noqa: SIM905
)
_PLAYERS = frozenset({"video", "audio", "iframe", "embed"})
_DEEPEST = 100
"""Deeper than any article, and far from where sanitising grows quadratic."""
_HIDDEN = re.compile(r"(?i)(^|;)\s*display\s*:\s*none\b")
_AS_WRITTEN = frozenset({"xmp", "listing", "plaintext"})
_RAW = frozenset("script style noscript noembed noframes textarea title".split())  # noqa: SIM905
"""What one parser takes for text in these, another may take for elements, whose addresses nobody looked at."""


def clean_html(html: str, base: str) -> str:
    """The HTML with nothing in it that runs, reports or points nowhere: an allowlist of tags and attributes, absolute
    addresses of the web and of mail, players as links, no tracking pixels, no character that XML forbids.
    """
    html = scrub(html)
    if not html.strip():
        return ""
    root = etree.fromstring(
        f"<div>{html}</div>", etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    )
    body = root.find("body") if root is not None else None
    if body is None:
        return ""
    if _is_too_deep(body):
        return "".join(f"<p>{escape(text)}</p>" for text in _texts(body))
    for element in list(body.iter(etree.Element)):
        _settle(element, base)
    inner = body[0] if len(body) == 1 and body[0].tag == "div" and not body.text else body
    plain = escape(inner.text or "", quote=False) + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in inner
    )
    return scrub(_gate(plain)).strip()


def visible_text(html: str) -> str:
    """What a reader sees of cleaned HTML, in one line; for telling whether content changed."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def beginning(text: str, length: int) -> str:
    """The text in one line, cut at a word's end where it is longer."""
    whole = line(text)
    if len(whole) <= length:
        return whole
    cut = whole[: length + 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut[:length]).rstrip(" ,;:-") + "…"


def _gate(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _settle(element: etree._Element, base: str) -> None:
    for name in _ADDRESSES:
        if name in element.attrib:
            address = _absolute(element.get(name, ""), base)
            if address:
                element.set(name, address)
            else:
                del element.attrib[name]
    if element.tag in _RAW:
        _remove(element)
    elif element.tag == "image" and "src" in element.attrib:
        _settle(_picture_within(element), base)
    elif element.tag in _AS_WRITTEN:
        element.tag = "pre"  # the next parser would take what was escaped in it as it stands
    if element.tag == "img":
        if "src" not in element.attrib or _is_unseen(element) or is_beacon(element.get("src", "")):
            _remove(element)
    elif element.tag in _PLAYERS:
        if _is_unseen(element):
            _remove(element)
        else:
            _link_instead(element, base)


def _absolute(address: str, base: str) -> str:
    address = address.strip()
    if address.lower().startswith("mailto:"):
        return address
    if address.startswith("#"):
        return ""  # its target is on another page than the reader's
    try:
        return uri(urljoin(base, address))
    except ValueError:
        return ""


def _picture_within(image: etree._Element) -> etree._Element:
    """What every parser of HTML takes an ``image`` for. libxml2 does not, nor that it has no content."""
    picture = etree.Element("img", {str(name): str(value) for name, value in image.attrib.items()})
    image.attrib.clear()
    picture.tail, image.tag, image.text = image.text, "span", None
    image.insert(0, picture)
    return picture


def _is_unseen(element: etree._Element) -> bool:
    attributes = {str(name): value for name, value in element.attrib.items()}
    return "hidden" in attributes or is_pixel(attributes) or bool(_HIDDEN.search(element.get("style", "")))


def _link_instead(player: etree._Element, base: str) -> None:
    given = [player.get("src", ""), *(source.get("src", "") for source in player.iter("source"))]
    address = next(filter(None, (_absolute(source, base) for source in given if source)), "")
    title = player.get("title", "").strip()
    player.attrib.clear()
    following = player.text if player.tag == "embed" else None  # libxml2 does not know that an embed has no content
    if player.tag != "embed":
        del player[:]
    player.tag, player.text = "span", None
    if address:
        link = etree.Element("a", {"href": address})
        link.text = title or f"Media at {urlsplit(address).hostname}"
        link.tail = following
        player.insert(0, link)
    else:
        player.text = following


def _remove(element: etree._Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _is_too_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            return True
    return False


def _texts(root: etree._Element) -> Iterator[str]:
    for text in root.itertext():
        if text.strip():
            yield " ".join(str(text).split())
