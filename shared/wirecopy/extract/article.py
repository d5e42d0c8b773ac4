"""The sequence of steps from bytes to an article."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup
from lxml import etree

from wirecopy.extract import paging
from wirecopy.extract import rules as ruling
from wirecopy.extract.characters import legible
from wirecopy.extract.cleaning import Context, clean
from wirecopy.extract.decoding import decode
from wirecopy.extract.lines import Kind, Line, lines_of
from wirecopy.extract.metadata import about, dates, facts
from wirecopy.extract.metadata.headings import is_anchor
from wirecopy.extract.metadata.site import site_name
from wirecopy.extract.metadata.testimony import Testimony
from wirecopy.extract.metadata.visible import Shown
from wirecopy.extract.outline import DROPPED, INLINE, Block, Outline, is_block, outline
from wirecopy.extract.rendering import html_of
from wirecopy.extract.root import acquit, choose, lead
from wirecopy.extract.tree import Fate, parse, soup_of
from wirecopy.extract.urls import Resolver
from wirecopy.extract.vocabulary import words
from wirecopy.model import Article, Link, Rules

EXTRACTOR = "3"
"""Grows whenever the same page may give another article."""

_UNWRAPPED = words("center form html body")

_CLEARLY = 2
"""How many times longer JSON-LD's ``articleBody`` must be to be preferred: a third of them are teasers."""

Headers = Mapping[str, str] | Iterable[tuple[str, str]]


def extract(
    page: bytes,
    url: str,
    *,
    headers: Headers | None = None,
    hints: Link | None = None,
    rules: Rules | None = None,
) -> Article:
    """The article that ``page``, as received from ``url``, says.

    ``headers`` are the response's, for its charset and its date: no article was published after it was served.
    ``hints`` is what the listing said, used where the page itself does not say it surely; ``rules`` are the source's
    selectors, which go before anything found here. A page without an article gives an :class:`Article` without text.
    Raises :class:`wirecopy.errors.UnreadableError` for bytes that are no page.
    """
    document = parse(decode(page, _header(headers, "content-type")))
    if document is None:
        return Article(url=url)
    found = facts.gather(document, url)
    ruled = ruling.apply(rules, document) if rules and rules != Rules() else ruling.Applied()
    page_outline = outline(document)
    acquit(page_outline.blocks)
    root = choose(page_outline.blocks, updates=about.is_live(found))
    shown = Shown(found.elements, page_outline.blocks, root)
    served = dates.parse(_header(headers, "date"))
    told = Testimony(found, hints, ruled, page_outline.blocks, root, shown, served)
    context = Context(title=told.title[0], authors=told.authors[0])
    body = _ruled(ruled.bodies) if ruled.bodies else _found(page_outline, root, context)
    said_body = "" if ruled.bodies else about.body(found)
    if len(said_body) > _CLEARLY * sum(len(line.text) for line in body.lines):
        body = _told(said_body)
    text = "\n".join(line.text for line in _read(body.lines))
    resolve = Resolver(url, next(iter(found.bases), ""))
    article = Article(
        url=url,
        title=told.title[0],
        authors=told.authors[0],
        published=told.published[0],
        modified=told.modified[0],
        language=about.language(found, text),
        text=text,
        html=html_of(body.soup, resolve),
        canonical=about.canonical(found, resolve),
        site_name=site_name(found),
        description=about.description(found) or (hints.summary if hints else ""),
        image=about.pictured(about.image(found, resolve), hints.image if hints else None),
        tags=about.tags(found),
        licence=about.licence(found, resolve),
        paywalled=about.paywalled(found),
        evidence=told.evidence,
        robots=about.robots(found),
        next_page=paging.next_page(found.references, url, resolve),
        unmatched_rules=ruled.unmatched,
    )
    body.soup.decompose()  # its parts hold one another, and would wait for the collector to come by
    return legible(article)


@dataclass(frozen=True, slots=True)
class _Body:
    soup: BeautifulSoup
    lines: Sequence[Line]


def _read(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines that are the text: captions only of a gallery, where they say more than all the rest."""
    said = [line for line in lines if line.kind is not Kind.CAPTION]
    return said if 2 * sum(len(line.text) for line in said) >= sum(len(line.text) for line in lines) else lines


def _found(page: Outline, root: Block | None, context: Context) -> _Body:
    """The body as chosen here: the root and its lead, without chrome, cleaned line by line."""
    if root is None:
        return _Body(soup_of([], lambda _: Fate.DROP), [])
    gone = page.dropped | {block.element for block in page.blocks if block.chrome and block.element.tag != "figcaption"}
    before = lead(root, page.blocks)

    def fate(element: etree._Element) -> Fate:
        return Fate.DROP if element in gone else _fate(element)

    soup = soup_of([root.element] if before is None else [before.element, root.element], fate)
    return _Body(soup, clean(soup, context))


def _told(text: str) -> _Body:
    """The body as JSON-LD gives it, where the page itself shows far less: it is put in place by a script."""
    document = parse("".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip()))
    soup = soup_of([] if document is None else [document], _fate)
    return _Body(soup, lines_of(soup))


def _ruled(bodies: Sequence[etree._Element]) -> _Body:
    """The body as a rule names it: all of it, save what is no text."""

    soup = soup_of(bodies, lambda element: Fate.DROP if element.tag in DROPPED else _fate(element))
    return _Body(soup, lines_of(soup))


def _fate(element: etree._Element) -> Fate:
    tag = element.tag
    if tag in INLINE:
        return Fate.DROP if tag == "a" and is_anchor(element) else Fate.INLINE
    return Fate.BLOCK if tag not in _UNWRAPPED and is_block(element) else Fate.UNWRAP


def _header(headers: Headers | None, wanted: str) -> str:
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    return next((value for name, value in pairs if name.lower() == wanted), "")
