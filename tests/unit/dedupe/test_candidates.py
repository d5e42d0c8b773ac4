"""The stories that share most come first, and what everybody shares counts for next to nothing."""

from wirecopy.dedupe.candidates import CROWDED, rank
from wirecopy.dedupe.index import Member


def member(story: str, day: int = 100, article: str = "") -> Member:
    return Member(story, article or f"{story}-article", day)


def test_more_shared_keys_go_before_fewer():
    found = {"k1": [member("a"), member("b")], "k2": [member("b")], "k3": [member("c")]}
    assert rank(found, today=100) == ["b", "c", "a"]


def test_ties_go_to_the_elder():
    assert rank({"k": [member("young", 100), member("old", 90)]}, today=100) == ["old", "young"]


def test_a_crowded_key_is_no_evidence():
    crowd = [member(f"s{n}") for n in range(CROWDED)]
    found = {**{f"k{n}": crowd for n in range(10)}, "rare": [member("true")]}
    assert rank(found, today=100, at_most=1) == ["true"]


def test_a_key_that_one_story_filled_is_not_crowded():
    copies = [member("true", article=f"copy{n}") for n in range(CROWDED)]
    assert rank({"k": copies, "l": [member("a"), member("b")]}, today=100, at_most=1) == ["true"]


def test_the_expired_and_the_article_itself_are_passed_over():
    found = {"k": [member("old", 60), member("self", article="me"), member("fresh", 71)]}
    assert rank(found, today=100, window=30, article="me") == ["fresh"]


def test_at_most_so_many():
    assert len(rank({f"k{n}": [member(f"s{n}")] for n in range(9)}, today=100)) == 5
