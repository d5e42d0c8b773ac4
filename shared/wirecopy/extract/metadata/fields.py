# ruff: noqa: RUF001
"""The fields of an article, each from the sources that may tell it, the one that errs least first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from html import unescape
from itertools import chain
from typing import Any

from wirecopy.extract.metadata import dates, people
from wirecopy.extract.metadata.facts import Facts, Mark, plain
from wirecopy.extract.metadata.headings import hostname, without_sign
from wirecopy.model import Evidence

Dated = tuple[datetime | None, Evidence | None]

_SEPARATOR = re.compile(r"\s+[|\-–—»«·•:/~]+\s+|\s*[|»«]\s*|\s+::\s+")
_WORD = re.compile(r"\w+")
_MODIFIED = re.compile(r"modif|updat|aktualis|revis|edited|changed|mise|upd")
_PUBLISHED = re.compile(r"publi|posted|post-date|entry-date|date|datum|fecha|data|created|veröffent|time")
_PERSON = re.compile(r"author|byline|autor|auteur|verfasser|writer|redakt|\bfn\b|signature")
_CHROME = re.compile(r"comment|related|sidebar|widget|footer|recent|teaser|avatar|social|box|bio|card|link-list|more")
_UPDATED = re.compile(
    r"^\W*(last )?(updated?|modified|aktualisiert|zuletzt|geändert|mis à jour|actualizado|aggiornato|atualizado|"
    r"bijgewerkt|aktualizacja|обновлено|stand)\b",
    re.IGNORECASE,
)

_AUTHOR_METAS = str.split(
    "article:author_name parsely-author sailthru.author byl citation_author article:author dc:creator dc.creator "
    "dcterms.creator dc.author author cxenseparse:author"
)
_WRITTEN_BY = ("written by", "verfasst von", "geschrieben von", "escrito por", "écrit par", "scritto da")
_DATE_METAS = str.split(
    "article:published_time og:article:published_time datepublished parsely-pub-date sailthru.date article:published "
    "og:published_time publish-date publishdate publication_date pubdate published_time dc.date.issued dcterms.issued "
    "dcterms.created dc.date.created dc.date dcterms.date citation_publication_date citation_date date "
    "article.published cxenseparse:recs:publishtime last-published creation_date"
)
_CHANGE_METAS = str.split(
    "article:modified_time og:updated_time datemodified dcterms.modified dc.date.modified last-modified lastmod revised"
)


def title(facts: Facts) -> Iterator[Evidence]:
    """Headlines, best first.

    An ``h1`` that the page's title (or ``og:title``) repeats is what a reader sees as the headline, without the
    site's name and without a social editor's rewording; then what is written for machines, its site name cut off.
    What only names the site is no headline.
    """
    site = site_name(facts)
    sites = [words for name in (site, *(h.text for h in facts.headings if h.of_site)) if (words := _words(name))]
    for evidence in _titles(facts, [site, *_own_names(facts)]):
        if _words(evidence.value) not in sites:
            yield evidence
    for heading in facts.headings:
        if heading.rank == 1:
            yield Evidence(field="title", source="h1", value=heading.text, confidence=0.3)


def _titles(facts: Facts, sites: Sequence[str]) -> Iterator[Evidence]:
    social = facts.meta(
        "dc:title", "dc.title", "dcterms.title", "og:title", "twitter:title", "parsely-title", "sailthru.title", "title"
    )
    linked = next((text for node in facts.articles if (text := _text(node.get("headline") or node.get("name")))), "")
    claimed = [words for text in (facts.title, social, linked) if (words := _words(text))]
    headings = [heading for heading in facts.headings if not heading.of_site]
    repeated = [h for h in headings if len(words := _words(h.text)) > 1 and any(_within(words, c) for c in claimed)]
    for heading in repeated:
        if heading.rank == 1:
            value = _without_kicker(heading.text, (linked, social))
            yield Evidence(field="title", source="h1", value=value, confidence=0.95)
    if linked:
        yield Evidence(field="title", source="json-ld", value=without_site(linked, *sites), confidence=0.9)
    if social:
        yield Evidence(field="title", source="meta", value=without_site(social, *sites), confidence=0.85)
    for mark in facts.properties.get("headline", ())[:1]:
        if mark.text:
            yield Evidence(field="title", source="microdata", value=mark.text, confidence=0.8)
    for heading in repeated:
        yield Evidence(field="title", source=f"h{heading.rank}", value=heading.text, confidence=0.7)
    if facts.title:
        yield Evidence(
            field="title", source="title", value=without_site(facts.title, *sites, guess=True), confidence=0.6
        )
    for heading in headings:
        if heading.rank == 1:
            yield Evidence(field="title", source="h1", value=heading.text, confidence=0.5)


def _own_names(facts: Facts) -> Iterator[str]:
    """What else the site may call itself: its logo's heading, its host."""
    yield from (heading.text for heading in facts.headings if heading.of_site)
    host = hostname(facts.url)
    yield host
    yield max(host.split("."), key=len)


