"""A page's blocks with what they hold, from one walk over the lxml document: what the root is chosen by."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from wirecopy.extract import vocabulary
from wirecopy.extract.vocabulary import NOTHING, Told, words

DROPPED = words(
    """
    script style noscript template svg iframe object embed applet canvas map title link meta input select option
    datalist textarea button progress meter dialog menu
    """
)
BLOCKS = words(
    """
    html body address article aside blockquote caption center dd details dir div dl dt fieldset figcaption figure footer
    form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr legend li main nav ol p pre section summary table tbody td
    tfoot th thead tr ul
    """
)
INLINE = words(
    """
    a abbr acronym b bdi bdo big br cite code data del dfn em i img ins kbd mark q s samp small strike strong sub sup
    time tt u var
    """
)
"""Elements within a line that an article has a use for; others are looked through."""
_CODE = frozenset(("pre", "code"))
"""In which class names are those of a language's parts: a comment there is none of the page's."""
_DEEP = 60
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
HIDDEN = "display:none"
CORE = 1
"""What an article's page is built around: its heading, its main part, what says that it is the body."""
HEADED = 2
"""A heading of the first rank."""
TITLED = 4
"""A heading of the first three ranks."""
SURELY_CORE = 8
"""The same, an ``article`` apart: so comments and teasers are marked too."""
_HELD = {
    "h1": CORE | SURELY_CORE | HEADED | TITLED,
    "h2": TITLED,
    "h3": TITLED,
    "article": CORE,
    "main": CORE | SURELY_CORE,
}
_MAIN = frozenset(("article", "main"))
_WHOLE = frozenset(("html", "body"))
_CHROME = frozenset(("nav", "footer", "aside"))
_NEVER = frozenset(("html", "body", "article", "main", "blockquote"))
_NAMES = 300
_MENU = 3
_PICTURES = words("img picture br")
MAX_BLOCKS = 20_000
"""What lies behind more is not looked at."""
MAX_DEPTH = 100
"""Of blocks: what is deeper belongs to the last of them. So whoever asks what a block lies in has a short way up."""
_FULL = 80


class Block:
    """An element that starts a line of its own, and the sums of what lies below it."""

    __slots__ = (
        "chrome",
        "element",
        "first",
        "hint",
        "holds",
        "kept",
        "links",
        "named",
        "parent",
        "prose",
        "text",
        "total",
    )

    def __init__(self, element: etree._Element, parent: "Block | None", first: int, told: Told) -> None:
        tag = element.tag
        self.element = element
        self.parent = parent
        self.first = first
        """Where in the outline the blocks within it begin: they are those from there to itself."""
        self.chrome = _chrome(element, tag, told)
        """The word or tag that names it as chrome; empty for what may be the article."""
        self.hint = (told.body or element.get("itemprop") == "articleBody") and tag not in _WHOLE
        """Whether it says that it is the article's body."""
        self.named = told.article or tag in _MAIN
        """Whether it says that it is an article or holds the page's main part."""
        self.holds = _HELD.get(tag, 0) | CORE | SURELY_CORE if self.hint else _HELD.get(tag, 0)
        """What of ``CORE``, ``HEADED`` and ``TITLED`` it is or holds."""
        self.text = self.links = 0
        """Characters of its own line, and those of them that are links."""
        self.prose = self.kept = 0.0
        """Characters of prose in it and below, and those of them that are not in chrome."""
        self.total = 0
        """All characters in it and below, chrome apart."""

    def ancestors(self) -> Iterator["Block"]:
        """Its parent, its parent's parent, and so on."""
        block = self.parent
        while block is not None:
            yield block
            block = block.parent


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's blocks, in the order in which they end, and the elements that are no text or chrome within a line."""

    blocks: list[Block]
    dropped: set[etree._Element]


def outline(document: etree._Element) -> Outline:
    """Walk a document once and measure its blocks."""
    blocks: list[Block] = []
    dropped: set[etree._Element] = set()
    here: Block | None = None
    anchors = depth = 0
    code: etree._Element | None = None
    walk = etree.iterwalk(document, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            code = element if code is None and tag in _CODE else code
            if depth < MAX_DEPTH and (tag in BLOCKS or is_block(element)):
                if len(blocks) > MAX_BLOCKS:
                    break
                here = Block(element, here, len(blocks), _told(element))
                depth += 1
            elif tag in DROPPED or hidden(element) or _is_menu(element) or (code is None and _is_chrome(element, tag)):
                dropped.add(element)
                walk.skip_subtree()
                continue
            elif tag == "a":
                anchors += 1
            text = element.text
        else:
            code = None if element is code else code
            if here is not None and here.element is element:
                _close(here, tag)
                blocks.append(here)
                here = here.parent
                depth -= 1
            elif tag == "a" and element not in dropped:
                anchors -= 1
            text = element.tail
        if text and here is not None and (size := len(text.strip())):
            here.text += size
            if anchors:
                here.links += size
    while here is not None:
        _close(here, here.element.tag)
        blocks.append(here)
        here = here.parent
    return Outline(blocks, dropped)


def is_block(element: etree._Element) -> bool:
    """Whether an element starts a line of its own; one that HTML does not know does where it holds blocks."""
    tag = element.tag
    return tag in BLOCKS or ("-" in tag and any(inner.tag in BLOCKS for inner in islice(element.iter(), _DEEP)))


def hidden(element: etree._Element) -> bool:
    """Whether an element says, by itself, that it is not shown."""
    style = element.get("style")
    if style and HIDDEN in style.replace(" ", "").lower():
        return True
    return element.get("hidden") is not None or element.get("aria-hidden") == "true"


def _is_menu(element: etree._Element) -> bool:
    """Whether an element within a line holds nothing but links, three or more: a card that opens under a name."""
    if len(element) < _MENU or (element.text and element.text.strip()):
        return False
    links = 0
    for child in element:
        if child.tail and child.tail.strip():
            return False
        if child.tag == "a":
            links += 1
        elif child.tag not in _PICTURES:
            return False
    return links >= _MENU


def _is_chrome(element: etree._Element, tag: str) -> bool:
    """Whether an element within a line is named as chrome; a link is as good as what it says."""
    return tag != "a" and bool(_told(element).chrome)


def _told(element: etree._Element) -> Told:
    classes, identity = element.get("class"), element.get("id")
    by_class = vocabulary.told(classes[:_NAMES]) if classes else NOTHING
    return by_class | vocabulary.told(identity[:_NAMES]) if identity else by_class


def _chrome(element: etree._Element, tag: str, told: Told) -> str:
    if tag in _CHROME:
        return tag
    if tag in _NEVER:
        return ""
    if told.chrome:
        return told.chrome
    if hidden(element):
        return HIDDEN
    return "caption" if told.caption or tag == "figcaption" else ""


def _close(block: Block, tag: str) -> None:
    text, links = block.text, block.links
    if text:
        own = text - links
        if own > links and tag not in HEADINGS:
            weight = own if own >= _FULL else own * own / _FULL
            block.prose += weight
            block.kept += weight
        block.total += text
    parent = block.parent
    if parent is not None:
        parent.holds |= block.holds
        parent.prose += block.prose
        if not block.chrome:
            parent.kept += block.kept
            parent.total += block.total
