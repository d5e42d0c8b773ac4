"""Phrases that one text has in the midst of another's."""

import time

import pytest

from wirecopy.dedupe.inserted import MOST, insertions, places
from wirecopy.dedupe.placing import decide
from wirecopy.dedupe.tokens import spell
from wirecopy.model import LeadReason


def found(reference, other):
    return [i.phrase for i in insertions(spell(reference, "en"), spell(other, "en"), other)]


@pytest.fixture
def planted(read):
    """Puts a phrase into a text of testdata, behind words that all versions of it share."""
    return lambda name, phrase: read(name).replace("kept the toll house", f"kept the toll house {phrase}", 1)


@pytest.mark.parametrize(
    ("name", "phrase", "expected"),
    [
        pytest.param("bridge", "cheap roof repair", ["cheap roof repair"], id="in the same text"),
        pytest.param("bridge-spun", "cheap roof repair", ["cheap roof repair"], id="in a spun copy"),
        pytest.param("bridge", "roof repair", [], id="too short to tell"),
        pytest.param("bridge", "as they all of them had been", [], id="nothing but small words"),
        pytest.param("bridge", "long " * 20, [], id="a passage"),
    ],
)
def test_what_is_found(read, planted, name, phrase, expected):
    assert found(read("bridge"), planted(name, phrase)) == expected


def test_what_follows_a_text_is_not_in_its_midst(read):
    assert found(read("bridge"), read("bridge") + "cheap roof repair") == []


@pytest.mark.parametrize("other", ["bridge", "bridge-spun", "orchard"])
def test_nothing_is_found_where_nothing_was_planted(read, other):
    assert found(read("bridge"), read(other)) == []
    assert found(read(other), read("bridge")) == []


def test_where_it_stands(read, planted):
    at = len(read("bridge").split("for twenty years")[0].split())
    other = planted("bridge", "cheap roof repair")

    assert places(spell(read("bridge"), "en"), spell(other, "en")) == ((at, (at, at + 3)),)


def test_few_are_told(read):
    words = read("bridge").split()
    other = " ".join(f"{word} cheap roof repair" if n % 20 == 19 else word for n, word in enumerate(words))

    assert len(found(read("bridge"), other)) == MOST


def test_hostile_text_takes_no_time():
    one, other = "the cat sat " * 1_000, "cat the sat on cheap roof repair " * 500
    before = time.process_time()

    found(one, other)

    assert time.process_time() - before < 0.5


@pytest.mark.parametrize(
    ("first", "second"), [("bridge", "planted"), ("planted", "bridge")], ids=["before it", "after it"]
)
def test_a_text_with_a_planted_phrase_never_leads(arrival, read, planted, first, second):
    texts = {"bridge": read("bridge"), "planted": planted("bridge-spun", "cheap roof repair")}
    founded = decide(arrival(first, texts[first]), None, None, []).stories[0]

    (row,) = decide(arrival(second, texts[second], minute=1), None, None, [founded]).stories

    assert (row.story.lead, row.story.lead_reason) == ("bridge", LeadReason.FIRST_SEEN)
