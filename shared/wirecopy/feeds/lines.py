"""Stories as lines of JSON, for programs: in the order in which they changed, so that one can go on where one was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from wirecopy.errors import UserError
from wirecopy.feeds.scrub import scrub
from wirecopy.model import Copy, Story


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the order of lines: by when a story last changed, then by its id."""

    at: datetime
    story: str

    def __str__(self) -> str:
        return f"{_moment(self.at)}/{self.story}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """The cursor that a line has. Raises :class:`UserError` for another text."""
        moment, _, story = text.partition("/")
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None or not story:
            raise UserError(f"{text!r} is no cursor: give the one of the last line that was read")
        return cls(at, story)


def in_order(
    stories: Iterable[Story],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    after: Cursor | None = None,
) -> list[Story]:
    """The stories that changed from ``since`` on and before ``until``, beyond ``after``."""
    found = (
        story
        for story in stories
        if (since is None or since <= story.changed_at)
        and (until is None or story.changed_at < until)
        and (after is None or after < cursor(story))
    )
    return sorted(found, key=cursor)


def cursor(story: Story) -> Cursor:
    """Where a story's line stands."""
    return Cursor(story.changed_at, story.id)


def story_line(story: Story) -> bytes:
    """The story as a line of JSON, the line's end included. The same story gives the same bytes."""
    lead = next((copy for copy in story.copies if copy.article == story.lead), None)
    told = {
        "story": story.id,
        "revision": story.revision,
        "cursor": str(cursor(story)),
        "state": "merged" if story.merged_into else "current" if story.copies else "withdrawn",
        "merged_into": story.merged_into,
        "changed_at": _moment(story.changed_at),
        "first_seen": _moment(story.first_seen),
        "title": scrub(lead.title) if lead else None,
        "url": lead.url if lead else None,
        "lead": story.lead if lead else None,
        "lead_reason": story.lead_reason.value if lead else None,
        "tags": story.tags,
        "related": story.related,
        "unlisted": story.unlisted,
        "copies": [_copy(copy) for copy in story.copies],
    }
    return msgspec.json.encode(told) + b"\n"


def _copy(copy: Copy) -> dict[str, Any]:
    return {
        "article": copy.article,
        "url": copy.url,
        "title": scrub(copy.title),
        "relation": copy.relation.value,
        "similarity": copy.similarity,
        "published": _moment(copy.published) if copy.published else None,
        "first_seen": _moment(copy.first_seen),
        "sources": copy.sources,
        "tags": copy.tags,
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
