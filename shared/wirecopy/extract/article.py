"""The sequence of steps from bytes to an article."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain

from bs4 import BeautifulSoup
from lxml import etree

from wirecopy.extract import rules as ruling
from wirecopy.extract.cleaning import Context, clean
from wirecopy.extract.decoding import decode
from wirecopy.extract.lines import Kind, Line, lines_of
from wirecopy.extract.metadata import about, facts, fields, visible
from wirecopy.extract.metadata.headings import is_anchor
from wirecopy.extract.outline import DROPPED, INLINE, Block, Outline, is_block, outline
from wirecopy.extract.rendering import html_of
from wirecopy.extract.root import acquit, choose, lead
from wirecopy.extract.tree import Fate, parse, soup_of
from wirecopy.extract.urls import Resolver
from wirecopy.extract.vocabulary import words
from wirecopy.language import detect
from wirecopy.model import Article, Evidence, Link, Rules

EXTRACTOR = "2"
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

    ``headers`` are the response's, for its charset; ``hints`` what the listing said, used where the page itself does
    not say it surely; ``rules`` the source's selectors, which go before anything found here. A page without an article
    gives an :class:`Article` without text. Raises :class:`wirecopy.errors.UnreadableError` for bytes that are no page.
    """
    document = parse(decode(page, _header(headers, "content-type")))
    if document is None:
        return Article(url=url)
    found = facts.gather(document, url)
    ruled = ruling.apply(rules, document) if rules and rules != Rules() else ruling.Applied()
    page_outline = outline(document)
    acquit(page_outline.blocks)
    root = choose(page_outline.blocks)
    said = _Said(found, hints, ruled, page_outline.blocks, root)
    names = said.authors
    context = Context(title=said.title[0], authors=names[0])
    body = _ruled(ruled.bodies) if ruled.bodies else _found(page_outline, context)
    said_body = "" if ruled.bodies else about.body(found)
    if len(said_body) > _CLEARLY * sum(len(line.text) for line in body.lines):
        body = _told(said_body)
    text = "\n".join(line.text for line in body.lines if line.kind is not Kind.CAPTION)
    resolve = Resolver(url, next(iter(found.bases), ""))
    published, modified = said.published, said.modified
    return Article(
        url=url,
        title=said.title[0],
        authors=names[0],
        published=published[0],
        modified=modified[0],
        language=about.language(found) or detect(text),
        text=text,
        html=html_of(body.soup, resolve),
        canonical=about.canonical(found, resolve),
        site_name=fields.site_name(found),
        description=about.description(found) or (hints.summary if hints else ""),
        image=about.image(found, resolve),
        tags=about.tags(found),
        licence=about.licence(found, resolve),
        paywalled=about.paywalled(found),
        evidence=tuple(e for e in (said.title[1], names[1], published[1], modified[1]) if e),
        robots=about.robots(found),
        unmatched_rules=ruled.unmatched,
    )


@dataclass(frozen=True, slots=True)
class _Body:
    soup: BeautifulSoup
    lines: Sequence[Line]


def _found(page: Outline, context: Context) -> _Body:
    """The body as chosen here: the root and its lead, without chrome, cleaned line by line."""
    root = choose(page.blocks)
    if root is None:
        return _Body(soup_of([], lambda _: Fate.DROP), [])
    gone = page.dropped | {block.element for block in page.blocks if block.chrome}
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
    if is_anchor(element):
        return Fate.DROP
    wanted = element.tag in INLINE or (element.tag not in _UNWRAPPED and is_block(element))
    return Fate.TAG if wanted else Fate.UNWRAP


@dataclass(frozen=True, slots=True)
class _Said:
    """Who says what of the article: its rules first, then the page, then the listing, then what a reader sees."""

    facts: facts.Facts
    hints: Link | None
    ruled: ruling.Applied
    blocks: Sequence[Block]
    root: Block | None

    @property
    def title(self) -> tuple[str, Evidence | None]:
        found = chain(self._ruled("title", self.ruled.title), fields.title(self.facts), self._listed_title())
        best = next(found, None)
        return (best.value, best) if best else ("", None)

    @property
    def authors(self) -> tuple[tuple[str, ...], Evidence | None]:
        listed = (self._listed("author", name) for name in (self.hints.authors if self.hints else ()))
        return fields.first_names(
            chain(
                self._ruled("author", self.ruled.author),
                fields.authors(self.facts),
                listed,
                fields.claimed_authors(self.facts),
                visible.authors(self.blocks, self.root),
            ),
            site=fields.site_name(self.facts),
        )

    @property
    def published(self) -> fields.Dated:
        return fields.first_date(
            chain(
                self._ruled("published", self.ruled.published),
                fields.published(self.facts),
                self._listed_date("published"),
                visible.dates(self.blocks, self.root),
                fields.perhaps_published(self.facts),
            ),
            month_first=fields.month_first(self.facts),
        )

    @property
    def modified(self) -> fields.Dated:
        found = chain(fields.modified(self.facts), self._listed_date("modified"))
        return fields.first_date(found, month_first=fields.month_first(self.facts))

    def _ruled(self, field: str, value: str) -> Iterator[Evidence]:
        if value:
            yield Evidence(field=field, source="rule", value=value, confidence=1.0)

    def _listed(self, field: str, value: str) -> Evidence:
        return Evidence(field=field, source="listing", value=value, confidence=0.7)

    def _listed_title(self) -> Iterator[Evidence]:
        if self.hints and self.hints.title:
            yield self._listed("title", self.hints.title)

    def _listed_date(self, field: str) -> Iterator[Evidence]:
        date = (self.hints.published if field == "published" else self.hints.modified) if self.hints else None
        if date:
            yield self._listed(field, date.isoformat())


def _header(headers: Headers | None, wanted: str) -> str:
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    return next((value for name, value in pairs if name.lower() == wanted), "")
