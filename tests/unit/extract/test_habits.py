"""What a site repeats is learned from its last pages, and an article keeps what is its own."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.codec import decode, encode
from wirecopy.extract.habits import EVERY, LINES, PAGES, learned, repeated, without_repeated
from wirecopy.lessons import Habits
from wirecopy.model import Article

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLEA = "Do you like what the mill writes? Its bakers accept flour."


def own(number: int) -> list[str]:
    return [
        f"Story {word} of the mill, told at some length, with all its sacks, by miller {chr(97 + number)}."
        for word in ("one", "two")
    ]


def article(*lines: str) -> Article:
    """An article of these lines; ``# `` makes a heading, ``| `` a cell of a table."""
    tags = {"# ": ("<h2>", "</h2>"), "| ": ("<table><tr><td>", "</td></tr></table>")}
    html = [(tags.get(line[:2], ("<p>", "</p>")), line.removeprefix("# ").removeprefix("| ")) for line in lines]
    return Article(
        url="https://mill.example/x",
        text="\n".join(text for _, text in html),
        html="".join(f"{opens}{text}{closes}" for (opens, closes), text in html),
    )


def habits(*repeated_lines: str, count: int = 5) -> Habits:
    """The habits after some pages with nothing in common but these lines."""
    state = Habits()
    for number in range(count):
        text = article(*own(number), *repeated_lines).text
        state = learned(state, str(number), text, NOW + number * MINUTE)
    return state


@pytest.mark.parametrize(
    ("repeated_lines", "lines", "kept"),
    [
        ([PLEA], [*own(9), PLEA], own(9)),
        ([PLEA], [PLEA, *own(9)], own(9)),
        ([PLEA], [own(9)[0], PLEA, own(9)[1]], own(9)),
        (["By our staff"], ["By our staff", *own(9)], own(9)),
        (["# Support us", PLEA], [own(9)[0], "# Support us", PLEA, own(9)[1]], own(9)),
        (["Share", PLEA, "Print"], [*own(9), "Share", PLEA, "Print"], own(9)),
        # What is an article's own, though every page of its site has it:
        (["# Method"], [own(9)[0], "# Method", own(9)[1]], None),
        (["# Method"], ["# Method", *own(9)], None),
        (["# Method", PLEA], [own(9)[0], PLEA, "# Method", own(9)[1]], [own(9)[0], "# Method", own(9)[1]]),
        (["Serves four"], [own(9)[0], "Serves four", own(9)[1]], None),
        (["| Sallow Rovers"], [*own(9), "| Sallow Rovers"], None),
        (["Our verdict: 4 of 5 sacks"], [*own(9), "Our verdict: 2 of 5 sacks"], None),
        (
            ["Flour closed at 31.20 on the exchange, up 1.2 percent."],
            [*own(9), "Flour closed at 29.80 on the exchange, down 2 percent."],
            None,
        ),
    ],
)
def test_what_most_pages_have_before_behind_or_as_sentences_goes(repeated_lines, lines, kept):
    whole = article(*lines)
    wanted = article(*kept) if kept is not None else whole
    assert without_repeated(whole, "9", habits(*repeated_lines)) == wanted


@pytest.mark.parametrize("count", [0, 1, 2])
def test_two_pages_teach_nothing(count):
    whole = article(*own(9), PLEA)
    assert without_repeated(whole, "9", habits(PLEA, count=count)) == whole


def test_what_only_some_pages_have_stays():
    state = habits(PLEA, count=3)
    for number in range(3, 8):
        state = learned(state, str(number), article(*own(number)).text, NOW)
    assert repeated(state) == frozenset()


def test_a_page_that_is_seen_again_changes_nothing():
    state = habits(PLEA)
    assert learned(state, "1", article(*own(1), PLEA, "more").text, NOW + 30 * EVERY) is state


def test_a_page_is_not_held_against_itself():
    state = habits(PLEA, count=3)
    assert repeated(state)
    assert repeated(state, apart_from="1") == frozenset()


def test_a_notice_that_is_published_every_day_is_an_article_every_day():
    notice = article(PLEA, "The mill is open from nine to five, and closed while the river is in flood.", "Ring twice.")
    state = Habits()
    for number in range(8):
        state = learned(state, str(number), notice.text, NOW)
    assert without_repeated(notice, "9", state) == notice


def test_once_enough_is_known_a_page_a_day_is_learned_from():
    state = habits(count=PAGES)
    at = state.learned_at
    assert at is not None
    assert learned(state, "a", "new", at + EVERY - MINUTE) is state
    later = learned(state, "a", "new", at + EVERY)
    assert len(later.pages) == PAGES
    assert later.pages[:-1] == state.pages[1:]


