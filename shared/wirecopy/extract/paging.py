"""Articles that lie on several pages: where the next one is, whether it goes on, and all of them as one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from wirecopy.extract.cutting import grown, without
from wirecopy.extract.urls import Resolver
from wirecopy.model import Article

MAX_PAGES = 10
_SAID = re.compile(
    r"[/_,-](?:page|seite|pagina|strona)[/_,-]?(\d{1,2})(?=(?:\.html?|/)?$)|"
    r"[?&;](?:page|p|seite|pagina|strona|pg|paged)=(\d{1,2})(?=&|$)",
    re.IGNORECASE,
)
_BARE = re.compile(r"[/_,-](\d{1,2})(?=(?:\.html?|/)?$)")
_EMPTY_QUERY = re.compile(r"[?&]+$")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ALIKE = 0.5
"""The share of the shorter title's words that two pages of one article have in common at least."""


@dataclass(frozen=True, slots=True)
class _Place:
    """An address without its page number, the number, and whether it is there without a word for it."""

    stem: str
    number: int
    bare: bool


def next_page(references: Iterable[str], url: str, resolve: Resolver) -> str | None:
    """Which of a page's links leads to the page after it; ``None`` where none does, and on a site's front page.

    Sites use ``rel=next`` for the next *article* too, so a link counts only where it leads to the same host and
    differs from this page's address by nothing but the page number, and that by one.
    """
    here = _place(url)
    if not here.stem.partition("/")[2]:
        return None
    wanted = str(here.number + 1)
    numbered = re.compile(rf"(?<!\d){wanted}(?:\.html?)?/?(?:[?&;#]|\s*$)", re.IGNORECASE)
    for reference in references:
        if wanted not in reference or not numbered.search(reference):
            continue
        found = resolve.link(reference)
        if found and _origin(found) == _origin(url) and _is_page(found, here.stem, here.number + 1):
            return found
    return None


def goes_on(pages: Sequence[Article], url: str) -> bool:
    """Whether ``url`` may be the page after these: the next by its number, of an address that had none at first.

    ``/week-12`` is no page 12, and what leads on from it is another article.
    """
    first = _place(pages[0].url)
    unnumbered = first.number == 1 and not first.bare
    return len(pages) < MAX_PAGES and unnumbered and _is_page(url, first.stem, len(pages) + 1)


def belongs(pages: Sequence[Article], page: Article) -> bool:
    """Whether ``page`` does go on: it is where it was looked for, speaks of the same, and says something new."""
    first = pages[0]
    if not goes_on(pages, page.url):
        return False
    if page.canonical is not None and _place(page.canonical).stem != _place(first.url).stem:
        return False
    one, other = (set(_WORD.findall(it.title.casefold())) for it in (first, page))
    if one and other and len(one & other) < _ALIKE * min(len(one), len(other)):
        return False
    said = {line for known in pages for line in known.text.split("\n")}
    return not said.issuperset(page.text.split("\n"))


def joined(pages: Sequence[Article]) -> Article:
    """The first page's article with the text of all; lines that a page repeats are said once."""
    first, *rest = pages
    lines = first.text.split("\n")
    html = [first.html]
    for page in rest:
        known = set(lines)
        lines += [line for line in page.text.split("\n") if line not in known]
        soup = grown(page.html)
        html.append(page.html if soup is None else without(soup, known, page.url))
    return replace(first, text="\n".join(lines), html="".join(html))


def _is_page(url: str, stem: str, number: int) -> bool:
    place = _place(url)
    return (place.stem, place.number) == (stem, number)


def _place(url: str) -> _Place:
    try:
        parts = urlsplit(url)
    except ValueError:
        return _Place(url, 1, bare=False)
    address = f"{(parts.hostname or '').removeprefix('www.')}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    said = _SAID.search(address)
    match = said or _BARE.search(address)
    number = int(match[1] or match[match.lastindex or 1]) if match else 0
    if match is None or number == 0:
        return _Place(_stem(address), 1, bare=False)
    return _Place(_stem(address[: match.start()] + address[match.end() :]), number, bare=said is None)


def _stem(address: str) -> str:
    address = _EMPTY_QUERY.sub("", address).removesuffix("/")
    return re.sub(r"\.html?$", "", address)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.removeprefix("www.")
