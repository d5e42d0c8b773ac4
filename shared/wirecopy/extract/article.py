"""The sequence of steps from bytes to an article."""

from wirecopy.extract.cleaning import Context, clean
from wirecopy.extract.lines import Kind
from wirecopy.extract.decoding import decode
from wirecopy.extract.outline import DROPPED, INLINE, outline
from wirecopy.extract.root import acquit, choose, lead
from wirecopy.extract.tree import Fate, parse, soup_of
from wirecopy.model import Article, Link, Rules

EXTRACTOR = "1"
UNWRAP = frozenset("span font center form label body html tbody".split())


def extract(page: bytes, url: str, *, headers=None, hints: Link | None = None, rules: Rules | None = None) -> Article:
    document = parse(decode(page))
    if document is None:
        return Article(url=url)
    blocks, dropped = outline(document)
    if not blocks:
        return Article(url=url)
    acquit(blocks)
    root = choose(blocks)
    if root is None:
        return Article(url=url)
    gone = dropped | {b.element for b in blocks if b.chrome}
    before = lead(root, blocks)
    first = []
    if before is not None:
        first = ["".join(before.element.itertext())]

    def fate(e):
        if e in gone:
            return Fate.DROP
        return Fate.UNWRAP if e.tag in UNWRAP else Fate.TAG

    soup = soup_of(root.element, fate)
    h = document.find(".//h1")
    title = "".join(h.itertext()) if h is not None else ""
    lines = clean(soup, Context(title=title))
    return Article(url=url, text="\n".join(first + [l.text for l in lines if l.kind is not Kind.CAPTION]))
