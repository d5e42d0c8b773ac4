"""What both implementations of the stores promise."""

import random
from dataclasses import replace

import pytest

from wirecopy.dedupe.index import Member
from wirecopy.dedupe.story import MOST_COPIES, MOST_MARKS, FoldedRow, Reference, StoryRow, with_copy
from wirecopy.errors import ConflictError
from wirecopy.model import Copy, LeadReason, Relation, Story
from wirecopy.store import stories as table
from wirecopy.store.fingerprints import DynamoIndex


def member(letter: str, day: int = 100) -> Member:
    return Member(letter * 32, letter.upper() * 32, day)


@pytest.fixture
def row(make):
    """A story's first row."""
    story = Story(
        id="s" * 32,
        reference="articles/a/1.json",
        copies=(),
        lead="a" * 32,
        lead_reason=LeadReason.UNKNOWN,
        first_seen=make.start,
        changed_at=make.start,
    )
    texts = tuple(
        Reference(key=f"articles/{name}/1.json", article=name * 32, signature=name.encode() + b"\x00\xff")
        for name in "ab"
    )
    return StoryRow(story=story, references=texts, apart=("x" * 32,), absorbed=("y" * 32,))


@pytest.fixture
def folded(make):
    """An article's first row."""
    return FoldedRow(
        article="a" * 32, story="s" * 32, observed_at=make.start, extractor="1", version_key="articles/a/1.json"
    )


def revised(row, revision):
    return replace(row, story=replace(row.story, revision=revision))


class TestStories:
    def test_rows_come_back_as_they_were_written(self, stores, row, folded):
        stores.stories.write(stories=[row], folded=folded)

        rows = stores.stories.read(articles=[folded.article, "none"], stories=[row.id, "none", row.id])

        assert (rows.stories, rows.folded) == ({row.id: row}, {folded.article: folded})

    def test_a_story_and_an_article_of_one_id_are_two_things(self, stores, row):
        stores.stories.write(stories=[row])

        assert stores.stories.read(articles=[row.id]).folded == {}

    def test_the_next_revision_takes_the_place_of_the_last(self, stores, row):
        stores.stories.write(stories=[row])
        stores.stories.write(stories=[revised(row, 2)])

        assert stores.stories.read(stories=[row.id]).stories == {row.id: revised(row, 2)}

    @pytest.mark.parametrize("revision", [1, 3], ids=["the same again", "one too far"])
    def test_any_other_revision_conflicts_and_nothing_is_written(self, stores, row, folded, revision):
        stores.stories.write(stories=[row])

        with pytest.raises(ConflictError, match="s" * 32):
            stores.stories.write(stories=[revised(row, revision)], folded=folded)

        assert stores.stories.read(articles=[folded.article]).folded == {}
        assert stores.stories.read(stories=[row.id]).stories == {row.id: row}

    def test_a_conflict_about_the_article_keeps_the_story_out(self, stores, row, folded):
        stores.stories.write(folded=folded)

        with pytest.raises(ConflictError):
            stores.stories.write(stories=[row], folded=folded)

        assert stores.stories.read(stories=[row.id]).stories == {}

    def test_writing_nothing_is_nothing(self, stores):
        stores.stories.write()

        assert list(stores.stories.all()) == []


class TestIndex:
    def test_posting_tells_who_is_there(self, stores):
        assert stores.index.post(["k", "l"], member("a")) == {"k": (member("a"),), "l": (member("a"),)}
        assert set(stores.index.post(["l"], member("b"))["l"]) == {member("a"), member("b")}

    def test_probing_leaves_out_what_nobody_carries(self, stores):
        stores.index.post(["k"], member("a"))

        assert stores.index.probe(["k", "l", "k"]) == {"k": (member("a"),)}

    def test_posting_twice_is_posting_once(self, stores):
        stores.index.post(["k"], member("a"))

        assert stores.index.post(["k"], member("a")) == {"k": (member("a"),)}

    def test_a_full_key_takes_no_more(self, stores):
        for letter in "abcdefgh":
            stores.index.post(["k"], member(letter))

        held = stores.index.post(["k"], member("i"))["k"]

        assert set(held) == {member(letter) for letter in "abcdefgh"}

    def test_what_is_withdrawn_is_gone(self, stores):
        stores.index.post(["k"], member("a"))
        stores.index.post(["k"], member("b"))

        stores.index.withdraw(["k", "never"], member("a"))

        assert {key: held for key, held in stores.index.probe(["k", "never"]).items() if held} == {"k": (member("b"),)}

    def test_no_keys_are_no_work(self, stores):
        assert stores.index.post([], member("a")) == {}
        assert stores.index.probe([]) == {}


def test_the_expired_make_room_in_a_full_key(dynamodb, make):
    index = table_index(dynamodb)
    for letter in "abcdefgh":
        index.post(["k"], member(letter, day=100 if letter < "d" else 120))

    held = index.post(["k"], member("i", day=131))["k"]

    assert {m.story[0] for m in held} == set("defghi")


def test_a_key_expires_after_the_window_of_its_newest_member(dynamodb):
    table_index(dynamodb).post(["k"], member("a", day=100))

    item = dynamodb.get_item(TableName="Fingerprints", Key={"pk": {"S": "k"}})["Item"]

    assert item["expires_at"] == {"N": str(131 * 86_400)}


def test_more_keys_than_one_request_takes_are_read(dynamodb):
    index = table_index(dynamodb)
    for number in (0, 150, 249):
        index.post([f"k{number}"], member("a"))

    assert set(index.probe([f"k{number}" for number in range(250)])) == {"k0", "k150", "k249"}


def table_index(client):
    return DynamoIndex(client, "Fingerprints")


def test_the_largest_story_that_is_told_can_be_stored(dynamodb, row):
    """DynamoDB refuses items of more than 400 KB."""
    dice = random.Random(1)
    copy = Copy(
        article="a" * 32,
        url="",
        title="t" * 500,
        relation=Relation.NEAR,
        similarity=0.5,
        published=None,
        first_seen=row.story.first_seen,
        observed_at=row.story.first_seen,
        version_key="articles/a/1.json",
    )
    texts = tuple(replace(text, signature=dice.randbytes(7_000)) for text in (*row.references, row.references[0]))
    marks = tuple(f"{n:032}" for n in range(MOST_MARKS))
    full = replace(row, references=texts, apart=marks, absorbed=marks)
    for n in range(MOST_COPIES):
        full = with_copy(
            full, replace(copy, article=f"{n:032}", url="https://x.example/" + dice.randbytes(1_000).hex())
        )
    assert full.story.unlisted > 0

    table.DynamoStories(dynamodb, "Stories").write(stories=[full])

    assert table.DynamoStories(dynamodb, "Stories").read(stories=[full.id]).stories == {full.id: full}
