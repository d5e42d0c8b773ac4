"""Stories as lines: every change once, in an order that a reader can go on in."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.errors import UserError
from wirecopy.feeds.lines import Cursor, cursor, in_order, story_line
from wirecopy.model import Copy, LeadReason, Relation, Story

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
COPY = Copy(
    article="a",
    url="https://a.example/1",
    title="One\ud800",
    relation=Relation.ORIGINAL,
    similarity=None,
    published=None,
    first_seen=NOON,
    observed_at=NOON,
    version_key="k",
    sources=("s",),
)


def story(name: str, minutes: int = 0, **changes: object) -> Story:
    at = NOON + timedelta(minutes=minutes)
    made = Story(
        id=name,
        reference="k",
        copies=(COPY,),
        lead="a",
        lead_reason=LeadReason.FIRST_SEEN,
        tags=("t",),
        first_seen=NOON,
        changed_at=at,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_line_tells_a_story_with_its_copies() -> None:
    line = story_line(story("s"))
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert json.loads(line) == {
        "story": "s",
        "revision": 1,
        "cursor": "2026-11-20T12:00:00Z/s",
        "state": "current",
        "merged_into": None,
        "changed_at": "2026-11-20T12:00:00Z",
        "first_seen": "2026-11-20T12:00:00Z",
        "title": "One",
        "url": "https://a.example/1",
        "lead": "a",
        "lead_reason": "first seen",
        "tags": ["t"],
        "related": [],
        "unlisted": 0,
        "copies": [
            {
                "article": "a",
                "url": "https://a.example/1",
                "title": "One",
                "relation": "original",
                "similarity": None,
                "published": None,
                "first_seen": "2026-11-20T12:00:00Z",
                "sources": ["s"],
                "tags": [],
            }
        ],
    }


@pytest.mark.parametrize(
    ("changes", "state"), [({"copies": ()}, "withdrawn"), ({"copies": (), "merged_into": "t"}, "merged")]
)
def test_a_story_that_is_shown_no_more_is_told_too(changes: dict[str, object], state: str) -> None:
    told = json.loads(story_line(story("s", **changes)))
    assert (told["state"], told["title"], told["url"], told["copies"]) == (state, None, None, [])


def test_since_is_from_then_on_and_until_is_before() -> None:
    stories = [story("a", 0), story("b", 1), story("c", 2)]
    found = in_order(stories, since=NOON + timedelta(minutes=1), until=NOON + timedelta(minutes=2))
    assert [it.id for it in found] == ["b"]


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=3), st.integers(0, 3)), unique_by=lambda it: it[0]))
def test_reading_on_from_any_line_gives_the_rest(made: Sequence[tuple[str, int]]) -> None:
    whole = in_order(story(name, minutes) for name, minutes in made)
    for read, last in enumerate(whole, start=1):
        after = Cursor.parse(json.loads(story_line(last))["cursor"])
        assert in_order((story(name, minutes) for name, minutes in made), after=after) == whole[read:]


@pytest.mark.parametrize(
    "text", ["", "x", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00/s", "/s", "2026-11-20T12:00:00Z/"]
)
def test_what_is_no_cursor_is_the_users_mistake(text: str) -> None:
    with pytest.raises(UserError, match="is no cursor"):
        Cursor.parse(text)


def test_a_cursor_survives_being_written() -> None:
    at = cursor(story("s", changed_at=NOON + timedelta(microseconds=7)))
    assert Cursor.parse(str(at)) == at
