"""From text to a small BeautifulSoup tree: parsed once by lxml, and only what may be wanted becomes a Tag.

Making Tag objects is what BeautifulSoup costs (some fifteen times what lxml's parser does), so the choice of what is
made comes first. The lxml document stays whole, for metadata.
"""

from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder import LXMLTreeBuilder
from lxml import etree

MAX_CHARACTERS = 8_000_000
MAX_DEPTH = 200
MAX_TAGS = 20_000

KEPT_ATTRIBUTES = frozenset(
    "class id href src srcset alt title itemprop role datetime cite lang dir start type width height colspan rowspan "
    "data-src data-srcset data-original data-lazy-src data-lazy-srcset data-hi-res-src data-url data-image".split()
)


class Fate(Enum):
    """What becomes of an element."""

    TAG = auto()
    UNWRAP = auto()
    """Its content stays, it goes."""
    DROP = auto()


def parse(text: str) -> etree._Element | None:
    """The page as an lxml document; ``None`` where nothing is left of it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text[:MAX_CHARACTERS].encode("utf-8", "replace"), parser)
    except etree.ParserError:
        return None
    except etree.XMLSyntaxError:
        return None


def soup_of(document: etree._Element, fate: Callable[[etree._Element], Fate]) -> BeautifulSoup:
    """A soup of what ``fate`` lets through, up to ``MAX_DEPTH`` deep and ``MAX_TAGS`` large."""
    return BeautifulSoup("", builder=_Sieve(document, fate))


class _Sieve(LXMLTreeBuilder):
    """Feeds a soup from an lxml document that is there already.

    Leans on what every tree builder of BeautifulSoup calls: ``handle_starttag``, ``handle_data``, ``handle_endtag``.
    """

    def __init__(self, document: etree._Element, fate: Callable[[etree._Element], Fate]) -> None:
        super().__init__(multi_valued_attributes=None)
        self._document = document
        self._fate = fate

    def feed(self, markup: Any) -> None:  # noqa: ARG002  (the document was parsed before)
        soup = self.soup
        assert soup is not None  # noqa: S101
        depth = tags = 0
        walk = etree.iterwalk(self._document, events=("start", "end"))
        opened: list[bool] = []
        for event, element in walk:
            if event == "end":
                if opened.pop():
                    soup.handle_endtag(element.tag)
                    depth -= 1
                if element.tail:
                    soup.handle_data(element.tail)
                continue
            fate = self._fate(element)
            if fate is Fate.DROP:
                opened.append(False)
                walk.skip_subtree()
                continue
            makes = fate is Fate.TAG and depth < MAX_DEPTH and tags < MAX_TAGS
            opened.append(makes)
            if makes:
                attributes = {k: v for k, v in element.items() if k in KEPT_ATTRIBUTES}
                soup.handle_starttag(element.tag, None, None, attributes)
                depth += 1
                tags += 1
            if element.text:
                soup.handle_data(element.text)
