"""Merging: a manifest is the join of all that was said, in whatever order and however often it was said."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.codec import decode, encode
from wirecopy.feeds.manifest import Change, merge
from wirecopy.model import Attribution, Entry, Feed, Manifest, Tombstone

DAY = datetime(2026, 11, 20, tzinfo=UTC)
STORIES = "abcdefgh"
EMPTY = Manifest(feed=Feed(path="all", title="All stories", size=3))


def entry(story: str, revision: int = 1, title: str = "") -> Entry:
    """An entry whose ``published`` follows from its story, as it does for real ones."""
    return Entry(
        story=story,
        revision=revision,
        url=f"https://{story}.example/",
        title=title or f"{story} at {revision}",
        published=DAY + timedelta(hours=STORIES.index(story) // 2),
        updated=DAY + timedelta(hours=8, minutes=revision),
        source=Attribution(title=story, url=f"https://{story}.example/feed"),
    )


def withdrawal(story: str, revision: int) -> Tombstone:
    return Tombstone(story=story, revision=revision, at=DAY + timedelta(hours=9, minutes=revision))


def history(story: str, revisions: int, is_withdrawn: bool, is_told_twice: bool) -> list[Change]:
    """All that ever happens to a story: entries, perhaps two that differ at one revision, perhaps a withdrawal."""
    entries: list[Change] = [entry(story, revision) for revision in range(1, revisions + 1)]
    if is_told_twice:
        entries.append(entry(story, revisions, "told otherwise"))
    return [*entries, withdrawal(story, revisions + 1)] if is_withdrawn else entries


@st.composite
def some_of_one_history(draw: st.DrawFn, parts: int) -> list[list[Change]]:
    """Parts of what happened, each as someone may have come to know it."""
    told = [draw(st.tuples(st.just(story), st.integers(1, 3), st.booleans(), st.booleans())) for story in STORIES]
    everything = [change for arguments in told for change in history(*arguments)]
    return [draw(st.lists(st.sampled_from(everything), max_size=12)) for _ in range(parts)]


ONE, TWO, THREE = (some_of_one_history(parts) for parts in (1, 2, 3))
SIZE = st.integers(1, 6)


def content(manifest: Manifest) -> Manifest:
    return replace(manifest, revision=0)


def empty(size: int) -> Manifest:
    return replace(EMPTY, feed=replace(EMPTY.feed, size=size))


@given(SIZE, ONE, st.randoms(use_true_random=False), st.integers(0, 12))
def test_neither_order_nor_batches_nor_repeats_matter(
    size: int, parts: list[list[Change]], chance: random.Random, cut: int
) -> None:
    (changes,) = parts
    at_once = merge(empty(size), changes)
    shuffled = changes + changes[:cut]
    chance.shuffle(shuffled)
    one_by_one = empty(size)
    for change in shuffled:
        one_by_one = merge(one_by_one, [change])
    assert content(one_by_one) == content(at_once)


@given(SIZE, THREE)
def test_the_join_is_associative_commutative_and_idempotent(size: int, parts: list[list[Change]]) -> None:
    def join(left: Manifest, right: Manifest) -> Manifest:
        return content(merge(left, (*right.entries, *right.tombstones, *right.pending)))

    a, b, c = (content(merge(empty(size), changes)) for changes in parts)
    assert join(join(a, b), c) == join(a, join(b, c))
    assert join(a, b) == join(b, a)
    assert join(a, a) == a
    assert join(a, empty(size)) == a


@given(SIZE, TWO)
def test_saying_something_again_returns_the_very_same_manifest(size: int, parts: list[list[Change]]) -> None:
    old, new = parts
    before = merge(empty(size), old)
    assert merge(before, old) is before
    after = merge(before, new)
    assert (after is before) == (content(after) == content(before))
    assert after.revision == before.revision + (after is not before)


@given(SIZE, ONE)
def test_it_shows_the_newest_records_newest_first(size: int, parts: list[list[Change]]) -> None:
    (changes,) = parts
    known = merge(empty(99), changes)
    records = [(e.published, e.story, e) for e in known.entries] + [(t.at, t.story, None) for t in known.tombstones]
    newest = sorted(records, key=lambda record: record[:2], reverse=True)[:size]
    assert merge(empty(size), changes).entries == tuple(e for *_, e in newest if e is not None)


@given(SIZE, ONE)
def test_entries_without_a_place_are_pending(size: int, parts: list[list[Change]]) -> None:
    (changes,) = parts
    found, unbounded = merge(empty(size), changes), merge(empty(99), changes)
    assert set(found.pending) == set(unbounded.entries) - set(found.entries)
    assert all(told.published <= e.published for told in found.pending for e in found.entries)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ([entry("a", 1), entry("a", 2)], ["a at 2"]),
        ([entry("a", 2), entry("a", 1)], ["a at 2"]),
        ([entry("a", 1), entry("c", 1), entry("e", 1)], ["e at 1", "c at 1", "a at 1"]),
        ([entry("a", 1), entry("c", 1), entry("e", 1), entry("g", 1)], ["g at 1", "e at 1", "c at 1"]),
        ([entry("a", 1), entry("b", 1)], ["b at 1", "a at 1"]),
        ([entry("a", 1), withdrawal("a", 2)], []),
        ([withdrawal("a", 2), entry("a", 1)], []),
        ([withdrawal("a", 2), entry("a", 2)], []),
        ([withdrawal("a", 2), entry("a", 3)], ["a at 3"]),
    ],
)
def test_the_greatest_revision_of_a_story_stays(changes: list[Change], shown: list[str]) -> None:
    assert [e.title for e in merge(EMPTY, changes).entries] == shown


def test_a_withdrawn_entry_does_not_come_back_when_newer_ones_have_taken_every_place() -> None:
    later = [replace(entry(story, 1), published=DAY + timedelta(days=2)) for story in "bcd"]
    manifest = merge(merge(EMPTY, [entry("a", 1), withdrawal("a", 2)]), later)
    assert [e.story for e in manifest.entries] == ["d", "c", "b"]
    assert merge(manifest, [entry("a", 1)]) is manifest


def test_an_old_withdrawal_is_forgotten_for_a_thousand_newer_ones() -> None:
    many = [Tombstone(story=f"s{n}", revision=1, at=DAY + timedelta(minutes=n)) for n in range(1001)]
    manifest = merge(EMPTY, many)
    assert len(manifest.tombstones) == 1000
    assert many[0] not in manifest.tombstones


def test_a_manifest_is_stored_and_read_back_whole() -> None:
    manifest = merge(EMPTY, [entry("a", 1), entry("b", 3), withdrawal("c", 2)])
    assert decode(encode(manifest), Manifest, place="here") == manifest
