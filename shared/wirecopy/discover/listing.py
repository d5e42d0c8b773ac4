"""An HTML page that lists articles: which of its links lead to one."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from wirecopy.discover import text
from wirecopy.discover.dates import moment
from wirecopy.discover.found import MOST_LINKS, Discovery, absolute, distinct, newest_first, same_site
from wirecopy.discover.html import base_of, parse, title_of
from wirecopy.model import Link, Page, SourceKind
from wirecopy.urls import normal_form

_MOST_ANCHORS = 10_000
_ENOUGH = 4.0
_LIKELY = 2.5
"""Points from which a link is taken for an article's, and from which it speaks for others of its kind."""

_CARD_DEPTH = 6
"""How far above its anchor a teaser may begin."""

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_CHROME_TAGS = {"nav", "footer", "form", "button", "select", "dialog"}
_CHROME_ROLES = {"navigation", "contentinfo", "search", "dialog", "menu", "menubar", "toolbar", "complementary"}
_CHROME_NAME = re.compile(
    r"(?:^|[-_])(?:nav(?:bar|igation)?|menu|foot(?:er)?|breadcrumbs?|pag(?:ination|er|ing|inate)|sidebar|widgets?|"
    r"social|share|sharing|follow|cookies?|consent|banner|tag(?:s|list|cloud)?|byline|author|comments?|login|"
    r"sponsor(?:ed)?|advert(?:s|isement)?|ads?|promo|skip(?:link)?|toolbar|language|search)(?:$|[-_])",
    re.IGNORECASE,
)
_OTHER_PLACE = re.compile(
    r"/(?:tags?|categor(?:y|ies)|topics?|sections?|authors?|users?|profiles?|members?|people|search|archives?|"
    r"about(?:-us)?|contacts?(?:-us)?|imprint|impressum|datenschutz|privacy(?:-policy)?|cookies?(?:-policy)?|"
    r"terms(?:-of-(?:use|service))?|legal|help|faq|jobs|careers|advertis\w+|subscri\w+|subscriptions?|donate|"
    r"newsletters?|log-?in|sign-?(?:in|up)|register|account|cart|shop|feeds?|rss|atom|wp-(?:admin|login|json)\S*|"
    r"share|print|sitemap|accessibility|kontakt|ueber-uns|page|p(?=/\d{1,4}(?:/|$)))(?:/|\.\w{2,5}|$)",
    re.IGNORECASE,
)
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|pdf|docx?|xlsx?|pptx?|zip|gz|mp[34]|m4a|ogg|webm|mov|css|js|json|xml|rss|atom|epub|ics)$",
    re.IGNORECASE,
)
_DATED_PATH = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]|$)|/(?:19|20)\d{6}(?:/|-|$)")
_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}")
_NUMBERED = re.compile(r"\d{4,}|(?<=/)\d{2,}(?=/)")


def read(document: str, page: Page) -> Discovery:
    """The links to articles in the order of the page, or by their dates where each has one."""
    tree = parse(document)
    if tree is None:
        return Discovery(kind=SourceKind.LISTING, problems=("has no readable HTML",))
    etree.strip_elements(tree, "script", "style", "noscript", with_tail=False)
    candidates = _candidates(tree, base_of(tree, page.url), page.url)
    makes = _likely_shares((found.make, found.points) for found in candidates)
    shapes = _likely_shares((found.shape, found.points) for found in candidates)
    links = [
        _link(found, page.observed_at)
        for found in candidates
        if found.points + _vouched(makes[found.make]) + _vouched(shapes[found.shape]) >= _ENOUGH
    ]
    problems = () if links else ("names no articles that could be recognised",)
    found = newest_first(distinct(links))[:MOST_LINKS]
    return Discovery(kind=SourceKind.LISTING, title=title_of(tree), links=found, problems=problems)


@dataclass(slots=True)
class _Candidate:
    """A URL of the page with all anchors that lead to it."""

    url: str
    anchors: list[HtmlElement] = field(default_factory=list)
    title: str = ""
    make: tuple[str, ...] = ()
    """The elements from its anchor up to the row that its card stands in."""
    shape: tuple[str, ...] = ()
    """Its address without what differs between articles."""
    card: HtmlElement | None = None
    points: float = 0.0


def _likely_shares(rated: Iterable[tuple[tuple[str, ...], float]]) -> dict[tuple[str, ...], float]:
    """For each kind, the share of its candidates that look like articles by themselves; even for fewer than three."""
    likely = defaultdict(list)
    for kind, points in rated:
        likely[kind].append(points >= _LIKELY)
    return {kind: sum(found) / len(found) if len(found) >= 3 else 0.5 for kind, found in likely.items()}


def _vouched(share: float) -> float:
    """Articles stand in rows of one make, under addresses of one shape: many that surely are speak for the others."""
    return 1.5 if share >= 0.6 else -1.0 if share < 0.3 else 0.0


def _candidates(tree: HtmlElement, base: str, page_url: str) -> list[_Candidate]:
    by_url: dict[str, _Candidate] = {}
    chrome = _Chrome(tree)
    for count, anchor in enumerate(tree.iter("a")):
        if count >= _MOST_ANCHORS:
            break
        href = anchor.get("href")
        url = absolute(href, base) if href and not href.startswith(("#", "javascript:", "mailto:")) else None
        if url is None or not _may_be_article(url, page_url, anchor) or chrome.holds(anchor):
            continue
        by_url.setdefault(normal_form(url), _Candidate(url.partition("#")[0])).anchors.append(anchor)
    home = normal_form(page_url)
    found = [candidate for key, candidate in by_url.items() if key != home]
    within = _urls_within(found)
    for candidate in found:
        _describe(candidate, within)
    return found


