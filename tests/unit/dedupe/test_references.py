"""The texts that a story is known by, and what they let in."""

from datetime import UTC, datetime

import pytest

from wirecopy.dedupe.references import MOST, Text, are_akin, keeps, weigh
from wirecopy.dedupe.tokens import spell
from wirecopy.dedupe.verdict import judge_letters
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


def test_parts_of_a_round_up_are_not_akin(spelled):
    assert are_akin(spelled("original"), spelled("spun"))
    assert not are_akin(spelled("original"), spelled("other"))


def test_of_two_texts_in_one_founder_the_second_is_only_related_once_the_first_is_known(spelled):
    original, other = spelled("original"), spelled("other")
    both = Text(original.letters + other.letters)
    assert weigh([both], original).verdict.copies
    match = weigh([both, other], original)
    assert (match.verdict.relation, match.verdict.contained) == (None, True)
    assert weigh([both, other], other).verdict.copies


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
