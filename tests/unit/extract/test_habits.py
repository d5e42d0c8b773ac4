"""What a source repeats is learned from its last pages."""

import pytest

from wirecopy.codec import decode, encode
from wirecopy.extract.habits import LINES, PAGES, Habits, learned, repeated, without_repeated
from wirecopy.model import Article

PLEA = "Do you like what the mill writes? Its bakers accept flour."


def page(number: int, *lines: str) -> Article:
    own = [f"Story {word} of the mill, told at some length by the miller." for word in ("one", "two")]
    text = [f"{line} {chr(97 + number)}" for line in own] + list(lines)
    return Article(
        url=f"https://mill.example/{number}", text="\n".join(text), html="".join(f"<p>{line}</p>" for line in text)
    )


def habits(count: int, *lines: str) -> Habits:
    state = Habits()
    for number in range(count):
        state = learned(state, page(number, *lines))
    return state


def test_what_stands_on_most_pages_is_taken_out_of_text_and_html():
    cleaned = without_repeated(page(9, PLEA), habits(4, PLEA))
    assert cleaned == page(9)


def test_numbers_do_not_hide_a_repetition():
    cleaned = without_repeated(page(9, "Read 17 minutes ago"), habits(4, "Read 3 minutes ago"))
    assert cleaned == page(9)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_two_pages_teach_nothing(count):
    assert without_repeated(page(9, PLEA), habits(count, PLEA)) == page(9, PLEA)


def test_a_page_seen_again_is_one_page():
    state = Habits()
    for _ in range(5):
        state = learned(state, page(1, PLEA))
    assert len(state.pages) == 1
    assert repeated(state) == frozenset()


def test_an_article_that_is_mostly_repetition_is_left_as_it_is():
    same = Article(url="https://mill.example/z", text=f"{PLEA}\nshort", html=f"<p>{PLEA}</p><p>short</p>")
    assert without_repeated(same, habits(4, PLEA)) == same


def test_the_state_is_bounded_and_can_be_stored():
    state = Habits()
    for number in range(3 * PAGES):
        lines = "\n".join(f"line {chr(97 + n % 26)}{'x' * (n // 26)}" for n in range(5 * LINES))
        state = learned(state, Article(url=f"https://mill.example/{number}", text=lines))
    assert len(state.pages) == PAGES
    assert all(len(habit.lines) <= LINES for habit in state.pages)
    assert len(encode(state)) < 40_000
    assert decode(encode(state), Habits, place="here") == state
