"""How the copies of a story stand to its lead, when that is not the text that was seen first."""

from datetime import UTC, datetime

import pytest

from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.relations import needed, related
from wirecopy.dedupe.story import Reference, StoryRow
from wirecopy.model import Copy, LeadReason, Relation, Story

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
SENTENCES = [
    "The tool library on our street opened with eleven drills and a borrowed shed in the spring of last year.",
    "Most of the drills were used for less than a quarter of an hour in all the years that people had owned them.",
    "We asked every neighbour for a single tool, and we wrote each of the names on a card with a pencil.",
    "Nobody forgets the password to a pencil, said the woman who looks after the cards on Saturday mornings.",
    "In the first winter two saws were lost, and both of them were found again under the stairs of the hall.",
    "The council lent us the shed for a year and then forgot to ask for it back, which suited all of us.",
    "By now there are ninety members, and the waiting list for the long ladder is longer than the ladder.",
    "If we were to begin again we would buy better locks, and we would write down the rules a little sooner.",
]
ORIGINAL = "\n".join(SENTENCES)
CUT = "\n".join(SENTENCES[:3] + SENTENCES[4:])


def copy(article: str, relation: Relation) -> Copy:
    return Copy(
        article=article,
        url=f"https://{article}.example/",
        title=article,
        relation=relation,
        similarity=None if relation is Relation.ORIGINAL else 0.7,
        published=None,
        first_seen=NOW,
        observed_at=NOW,
        version_key=f"articles/{article}/1.json",
    )


def row(lead: str, reference: str = "first", **relations: Relation) -> StoryRow:
    story = Story(
        id="story",
        reference="key",
        copies=tuple(copy(article, relation) for article, relation in relations.items()),
        lead=lead,
        lead_reason=LeadReason.EARLIEST,
        first_seen=NOW,
        changed_at=NOW,
    )
    return StoryRow(story=story, references=(Reference(key="key", article=reference, signature=b""),))


def signatures(**texts: str) -> dict[str, bytes]:
    return {article: fingerprint(text, language="en").signature for article, text in texts.items()}


def relations(row: StoryRow) -> dict[str, Relation]:
    return {copy.article: copy.relation for copy in row.story.copies}


def test_the_lead_is_the_original_and_the_others_are_told_by_its_text() -> None:
    story = row("wire", first=Relation.ORIGINAL, wire=Relation.NEAR, same=Relation.NEAR)
    told = related(story, signatures(first=CUT, wire=ORIGINAL, same=ORIGINAL))
    assert relations(told) == {"first": Relation.NEAR, "wire": Relation.ORIGINAL, "same": Relation.EXACT}
    assert [copy.similarity is None for copy in told.story.copies] == [False, True, False]


def test_a_copy_that_the_lead_does_not_show_stands_as_weakly_as_the_weaker_step() -> None:
    story = row("wire", first=Relation.ORIGINAL, wire=Relation.NEAR, spun=Relation.SPUN)
    told = related(story, signatures(first=CUT, wire=ORIGINAL, spun="Nothing of it. " * 60))
    assert relations(told)["spun"] is Relation.SPUN


def test_telling_again_changes_nothing() -> None:
    texts = signatures(first=CUT, wire=ORIGINAL)
    told = related(row("wire", first=Relation.ORIGINAL, wire=Relation.NEAR), texts)
    assert related(told, texts) is told
    assert not needed(told)


@pytest.mark.parametrize(
    ("story", "arrived", "articles"),
    [
        (row("first", first=Relation.ORIGINAL), None, set()),
        (row("first", first=Relation.ORIGINAL, second=Relation.NEAR), "second", set()),
        (row("second", first=Relation.ORIGINAL, second=Relation.NEAR), None, {"first", "second"}),
        (row("second", first=Relation.NEAR, second=Relation.ORIGINAL), None, set()),
        (
            row("second", first=Relation.NEAR, second=Relation.ORIGINAL, third=Relation.SPUN),
            "third",
            {"second", "third"},
        ),
        (row("gone", first=Relation.ORIGINAL, second=Relation.NEAR), "second", set()),
    ],
)
def test_no_more_texts_are_needed_than_must_be(story: StoryRow, arrived: str | None, articles: set[str]) -> None:
    assert set(needed(story, arrived=arrived)) == articles


def test_a_story_whose_lead_is_not_told_stays_as_it_is() -> None:
    story = row("gone", first=Relation.ORIGINAL)
    assert related(story, {}) is story
