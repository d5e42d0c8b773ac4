"""The sequence of steps from bytes to an article."""

from wirecopy.extract.decoding import decode
from wirecopy.extract.outline import DROPPED, INLINE, outline
from wirecopy.extract.rendering import lines_of
from wirecopy.extract.root import choose
from wirecopy.extract.tree import Fate, parse, soup_of
from wirecopy.model import Article, Link, Rules

EXTRACTOR = "1"
UNWRAP = frozenset("span font center form label body html tbody".split())


def extract(page: bytes, url: str, *, headers=None, hints: Link | None = None, rules: Rules | None = None) -> Article:
    document = parse(decode(page))
    if document is None:
        return Article(url=url)
    blocks, dropped = outline(document)
    root = choose(blocks)
    if root is None:
        return Article(url=url)
    gone = dropped | {b.element for b in blocks if b.chrome}

    def fate(e):
        if e in gone:
            return Fate.DROP
        return Fate.UNWRAP if e.tag in UNWRAP else Fate.TAG

    soup = soup_of(root.element, fate)
    return Article(url=url, text="\n".join(lines_of(soup)))
