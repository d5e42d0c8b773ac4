"""The texts that a story is known by, and what they let in."""

from datetime import UTC, datetime

import pytest

from wirecopy.dedupe.references import (
    MOST,
    OF_ONE,
    PLAINLY_OF_ONE,
    Text,
    are_one,
    keeps,
    kinship,
    seen_together,
    site_of,
    weigh,
)
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


def test_a_footer_in_common_makes_no_kin(spelled):
    footer = spell("All rights remain with their owners. Ask us before you copy from any of it. " * 2, "en")
    one, other = spelled("original"), spelled("other")
    below = Text(one.letters + footer), Text(other.letters + footer)
    within = Text(one.letters + footer + one.letters[::-1]), Text(other.letters + footer)
    assert (kinship(*below), kinship(*within)) == (0, len(footer))


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
        pytest.param(PLAINLY_OF_ONE, 0, False, id="strangers, whatever holds them both"),
    ],
)
def test_two_stories_are_one(spelled, cohesion, shared, one):
    first, second = parts(spelled, 0, 80, 80 - shared, 160)
    held = Verdict(Relation.NEAR, 0.5, cohesion=(1.0, cohesion))
    assert are_one([first], [second], held, Verdict(Relation.NEAR, 0.5)) is one


def test_two_cuts_are_one_where_what_holds_them_plainly_speaks_of_one_thing(spelled):
    (head,) = parts(spelled, 0, 100)
    tail = Text(head.letters[::-1])  # the same people and things, and nothing in the same order
    verdicts = Verdict(Relation.NEAR, 0.5, cohesion=(1.0, PLAINLY_OF_ONE)), Verdict(Relation.NEAR, 0.5)
    assert are_one([head], [tail], *verdicts)
    assert not are_one([head], [tail, Text(spell(REGATTA, "en"))], *verdicts), "one is known by something else as well"


def test_two_copies_of_one_place_are_one(spelled):
    whole = spelled("original")
    first, second = parts(spelled, 0, 100, 50, 164)
    verdicts = judge_letters(first.letters, whole.letters), judge_letters(second.letters, whole.letters)
    assert min(verdict.cohesion[1] for verdict in verdicts) < PLAINLY_OF_ONE
    assert are_one([first], [second], *verdicts)


@pytest.mark.parametrize(
    ("beside", "copies"),
    [
        pytest.param(lambda text: text, True, id="nothing"),
        pytest.param(lambda text: f"{text}\n{REGATTA}", False, id="another story"),
        pytest.param(lambda text: f"{REGATTA}\n{text}", False, id="another story before it"),
        pytest.param(lambda text: f"{text}\n{REGATTA[:200]}", True, id="a little of another story"),
    ],
)
def test_what_holds_two_stories_is_a_copy_of_neither(read, beside, copies):
    text = read("en", "original")
    known_by = {"market": [Text(spell(text, "en"))], "regatta": [Text(spell(REGATTA, "en"))]}
    other = Text(spell(beside(text), "en"))
    alone = {story: weigh(texts, other) for story, texts in known_by.items()}
    together = seen_together(alone, known_by, other)
    assert together["market"].verdict.copies is copies
    assert (together == alone) is copies
    if not copies:
        assert all(match.verdict.contained and not match.verdict.copies for match in together.values())


REGATTA = """
Anil Deshmukh won the Brackwater regatta on Sunday for the third year, ahead of Beatrix Thornley and the Saltley crew of
the Halvorsen yard. The race had been put off for a week because of the flood on the Avon. Deshmukh rows for the old
fish market, where his mother, Priya, builds the boats, and is to race at Henley in July and in Lucerne after that.
Thornley broke an oar at the second bend and finished under the Cotterill Bridge, to the applause of the brass band.
"""


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


@pytest.mark.parametrize(("cohesion", "kept"), [(FOREIGN, True), (OF_ONE, False)], ids=["two texts", "one text"])
def test_of_a_reference_that_may_hold_two_texts_a_copy_is_kept_that_may_hold_more_itself(cohesion, kept):
    cut = {"coverage": (0.6, 0.5), "density": 0.7, "telling": (True, True)}
    assert keeps(Verdict(Relation.SPUN, 0.4, cohesion=(cohesion, FOREIGN), **cut), 1) is kept


def test_a_template_is_told_by_when_each_was_published():
    def report(money: str, day: int) -> Text:
        text = f"The board said the price of herring was 88 {money} and of cod 140 {money} in the week to March 6. "
        return Text(spell(text * 3, "en"), datetime(2026, 3, day, tzinfo=UTC))

    first = report("pence", 6)
    assert weigh([first], report("pennies", 7)).verdict.copies
    assert not weigh([first], report("pennies", 20)).verdict.copies


FORECAST = """
Tomorrow will begin {} in most places, with {} in the valleys and {} by the shore. In the morning the wind will come
from the {}, and it will be {} up on the hills than it is down in the towns. At noon the clouds will have {} in the
east, and in the west there may still be {} for an hour. Those who go out should take {} with them, for in the afternoon
it will feel {} than it has for days. During the night there will be {} on the higher roads, and so it stays all week.
"""
DRY = ["dry", "fog", "drizzle", "south", "windier", "broken", "haze", "sunscreen", "warmer", "frost"]
WET = ["wet", "snow", "sleet", "north", "milder", "thickened", "hail", "umbrellas", "colder", "slush"]


def forecast(words: list[str], *, site: str = "", ending: str = "") -> Text:
    return Text(spell(FORECAST.format(*words) + ending, "en"), site=site)


def test_what_a_site_tells_anew_in_its_own_phrases_is_no_copy():
    assert weigh([forecast(DRY)], forecast(WET)).verdict.copies, "elsewhere it may be spun"
    assert weigh([forecast(DRY, site="a.example")], forecast(WET, site="b.example")).verdict.copies
    match = weigh([forecast(DRY, site="a.example")], forecast(WET, site="a.example"))
    assert (match.verdict.copies, match.verdict.contained) == (False, False)
    assert match.verdict.disagreed == ("other words in the same places, on one site",)


def test_nor_is_it_one_by_another_sites_copy():
    known = [forecast(DRY, site="a.example"), forecast([*DRY[:5], *WET[5:]], site="b.example")]
    assert not weigh(known, forecast(WET, site="a.example")).verdict.copies


@pytest.mark.parametrize(
    "other",
    [
        forecast(DRY, site="a.example", ending="It was told by those who read the glass on the tower, as on all days."),
        forecast([*DRY[:9], "ice"], site="a.example"),
        forecast([*DRY[:9], "black ice and with it some fog"], site="a.example"),
    ],
    ids=["something added", "a word mended", "a phrase for a word"],
)
def test_what_a_site_prints_again_is_a_copy(other):
    assert weigh([forecast(DRY, site="a.example")], other).verdict.copies


def test_a_report_that_its_site_writes_over_is_known_by_its_names():
    who = (
        "Said by Ann Ferrow of Skerra, Tom Holm of Westing and Jo Lund of Marsh End, with 14 others, on Monday 9 March."
    )
    known, other = (forecast(words, site="a.example", ending=who) for words in (DRY, WET))
    assert weigh([known], other).verdict.copies


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.a.example/x?y", "a.example"),
        ("https://a.example:8443/", "a.example:8443"),
        ("no address", ""),
        ("https://[::1/", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_site_of_an_address(url, site):
    assert site_of(url) == site
