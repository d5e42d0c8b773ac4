# ruff: noqa: RUF001
"""Headlines, best first, and what is cut off them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from wirecopy.extract.metadata.facts import Facts, said
from wirecopy.extract.metadata.headings import without_sign
from wirecopy.extract.metadata.site import hosts, names_of_site, site_name
from wirecopy.extract.signs import words_of
from wirecopy.model import Evidence

_SEPARATOR = re.compile(r"\s+[|\-–—»«·•:/~]+\s+|\s*[|»«]\s*|\s+::\s+")


def title(facts: Facts) -> Iterator[Evidence]:
    """Headlines, best first.

    An ``h1`` that the page's title (or ``og:title``) repeats is what a reader sees as the headline, without the
    site's name and without a social editor's rewording; then what is written for machines, its site name cut off.
    What only names the site is no headline.
    """
    site = site_name(facts)
    sites = [words for name in (site, *(h.text for h in facts.headings if h.of_site)) if (words := words_of(name))]
    for evidence in _titles(facts, [*names_of_site(facts), *hosts(facts)]):
        if words_of(evidence.value) not in sites:
            yield evidence
    for heading in facts.headings:
        if heading.rank == 1:
            yield Evidence(field="title", source="h1", value=heading.text, confidence=0.3)


def _titles(facts: Facts, sites: Sequence[str]) -> Iterator[Evidence]:
    social = facts.meta(
        "dc:title", "dc.title", "dcterms.title", "og:title", "twitter:title", "parsely-title", "sailthru.title", "title"
    )
    linked = next((text for node in facts.articles if (text := said(node.get("headline") or node.get("name")))), "")
    claimed = [words for text in (facts.title, social, linked) if (words := words_of(text))]
    headings = [heading for heading in facts.headings if not heading.of_site]
    repeated = [h for h in headings if len(words := words_of(h.text)) > 1 and any(_within(words, c) for c in claimed)]
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
    a, b = "".join(words_of(part)), "".join(words_of(site))
    return bool(a) and (a == b or (len(a) > 3 and len(b) > 3 and (a.startswith(b) or b.startswith(a))))


def _without_kicker(heading: str, claimed: Iterable[str]) -> str:
    """What machines are told, where it is how the heading ends: the line above a headline may stand within it."""
    words = words_of(heading)
    for claim in claimed:
        end = words_of(claim)
        if 2 < len(end) < len(words) and words[-len(end) :] == end:
            return claim
    return heading


def _within(words: list[str], claim: list[str]) -> bool:
    size = len(words)
    return any(claim[n : n + size] == words for n in range(len(claim) - size + 1))
