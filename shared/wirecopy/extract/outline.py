"""A page's blocks with what they hold, from one walk over the lxml document: what the root is chosen by."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from wirecopy.extract import vocabulary
from wirecopy.extract.vocabulary import words

DROPPED = words(
    """
    script style noscript template svg iframe object embed applet canvas map title link meta input select
    option datalist textarea button progress meter dialog menu
    """
)
INLINE = words(
    """
    a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q rp rt ruby
    s samp small span strike strong sub sup time tt u var wbr picture source audio video amp-img
    """
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
HIDDEN = "display:none"
_FULL = 80


class Block:
    """An element that starts a line of its own, and the sums of what lies below it."""

    __slots__ = (
        "chrome",
        "core",
        "element",
        "headed",
        "hint",
        "kept",
        "links",
        "named",
        "parent",
        "prose",
        "text",
        "titled",
        "total",
    )

    def __init__(self, element: etree._Element, parent: "Block | None", chrome: str, hint: bool) -> None:
        self.element = element
        self.parent = parent
        self.chrome = chrome
        self.hint = hint
        self.text = 0
        """Characters of its own line, links among them."""
        self.links = 0
        self.core = hint or element.tag in ("h1", "article", "main")
        """Whether it is or holds what an article's page is built around."""
        self.headed = element.tag == "h1"
        """Whether it is or holds a heading of the first rank."""
        self.titled = element.tag in ("h1", "h2", "h3")
        """Whether it is or holds a heading of the first three ranks."""
        self.named = element.tag in ("article", "main") or vocabulary.tells_article(
            element.get("class"), element.get("id")
        )
        """Whether its name says that it is an article or holds the page's main part."""
        self.prose = 0.0
        """Characters of prose in it and below, chrome among it."""
        self.kept = 0.0
        """Characters of prose in it and below, chrome apart."""
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
    anchors = 0
    walk = etree.iterwalk(document, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in DROPPED or (tag in INLINE and _hidden(element)):
                dropped.add(element)
                walk.skip_subtree()
                continue
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            chrome = vocabulary.chrome_word(names) if names != " " else ""
            if tag in INLINE:
                if tag == "a":
                    anchors += 1
                elif chrome:
                    dropped.add(element)
                    walk.skip_subtree()
                    continue
            else:
                if tag in ("nav", "footer", "aside"):
                    chrome = tag
                elif tag in ("html", "body", "article", "main", "blockquote"):
                    chrome = ""
                elif not chrome and _hidden(element):
                    chrome = HIDDEN
                elif not chrome and (tag == "figcaption" or vocabulary.tells_caption(names)):
                    chrome = "caption"
                here = Block(
                    element,
                    here,
                    chrome,
                    tag not in ("html", "body")
                    and (element.get("itemprop") == "articleBody" or vocabulary.tells_body(names)),
                )
            if element.text and here is not None:
                _add(here, element.text, anchors)
        else:
            if element in dropped:
                pass
            elif tag in INLINE:
                if tag == "a":
                    anchors -= 1
            elif here is not None:
                _close(here)
                blocks.append(here)
                here = here.parent
            if element.tail and here is not None:
                _add(here, element.tail, anchors)
    return Outline(blocks, dropped)


def _add(block: Block, text: str, anchors: int) -> None:
    size = len(text.strip())
    block.text += size
    if anchors:
        block.links += size


def _close(block: Block) -> None:
    own = block.text - block.links
    if own > block.links and block.element.tag not in HEADINGS:
        weight = own * min(1, own / _FULL)
        block.prose += weight
        block.kept += weight
    block.total += block.text
    parent = block.parent
    if parent is not None:
        parent.core = parent.core or block.core
        parent.headed = parent.headed or block.headed
        parent.titled = parent.titled or block.titled
        parent.prose += block.prose
        if not block.chrome:
            parent.kept += block.kept
            parent.total += block.total


def _hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()
