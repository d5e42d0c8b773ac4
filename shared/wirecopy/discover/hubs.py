"""Who tells of a feed's news: its WebSub hub, from the Link header or the feed itself (W3C WebSub, section 4)."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from wirecopy.discover.found import absolute
from wirecopy.model import Page

_LONGEST_HEADER = 4_096
_MOST_LINKS = 50
_LINK = re.compile(r'<([^<>]*)>((?:[^,<>"]|"[^"]*")*)')
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s;,"]*))')


def hub_and_topic(page: Page, named: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The hub and what it calls the feed; both empty where either is missing.

    ``named`` are the feed's own links as (relation, address); those of the Link header come before them. A hub is taken
    only at https, since it is sent a secret (section 5.1).
    """
    hub = topic = ""
    for relation, href in (*_of_headers(page), *named):
        url = (href and absolute(href, page.url)) or ""
        if relation == "hub" and not hub and url.startswith("https:") and "@" not in urlsplit(url).netloc:
            hub = url
        elif relation == "self" and not topic:
            topic = url
    return (hub, topic) if hub and topic else ("", "")


def _of_headers(page: Page) -> Iterator[tuple[str, str]]:
    """The links of RFC 8288 headers, a pair for each of their relations."""
    value = ",".join(value for name, value in page.headers if name.lower() == "link")[:_LONGEST_HEADER]
    for link, _ in zip(_LINK.finditer(value), range(_MOST_LINKS), strict=False):
        parameters = ((it[1].lower(), it[2] or it[3] or "") for it in _PARAMETER.finditer(link[2]))
        relations = next((value for name, value in parameters if name == "rel"), "")
        yield from ((relation, link[1]) for relation in relations.lower().split())
