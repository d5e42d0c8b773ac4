# ruff: noqa: RUF001
"""What a site calls itself."""

import re
from collections.abc import Mapping
from typing import Any

from wirecopy.extract.metadata.facts import Facts, said
from wirecopy.extract.metadata.headings import hostname

_PARTS = re.compile(r"\s+[|\-–—»«·•:/~]+\s+|\s*[|»«]\s*")


def names_of_site(facts: Facts) -> list[str]:
    """What the site calls itself: its name for machines, its publisher's, its logo's heading."""
    logos = (heading.text for heading in facts.headings if heading.of_site)
    return [site_name(facts), *(name for node in facts.articles if (name := _publisher(node, facts))), *logos]


def aliases(facts: Facts) -> list[str]:
    """All that the site goes by: its names, each part of one that has several ("News - Quay Gazette"), its domains."""
    names = names_of_site(facts)
    labels = hostname(facts.url).split(".")
    domains = (".".join(labels[n:]) for n in range(len(labels) - 1))
    return [*names, *(part for name in names for part in _PARTS.split(name)), *domains]


def hosts(facts: Facts) -> tuple[str, str]:
    """The site's host, and what of it a name may be made of."""
    host = hostname(facts.url)
    return host, max(host.split("."), key=len)


def site_name(facts: Facts) -> str:
    """The site's own name, as it gives it to machines."""
    given = facts.meta("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "cre")
    if given:
        return given
    for node in facts.articles:
        if name := _publisher(node, facts):
            return name
    return next(
        (name for node in facts.nodes.values() if node.get("@type") == "WebSite" and (name := said(node.get("name")))),
        "",
    )


def _publisher(node: Mapping[str, Any], facts: Facts) -> str:
    publisher = node.get("publisher")
    if not isinstance(publisher, dict):
        return ""
    if "name" not in publisher:
        publisher = facts.nodes.get(str(publisher.get("@id")), publisher)
    return said(publisher.get("name")) if "Person" not in str(publisher.get("@type")) else ""
