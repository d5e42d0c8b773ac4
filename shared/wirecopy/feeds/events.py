"""What is told to other programs when a story is published: an event each time that readers see something else."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from wirecopy.feeds.jsonfeed import story_item
from wirecopy.feeds.publication import Publication
from wirecopy.feeds.scrub import line
from wirecopy.feeds.site import Site
from wirecopy.feeds.view import item
from wirecopy.identity import content_hash
from wirecopy.model import Entry

PUBLISHED = "Story Published"
UPDATED = "Story Updated"
WITHDRAWN = "Story Withdrawn"

_LONGEST = 300
_MOST_NAMES = 20
"""Authors, tags and copies: an event stays below EventBridge's 256 KB, however long all of it is."""
_LONGEST_ADDRESS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event: its kind, and its detail as JSON."""

    type: str
    detail: str


def story_event(found: Publication, site: Site) -> Event:
    """What a publication is told as. It is the same whenever it is made anew for the same publication."""
    key = content_hash(f"{found.shown.story} {found.shown.revision} {found.shown.face}".encode())[:32]
    detail: dict[str, Any] = {
        "schema": 1,
        "key": key,
        "story": found.shown.story,
        "revision": found.shown.revision,
        "page": site.address(f"stories/{found.shown.story}.html"),
    }
    if found.entry is None:
        return _event(WITHDRAWN, {**detail, "merged_into": found.into})
    detail |= {"copies": len(found.entry.copies), "item": story_item(item(_bounded(found.entry), site))}
    is_new = found.before is None or found.before.revision == 0
    return _event(PUBLISHED if is_new else UPDATED, detail)


def _event(kind: str, detail: dict[str, Any]) -> Event:
    return Event(type=kind, detail=msgspec.json.encode(detail).decode())


def _bounded(entry: Entry) -> Entry:
    return replace(
        entry,
        html="",
        title=_short(entry.title),
        summary=_short(entry.summary),
        authors=tuple(map(_short, entry.authors[:_MOST_NAMES])),
        tags=tuple(map(_short, entry.tags[:_MOST_NAMES])),
        source=replace(entry.source, title=_short(entry.source.title)),
        rights=_short(entry.rights or ""),
        copies=tuple(
            replace(copy, title=_short(copy.title), source=_short(copy.source))
            for copy in entry.copies[:_MOST_NAMES]
            if len(copy.url) <= _LONGEST_ADDRESS
        ),
    )


def _short(text: str) -> str:
    whole = line(text)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1].rstrip() + "…"