def authors(facts: Facts) -> Iterator[Evidence]:
    """Authors: JSON-LD (names, for machines), then a byline's mark-up, then classes that say author."""
    for node in facts.articles:
        names = list(_names_in(node.get("author") or node.get("creator"), facts))
        for name in names:
            yield Evidence(field="author", source="json-ld", value=name, confidence=0.9)
        if names:
            break
    for mark in facts.properties.get("author", ()):
        if not mark.aside:
            yield Evidence(field="author", source="microdata", value=mark.text, confidence=0.8)
    bylines = [mark for mark in facts.bylines if not mark.aside]
    for mark in bylines:
        if mark.tag == "a" and "author" in mark.names.split():
            yield Evidence(field="author", source="rel=author", value=mark.text, confidence=0.75)
    for mark in bylines:
        if _PERSON.search(mark.names) and not _CHROME.search(mark.names) and len(mark.text) <= 100:
            yield Evidence(field="author", source="byline", value=mark.text, confidence=0.6)


def claimed_authors(facts: Facts) -> Iterator[Evidence]:
    """What ``meta`` elements give as the author: as often as not, who made the site. To be asked last."""
    for key in _AUTHOR_METAS:
        for value in facts.metas.get(key, ()):
            yield Evidence(field="author", source=f"meta {key}", value=value, confidence=0.5)
    if facts.meta("twitter:label1").lower() in _WRITTEN_BY:
        yield Evidence(field="author", source="meta twitter:data1", value=facts.meta("twitter:data1"), confidence=0.5)


def published(facts: Facts) -> Iterator[Evidence]:
    """Dates of publication: written for machines first, then ``time`` elements, then the URL, then marked text."""
    for source, value in _machine_dates(facts):
        yield Evidence(field="published", source=source, value=value, confidence=0.9)
    for mark in facts.times:
        if _tells_publication(mark, named=False):
            yield Evidence(field="published", source="time", value=mark.value or mark.text, confidence=0.75)
    if dates.in_url(facts.url):
        yield Evidence(field="published", source="url", value=facts.url, confidence=0.7)
    for mark in facts.bylines:
        if _tells_publication(mark, named=True):
            yield Evidence(field="published", source="class", value=mark.text, confidence=0.6)
    for mark in facts.bylines:
        if _tells_publication(mark, named=False) and _PERSON.search(mark.names):
            yield Evidence(field="published", source="byline", value=mark.text[-60:], confidence=0.5)


def _machine_dates(facts: Facts) -> Iterator[tuple[str, str]]:
    for node in facts.articles:
        for key in ("datePublished", "dateCreated", "uploadDate"):
            yield f"json-ld {key}", _text(node.get(key))
    for key in _DATE_METAS:
        for value in facts.metas.get(key, ()):
            yield f"meta {key}", value
    for name in ("datePublished", "dateCreated"):
        for mark in facts.properties.get(name, ()):
            yield "microdata", mark.value or mark.text
    for node in facts.pages:
        yield "json-ld WebPage", _text(node.get("datePublished"))


def _tells_publication(mark: Mark, *, named: bool) -> bool:
    if mark.aside or _MODIFIED.search(mark.names) or _CHROME.search(mark.names) or _UPDATED.search(mark.text):
        return False
    if dates.is_now(mark.text):
        return False
    return not named or bool(_PUBLISHED.search(mark.names))


def perhaps_published(facts: Facts) -> Iterator[Evidence]:
    """Where nothing else says when: a date in the page's title or name, and else when it was changed last."""
    for title in (facts.title, facts.meta("og:title")):
        yield Evidence(field="published", source="title", value=title[-60:], confidence=0.3)
        yield Evidence(field="published", source="title", value=title[:60], confidence=0.3)
    yield Evidence(field="published", source="name", value=facts.url, confidence=0.3)
    for evidence in modified(facts):
        yield replace(evidence, field="published", confidence=0.3)


