"""Whatever a stranger's page contains: bounded time, a sane verdict, and nobody else's copies lost."""

import random
import time

import pytest

from wirecopy.dedupe.corpus import Corpus
from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.verdict import judge

SECOND = 1.0
"""Of this process's CPU: how busy the machine is besides does not matter."""
RANDOM = random.Random(4)

HOSTILE = {
    "empty": "",
    "blanks": " \n\t" * 500_000,
    "one word a million times": "herring " * 1_000_000,
    "5 MB of words": "".join(f"w{n % 70_000} " for n in range(750_000)),
    "5 MB without a blank": "x" * 5_000_000,
    "5 MB without a blank, not ASCII": "é" * 5_000_000,
    "the same sentence 10,000 times": "The council of Port Ellan voted on Tuesday to rebuild the market. " * 10_000,
    "mixed scripts": "The market рынок 市場 der Markt السوق ตลาด le marché 시장 " * 20_000,
    "lone surrogates": "\ud800\udfff the market \udbff " * 50_000,
    "combining marks": "e" + "\u0301\u0323" * 1_000_000,
    "nothing but dots": "." * 2_000_000,
    "nothing but apostrophes": "a'" * 1_000_000,
    "nothing but digits": "1." * 1_000_000,
    "a million short lines": "a\n" * 1_000_000,
    "control characters": "\x00\x01\x1f\x7f\ufeff\uffff" * 100_000,
    "two letters at random": "".join(RANDOM.choice("ab ") for _ in range(1_000_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_done_with_in_a_second(name, story):
    text = HOSTILE[name]
    start = time.process_time()
    print_ = fingerprint(text)
    found = judge(fingerprint(story).signature, print_.signature)
    judge(print_.signature, print_.signature)
    assert time.process_time() - start < SECOND
    assert not found.copies
    assert len(print_.posted) <= 8
    assert len(print_.posted) + len(print_.probed) <= 64
    assert len(print_.signature) < 6_000


def quadratic(seed: int) -> str:
    """Few words in an order of their own: everything agrees with everything a little."""
    chance = random.Random(seed)
    return " ".join(chance.choice(["the", "of", "and", "to", "a", "in", "market", "storm"]) for _ in range(5_000))


def test_texts_made_to_agree_everywhere_are_aligned_in_bounded_time():
    one, another = (fingerprint(quadratic(seed)).signature for seed in (1, 2))
    start = time.process_time()
    found = judge(one, another)
    assert time.process_time() - start < SECOND
    assert not found.copies


def test_a_crowd_of_texts_made_of_anothers_sentences_loses_it_no_copy(read):
    """Each of the crowd carries a part of the victim's skeleton, as often as it can."""
    words = read("en", "original").split()
    corpus = Corpus()
    for n in range(300):
        start = n % (len(words) - 20)
        own = " ".join("".join(RANDOM.choices("abcdefghijklmnop", k=9)) for _ in range(60))
        corpus.fold(f"crowd-{n}", f"{' '.join(words[start : start + 20])} {own}")
    corpus.fold("victim", read("en", "original"))
    start_of_last = time.process_time()
    corpus.fold("copy", read("en", "spun"))
    assert time.process_time() - start_of_last < SECOND
    outcomes = {outcome.article: outcome for outcome in corpus.outcomes()}
    assert outcomes["copy"].story == outcomes["victim"].story == "victim"
    assert all(outcome.story == name for name, outcome in outcomes.items() if name != "copy")
