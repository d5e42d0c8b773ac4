"""Who wrote an article, from the sources that may tell it, the one that errs least first."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from wirecopy.extract.metadata import people
from wirecopy.extract.metadata.facts import CHROME, PERSON, Facts, Mark
from wirecopy.extract.metadata.site import aliases, hosts
from wirecopy.extract.metadata.visible import Shown
from wirecopy.model import Evidence

_AUTHOR_METAS = str.split(
    "article:author_name parsely-author sailthru.author byl citation_author article:author dc:creator dc.creator "
    "dcterms.creator dc.author author cxenseparse:author"
)
_CATALOGUED = frozenset(("citation_author", "dc:creator", "dc.creator", "dcterms.creator"))
_MAKERS = frozenset(("meta author", "meta dc.author", "meta dcterms.creator", "meta cxenseparse:author"))
"""What names who made the site as often as who wrote the text."""
_ORGANISATION = "json-ld Organization"
_WRITTEN_BY = (
    "written by",
    "verfasst von",
    "geschrieben von",
    "escrito por",
    "écrit par",
    "scritto da",
    "napisane przez",
)


def authors(facts: Facts) -> Iterator[Evidence]:
    """Authors: JSON-LD (names, for machines), then a byline's mark-up, then classes that say author."""
    for node in facts.articles:
        names = list(_names_in(node.get("author") or node.get("creator"), facts))
        for name, of in names:
            yield Evidence(field="author", source=of, value=name, confidence=0.9)
        if names:
            break
    for mark in _together(mark for mark in facts.properties.get("author", ()) if not mark.aside):
        yield Evidence(field="author", source="microdata", value=mark.text, confidence=0.8)
    bylines = [mark for mark in facts.bylines if not mark.aside]
    for mark in _together(mark for mark in bylines if mark.tag == "a" and "author" in mark.names.split()):
        yield Evidence(field="author", source="rel=author", value=mark.text, confidence=0.75)
    for mark in bylines:
        if _names_a_person(mark.names) and not CHROME.search(mark.names) and len(mark.text) <= 100:
            yield Evidence(field="author", source="byline", value=mark.text, confidence=0.6)


def _names_a_person(names: str) -> bool:
    """Whether class names say a person: ``fn`` with ``org`` is an organisation's (hCard 1.0, section 3.5.1)."""
    return bool(PERSON.search(names)) and "org" not in names.split()


def _together(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The first of these, and those that stand beside it: the others are of other articles."""
    home = None
    for mark in marks:
        place = mark.home.getparent() if mark.home is not None and mark.home.tag == "li" else mark.home
        if home is None:
            home = place
        if place is home:
            yield mark


def claimed_authors(facts: Facts) -> Iterator[Evidence]:
    """What ``meta`` elements give as the author: as often as not, who made the site. To be asked last."""
    for key in _AUTHOR_METAS:
        for value in facts.metas.get(key, ()):
            name = people.in_order(value) if key in _CATALOGUED else value
            yield Evidence(field="author", source=f"meta {key}", value=name, confidence=0.5)
    if facts.meta("twitter:label1").lower() in _WRITTEN_BY:
        yield Evidence(field="author", source="meta twitter:data1", value=facts.meta("twitter:data1"), confidence=0.5)


def _names_in(value: Any, facts: Facts, of: str = "json-ld") -> Iterator[tuple[str, str]]:
    """The names in a JSON-LD value, each with what it is told by: an organisation is nobody's account."""
    if isinstance(value, str):
        yield value, of
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _names_in(item, facts, of)
    elif isinstance(value, dict):
        if "name" not in value and "@id" in value:
            found = facts.nodes.get(str(value["@id"]), {})
            value = found if found.get("name") else value
        name = value.get("name")
        if isinstance(name, (str, list)):
            yield from _names_in(name, facts, _ORGANISATION if value.get("@type") == "Organization" else of)


def first_names(
    found: Iterator[Evidence], *, facts: Facts, title: str, shown: Shown
) -> tuple[tuple[str, ...], Evidence | None]:
    """The names from the first source that gives any, and where they were read.

    What is written for machines lists its authors one by one, but often names the account that typed the text in, or
    who made the site: it is believed of whom the page also shows its readers. Of bylines only the first is this
    article's. A first name alone, or a login, gives way where another source gives a whole name.
    """

    site = (*aliases(facts), title)

    def read(evidence: Evidence) -> tuple[str, ...]:
        if not evidence.source.startswith(("json-ld", "meta")):
            return people.names([evidence.value], not_these=site)
        names = people.names([evidence.value], not_these=(*site, *hosts(facts)))
        if evidence.source == _ORGANISATION:
            return names
        seen = shown.names if evidence.source in _MAKERS else shown.says
        return tuple(name for name in names if seen(name))

    given: dict[str, None] = {}
    first: Evidence | None = None
    for evidence in found:
        names = read(evidence)
        if first is None:
            first = evidence if names else None
        elif evidence.source != first.source or evidence.source == "byline":
            found = chain([evidence], found)
            break
        given.update(dict.fromkeys(names))
    if len(given) == 1 and " " not in (short := next(iter(given))):
        for evidence in found:
            for name in read(evidence):
                if people.is_whole(name, short):
                    return (name,), evidence
    return tuple(given), first
