"""What a source repeats on its pages: learned from the last few, and taken out of the next."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from wirecopy.extract.lines import lines_of
from wirecopy.extract.rendering import html_of
from wirecopy.extract.tree import Fate, parse, soup_of
from wirecopy.extract.urls import Resolver
from wirecopy.model import Article

PAGES = 12
LINES = 200
_FEWEST = 3
_MOST = 0.5
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHabit:
    """The lines of one page, as 32-bit hashes in order of size; the page by a hash of its address."""

    page: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """The last pages of a source: at most ``PAGES`` of ``LINES`` hashes, some ten kilobytes."""

    pages: tuple[PageHabit, ...] = ()


def learned(habits: Habits, article: Article) -> Habits:
    """The habits with one more page. A page seen again takes the place that it had."""
    page = _hashed(article.url)
    seen = PageHabit(page=page, lines=tuple(sorted(set(_hashes(article.text.split("\n")))))[:LINES])
    others = tuple(habit for habit in habits.pages if habit.page != page)
    return Habits(pages=(*others, seen)[-PAGES:])


def repeated(habits: Habits, *, apart_from: str = "") -> frozenset[int]:
    """The lines that stand on most pages, the one at ``apart_from`` not counted; none before there are three others."""
    page = _hashed(apart_from)
    pages = [habit for habit in habits.pages if habit.page != page]
    if len(pages) < _FEWEST:
        return frozenset()
    counts = Counter(line for habit in pages for line in habit.lines)
    return frozenset(line for line, count in counts.items() if count > _MOST * len(pages))


def without_repeated(article: Article, habits: Habits) -> Article:
    """The article without what its source repeats; unchanged where that would be most of it."""
    chrome = repeated(habits, apart_from=article.url)
    lines = article.text.split("\n")
    kept = [line for line, code in zip(lines, _hashes(lines), strict=True) if code not in chrome]
    if len(kept) == len(lines) or sum(map(len, kept)) < _MOST * len(article.text):
        return article
    return replace(article, text="\n".join(kept), html=_without(article.html, chrome, article.url))


def _without(html: str, chrome: frozenset[int], url: str) -> str:
    document = parse(html)
    if document is None:
        return html
    soup = soup_of([document], lambda element: Fate.UNWRAP if element.tag in ("html", "body") else Fate.TAG)
    for line in lines_of(soup):
        if all(code in chrome for code in _hashes(line.text.split("\n"))):
            for node in line.nodes:
                node.extract()
    return html_of(soup, Resolver(url))


def _hashes(lines: Iterable[str]) -> list[int]:
    return [_hashed(_DIGITS.sub("0", line.casefold())) for line in lines]


def _hashed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=4).digest())
