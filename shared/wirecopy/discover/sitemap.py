"""Sitemaps and their indexes (https://www.sitemaps.org/protocol.html), with Google's news extension."""

import re
from datetime import datetime

from lxml import etree

from wirecopy.discover import text
from wirecopy.discover.dates import moment
from wirecopy.discover.found import Discovery, Sitemap, absolute, dated, distinct
from wirecopy.model import Link, Page, SourceKind

MOST_URLS = 50_000
"""What the protocol allows in one document."""

_URL_END = re.compile(r"</(?:\w{1,20}:)?(?:url|sitemap)\s*>", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:\w{1,20}:)?(?:urlset|sitemapindex)\s*>", re.IGNORECASE)


def read(document: str, page: Page) -> Discovery | None:
    """The sitemap's pages, or an index's children, those without a date last; ``None`` when it is no sitemap."""
    if _is_list(document):
        lines = document.split(maxsplit=MOST_URLS)[:MOST_URLS]
        return _found([Link(url=url) for line in lines if (url := absolute(line, page.url))], [], ())
    document, problems = text.whole_entries(text.scrub(document), _URL_END, _ROOT_END, MOST_URLS)
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, remove_comments=True
    )
    try:
        root = etree.fromstring(document.encode("utf-8"), parser)
    except etree.XMLSyntaxError:  # nothing at all could be recovered
        return None
    if root is None or _local(root) not in ("urlset", "sitemapindex"):
        return None
    links, sitemaps = [], []
    for element in root:
        fields = _fields(element)
        url = absolute(fields.get("loc", ""), page.url)
        if url and _local(element) == "url":
            links.append(_link(url, fields, page.observed_at))
        elif url and _local(element) == "sitemap":
            sitemaps.append(Sitemap(url=url, modified=moment(fields.get("lastmod"), page.observed_at)))
    return _found(links, sitemaps, problems)


def _is_list(document: str) -> bool:
    """Whether this is the protocol's plain text form: a URL a line and nothing else."""
    return all(line.startswith(("http://", "https://")) for line in document.split(maxsplit=100)[:100])


def _found(links: list[Link], sitemaps: list[Sitemap], problems: tuple[str, ...]) -> Discovery:
    return Discovery(
        kind=SourceKind.SITEMAP,
        links=tuple(sorted(distinct(links[:MOST_URLS]), key=dated, reverse=True)),
        sitemaps=tuple(sorted(dict.fromkeys(sitemaps), key=_changed, reverse=True)),
        problems=problems,
    )


def _changed(sitemap: Sitemap) -> float:
    return sitemap.modified.timestamp() if sitemap.modified else float("-inf")


def _fields(element: etree._Element) -> dict[str, str]:
    """The children's texts by name: the protocol's own (an image's ``loc`` is another's), then the news extension's."""
    fields: dict[str, str] = {}
    for child in element:
        if _space(child) == _space(element):
            fields.setdefault(_local(child), _text(child))
        elif _local(child) == "news":
            for part in child:
                fields.setdefault(f"news:{_local(part)}", _text(part))
    return fields


def _link(url: str, fields: dict[str, str], now: datetime) -> Link:
    return Link(
        url=url,
        title=text.cut(fields.get("news:title", ""), text.TITLE),
        published=moment(fields.get("news:publication_date"), now),
        modified=moment(fields.get("lastmod"), now),
        tags=text.names(fields.get("news:keywords", "").split(",")),
    )


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _space(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[0]


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()