def modified(facts: Facts) -> Iterator[Evidence]:
    """Dates of the last change."""
    for node in facts.articles:
        if value := _text(node.get("dateModified")):
            yield Evidence(field="modified", source="json-ld dateModified", value=value, confidence=0.9)
    for key in _CHANGE_METAS:
        for value in facts.metas.get(key, ()):
            yield Evidence(field="modified", source=f"meta {key}", value=value, confidence=0.85)
    for mark in facts.properties.get("dateModified", ()):
        yield Evidence(field="modified", source="microdata", value=mark.value or mark.text, confidence=0.85)
    for mark in facts.times:
        if mark.aside or _MODIFIED.search(mark.names) or _UPDATED.search(mark.text):
            yield Evidence(field="modified", source="time", value=mark.value or mark.text, confidence=0.7)


def site_name(facts: Facts) -> str:
    """The site's own name, as it gives it to machines."""
    given = facts.meta("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "cre")
    if given:
        return given
    for node in facts.articles:
        publisher = node.get("publisher")
        if isinstance(publisher, dict):
            publisher = facts.nodes.get(str(publisher.get("@id")), publisher) if "name" not in publisher else publisher
            if name := _text(publisher.get("name")):
                return name
    return next(
        (name for node in facts.nodes.values() if node.get("@type") == "WebSite" and (name := _text(node.get("name")))),
        "",
    )


def without_site(text: str, *sites: str, guess: bool = False) -> str:
    """A title without the site's name at either end; with ``guess``, without a short last part of any name."""
    text = without_sign(text)
    parts = list(_SEPARATOR.finditer(text))
    if not parts:
        return text
    first, last = parts[0], parts[-1]
    for site in filter(None, sites):
        for cut in parts:
            if _same_site(text[cut.end() :], site):
                return text[: cut.start()].strip()
        if _same_site(text[: first.start()], site):
            return text[first.end() :].strip()
    head, tail = text[: last.start()].strip(), text[last.end() :].strip()
    if guess and len(tail.split()) <= 5 and len(head.split()) > len(tail.split()):
        return head
    return text


def _same_site(part: str, site: str) -> bool:
    a, b = "".join(_words(part)), "".join(_words(site))
    return bool(a) and (a == b or (len(a) > 3 and len(b) > 3 and (a.startswith(b) or b.startswith(a))))


def _without_kicker(heading: str, claimed: Iterable[str]) -> str:
    """What machines are told, where it is how the heading ends: the line above a headline may stand within it."""
    words = _words(heading)
    for claim in claimed:
        end = _words(claim)
        if 2 < len(end) < len(words) and words[-len(end) :] == end:
            return claim
    return heading


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _within(words: list[str], claim: list[str]) -> bool:
    size = len(words)
    return any(claim[n : n + size] == words for n in range(len(claim) - size + 1))


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str)), "")
    if isinstance(value, dict):
        value = value.get("@value", "")
    return plain(unescape(value[:2000])) if isinstance(value, str) else ""


def _names_in(value: Any, facts: Facts) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _names_in(item, facts)
    elif isinstance(value, dict):
        if "name" not in value and "@id" in value:
            found = facts.nodes.get(str(value["@id"]), {})
            value = found if found.get("name") else value
        name = value.get("name")
        if isinstance(name, (str, list)):
            yield from _names_in(name, facts)


_URL_DATES = {"url": dates.in_url, "name": dates.in_name}


def month_first(facts: Facts) -> bool:
    """Whether ``03/04/2021`` means March 4th here: American pages say so by their language."""
    return facts.language.lower().replace("_", "-") == "en-us"


def first_date(found: Iterator[Evidence], *, month_first: bool) -> Dated:
    """The first of these that is a date, and where it was read."""
    for evidence in found:
        reads = _URL_DATES.get(evidence.source)
        date = reads(evidence.value) if reads else dates.parse(evidence.value, month_first=month_first)
        if date:
            return date, evidence
    return None, None


def first_names(found: Iterator[Evidence], *, site: str) -> tuple[tuple[str, ...], Evidence | None]:
    """The names from the first source that gives any, and where they were read.

    What is written for machines lists its authors one by one; of bylines only the first is this article's. A first name
    alone is made whole where another source gives the whole name.
    """
    kept: list[Evidence] = []
    left: Iterator[Evidence] = iter(())
    for evidence in found:
        if kept and (evidence.source != kept[0].source or evidence.source in ("byline", "rel=author")):
            left = chain([evidence], found)
            break
        if people.names([evidence.value], not_these=[site]):
            kept.append(evidence)
    given = people.names((e.value for e in kept), not_these=[site])
    if len(given) == 1 and " " not in given[0]:
        for evidence in left:
            for name in people.names([evidence.value], not_these=[site]):
                if name.startswith(given[0] + " "):
                    return (name,), evidence
    return given, kept[0] if kept else None
