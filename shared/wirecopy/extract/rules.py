"""A user's selectors for the pages of one source, held against a page before anything is chosen by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import Tag
from lxml import etree
from soupsieve import SelectorSyntaxError

from wirecopy.extract.tree import Fate, grow
from wirecopy.extract.vocabulary import words
from wirecopy.model import Rules

UNSEEN = words("script style template")
"""What no selector can mean, as no reader sees it."""

UNUSABLE = (SelectorSyntaxError, NotImplementedError, RecursionError, ValueError)
"""What soupsieve raises for what is no selector, and for what is more of one than it can take."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What the rules of a source gave on one page."""

    bodies: tuple[etree._Element, ...] = ()
    title: str = ""
    author: str = ""
    published: str = ""
    unmatched: tuple[str, ...] = field(default=())
    """The selectors that matched nothing, or are none."""


def apply(rules: Rules, document: etree._Element) -> Applied:
    """Take out of ``document`` what the rules remove, and find what they name.

    A page with rules is made into a whole soup, so that any selector may look at any element.
    """
    grown = grow([document], lambda element: Fate.DROP if element.tag in UNSEEN else Fate.INLINE)
    unmatched: list[str] = []

    def select(selector: str) -> list[Tag]:
        if not selector:
            return []
        try:
            found = [tag for tag in grown.soup.select(selector) if id(tag) in grown.origins]
        except UNUSABLE:
            found = []
        if not found:
            unmatched.append(selector)
        return found

    for selector in rules.remove:
        for tag in select(selector):
            _cut(grown.origins[id(tag)])
            tag.extract()
    bodies = tuple(grown.origins[id(tag)] for tag in _outermost(select(rules.body)))
    title, author, published = (next(map(_said, select(s)), "") for s in (rules.title, rules.author, rules.published))
    return Applied(bodies, title, author, published, tuple(unmatched))


def _said(tag: Tag) -> str:
    """What an element says to machines where it does (``content``, ``datetime``), else its text."""
    for name in ("content", "datetime"):
        value: Any = tag.attrs.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return " ".join(tag.get_text(" ").split())


def _outermost(tags: list[Tag]) -> Iterator[Tag]:
    chosen = {id(tag) for tag in tags}
    return (tag for tag in tags if not any(id(parent) in chosen for parent in tag.parents))


def _cut(element: etree._Element) -> None:
    """Remove an element, and leave the text after it where it stands."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
