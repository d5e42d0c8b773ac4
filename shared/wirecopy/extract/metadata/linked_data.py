"""JSON-LD: what a page says of itself to search engines (https://schema.org, https://www.w3.org/TR/json-ld11/)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

_ARTICLE = re.compile(r"(Article|Posting|Report|Review|Recipe|HowTo|NewsItem)$")
_PAGE = re.compile(r"(WebPage|ItemPage|AboutPage|FAQPage|MedicalWebPage)$")
_COMMENTED = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$", re.DOTALL
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_BETWEEN = re.compile(r"}\s*{")
_PLAIN = re.compile(r'"(@type|datePublished|dateModified)"\s{0,9}:\s{0,9}"([\w:+. -]{1,60})"')
_LONGEST = 1_000_000
_NODES = 200
_DEPTH = 12

Node = Mapping[str, Any]


def nodes(document: etree._Element) -> Iterator[Node]:
    """The nodes of a page's JSON-LD, those of graphs and lists among them."""
    budget = _NODES
    for script in document.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text or len(script.text) > _LONGEST:
            continue
        for node in _flat(lenient(script.text) or _dates_of(script.text), _DEPTH):
            budget -= 1
            if budget < 0:
                return
            yield node


def articles(found: Sequence[Node], url: str) -> list[Node]:
    """Those that are articles, the likeliest to be the page's own first."""
    return sorted((node for node in found if _ARTICLE.search(_type(node))), key=lambda node: _rank(node, url))


def pages(found: Sequence[Node]) -> list[Node]:
    """Those that are web pages."""
    return [node for node in found if _PAGE.search(_type(node))]


def lenient(text: str) -> Any:
    """JSON as pages write it: in comments, with raw line breaks, with commas too many, several documents in one."""
    text = _COMMENTED.sub("", text.strip()).strip().rstrip("; \n")
    attempts = (text, _TRAILING_COMMA.sub(r"\1", text), "[" + _BETWEEN.sub("},{", text) + "]")
    for attempt in attempts:
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _dates_of(text: str) -> Node:
    """Of JSON that cannot be read, as a headline in it has quotation marks: that it is an article, and its dates."""
    found: dict[str, str] = {}
    for key, value in _PLAIN.findall(text):
        if key != "@type" or _ARTICLE.search(value):
            found.setdefault(key, value)
    return found


def _flat(value: Any, depth: int) -> Iterator[Node]:
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


def _type(node: Node) -> str:
    kind = node.get("@type", "")
    if isinstance(kind, list):
        return next((k for k in kind if isinstance(k, str) and _ARTICLE.search(k)), str(kind[0]) if kind else "")
    return kind if isinstance(kind, str) else ""


def _rank(node: Node, url: str) -> tuple[bool, bool, bool]:
    address = node.get("url") or node.get("mainEntityOfPage")
    if isinstance(address, dict):
        address = address.get("@id")
    return (_type(node).endswith("Review"), address != url, "headline" not in node)
