"""The texts that a story is known by, and what they let in."""

from datetime import UTC, datetime

import pytest

from wirecopy.dedupe.references import MOST, OF_ONE, PLAINLY_OF_ONE, Text, are_one, keeps, kinship, weigh
from wirecopy.dedupe.tokens import spell
from wirecopy.dedupe.verdict import FOREIGN, Verdict, judge_letters
from wirecopy.model import Relation


@pytest.fixture
def spelled(read):
    return lambda name: Text(spell(read("en", name), "en"))


def test_the_best_of_the_references_speaks(spelled):
    original, spun, other = map(spelled, ("original", "spun", "other"))
    assert weigh([other, spun, original], spun) == (judge_letters(spun.letters, spun.letters), 1)
    assert weigh([spun], original).verdict.relation is Relation.SPUN
    assert not weigh([other], original).verdict.copies


def test_what_differs_is_kept_until_there_are_enough(spelled):
    spun = judge_letters(spelled("original").letters, spelled("spun").letters)
    assert keeps(spun, 1)
    assert not keeps(spun, MOST)


def test_the_very_same_text_is_not_kept_again(spelled):
    original = spelled("original").letters
    assert not keeps(judge_letters(original, original), 1)


def test_what_two_texts_have_in_common(spelled):
    assert kinship(spelled("original"), spelled("spun")) > 80
    assert kinship(spelled("original"), spelled("other")) == 0


def parts(spelled, *cuts: int) -> tuple[Text, ...]:
    """The original from its beginning and from the word ``cuts`` on, and up to which word."""
    letters = spelled("original").letters
    return tuple(Text(letters[start:end]) for start, end in zip(cuts[0::2], cuts[1::2], strict=True))


@pytest.mark.parametrize(
    ("cohesion", "shared", "one"),
    [
        pytest.param(FOREIGN, 0, False, id="parts of a round-up"),
        pytest.param(FOREIGN, 20, False, id="two reports with a sentence of background in common"),
        pytest.param(FOREIGN, 40, True, id="a whole passage in common"),
        pytest.param(OF_ONE, 20, True, id="a sentence in common, and what holds both speaks of one thing"),
        pytest.param(OF_ONE, 0, False, id="round-up on one topic"),
        pytest.param(PLAINLY_OF_ONE, 0, True, id="cut at different places of a text that plainly speaks of one thing"),
    ],
)
def test_two_stories_are_one(spelled, cohesion, shared, one):
    first, second = parts(spelled, 0, 80, 80 - shared, 160)
    held = Verdict(Relation.NEAR, 0.5, cohesion=(1.0, cohesion))
    assert are_one(first, second, held, Verdict(Relation.NEAR, 0.5)) is one


def test_of_two_texts_in_one_founder_the_second_is_only_related_once_the_first_is_known(spelled):
    original, other = spelled("original"), spelled("other")
    both = Text(original.letters + other.letters)
    assert weigh([both], original).verdict.copies
    match = weigh([both, other], original)
    assert (match.verdict.relation, match.verdict.contained) == (None, True)
    assert weigh([both, other], other).verdict.copies


def test_two_cuts_of_one_text_need_share_nothing_where_it_plainly_speaks_of_one_thing(spelled):
    (head,) = parts(spelled, 0, 100)
    tail = Text(head.letters[::-1])  # the same people and things, and nothing in the same order
    whole = Text(head.letters + tail.letters)
    match = weigh([whole, head], tail)
    assert match.verdict.cohesion[0] >= PLAINLY_OF_ONE
    assert (match.verdict.copies, match.reference) == (True, 0)


def test_a_part_of_what_holds_more_is_kept_to_tell_the_parts_apart(spelled):
    original, other = spelled("original"), spelled("other")
    part = judge_letters(original.letters + other.letters, original.letters)
    assert part.coverage[1] > part.coverage[0]
    assert keeps(part, 1)


def test_a_template_is_told_by_when_each_was_published():
    def report(money: str, day: int) -> Text:
        text = f"The board said the price of herring was 88 {money} and of cod 140 {money} in the week to March 6. "
        return Text(spell(text * 3, "en"), datetime(2026, 3, day, tzinfo=UTC))

    first = report("pence", 6)
    assert weigh([first], report("pennies", 7)).verdict.copies
    assert not weigh([first], report("pennies", 20)).verdict.copies
