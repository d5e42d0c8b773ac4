"""A spelled text has a letter a word, and equal stems have equal letters."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wirecopy.dedupe.tokens import MOST_WORDS, NAMES, NUMBERS, WORD, WORDS, lowered, spell, written


def kinds(text: str, language: str = "en") -> str:
    """c for closed class, # for a number, N for a name, w for another word."""
    marks = ((NUMBERS, "c"), (WORDS, "#"), (NAMES, "w"), (0x10000, "N"))
    return "".join(next(mark for bound, mark in marks if ord(letter) < bound) for letter in spell(text, language))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The price of herring rose.", "cwcww"),
        ("She met Maren Holt in Port Ellan.", "cwNNcNN"),
        ("It ended. Herring was sold. (Some went.)", "cwwcwcw"),
        ("Herring sold", "ww"),
        ("It ended\n\n## Begin at sea\n\nHerring was sold", "cwwcwwcw"),
        ("It ended at\nPort Ellan", "cwcNN"),
        ("It cost 4.2 million, or 1,000 each", "cw#wc#c"),
        ("don't", "c"),
        ("", ""),
        ("... !? --", ""),
    ],
)
def test_classes(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("they promised", "they promises"),
        ("a cost of 1,000", "a cost of 1000"),
        ("the council\u2019s vote", "the council's vote"),
        ("the council's vote", "the council vote"),
        ("caf\u00e9", "cafe\u0301"),
        ("MARKET, market", "market (market)"),
    ],
)
def test_what_is_the_same_is_spelled_the_same(one, another):
    assert lowered(spell(one, "en")) == lowered(spell(another, "en"))


def test_german_nouns_are_no_names():
    assert kinds("er sah den Hafen und das Schiff", "de") == "cwcwccw"


def test_scripts_without_blanks_are_spelled_by_the_character():
    assert len(spell("市議会は決めた。", "ja")) == 7


def test_only_so_many_words_are_spelled():
    assert len(spell("herring " * (MOST_WORDS + 5), "en")) == MOST_WORDS


@given(st.text(max_size=300))
@example("A\uf900")  # composed, it is a character of a script without blanks
@example("\u0915\u0958\u0928")  # composed, a letter and a mark
def test_the_nth_word_is_the_nth_letter(text):
    assert len(spell(text, "en")) == len(WORD.findall(written(text)))
