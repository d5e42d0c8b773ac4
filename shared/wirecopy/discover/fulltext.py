"""Whether a feed's entries carry their articles whole, so that no page need be fetched.

Judged by what pages added: the text that was taken out of an entry's page is held against the entry, in sequences of
four words (shingles: Broder, *On the resemblance and containment of documents*, 1997).
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from wirecopy.discover import text
from wirecopy.model import Link
from wirecopy.model.access import FullText
from wirecopy.urls import host_of

ENOUGH = 3
"""So many pages one after the other must have added nothing."""
_CONTAINED = 0.95
_LONGEST = 200_000
_SAMPLE = 20
"""One page of so many is fetched all the same: what a feed carries may change."""
_REMEMBERED = 20
_SERVING = frozenset(("www", "feed", "feeds", "rss"))
_WORD = re.compile(r"[\u2e80-\ud7ff\uf900-\uffef]|[^\W_]+")
"""A word, or a character of a script that is written without spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What came of holding a source's entries against their pages, the last at the end."""

    added_nothing: tuple[bool, ...] = ()
    articles: tuple[str, ...] = ()
    """Those that were compared lately: none counts twice."""

    @property
    def is_whole(self) -> bool:
        """Whether the entries are believed to carry all that their pages do."""
        return len(self.added_nothing) >= ENOUGH and all(self.added_nothing[-ENOUGH:])

    def noting(self, article: str, added_nothing: bool) -> "Compared":
        """This with one more comparison."""
        return replace(
            self,
            added_nothing=(*self.added_nothing, added_nothing)[-ENOUGH:],
            articles=(*self.articles, article)[-_REMEMBERED:],
        )


NOT_COMPARED = Compared()


def adds_nothing(page: str, entry: str) -> bool:
    """Whether the text of a page is in the HTML of its entry, but for a twentieth."""
    there = _shingles(page)
    return bool(there) and len(there & _shingles(text.plain(entry, _LONGEST))) >= _CONTAINED * len(there)


def needs_no_page(article: str, entry: str, compared: Compared, choice: FullText) -> bool:
    """Whether an article is taken from its entry: as the user has it, else as far as entries proved to be whole."""
    return bool(entry) and takes_entries(choice, compared) and (choice is FullText.YES or not is_sample(article))


def takes_entries(choice: FullText, compared: Compared) -> bool:
    """Whether a source's articles come from its entries, samples aside."""
    return choice is FullText.YES or (choice is FullText.AUTO and compared.is_whole)


def speaks_for(feed: str, article: str) -> bool:
    """Whether a feed may say what stands at an article's address: it is on the same host, but for ``www`` or ``feeds``.

    What its entries carry is not asked for at that address, so a feed that proved to be whole could put words into
    anybody's mouth.
    """
    return _host(feed) == _host(article)


def _host(url: str) -> str:
    host = host_of(url)
    first, _, rest = host.partition(".")
    return rest if first in _SERVING and "." in rest else host


def is_sample(article: str) -> bool:
    """Whether an article's page is fetched though its entry is believed to be whole: the same ones every time."""
    return int(article[:8], 16) % _SAMPLE == 0


def as_page(link: Link, entry: str, metas: Iterable[tuple[str, str]] = ()) -> bytes:
    """An entry as the page that it stands for, with names and contents of ``<meta>``."""
    title = html.escape(link.title)
    said = "".join(f'<meta name="{html.escape(name)}" content="{html.escape(content)}">' for name, content in metas)
    head = f'<meta charset="utf-8"><title>{title}</title>{said}'
    body = f"<article><h1>{title}</h1>{entry}</article>"
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def _shingles(words: str) -> frozenset[tuple[tuple[str, str], tuple[str, str]]]:
    found = _WORD.findall(words.casefold())
    pairs = list(pairwise(found))
    return frozenset(zip(pairs, pairs[2:], strict=False))
