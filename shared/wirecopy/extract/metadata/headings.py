"""Headings: their words without what hangs on them, and which of them name the site rather than the article."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

_BREAKING = frozenset(("br", "div", "p"))
_MOST = 60
_LONGEST = 300
_WHOLE = 2_000
_RANKS = ("h1", "h2", "h3")
_SIGN = re.compile(r"(?:\s*[¶🔗])+\s*$")
_SITES = re.compile(r"\bsite[-_]?(?:title|name)|\blogo\b|\bbrand(?:ing)?\b", re.IGNORECASE)
_KICKERS = re.compile(
    r"kicker|overline|topline|dachzeile|eyebrow|spitzmarke|strapline|roofline|topic|categor|rubri[ck]|label|sub(?:title|line)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first three ranks."""

    rank: int
    text: str
    of_site: bool
    """Whether it leads to the site's front page or bears a logo's name."""


def headings(document: etree._Element, url: str) -> list[Heading]:
    """The headings of a page, in its order."""
    host = hostname(url)
    found: list[Heading] = []
    for element in document.iter(*_RANKS):
        if text := heading_text(element):
            found.append(Heading(int(element.tag[1]), text, _names_site(element, host)))
        if len(found) >= _MOST:
            break
    return found


def hostname(url: str) -> str:
    """The host of a URL, without ``www.``; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def heading_text(element: etree._Element) -> str:
    """A heading's own words: without a link to itself and without the line above it that some sites put into it."""
    parts: list[str] = []
    size = 0
    for part in _parts(element):
        parts.append(part)
        size += len(part)
        if size > _LONGEST:
            break
    return without_sign(" ".join("".join(parts)[:_WHOLE].split()).lstrip(":|\u2013\u2014-• "))


def without_sign(text: str) -> str:
    """A headline without the sign of a permanent link at its end."""
    return _SIGN.sub("", text)


def is_anchor(element: etree._Element) -> bool:
    """Whether an element is a link that is there to be linked to: to a place in a page, and of no letters."""
    return (
        element.tag == "a"
        and "#" in (element.get("href") or "")
        and element.find(".//img") is None
        and not _letters(element)
    )


def _parts(element: etree._Element) -> Iterator[str]:
    kicker = _kicker(element)
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if event == "start" and (inner is kicker or is_anchor(inner)):
            walk.skip_subtree()
        elif event == "start":
            yield f" {inner.text or ''}" if inner.tag in _BREAKING else inner.text or ""
        elif inner is not element:
            yield inner.tail or ""


def _kicker(heading: etree._Element) -> etree._Element | None:
    """The element at a heading's start that holds the line above it, where other words follow."""
    inner = heading
    while not (inner.text or "").strip() and len(inner):
        inner = inner[0]
        if _KICKERS.search(inner.get("class") or ""):
            return inner if 0 < _letters(inner) < _letters(heading) else None
    return None


def _letters(element: etree._Element) -> int:
    return sum(c.isalnum() for part in element.itertext() for c in str(part))


def _names_site(heading: etree._Element, host: str) -> bool:
    above = heading.getparent()
    names = f"{heading.get('class') or ''} {heading.get('id') or ''}"
    if above is not None:
        names += f" {above.get('class') or ''} {above.get('id') or ''}"
    if _SITES.search(names):
        return True
    links = list(heading.iter("a"))
    if above is not None and above.tag == "a":
        links.append(above)
    return any(_leads_home(link, host) for link in links[:3])


def _leads_home(link: etree._Element, host: str) -> bool:
    if link.get("rel") == "home":
        return True
    try:
        parts = urlsplit((link.get("href") or "").strip())
    except ValueError:
        return False
    if parts.query or parts.fragment or parts.path not in ("", "/", "./", "index.html", "/index.html", "index.php"):
        return False
    return hostname(parts.geturl()) == host if parts.netloc else bool(parts.path)
