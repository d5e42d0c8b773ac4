"""OPML 2.0 (http://opml.org/spec2.opml): lists of sources, read from any reader and written for any."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from wirecopy import spans
from wirecopy.errors import UserError
from wirecopy.feeds.scrub import line, scrub, tag_name
from wirecopy.identity import source_id
from wirecopy.model import Rules, Source, SourceKind
from wirecopy.model.access import FullText

NAMESPACE = "urn:wirecopy:opml"
"""Of the attributes that only Wirecopy reads: ``id``, ``paused``, ``fullText``, ``every`` and the selectors of
:class:`Rules`.
"""

_KINDS = {
    **dict.fromkeys(("rss", "atom", "rdf", "json", "feed"), SourceKind.FEED),
    "sitemap": SourceKind.SITEMAP,
    "listing": SourceKind.LISTING,
    "page": SourceKind.PAGE,
    "auto": SourceKind.AUTO,
    "link": SourceKind.AUTO,
}
_TYPES = {kind: "rss" if kind is SourceKind.FEED else kind.value for kind in SourceKind}
_SELECTORS = ("body", "title", "author", "published")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def _refuse(error: UserError) -> None:
    raise error


def read_opml(
    data: bytes, *, added_at: datetime, complain: Callable[[UserError], None] = _refuse
) -> tuple[Source, ...]:
    """The sources that an OPML document lists, in its order, each address once.

    The outlines around a source and its ``category`` become its tags. An outline that cannot be watched is handed to
    ``complain``, which may raise it, or let it be left out. Raises :class:`UserError` when the document is no OPML, or
    lists nothing.
    """
    root = _parse(data)
    sources: dict[str, Source] = {}
    owners: dict[str, str] = {}
    for outline, around in _outlines(root, ()):
        try:
            source = _source(outline, around, added_at)
        except UserError as error:
            complain(error)
            continue
        if source is None:
            continue
        known = sources.get(source.url)
        if known is not None:
            sources[source.url] = replace(known, tags=_unique((*known.tags, *source.tags)))
            continue
        if owners.setdefault(source.id, source.url) != source.url:
            complain(
                UserError(
                    f"OPML, line {outline.sourceline}: the id {source.id} belongs to {owners[source.id]} already;"
                    " remove wirecopy:id here and the source is given its own"
                )
            )
            continue
        sources[source.url] = source
    if not sources:
        raise UserError(
            'the OPML lists no sources: add an <outline type="rss" text="…" xmlUrl="https://…"/> to its <body>'
        )
    return tuple(sources.values())


def write_opml(sources: Iterable[Source], *, title: str = "Wirecopy sources") -> bytes:
    """An OPML document in which :func:`read_opml` finds the same sources, with a folder for each first tag."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"wirecopy": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = line(title)
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for source in sources:
        parent = body
        if source.tags:
            first = source.tags[0]
            if first not in folders:
                folders[first] = etree.SubElement(body, "outline", {"text": first})
            parent = folders[first]
        etree.SubElement(parent, "outline", _attributes(source))
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _parse(data: bytes) -> etree._Element:
    # Without huge_tree, libxml2 itself stops entities that grow (CVE-2003-1564, "billion laughs").
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data.lstrip(b" \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UserError(
            f"the OPML is not well-formed XML ({_reason(error)}): export it anew or mend that place"
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UserError("the OPML declares a DOCTYPE, which is not read: remove the declaration")
    if _name(root) != "opml":
        raise UserError(
            f"the file is <{_name(root)}>, not <opml>:"
            " give an OPML file, or add the address with `wirecopy sources add`"
        )
    return root


def _reason(error: Exception) -> str:
    return line(getattr(error, "msg", None) or str(error))


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _outlines(element: etree._Element, around: tuple[str, ...]) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    """Every outline below, each with the texts of the outlines around it. Iterative: depth is the stranger's choice."""
    waiting = [(child, around) for child in reversed(element)]
    while waiting:
        found, names = waiting.pop()
        if _name(found) == "outline":
            yield found, names
            given = _plain(found)
            if not given.get("xmlurl"):
                names = (*names, given.get("text") or given.get("title", ""))
        waiting.extend((child, names) for child in reversed(found))


def _plain(outline: etree._Element) -> Mapping[str, str]:
    """The outline's own attributes; their names vary in case between writers."""
    return {
        str(name).lower(): line(str(value)) for name, value in outline.attrib.items() if not str(name).startswith("{")
    }


def _source(outline: etree._Element, around: tuple[str, ...], added_at: datetime) -> Source | None:
    given = _plain(outline)
    kind, url = given.get("type", "").lower(), given.get("xmlurl", "")
    if not url and len(outline) == 0:
        url = given.get("htmlurl", "") or (given.get("url", "") if kind == "link" else "")
        kind = "auto" if url else kind
    place = f"OPML, line {outline.sourceline}"
    if not url:
        if kind in _KINDS and len(outline) == 0:
            raise UserError(
                f"{place}: the outline “{given.get('text', '')}” has no xmlUrl: add its address or remove it"
            )
        return None
    if kind and kind not in _KINDS:
        raise UserError(f"{place}: unknown type “{kind}” of {url}: use one of {', '.join(_KINDS)}")
    if not _is_web_address(url):
        raise UserError(f"{place}: “{url}” is no web address: write it as https://…")
    own = {
        name: scrub(outline.get(f"{{{NAMESPACE}}}{name}", "")).strip()
        for name in (*_SELECTORS, "remove", "id", "paused", "fullText", "every")
    }
    if own["id"] and not _ID.fullmatch(own["id"]):
        raise UserError(
            f"{place}: wirecopy:id “{own['id']}” is no id: use small letters, digits and hyphens, or remove it"
        )
    try:
        every = spans.parse(own["every"]) if own["every"] else None
    except ValueError as error:
        raise UserError(f"{place}: wirecopy:every {error}, or remove it") from error
    title = given.get("title") or given.get("text", "")
    return Source(
        id=own["id"] or source_id(url),
        url=url,
        kind=_KINDS[kind or "auto"],
        title="" if title == url else title,
        tags=_unique((*around, *re.split(r"[,/]", given.get("category", "")))),
        rules=Rules(
            remove=tuple(selector.strip() for selector in own["remove"].split("\n") if selector.strip()),
            **{name: own[name] for name in _SELECTORS},
        ),
        paused=own["paused"].lower() in ("true", "1", "yes"),
        full_text=FullText(own["fullText"]) if own["fullText"] in set(FullText) else FullText.AUTO,
        every=every,
        added_at=added_at,
    )


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for tag in map(tag_name, names) if tag))


def _attributes(source: Source) -> dict[str, str]:
    rules = {name: getattr(source.rules, name) for name in _SELECTORS} | {"remove": "\n".join(source.rules.remove)}
    own = rules | {
        "id": source.id if source.id != source_id(source.url) else "",
        "paused": "true" if source.paused else "",
        "fullText": source.full_text.value if source.full_text is not FullText.AUTO else "",
        "every": spans.written(source.every) if source.every else "",
    }
    plain = {
        "type": _TYPES[source.kind],
        "text": source.title or source.url,
        "title": source.title,
        "xmlUrl": source.url,
        "category": ",".join(source.tags),
    }
    named = plain | {f"{{{NAMESPACE}}}{name}": value for name, value in own.items()}
    return {name: scrub(value) for name, value in named.items() if value}
