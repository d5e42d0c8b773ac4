"""Everything on a page that may speak of its article, collected once and judged elsewhere."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import Any

from lxml import etree

from wirecopy.extract.metadata.headings import Heading, headings
from wirecopy.extract.vocabulary import words

_ARTICLE = re.compile(r"(Article|Posting|Report|Review|Recipe|HowTo|NewsItem)$")
_PAGE = re.compile(r"(WebPage|ItemPage|AboutPage|FAQPage|MedicalWebPage)$")
_COMMENTED = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$", re.DOTALL
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_BETWEEN = re.compile(r"}\s*{")
_LD_LIMIT = 1_000_000
_PARSELY = {
    "title": "parsely-title",
    "author": "parsely-author",
    "authors": "parsely-author",
    "pub_date": "parsely-pub-date",
    "section": "parsely-section",
    "tags": "parsely-tags",
    "image_url": "parsely-image-url",
}
"""https://docs.parse.ly/metatags/, and what came before."""
_NODES = 200
_DEPTH = 12
_META_LIMIT = 500
_VALUE = 2_000
_VISIBLE = 200
_NAMES = 300
_ABOVE = 12
PERSON = re.compile(r"author|byline|autor|auteur|verfasser|writer|redakt|\bfn\b|signature")
"""What names an author among class names."""
CHROME = re.compile(
    r"comment|related|sidebar|widget|footer|recent|teaser|avatar|social|box|bio|card|link-list|more|follow"
)
"""What names anything but the article's own byline."""
EVENT = re.compile(r"event|veranstalt|termin|agenda|access-?date|deadline", re.IGNORECASE)
"""What names the date of something else than the text."""
_FIGURES = 20
_FEW = 4
_NEAR = 60
"""So many elements are looked at within one: a hostile page may hold any number, and ask for each of them."""
_LABEL = 40
_TITLE = 20
_ASIDES = frozenset(("aside", "nav", "figure", "figcaption"))
_HEADED = frozenset(("h2", "h3", "h4", "h5", "h6"))
SILENT = frozenset(("script", "style", "noscript", "template", "title"))
"""What is text to a parser and to no reader."""
_UNMARKED = frozenset(("html", "body", "meta", "link", "script", "style", "br", "img"))


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of visible text with the names that its element bears."""

    tag: str
    names: str
    """Class, id, itemprop and rel, in lower case."""
    text: str
    value: str = ""
    """What its ``datetime``, ``content`` or ``href`` says, where it has one."""
    aside: bool = False
    """Whether it stands among comments, in a sidebar, in a figure or with other articles."""
    label: str = ""
    """The words right before it, within its parent."""
    home: etree._Element | None = None
    """Its parent, by which to tell whether two names stand together."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with the words below it."""

    image: Mapping[str, str]
    """The attributes of its ``img``."""
    caption: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What one page says, unjudged."""

    url: str
    metas: Mapping[str, Sequence[str]]
    """``meta`` elements by name, property or itemprop, in lower case."""
    articles: Sequence[Mapping[str, Any]]
    """JSON-LD nodes that are articles, the likeliest first."""
    pages: Sequence[Mapping[str, Any]]
    """JSON-LD nodes that are web pages."""
    nodes: Mapping[str, Mapping[str, Any]]
    """JSON-LD nodes by ``@id``."""
    properties: Mapping[str, Sequence[Mark]]
    """Microdata by property."""
    headings: Sequence[Heading]
    title: str
    """The ``title`` element."""
    times: Sequence[Mark]
    bylines: Sequence[Mark]
    """Elements whose class, id or rel speaks of an author, and dates by class."""
    language: str
    links: Mapping[str, Sequence[str]]
    """``link`` and ``a`` elements by relation."""
    figures: Sequence[Figure]
    """The figures that show a picture and say what it is."""
    bases: Sequence[str]
    """What ``base`` elements give as the page's base."""

    def meta(self, *names: str) -> str:
        """The first value of the first of these ``meta`` names that has one."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), "")


def gather(document: etree._Element, url: str) -> Facts:
    """Read the whole document for facts."""
    nodes = list(_linked_data(document))
    title = document.find(".//title")
    marks = list(_marks(document))
    properties: dict[str, list[Mark]] = {}
    for mark, prop in marks:
        for name in prop.split():
            properties.setdefault(name, []).append(mark)
    return Facts(
        url=url,
        metas=_metas(document),
        articles=sorted((n for n in nodes if _ARTICLE.search(_type(n))), key=lambda node: _rank(node, url)),
        pages=[n for n in nodes if _PAGE.search(_type(n))],
        nodes={n["@id"]: n for n in nodes if isinstance(n.get("@id"), str)},
        properties=properties,
        headings=headings(document, url),
        title=plain(title.text or "") if title is not None else "",
        times=[mark for mark, _ in marks if mark.tag in ("time", "abbr") and (mark.value or mark.text)],
        bylines=[mark for mark, _ in marks if mark.tag not in ("time", "abbr")],
        language=_language(document),
        links=_links(document),
        figures=list(islice(_figures(document), _FIGURES)),
        bases=[href for base in document.iter("base") if (href := base.get("href"))][:1],
    )


def text_of(element: etree._Element, limit: int = 300, *, between: str = "") -> str:
    """All text within an element, white space collapsed, up to about ``limit`` characters."""
    parts: list[str] = []
    size = 0
    for part in element.itertext():
        parts.append(str(part))
        size += len(part)
        if size > limit:
            break
    return plain(between.join(parts))


def shown(element: etree._Element, limit: int = 300) -> str:
    """As :func:`text_of`, without scripts and styles, as a reader sees it."""
    parts: list[str] = []
    size = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        text = inner.text if event == "start" else inner.tail
        if event == "start" and inner.tag in SILENT:
            walk.skip_subtree()
        elif text and (event == "start" or inner is not element):
            parts.append(text)
            size += len(text)
        if size > limit:
            break
    return plain("".join(parts))


def plain(text: str) -> str:
    """White space collapsed."""
    return " ".join(text.split())


def said(value: Any) -> str:
    """The text of a JSON-LD value that should be one."""
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str)), "")
    if isinstance(value, dict):
        value = value.get("@value", "")
    return plain(unescape(value[:2000])) if isinstance(value, str) else ""


def _metas(document: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for n, element in enumerate(document.iter("meta")):
        if n >= _META_LIMIT:
            break
        content = element.get("content")
        if not content:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(key)
            # RDFa 1.1, section 5: one "property" may name several terms
            for term in name.lower().split() if name and key == "property" else [name.strip().lower()] if name else ():
                found.setdefault(term, []).append(plain(content[:_VALUE]))
    for term, value in _parsely(found.get("parsely-page", ())):
        found.setdefault(term, []).append(value)
    return found


def _figures(document: etree._Element) -> Iterator[Figure]:
    for caption in islice(document.iter("figcaption"), 2 * _FIGURES):
        figure = next(caption.iterancestors("figure"), None)
        inside = islice(figure.iter(), _NEAR) if figure is not None else ()
        image = next((inner for inner in inside if inner.tag == "img"), None)
        if image is not None and (said := shown(caption)):
            yield Figure({str(name): str(value) for name, value in image.attrib.items()}, said)


def _parsely(pages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Parse.ly's older form, a JSON object in one element, as the elements of its newer one."""
    for page in pages:
        said = _lenient(page)
        if not isinstance(said, dict):
            continue
        for key, term in _PARSELY.items():
            value = said.get(key)
            for item in value[:20] if isinstance(value, list) else [value]:
                if isinstance(item, str) and item:
                    yield term, plain(item)


