"""What a site repeats on its pages: learned from the last few, and taken out of the next."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from wirecopy.extract.cutting import grown, without
from wirecopy.extract.lines import Kind, Line, lines_of
from wirecopy.lessons import Habits, PageLines
from wirecopy.model import Article

PAGES = 10
LINES = 80
"""With twenty-four bits a line the state stays below four kilobytes: one unit of a table's reading."""
EVERY = timedelta(days=1)
"""How often one more page is learned from once ``PAGES`` are known, so that an article costs no write."""
_FEWEST = 3
_MOST = 0.5
_LEAST = 2 / 3
"""How much of an article stays at least."""
_BYTES = 3
_A_SENTENCE = 40
_DIGITS = re.compile(r"\d+")
_TITLE = re.compile(r"(?:[-_].*){3}|.{25}")
_PEOPLE = frozenset(
    str.split(
        "user users u people person profile profiles member members author authors autor autores auteur redakteur "
        "blog blogs channel channels site sites space spaces home homepages pages community c m w"
    )
)
"""Folders under which each publisher of a host has one, by what platforms call them."""
_KEPT = (Kind.CELL, Kind.CODE, Kind.CAPTION)
"""What may well be the same on every page and is said nonetheless, such as the names in a daily table."""


def learned(habits: Habits, page: str, text: str, at: datetime, *, url: str = "") -> Habits:
    """The habits with one more page, as it was before anything was taken out of it.

    A page that is known, and one that comes too soon after the last when there are enough, teaches nothing.
    """
    named = _page(page)
    full = len(habits.pages) >= PAGES and habits.learned_at is not None and at < habits.learned_at + EVERY
    if full or any(known.page == named for known in habits.pages):
        return habits
    lines = list(dict.fromkeys(_hashes(text.split("\n"))))
    outer = lines if len(lines) <= LINES else lines[: LINES // 2] + lines[-LINES // 2 :]
    seen = PageLines(page=named, lines=b"".join(outer), place=_place(url))
    return Habits(pages=(*habits.pages, seen)[-PAGES:], learned_at=max(at, habits.learned_at or at))


def repeated(habits: Habits, *, apart_from: str = "", url: str = "") -> frozenset[bytes]:
    """The lines that stand on three pages and on most, the page ``apart_from`` not counted.

    They must stand on most of those that lie where ``url`` does, too: one host may have many publishers, and none of
    them has a say in what the others repeat.
    """
    page, place = _page(apart_from), _place(url)
    pages = [known for known in habits.pages if known.page != page]
    beside = [known for known in pages if known.place == place]
    return _on_most(pages, _FEWEST) & _on_most(beside, 1)


def _on_most(pages: Sequence[PageLines], fewest: int) -> frozenset[bytes]:
    counts = Counter(line for known in pages for line in set(_cut(known.lines)))
    return frozenset(line for line, count in counts.items() if count >= fewest and count > _MOST * len(pages))


def _place(url: str) -> bytes:
    """In which part of its host a page lies: the first folder of its path, and the second where people have theirs.

    A folder that is a whole title is nobody's.
    """
    try:
        *folders, _ = [part for part in urlsplit(url).path.split("/") if part] or [""]
    except ValueError:
        folders = []
    named = folders[: 2 if folders and folders[0].casefold() in _PEOPLE else 1]
    name = "/".join(_DIGITS.sub("0", folder.casefold()) for folder in named if not _TITLE.search(folder))
    return _hashed(name, _BYTES) if name else b""


def without_repeated(article: Article, page: str, habits: Habits, *, url: str = "") -> Article:
    """The article at ``url`` without what its site repeats before, behind and as whole sentences within it.

    Unchanged where that is more than a third of it: a notice that is published every day is what its site has to say.
    """
    chrome = repeated(habits, apart_from=page, url=url)
    text = article.text.split("\n")
    if chrome.isdisjoint(_hashes(text)):
        return article
    soup = grown(article.html)
    if soup is None:
        return article
    lines = lines_of(soup)
    going = {id(line) for line in _going(lines, chrome)}
    gone = {part for line in lines if id(line) in going for part in line.text.split("\n")}
    gone -= {part for line in lines if id(line) not in going for part in line.text.split("\n")}
    kept = [line for line in text if line not in gone]
    if not gone or sum(map(len, kept)) < _LEAST * sum(map(len, text)):
        return article
    return replace(article, text="\n".join(kept), html=without(soup, gone, article.url))


def _going(lines: Sequence[Line], chrome: frozenset[bytes]) -> Iterator[Line]:
    """The lines to take out.

    Short ones in the midst of an article are its own ("Ingredients", "What happened next"): they go only along with a
    sentence. A heading never goes without what it heads.
    """
    said = [line for line in lines if line.kind is not Kind.CAPTION]
    for is_chrome, group in groupby(said, lambda line: _is_chrome(line, chrome)):
        run = list(group)
        if not is_chrome:
            continue
        while run and run[-1].kind is Kind.HEADING and run[-1] is not said[-1]:
            run.pop()
        at_an_end = run and (run[0] is said[0] or run[-1] is said[-1])
        if at_an_end or any(len(line.text) >= _A_SENTENCE for line in run):
            yield from run


def _is_chrome(line: Line, chrome: frozenset[bytes]) -> bool:
    return line.kind not in _KEPT and chrome.issuperset(_hashes(line.text.split("\n")))


def _hashes(lines: Iterable[str]) -> list[bytes]:
    return [_hashed(line.casefold(), _BYTES) for line in lines]


def _page(page: str) -> bytes:
    return _hashed(page, 2 * _BYTES)


def _hashed(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()


def _cut(lines: bytes) -> Iterator[bytes]:
    return (lines[at : at + _BYTES] for at in range(0, len(lines), _BYTES))
