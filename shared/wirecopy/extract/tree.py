"""From text to a small BeautifulSoup tree: parsed once by lxml, and only what may be wanted becomes a Tag.

Making Tag objects is what BeautifulSoup costs (some fifteen times what lxml's parser does), so the choice of what is
made comes first. The lxml document stays whole, for metadata.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from lxml import etree

from wirecopy.extract.vocabulary import words

MAX_CHARACTERS = 2_000_000
"""Of markup, scripts and styles apart: far more than any article's page."""
_MAX_WITH_BULK = 4 * MAX_CHARACTERS
MAX_DEPTH = 200
MAX_TAGS = 20_000

_MOST_PICTURES = 1000
_NEAR = 30
"""So many elements are looked at within one."""
_ADDRESSES = ("src", "srcset", "data-src", "data-srcset", "data-original", "data-lazy-src", "data-lazy-srcset")

_SPANS = words("colspan rowspan")
_ATTRIBUTES = {
    "a": words("href"),
    "img": words(
        """
        src srcset alt width height data-src data-srcset data-original data-lazy-src data-lazy-srcset data-hi-res-src
        data-url data-image style
        """
    ),
    "td": _SPANS,
    "th": _SPANS,
    "ol": words("start"),
}
"""What an article's HTML is made of: the rest of a tag's attributes is not copied."""


_BULK = re.compile(
    r"<script(?![^>]{0,200}ld\+json)[^>]*>[^<]*(?:<(?!/script)[^<]*)*</script\s*>|<style[^>]*>[^<]*</style\s*>|"
    r"(?<=[\"'])data:[a-z]+/[^\"']*",
    re.IGNORECASE,
)


class Fate(Enum):
    """What becomes of an element."""

    BLOCK = auto()
    """A tag that starts a line of its own: blanks at its beginning and behind it say nothing."""
    INLINE = auto()
    """A tag within a line."""
    UNWRAP = auto()
    """Its content stays, it goes."""
    DROP = auto()


def parse(text: str) -> etree._Element | None:
    """The page as an lxml document; ``None`` where nothing is left of it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    if len(text) > MAX_CHARACTERS:
        text = _BULK.sub("", text[:_MAX_WITH_BULK])[:MAX_CHARACTERS]
    try:
        document = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        return None
    except etree.XMLSyntaxError:
        return None
    if document is not None:
        _name_pictures(document)
    return document


def _name_pictures(document: etree._Element) -> None:
    """Call an ``amp-img`` what it is, give an ``img`` without an address that of its ``picture``'s last source, and
    look into the ``noscript`` of a figure that shows nothing else."""
    for element in list(islice(document.iter("amp-img", "picture", "figure"), _MOST_PICTURES)):
        if element.tag == "amp-img":
            element.tag = "img"
            continue
        inside = list(islice(element.iter(), _NEAR))
        images = [it for it in inside if it.tag == "img"]
        if element.tag == "figure":
            holders = [it for it in inside if it.tag == "noscript"]
            if images and all(image.getparent() in holders for image in images):
                for holder in holders:
                    holder.tag = "span"
        elif images and not any(map(images[0].get, _ADDRESSES)):
            sets = (it.get("srcset") or it.get("data-srcset") for it in reversed(inside) if it.tag == "source")
            images[0].set("srcset", next(filter(None, sets), ""))


@dataclass(frozen=True, slots=True)
class Grown:
    """A soup, and the lxml element that each of its tags was made of, by the tag's ``id()``."""

    soup: BeautifulSoup
    origins: Mapping[int, etree._Element]


def soup_of(elements: Sequence[etree._Element], fate: Callable[[etree._Element], Fate]) -> BeautifulSoup:
    """A soup of what ``fate`` lets through of these elements, up to ``MAX_DEPTH`` deep and ``MAX_TAGS`` large;
    what is deeper is flattened, what comes later left out."""
    return BeautifulSoup("", builder=_Sieve(elements, fate))


def grow(elements: Sequence[etree._Element], fate: Callable[[etree._Element], Fate]) -> Grown:
    """As :func:`soup_of`, for who must find the way back to the document."""
    sieve = _Sieve(elements, fate, origins={})
    return Grown(BeautifulSoup("", builder=sieve), sieve.origins or {})


class _Sieve(LXMLTreeBuilder):
    """Feeds a soup from an lxml document that is there already.

    Leans on what every tree builder of BeautifulSoup calls: ``handle_starttag``, ``handle_data``, ``handle_endtag``.
    """

    def __init__(
        self,
        elements: Sequence[etree._Element],
        fate: Callable[[etree._Element], Fate],
        origins: dict[int, etree._Element] | None = None,
    ) -> None:
        super().__init__(multi_valued_attributes=None if origins is None else self.USE_DEFAULT)
        self._elements = elements
        self._fate = fate
        self.origins = origins
        self._tags = 0

    def feed(self, markup: Any) -> None:  # noqa: ARG002  (the document was parsed before)
        for element in self._elements:
            self._walk(element)

    def _walk(self, root: etree._Element) -> None:
        soup = self.soup
        assert soup is not None  # noqa: S101
        depth = 0
        code: etree._Element | None = None
        walk = etree.iterwalk(root, events=("start", "end"))
        opened: list[Fate] = []
        for event, element in walk:
            if event == "end":
                fate = opened.pop()
                if fate is Fate.BLOCK or fate is Fate.INLINE:
                    soup.handle_endtag(element.tag)
                    depth -= 1
                if element is code:
                    code = None
                text = element.tail if element is not root else None
            else:
                if self._tags >= MAX_TAGS:
                    return
                fate = self._fate(element)
                if fate is Fate.DROP:
                    walk.skip_subtree()
                elif fate is not Fate.UNWRAP and depth < MAX_DEPTH:
                    tag = soup.handle_starttag(element.tag, None, None, self._attributes(element))
                    if self.origins is not None:
                        self.origins[id(tag)] = element
                    if code is None and element.tag == "pre":
                        code = element
                    depth += 1
                    self._tags += 1
                else:
                    fate = Fate.UNWRAP
                opened.append(fate)
                text = element.text if fate is not Fate.DROP else None
            if text and not (fate is Fate.BLOCK and code is None and text.isspace()):
                soup.handle_data(text)

    def _attributes(self, element: etree._Element) -> dict[str, str]:
        if self.origins is not None:
            return {str(name): str(value) for name, value in element.items()}
        wanted = _ATTRIBUTES.get(element.tag)
        return {str(name): str(value) for name, value in element.items() if name in wanted} if wanted else {}