def _links(document: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in document.iterfind(".//*[@rel]"):
        if element.tag in ("link", "a") and (href := element.get("href")):
            for relation in element.get("rel", "").lower().split()[:5]:
                values = found.setdefault(relation, [])
                if len(values) < 20:
                    values.append(href.strip()[:_VALUE])
    return found


def _language(document: etree._Element) -> str:
    root = document.getroottree().getroot()
    return (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""
    ).strip()


_SPEAKING = words("auth byline autor verfasser redakt writer signature date datum publi posted time fecha created")
"""What the names of bylines and dates hold: plain words, as an expression takes ten times as long to ask them all."""


@lru_cache(maxsize=8192)
def _speaks(names: str) -> bool:
    names = names.lower()
    return any(word in names for word in _SPEAKING) or "fn" in names.split()


def _marks(document: etree._Element) -> Iterator[tuple[Mark, str]]:
    left = _META_LIMIT
    for element in document.iter(etree.Element):
        tag = element.tag
        if tag in _UNMARKED:
            continue
        prop, names = element.get("itemprop"), element.get("class")
        if not (
            prop
            or tag == "time"
            or (names and _speaks(names[:_NAMES]))
            or (tag == "a" and element.get("rel") == "author")
            or (tag == "abbr" and element.get("title"))
        ):
            continue
        left -= 1
        if left < 0:
            return
        text = text_of(_named(element) if prop == "author" else element, between=" ")
        if len(text) <= _VISIBLE or prop:
            said = " ".join((names or "", element.get("id") or "", prop or "", element.get("rel") or ""))
            value = element.get("datetime") or element.get("content") or element.get("title") or element.get("href")
            mark = Mark(
                tag=str(tag),
                names=said.lower()[:_NAMES],
                text=text[:_VISIBLE],
                value=(value or "").strip()[:_VALUE],
                aside=_aside(element),
                label=_label(element),
                home=element.getparent(),
            )
            yield mark, prop or ""


def _named(person: etree._Element) -> etree._Element:
    """What within a person's element says the name (schema.org ``Person``), else all of it."""
    return next((inner for inner in islice(person.iter(), _NEAR) if inner.get("itemprop") == "name"), person)


def _label(element: etree._Element) -> str:
    """The words right before an element: loose text, or all that the element before it says."""
    before, parent = element.getprevious(), element.getparent()
    loose = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    if not loose.strip() and before is not None:
        loose = "".join(part or "" for inner in (before, *islice(before, _FEW)) for part in (inner.text, inner.tail))
    return plain(loose)[-_LABEL:]


_OTHERS = re.compile(r"comment|kommentar|review|rating|related|recent|recommend|teaser", re.IGNORECASE)


def _aside(element: etree._Element) -> bool:
    for above in islice(element.iterancestors(), _ABOVE):
        tag = above.tag
        if tag == "a" and any(inner.tag in _HEADED for inner in islice(above.iter(), _NEAR)):
            return True
        if tag == "li" and _is_entry(above, element):
            return True
        if tag in ("article", "main", "body"):
            return False
        if tag in _ASIDES or _OTHERS.search(f"{above.get('class') or ''} {above.get('id') or ''}"[:_NAMES]):
            return True
    return False


def _is_entry(item: etree._Element, element: etree._Element) -> bool:
    """Whether a list's item is the title of another article and what is said of it."""
    links = (inner for inner in islice(item.iter(), _NEAR) if inner.tag == "a" and len(text_of(inner)) > _TITLE)
    titled = any(link is not element and element not in link.iterancestors() for link in islice(links, _FEW))
    return titled and len(text_of(item, _VISIBLE)) <= _VISIBLE


def _linked_data(document: etree._Element) -> Iterator[dict[str, Any]]:
    budget = _NODES
    for script in document.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text or len(script.text) > _LD_LIMIT:
            continue
        for node in _flat(_lenient(script.text), _DEPTH):
            budget -= 1
            if budget < 0:
                return
            yield node


def _lenient(text: str) -> Any:
    """JSON as pages write it: in comments, with raw line breaks, with commas too many, several documents in one."""
    text = _COMMENTED.sub("", text.strip()).strip()
    attempts = (text, _TRAILING_COMMA.sub(r"\1", text), "[" + _BETWEEN.sub("},{", text) + "]")
    for attempt in attempts:
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flat(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth <= 0:
        return
    if isinstance(value, list):
        for item in value[:_NODES]:
            yield from _flat(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart", "review", "item"):
            if key in value:
                yield from _flat(value[key], depth - 1)


def _type(node: Mapping[str, Any]) -> str:
    kind = node.get("@type", "")
    if isinstance(kind, list):
        return next((k for k in kind if isinstance(k, str) and _ARTICLE.search(k)), str(kind[0]) if kind else "")
    return kind if isinstance(kind, str) else ""


def _rank(node: Mapping[str, Any], url: str) -> tuple[bool, bool, bool]:
    address = node.get("url") or node.get("mainEntityOfPage")
    if isinstance(address, dict):
        address = address.get("@id")
    return (_type(node).endswith("Review"), address != url, "headline" not in node)
