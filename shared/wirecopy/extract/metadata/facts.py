"""Everything on a page that may speak of its article, collected once and judged elsewhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import Any

from lxml import etree

from wirecopy.extract.metadata import linked_data
from wirecopy.extract.metadata.headings import Heading, headings
from wirecopy.extract.vocabulary import words

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
    elements: Sequence[etree._Element]
    """All there are. lxml makes an element's object anew whenever nobody holds it, so holding them saves time."""
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
    """Where ``link`` and ``a`` elements lead, by their relation."""
    references: Sequence[str]
    """Where ``a`` elements lead, and the ``link`` to what is next."""
    figures: Sequence[Figure]
    """The figures that show a picture and say what it is."""
    bases: Sequence[str]
    """What ``base`` elements give as the page's base."""

    def meta(self, *names: str) -> str:
        """The first value of the first of these ``meta`` names that has one."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), "")


def gather(document: etree._Element, url: str) -> Facts:
    """Read the whole document for facts."""
    nodes = list(linked_data.nodes(document))
    title = document.find(".//title")
    elements = list(document.iter(etree.Element))
    marks = list(_marks(elements))
    related, references = _links(document)
    properties: dict[str, list[Mark]] = {}
    for mark, prop in marks:
        for name in prop.split():
            properties.setdefault(name, []).append(mark)
    return Facts(
        url=url,
        elements=elements,
        metas=_metas(document),
        articles=linked_data.articles(nodes, url),
        pages=linked_data.pages(nodes),
        nodes={n["@id"]: n for n in nodes if isinstance(n.get("@id"), str)},
        properties=properties,
        headings=headings(document, url),
        title=plain((title.text or "")[:_VALUE]) if title is not None else "",
        times=[mark for mark, _ in marks if mark.tag in ("time", "abbr") and (mark.value or mark.text)],
        bylines=[mark for mark, _ in marks if mark.tag not in ("time", "abbr")],
        language=_language(document),
        links=related,
        references=references,
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
        elif event == "start" and inner.tag == "br":
            parts.append(" ")
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
        said = linked_data.lenient(page)
        if not isinstance(said, dict):
            continue
        for key, term in _PARSELY.items():
            value = said.get(key)
            for item in value[:20] if isinstance(value, list) else [value]:
                if isinstance(item, str) and item:
                    yield term, plain(item)


def _links(document: etree._Element) -> tuple[dict[str, list[str]], list[str]]:
    related: dict[str, list[str]] = {}
    references: list[str] = []
    for element in document.iter("link", "a"):
        href = element.get("href")
        if not href:
            continue
        relations = (element.get("rel") or "").lower().split()[:5]
        if element.tag == "a" or "next" in relations:
            references.append(href)
        for relation in relations:
            values = related.setdefault(relation, [])
            if len(values) < 20:
                values.append(href.strip()[:_VALUE])
    return related, references


def _language(document: etree._Element) -> str:
    root = document.getroottree().getroot()
    return (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""
    ).strip()


_SPEAKING = words("auth byline autor verfasser redakt writer signature date datum publi posted time fecha created")
"""What the names of bylines and dates hold: plain words, as an expression takes ten times as long to ask them all."""


@lru_cache(maxsize=4096)
def _speaks(names: str) -> bool:
    names = names.lower()
    return any(map(names.__contains__, _SPEAKING)) or "fn" in names.split()


def _marks(elements: Sequence[etree._Element]) -> Iterator[tuple[Mark, str]]:
    left = _META_LIMIT
    for element in elements:
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