def _may_be_article(url: str, page_url: str, anchor: HtmlElement) -> bool:
    parts = urlsplit(url)
    if not same_site(parts.hostname or "", urlsplit(page_url).hostname or ""):
        return False
    if {"tag", "author", "next", "prev", "license", "search", "help"} & set((anchor.get("rel") or "").lower().split()):
        return False
    path = parts.path.rstrip("/")
    return bool(path or parts.query) and not _NO_PAGE.search(path) and not _OTHER_PLACE.search(path + "/")


class _Chrome:
    """Which elements belong to the page's furniture, looked up once for each."""

    def __init__(self, tree: HtmlElement) -> None:
        self._known: dict[HtmlElement, bool] = {}
        self._half = _length(tree) / 2

    def holds(self, element: HtmlElement) -> bool:
        """Whether the element lies in the furniture."""
        path = []
        verdict = False
        for ancestor in (element, *element.iterancestors()):
            if ancestor in self._known:
                verdict = self._known[ancestor]
                break
            path.append(ancestor)
            # What holds most of the page is its body, whatever it is called (ASP.NET wraps pages in a form).
            if _is_chrome(ancestor) and _length(ancestor) <= self._half:
                verdict = True
                break
        self._known.update(dict.fromkeys(path, verdict))
        return verdict


def _length(element: HtmlElement) -> float:
    return float(str(element.xpath("string-length(.)")))


def _is_chrome(element: HtmlElement) -> bool:
    if element.tag in _CHROME_TAGS or (element.get("role") or "").lower() in _CHROME_ROLES:
        return True
    if element.tag in ("body", "html", "main", "article", *_HEADINGS):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    return any(_CHROME_NAME.search(name) for name in names)


def _urls_within(candidates: list[_Candidate]) -> dict[HtmlElement, set[int]]:
    """For the elements near each anchor, which candidates they hold."""
    within: dict[HtmlElement, set[int]] = {}
    for number, candidate in enumerate(candidates):
        for anchor in candidate.anchors:
            for ancestor in islice(anchor.iterancestors(), _CARD_DEPTH):
                within.setdefault(ancestor, set()).add(number)
    return within


def _describe(candidate: _Candidate, within: dict[HtmlElement, set[int]]) -> None:
    """Fill in what the page shows of the candidate: its title, its card, its row, and the points for all that."""
    best = max(candidate.anchors, key=lambda anchor: (_heading(anchor) is not None, len(_line(anchor))))
    card, path = best, ["a"]
    for ancestor in islice(best.iterancestors(), _CARD_DEPTH):
        if len(within[ancestor]) > 1 or ancestor.tag in ("body", "main"):
            path.append(f"{ancestor.tag}.{ancestor.get('class') or ''}")
            break
        card = ancestor
        path.append(str(ancestor.tag))
    heading = _heading(best)
    if heading is None and len(_line(best).split()) < 3:
        heading = next(card.iter(*_HEADINGS), None)
    candidate.card, candidate.make, candidate.shape = card, tuple(path), _shape(candidate.url)
    candidate.title = _line(best if heading is None else heading)[: text.TITLE]
    candidate.points = _points_of_text(candidate.title, heading is not None) + _points_of_url(candidate.url)
    if card.tag == "article" or next(card.iterancestors("article"), None) is not None:
        candidate.points += 1
    if next(card.iter("time"), None) is not None:
        candidate.points += 1
    if _summary(candidate):
        candidate.points += 0.5


def _points_of_text(title: str, headed: bool) -> float:
    """Titles are sentences: four words, or a dozen characters in a script that has no spaces."""
    words = len(title.split())
    if title and not title.isascii() and max(title) > "\u2e80":
        words = len(title) // 3
    length = 2.0 if words >= 7 else 1.5 if words >= 4 else 0.5 if words == 3 else -1.0 if words == 0 else 0.0
    return length + (2.0 if headed and words else 0.0)


def _points_of_url(url: str) -> float:
    """A date, a slug of three words or more, an id: what publishing systems put into an article's address."""
    parts = urlsplit(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    dated_path = 1.5 if _DATED_PATH.search(parts.path + "/") else 0.0
    slug = 1.5 if _SLUG.search(last) or len(last) > 40 else 0.0
    numbered = (
        1.0 if _NUMBERED.search(parts.path) or re.search(r"(?:^|&)(?:id|p|article|story)=\d+", parts.query) else 0.0
    )
    return dated_path + max(slug, numbered)


def _shape(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    folder = re.sub(r"\d+", "0", parts.path.rstrip("/").rpartition("/")[0])
    keys = (pair.partition("=")[0] for pair in parts.query.split("&"))
    return (parts.netloc, folder, *sorted(keys))


def _heading(anchor: HtmlElement) -> HtmlElement | None:
    """The heading within the anchor, or the one that holds it."""
    inner = next(anchor.iter(*_HEADINGS), None)
    if inner is not None:
        return inner
    return next((anchor for above in islice(anchor.iterancestors(), 3) if above.tag in _HEADINGS), None)


def _line(element: HtmlElement) -> str:
    return text.cut("".join(element.itertext()), text.SUMMARY)


def _summary(candidate: _Candidate) -> str:
    """The first paragraph of the card that is more than a label."""
    paragraphs = () if candidate.card is None else (_line(paragraph) for paragraph in candidate.card.iter("p"))
    return next((line for line in paragraphs if len(line.split()) >= 8 and line != candidate.title), "")


def _link(candidate: _Candidate, now: datetime) -> Link:
    times = () if candidate.card is None else candidate.card.iter("time")
    published = (moment(time.get("datetime") or _line(time), now) for time in times)
    return Link(
        url=candidate.url,
        title=candidate.title,
        published=next((found for found in published if found), None),
        summary=_summary(candidate),
    )