def test_of_a_long_page_both_ends_are_learned():
    middle = [f"verse {chr(97 + n % 26) * (n // 26 + 1)}" for n in range(3 * LINES)]
    state = Habits()
    for number in range(4):
        state = learned(state, str(number), "\n".join(["the first", *middle, "the last"]), NOW)
    known = repeated(state)
    assert len(known) == LINES
    ends = without_repeated(article("the first", *own(1), "the last"), "9", state)
    assert ends == article(*own(1))


def test_the_state_is_less_than_four_kilobytes_and_can_be_stored():
    state = Habits()
    for number in range(3 * PAGES):
        lines = "\n".join(f"line {chr(97 + n % 26)}{'x' * (n // 26 + number)}" for n in range(5 * LINES))
        state = learned(state, str(number), lines, NOW + number * EVERY)
    assert len(state.pages) == PAGES
    assert len(encode(state)) < 4_000
    assert decode(encode(state), Habits, place="here") == state


@given(
    pages=st.lists(st.lists(st.sampled_from([*own(1), PLEA, "# Method", "| Rovers", "Share", "9"])), max_size=8),
    lines=st.lists(st.sampled_from([*own(1), *own(2), PLEA, "# Method", "| Rovers", "Share", "9"])),
)
def test_two_thirds_of_any_article_stay_in_their_order(pages, lines):
    state = Habits()
    for number, page in enumerate(pages):
        state = learned(state, str(number), article(*page).text, NOW)
    whole = article(*lines)
    after = without_repeated(whole, "9", state)
    remaining = iter(whole.text.split("\n"))
    assert all(line in remaining for line in after.text.split("\n") if line)
    assert 3 * len(after.text.replace("\n", "")) >= 2 * len(whole.text.replace("\n", ""))
    assert without_repeated(whole, "9", state) == after


HOST = "https://pens.example"


@pytest.mark.parametrize(
    ("teacher", "reader", "learns"),
    [
        ("/@ivo/oats", "/@ivo/rye", True),
        ("/@ivo/oats", "/@moira/rye", False),
        ("/~ivo/2024/05/oats.html", "/~moira/2024/05/rye.html", False),
        ("/users/ivo/oats", "/users/moira/rye", False),
        ("/users/ivo/oats", "/users/ivo/rye", True),
        ("/blogs/ivo/2024/oats", "/blogs/moira/2024/rye", False),
        ("/ivo/oats", "/moira/rye", False),
        ("/ivo/oats", "/rye", False),
        ("/oats", "/rye", True),
        ("/oats/", "/rye/", True),
        ("/2023/12/31/oats", "/2024/05/17/rye", True),
        ("/story/123/oats", "/story/456/rye", True),
        ("/what-the-miller-said-of-oats/1.html", "/what-the-miller-said-of-rye/2.html", True),
        ("/read?by=ivo&id=1", "/read?by=ivo&id=2", True),
        ("/[", "/]", True),
    ],
)
def test_of_many_publishers_on_one_host_none_has_a_say_in_what_the_others_repeat(teacher, reader, learns):
    state = Habits()
    for number in range(5):
        text = article(*own(number), PLEA).text
        state = learned(state, str(number), text, NOW, url=f"{HOST}{teacher.replace('oats', f'oats-{number}')}")
    kept = without_repeated(article(*own(9), PLEA), "9", state, url=HOST + reader)
    assert (PLEA not in kept.text) is learns


def test_who_fills_a_hosts_memory_takes_nothing_from_those_who_do_not_say_the_same():
    """Sentences of an article to come, published nine times by somebody else on its host."""
    stolen = own(9)[0]
    state = learned(Habits(), "true", article(*own(1)).text, NOW, url=f"{HOST}/@moira/one")
    for number in range(9):
        state = learned(state, str(number), article(stolen, *own(20 + number)).text, NOW, url=f"{HOST}/@ivo/{number}")
    whole = article(*own(9), *own(10))
    assert without_repeated(whole, "9", state, url=f"{HOST}/@moira/nine") == whole
    assert stolen not in without_repeated(whole, "9", state, url=f"{HOST}/@ivo/nine").text


@given(st.lists(st.tuples(st.text(max_size=60), st.sampled_from(["/a/x", "/b/x", ""])), max_size=40))
def test_whatever_a_host_says_its_state_is_bounded(pages):
    state = Habits()
    for number, (text, path) in enumerate(pages):
        lines = "\n".join(f"{text}{n}" for n in range(3 * LINES))
        state = learned(state, str(number), lines, NOW + number * EVERY, url=HOST + path)
    assert len(encode(state)) < 4_000


def test_in_whatever_order_pages_come_the_same_is_learned_of_them():
    pages = [(str(number), article(*own(number), PLEA).text) for number in range(5)]
    states = []
    for order in (pages, pages[::-1]):
        state = Habits()
        for page, text in (*order, *order):
            state = learned(state, page, text, NOW)
        states.append(repeated(state))
    assert states[0] == states[1] != frozenset()
