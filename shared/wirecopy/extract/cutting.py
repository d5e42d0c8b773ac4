"""An article's HTML taken up again, to leave some of its lines out."""

from collections.abc import Collection

from bs4 import BeautifulSoup

from wirecopy.extract.lines import lines_of
from wirecopy.extract.rendering import html_of
from wirecopy.extract.tree import Fate, parse, soup_of
from wirecopy.extract.urls import Resolver


def grown(html: str) -> BeautifulSoup | None:
    """The tree of an article's HTML; ``None`` where there is none."""
    document = parse(html)
    if document is None:
        return None
    return soup_of([document], lambda element: Fate.UNWRAP if element.tag in ("html", "body") else Fate.INLINE)


def without(soup: BeautifulSoup, gone: Collection[str], url: str) -> str:
    """The tree as HTML without the lines that say nothing but what is ``gone``."""
    for line in lines_of(soup):
        if all(part in gone for part in line.text.split("\n")):
            for node in line.nodes:
                node.extract()
    return html_of(soup, Resolver(url))
