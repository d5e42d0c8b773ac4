"""What is a copy, what is only related, and what is another text."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.verdict import Verdict, judge
from wirecopy.model import Relation

FOOTER = """
Sign up for our letter and have the week's best stories in your inbox every Friday. We never pass on your address,
and you can leave at any time. All rights reserved.
"""
ELSEWHERE = """
In Brackwater, Councillor Anil Deshmukh opened the new swimming hall on Monday. It was paid for by the Deshmukh Trust
and by the brewery of Thornley and Sons, whose owner Beatrix Thornley swam the first length. The hall has two pools and
a cafe that looks over the Avon. Schools from Brackwater, Lower Fenwick and Saltley will use it in the mornings, and
the club of Coach Ferdinand Obi has it in the evenings. "I learned to swim in the Avon, and it was cold," said Obi.
"""


def verdict(reference: str, other: str, **kwargs: timedelta) -> Verdict:
    return judge(fingerprint(reference).signature, fingerprint(other).signature, **kwargs)


def sentences(text: str) -> list[str]:
    return [sentence.strip() + "." for sentence in text.strip().rstrip(".").split(". ")]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt"])
def test_a_spun_copy_is_known_by_the_order_of_its_function_words(read, language):
    found = verdict(read(language, "original"), read(language, "spun"))
    assert found.relation is Relation.SPUN
    assert found.density < 0.85


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt"])
def test_another_article_of_the_same_town_is_not_even_related(read, language):
    found = verdict(read(language, "original"), read(language, "other"))
    assert (found.copies, found.contained) == (False, False)
    assert found.disagreed


@pytest.mark.parametrize(
    ("change", "relation"),
    [
        (lambda text: text, Relation.EXACT),
        (lambda text: text.upper(), Relation.NEAR),
        (lambda text: text + FOOTER, Relation.NEAR),
        (lambda text: "First published elsewhere.\n" + text, Relation.NEAR),
        (lambda text: " ".join(sentences(text)[:2] + sentences(text)[3:]), Relation.NEAR),
        (lambda text: " ".join(sentences(text)[:3]), Relation.EXCERPT),
    ],
    ids=["same", "shouted", "footer", "header", "cut", "brief"],
)
def test_reprints(story, change, relation):
    assert verdict(story, change(story)).relation is relation
    assert verdict(change(story), story).relation is relation


def test_a_text_within_a_round_up_is_only_related(story):
    round_up = ELSEWHERE + story + ELSEWHERE.replace("Brackwater", "Hexley").replace("swimming", "skating")
    for found in (verdict(story, round_up), verdict(round_up, story)):
        assert (found.copies, found.contained) == (False, True)


def test_a_text_that_begins_as_another_and_goes_on_elsewhere_is_only_related(story):
    begun = " ".join(sentences(story)[:4]) + ELSEWHERE + ELSEWHERE.replace("Brackwater", "Hexley").replace("Obi", "Ito")
    longer = story + " ".join(sentences(story)[::-1]) * 2
    for found in (verdict(longer, begun), verdict(begun, longer)):
        assert not found.copies


def test_what_follows_coheres_when_it_speaks_of_the_same_people(story):
    head = " ".join(sentences(story)[:4])
    same, elsewhere = (verdict(head, head + rest).cohesion[1] for rest in (story.removeprefix(head), ELSEWHERE))
    assert same > 1.5 * elsewhere > 0


def test_where_names_are_not_marked_a_round_up_is_told_by_its_other_words(read):
    """German writes every noun with a capital."""
    story, elsewhere = read("de", "original"), read("de", "elsewhere")
    for found in (verdict(story, elsewhere + story), verdict(elsewhere + story, story)):
        assert (found.copies, found.contained) == (False, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [("4.2", "3.1"), ("2019", "2012"), ("six", "6")],
)
def test_another_number_makes_another_text(story, old, new):
    copy, changed = story.replace("six", "6"), story.replace("six", "6").replace(old, new)
    found = verdict(copy, changed)
    assert found.copies is (copy == changed)
    assert ("numbers" in found.disagreed) is (copy != changed)


def test_a_report_on_a_template_is_not_the_one_of_last_week():
    report = (
        "The average price of herring at the markets on the coast was {} pence a pound in the week to {}, the board "
        "of the fishery said. It was {} pence in the week before. The price of cod was {} pence, of haddock it was {} "
        "pence, and the catch of all three came to {} tonnes, of which {} tonnes were sold for export and {} for bait."
    )
    one = report.format(88, "March 6", 91, 140, 122, 5120, 1300, 212)
    another = report.format(93, "March 13", 88, 138, 125, 4870, 1150, 230)
    assert not verdict(one, another).copies
    reworded = one.replace("pence", "pennies").replace("pound", "kilo")
    assert verdict(one, reworded, apart=timedelta(hours=1)).copies
    assert not verdict(one, reworded, apart=timedelta(days=7)).copies
    assert verdict(one, one + " It is so.", apart=timedelta(days=7)).copies


def test_too_few_words_in_common_prove_nothing(story, other):
    quoted = " ".join(story.split()[:30]) + " " + other
    assert not verdict(story, quoted).copies


def test_similarity_is_the_share_of_the_reference_that_is_carried(story):
    half = " ".join(story.split()[: len(story.split()) // 2])
    assert verdict(story, half).similarity == pytest.approx(0.5, abs=0.02)
    assert verdict(half, story).similarity == 1.0


def test_a_copy_that_holds_the_reference_and_more_is_the_fuller_one(story):
    brief = " ".join(sentences(story)[:4])
    assert verdict(brief, story).fuller
    assert not verdict(story, brief).fuller


def test_the_spans_say_where_the_two_lie_side_by_side(story):
    found = verdict(story, "It was first printed on the island of Skerra, in the paper of that name.\n" + story)
    (span,) = found.spans
    assert span.reference == (0, len(story.split()))
    assert span.other[1] - span.other[0] == len(story.split())
    assert span.agreeing == found.agreeing == len(story.split())


@given(st.text("\u0001\u0100\u1000\u1001\u6c00\u6c01", max_size=120), st.text("\u0001\u0100\u1000\u6c00", max_size=120))
def test_any_two_texts_have_a_verdict_that_is_the_same_both_ways(one, another):
    from wirecopy.dedupe.verdict import judge_letters

    there, back = judge_letters(one, another), judge_letters(another, one)
    assert 0 <= there.similarity <= 1
    assert (there.relation, there.contained) == (back.relation, back.contained)
    assert judge_letters(one, one).copies is bool(one)
