"""When an article was published and changed, from the sources that may tell it, the one that errs least first."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date, datetime

from wirecopy.extract.metadata import dates
from wirecopy.extract.metadata.facts import CHROME, EVENT, PERSON, Facts, Mark, said
from wirecopy.model import Evidence

Dated = tuple[datetime | None, Evidence | None]
_MODIFIED = re.compile(r"modif|updat|aktualis|revis|edited|changed|mise|upd")
_PUBLISHED = re.compile(r"publi|posted|post-date|entry-date|date|datum|fecha|data|created|veröffent|time")
_MOST_SHOWN = 10
_UPDATED = re.compile(
    r"^\W*(last )?(updated?|modified|aktualisiert|zuletzt|geändert|mis à jour|actualizado|aggiornato|atualizado|"
    r"bijgewerkt|aktualizacja|обновлено|stand)\b",
    re.IGNORECASE,
)
_DATE_METAS = str.split(
    "article:published_time og:article:published_time datepublished parsely-pub-date sailthru.date article:published "
    "og:published_time publish-date publishdate publication_date pubdate published_time dc.date.issued dcterms.issued "
    "citation_publication_date citation_date article.published cxenseparse:recs:publishtime"
)
"""What ``meta`` elements call the date of publication."""
_SOME_DATE_METAS = str.split("dcterms.created dc.date.created dc.date dcterms.date date creation_date last-published")
"""What they call a date without saying which: of some systems it is the day on which the page was built last."""
_CHANGE_METAS = str.split(
    "article:modified_time og:updated_time datemodified dcterms.modified dc.date.modified last-modified lastmod revised"
)
_URL_DATES = {"url": dates.in_url, "name": dates.in_name}


def published(facts: Facts) -> Iterator[Evidence]:
    """Dates of publication: what says so to machines, then ``time`` elements, then the URL, then marked text.

    Of what is written for machines ``datePublished`` and its like go before a creation, which may be a draft's, and
    last of all, behind what readers are shown, comes what only says "date".
    """
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
        if _tells_publication(mark, named=False) and PERSON.search(mark.names):
            yield Evidence(field="published", source="byline", value=mark.text[-60:], confidence=0.5)
    for key in _SOME_DATE_METAS:
        for value in facts.metas.get(key, ()):
            yield Evidence(field="published", source=f"meta {key}", value=value, confidence=0.6)


def _machine_dates(facts: Facts) -> Iterator[tuple[str, str]]:
    for node in facts.articles:
        yield "json-ld datePublished", said(node.get("datePublished"))
    for key in _DATE_METAS:
        for value in facts.metas.get(key, ()):
            yield f"meta {key}", value
    for mark in facts.properties.get("datePublished", ()):
        yield "microdata", mark.value or mark.text
    for node in facts.pages:
        yield "json-ld WebPage", said(node.get("datePublished"))
    for node in facts.articles:
        for key in ("dateCreated", "uploadDate"):
            yield f"json-ld {key}", said(node.get(key))
    for mark in facts.properties.get("dateCreated", ()):
        yield "microdata dateCreated", mark.value or mark.text


def days_shown(facts: Facts) -> frozenset[date]:
    """The days that the page shows its readers as those of its publication."""
    american = month_first(facts)
    said = [mark.value or mark.text for mark in facts.times if _tells_publication(mark, named=False)]
    said += [mark.text for mark in facts.bylines if _tells_publication(mark, named=True)]
    found = [dates.in_url(facts.url), *(dates.parse(text, month_first=american) for text in said[:_MOST_SHOWN])]
    return frozenset(day.date() for day in found if day)


def _tells_publication(mark: Mark, *, named: bool) -> bool:
    if mark.aside or _MODIFIED.search(mark.names) or CHROME.search(mark.names) or _UPDATED.search(mark.text):
        return False
    if any(dates.is_now(text) for text in (mark.text, mark.label)) or dates.is_changed(mark.label):
        return False
    if EVENT.search(mark.names) or dates.is_span(mark.text):
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
        if value := said(node.get("dateModified")):
            yield Evidence(field="modified", source="json-ld dateModified", value=value, confidence=0.9)
    for key in _CHANGE_METAS:
        for value in facts.metas.get(key, ()):
            yield Evidence(field="modified", source=f"meta {key}", value=value, confidence=0.85)
    for mark in facts.properties.get("dateModified", ()):
        yield Evidence(field="modified", source="microdata", value=mark.value or mark.text, confidence=0.85)
    for mark in facts.times:
        changed = _MODIFIED.search(mark.names) or _UPDATED.search(mark.text) or dates.is_changed(mark.label)
        if changed and not mark.aside:
            yield Evidence(field="modified", source="time", value=mark.value or mark.text, confidence=0.7)


def month_first(facts: Facts) -> bool:
    """Whether ``03/04/2021`` means March 4th here: American pages say so by their language."""
    return facts.language.lower().replace("_", "-") == "en-us"


def first_date(
    found: Iterator[Evidence],
    *,
    month_first: bool,
    shown: Callable[[], Collection[date]] = frozenset,
    latest: datetime | None = None,
) -> Dated:
    """The first of these that is a date, not after the ``latest``, and where it was read.

    Where it is given in UTC, it is put on the day that is ``shown``.
    """
    for evidence in found:
        reads = _URL_DATES.get(evidence.source)
        when = reads(evidence.value) if reads else dates.parse(evidence.value, month_first=month_first)
        if when and (latest is None or when <= latest):
            timed = not when.utcoffset() and ":" in evidence.value and not reads
            return (dates.on_day(when, shown()) if timed else when), evidence
    return None, None
