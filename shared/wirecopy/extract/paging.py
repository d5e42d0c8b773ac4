"""Articles that lie on several pages: where the next one is, and all of them as one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from lxml import etree

from wirecopy.extract.decoding import decode
from wirecopy.extract.tree import parse
from wirecopy.extract.urls import Resolver
from wirecopy.model import Article

MAX_PAGES = 10
_NUMBERED = re.compile(
    r"(?:[/_,-](?:page|seite|pagina|strona|teil|part)?[/_,-]?(\d{1,2}))(?=(?:\.html?|/)?$)|"
    r"[?&;](?:page|p|seite|pagina|strona|pg|paged)=(\d{1,2})(?=&|$)",
    re.IGNORECASE,
)
_EMPTY_QUERY = re.compile(r"[?&]+$")


def next_page(page: bytes, url: str) -> str | None:
    """The address of the article's next page; ``None`` on the last.

    Sites use ``rel=next`` for the next *article* too, so a link counts only where it differs from this page's address
    by nothing but the page number, and that by one.
    """
    document = parse(decode(page))
    if document is None:
        return None
    base = next((href for element in document.iter("base") if (href := element.get("href"))), "")
    resolve = Resolver(url, base)
    stem, number = _numbered(url)
    for reference in _references(document):
        found = resolve.link(reference)
        if found and _numbered(found) == (stem, number + 1):
            return found
    return None


def joined(pages: Sequence[Article]) -> Article:
    """The first page's article with the text of all, up to ``MAX_PAGES``; lines that a page repeats are said once."""
    first, *rest = pages[:MAX_PAGES]
    lines = first.text.split("\n")
    html = [first.html]
    for page in rest:
        new = [line for line in page.text.split("\n") if line not in set(lines)]
        if new:
            lines += new
            html.append(page.html)
    return replace(first, text="\n".join(lines), html="".join(html))


def _references(document: etree._Element) -> Iterator[str]:
    for element in document.iter("link", "a"):
        reference = element.get("href")
        if reference and ("next" in (element.get("rel") or "").split() or element.tag == "a"):
            yield reference


def _numbered(url: str) -> tuple[str, int]:
    """An address without its page number, and the number; the first page often has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, 1
    address = f"{(parts.hostname or '').removeprefix('www.')}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    match = _NUMBERED.search(address)
    if match is None or int(match[1] or match[2]) == 0:
        return _stem(address), 1
    return _stem(address[: match.start()] + address[match.end() :]), int(match[1] or match[2])


def _stem(address: str) -> str:
    address = _EMPTY_QUERY.sub("", address).removesuffix("/")
    return re.sub(r"\.html?$", "", address)
