"""What can happen to a story."""

from dataclasses import replace
from datetime import timedelta

import pytest

from wirecopy.codec import encode
from wirecopy.dedupe.placing import decide
from wirecopy.dedupe.references import MOST
from wirecopy.dedupe.story import (
    MOST_BYTES,
    MOST_COPIES,
    compose,
    merged,
    stamped,
    with_copy,
    without_copy,
)
from wirecopy.model import LeadReason, Relation


@pytest.fixture
def founded(arrival):
    """Makes the first row of the story that an article founds."""

    def make(name, text="bridge", minute=0):
        return decide(arrival(name, text, minute=minute), None, None, []).stories[0]

    return make


def another(row, name, *, minutes=1, **said):
    """A copy much like the story's first."""
    first = row.story.copies[0]
    seen = row.story.first_seen + timedelta(minutes=minutes)
    facts = {"article": name, "url": f"https://{name}.example/", "relation": Relation.NEAR, "similarity": 0.9}
    return replace(first, **{**facts, "first_seen": seen, **said})


def test_copies_are_told_in_the_order_in_which_they_were_seen(founded):
    row = founded("b")
    for name, minutes in (("d", 9), ("a", -5), ("c", 9)):
        row = with_copy(row, another(row, name, minutes=minutes))

    assert [c.article for c in row.story.copies] == ["a", "b", "c", "d"]


def test_a_copy_takes_the_place_of_its_former_self(founded):
    row = with_copy(founded("a"), another(founded("a"), "b"))

    row = with_copy(row, replace(row.copy("b"), title="new"))

    assert [c.title for c in row.story.copies] == ["", "new"]


def test_the_id_and_the_first_sight_never_change(founded):
    row = founded("b", minute=5)

    earlier = with_copy(row, another(row, "a", minutes=-60))

    assert (earlier.id, earlier.story.first_seen) == (row.id, row.story.first_seen)


@pytest.mark.parametrize("others", [1, MOST_COPIES + 5])
def test_copies_beyond_the_bound_are_counted(founded, others):
    row = founded("a")
    for number in range(others):
        row = with_copy(row, another(row, f"n{number}"))

    assert len(row.story.copies) == min(others + 1, MOST_COPIES)
    assert row.story.unlisted == max(0, others + 1 - MOST_COPIES)


def test_copies_too_large_to_be_stored_are_counted(founded):
    row = founded("a")
    for number in range(30):
        row = with_copy(row, another(row, f"n{number}", url=f"https://{number}.example/" + "x" * 20_000))

    assert len(encode(row.story)) <= MOST_BYTES
    assert len(row.story.copies) + row.story.unlisted == 31


def test_a_counted_copy_that_leaves_is_counted_out(founded):
    row = founded("a")
    row = replace(row, story=replace(row.story, unlisted=2))

    assert without_copy(row, "unlisted").story.unlisted == 1
    assert without_copy(founded("a"), "unknown").story.unlisted == 0


def test_the_last_copy_leaves_an_empty_story_that_keeps_its_text(founded):
    row = without_copy(founded("a"), "a")

    assert (row.story.copies, row.story.tags, row.story.lead) == ((), (), "a")
    assert row.references


def test_a_written_row_is_the_next_revision(founded):
    row = founded("a")

    written = stamped(row, with_copy(row, another(row, "b")), row.story.changed_at + timedelta(hours=1))

    assert (written.story.revision, written.story.changed_at) == (2, row.story.changed_at + timedelta(hours=1))


class TestMerging:
    def test_moves_the_copies_and_estimates_how_they_stand(self, founded):
        winner, loser = founded("a"), founded("b", "bridge-spun", minute=1)
        loser = with_copy(loser, another(loser, "c", relation=Relation.EXCERPT, similarity=0.8))

        whole, redirect = merged(winner, loser, Relation.SPUN, 0.5)

        assert {c.article: (c.relation, c.similarity) for c in whole.story.copies} == {
            "a": (Relation.ORIGINAL, None),
            "b": (Relation.SPUN, 0.5),
            "c": (Relation.EXCERPT, 0.4),
        }
        assert (redirect.story.merged_into, redirect.story.copies) == (winner.id, ())
        assert [text.article for text in whole.references] == ["a", "b"], "both texts go on attracting copies"
        assert whole.absorbed == (loser.id,)

    def test_of_equal_texts_leaves_one(self, founded):
        whole, _ = merged(founded("a"), founded("b", minute=1), Relation.EXACT, 1.0)

        assert [text.article for text in whole.references] == ["a"]

    def test_keeps_what_a_person_said(self, founded):
        winner, loser = founded("a"), founded("b", minute=1)
        loser = replace(
            loser,
            apart=("far", winner.id),
            absorbed=("old",),
            story=replace(loser.story, lead="b", lead_reason=LeadReason.OVERRULED),
        )

        whole, _ = merged(winner, loser, Relation.EXACT, 1.0)

        assert (whole.apart, whole.absorbed) == (("far",), (loser.id, "old"))
        assert (whole.story.lead, whole.story.lead_reason) == ("b", LeadReason.OVERRULED)

    def test_by_a_person_pins_the_copies(self, founded):
        winner = founded("a")

        for number in range(6):
            other = founded(f"b{number}", "orchard")
            other = replace(other, references=(replace(other.references[0], signature=b"%d" % number),))
            winner, _ = merged(winner, other, Relation.NEAR, 0.0, by_person=True)

        assert [c.pinned for c in winner.story.copies] == [False, True, True, True, True, True, True]
        assert len(winner.references) == MOST

    def test_counts_what_neither_tells(self, founded):
        winner, loser = founded("a"), founded("b", minute=1)
        winner = replace(winner, story=replace(winner.story, unlisted=3))
        loser = replace(loser, story=replace(loser.story, unlisted=4))

        whole, redirect = merged(winner, loser, Relation.EXACT, 1.0)

        assert (whole.story.unlisted, redirect.story.unlisted) == (7, 0)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Relation.ORIGINAL, Relation.NEAR, Relation.NEAR),
        (Relation.EXACT, Relation.NEAR, Relation.NEAR),
        (Relation.NEAR, Relation.SPUN, Relation.SPUN),
        (Relation.SPUN, Relation.EXCERPT, Relation.EXCERPT),
    ],
)
def test_a_chain_is_as_weak_as_its_weaker_link(one, other, both):
    assert compose(one, other) is compose(other, one) is both
