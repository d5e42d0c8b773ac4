"""A corpus ends in the same stories in whatever order its articles come."""

import itertools

import pytest

from wirecopy.dedupe.corpus import Corpus


def stories(articles: dict[str, str], order: tuple[str, ...]) -> set[frozenset[str]]:
    corpus = Corpus()
    for name in order:
        corpus.fold(name, articles[name])
    groups: dict[str, set[str]] = {}
    for outcome in corpus.outcomes():
        groups.setdefault(outcome.story, set()).add(outcome.article)
    return {frozenset(group) for group in groups.values()}


@pytest.fixture
def articles(read) -> dict[str, str]:
    original, spun, other = (read("en", name) for name in ("original", "spun", "other"))
    cut = " ".join(original.split()[:120])
    return {"original": original, "spun": spun, "cut": cut, "other": other, "again": original}


@pytest.mark.parametrize(
    "order", list(itertools.permutations(["original", "spun", "cut", "other", "again"])), ids="-".join
)
def test_any_order_ends_in_the_same_stories(articles, order):
    assert stories(articles, order) == {frozenset({"original", "spun", "cut", "again"}), frozenset({"other"})}


def test_outcomes_come_in_order_and_say_of_what(articles):
    corpus = Corpus()
    for name, text in articles.items():
        corpus.fold(name, text)
    assert [(o.article, o.story, o.relation, o.of) for o in corpus.outcomes()] == [
        ("original", "original", "new", None),
        ("spun", "original", "spun", "original"),
        ("cut", "original", "near", "original"),
        ("other", "other", "new", None),
        ("again", "original", "exact", "original"),
    ]


def test_a_round_up_stays_by_itself_and_names_what_it_holds(read):
    german, french = read("en", "original"), read("en", "other")
    corpus = Corpus()
    corpus.fold("part", german)
    corpus.fold("another", french)
    corpus.fold("round-up", f"{SPORT}\n{german}\n{SPORT.replace('Thornley', 'Ferris')}")
    outcomes = {outcome.article: outcome for outcome in corpus.outcomes()}
    assert outcomes["round-up"].story == "round-up"
    assert (outcomes["round-up"].relation, outcomes["round-up"].of) == ("contained", "part")
    assert (outcomes["part"].relation, outcomes["part"].of) == ("contained", "round-up")
    assert outcomes["another"].relation == "new"


@pytest.mark.parametrize("order", list(itertools.permutations(["market", "regatta", "both", "again"])), ids="-".join)
def test_a_round_up_that_is_printed_twice_makes_no_two_stories_one(read, order):
    market = read("en", "original")
    regatta = SPORT.replace("Ferdinand Obi", "the Halvorsen yard").replace("Lower Fenwick", "the old fish market")
    both = f"{market}\n{regatta}"
    again = both.replace("the storm of 2019", "the gale of 2019")
    articles = {"market": market, "regatta": regatta, "both": both, "again": again}
    assert not any({"market", "regatta"} <= story for story in stories(articles, order))


def test_short_texts_are_one_only_when_they_are_the_same():
    corpus = Corpus()
    corpus.fold("a", "The ferry to Skerra does not sail today because of the wind, says the harbour office.")
    corpus.fold("b", "The ferry to Skerra does not sail today because of the ice, says the harbour office.")
    corpus.fold("c", "The ferry to Skerra does not sail today because of the wind, says the harbour office.")
    assert [(o.story, o.relation) for o in corpus.outcomes()] == [("a", "new"), ("b", "new"), ("a", "exact")]


def test_empty_texts_are_not_each_others_copies():
    corpus = Corpus()
    for name in "abc":
        corpus.fold(name, "")
    assert {o.story for o in corpus.outcomes()} == {"a", "b", "c"}


SPORT = """
Anil Deshmukh won the Brackwater regatta on Sunday for the third year, ahead of Beatrix Thornley and the Saltley crew of
Ferdinand Obi. The race had been put off for a week because of the flood on the Avon. Deshmukh rows for Lower Fenwick,
where his mother, Priya, builds the boats, and he is to race at Henley in July and in Lucerne after that. Thornley broke
an oar at the second bend and finished under the Cotterill Bridge, to the applause of the Brackwater brass band.
"""
