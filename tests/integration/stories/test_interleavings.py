"""Whatever order the calls of several workers take, the end is one that some order of whole folds has.

Workers are threads that hold still before every call to a store until they are given a turn, so an interleaving is a
sequence of turns and can be repeated. For two workers every interleaving is played, but for those that differ only in
the order of calls that do not touch each other (two reads, or calls on different rows and keys); for three, a sample.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import count, permutations
from types import SimpleNamespace

import pytest
from turns import Call, every, play

from wirecopy.dedupe.index import Index, Member
from wirecopy.model import ArticleVersion


@dataclass(frozen=True)
class Crashed:
    """A version whose worker died after its rows were written, and before its keys were posted."""

    version: ArticleVersion


class Turnstile:
    """A store whose every call waits for a turn."""

    def __init__(self, name: str, store: object, before: Callable[[Call], None]) -> None:
        self._name, self._store, self._before = name, store, before

    def __getattr__(self, method: str) -> Callable:
        def call(*args, **kwargs):
            touched = keys_of(*args) if self._name == "index" else rows_of(**kwargs)
            self._before(Call(frozenset(touched), method in ("write", "post")))
            return getattr(self._store, method)(*args, **kwargs)

        return call


def keys_of(keys: Sequence[str], *_: Member) -> Iterator[tuple[str, str]]:
    return (("key", key) for key in keys)


def rows_of(*, articles=(), stories=(), folded=None) -> Iterator[tuple[str, str]]:
    """What a call to the stories touches: it names ids where it reads, and rows where it writes."""
    yield from (("article", article) for article in articles)
    yield from (("story", getattr(story, "id", story)) for story in stories)
    if folded:
        yield "article", folded.article


class Crash(BaseException):
    """A worker's death."""


class Mortal:
    """A store whose worker dies before or after a call that ``dies`` picks by its name."""

    def __init__(self, store: object, dies: Callable[[str], bool], *, after: bool = False) -> None:
        self._store, self._dies, self._after = store, dies, after

    def __getattr__(self, method: str) -> Callable:
        def call(*args, **kwargs):
            dies = self._dies(method)
            if dies and not self._after:
                raise Crash
            answer = getattr(self._store, method)(*args, **kwargs)
            if dies:
                raise Crash
            return answer

        return call


class Torn:
    """An index whose keys are asked and posted one by one, a call each; those that are only read go together."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def probe(self, keys: Sequence[str]) -> dict:
        some = [[key] for key in keys[:4]] + [keys[4:]]
        return {key: held for part in some for key, held in self._index.probe(part).items()}

    def post(self, keys: Sequence[str], member: Member) -> dict:
        return {key: held for part in keys for key, held in self._index.post([part], member).items()}


def scenarios(make) -> dict[str, tuple[list, list]]:
    """What is folded before, and what at the same moment."""
    v, t = make.version, make.text
    cut, brief = " ".join(make.sentences("rain")[1:]), " ".join(make.sentences("rain")[:2])
    return {
        "two copies found at once": ([], [v("a", t("rain")), v("b", t("rain"), minute=1)]),
        "the elder is slower": ([], [v("a", t("rain"), minute=1), v("b", t("rain"))]),
        "two short copies found at once": (
            [],
            [v("a", brief, minute=1, title="Rain"), v("b", brief, title="Rain")],
        ),
        "two copies that share but some keys": ([], [v("a", t("rain")), v("b", cut, minute=1)]),
        "two texts": ([], [v("a", t("rain")), v("b", t("snow"), minute=1)]),
        "one version twice": ([], [v("a", t("rain")), v("a", t("rain"))]),
        "two versions of an article": ([], [v("a", t("rain")), v("a", t("snow"), minute=1)]),
        "two versions of a copy": (
            [v("a", t("rain")), v("b", t("snow")), v("c", t("rain"))],
            [v("c", t("snow"), minute=1), v("c", t("rain", "near"), minute=2)],
        ),
        "one joins while the founder leaves": (
            [v("a", t("rain"))],
            [v("b", t("rain"), minute=1), v("a", t("snow"), minute=2)],
        ),
        "two change places": (
            [v("a", t("rain")), v("b", t("snow"))],
            [v("a", t("snow"), minute=1), v("b", t("rain"), minute=2)],
        ),
        "two join": ([v("a", t("rain"))], [v("b", t("rain"), minute=1), v("c", t("rain", "near"), minute=2)]),
        "one grows while another copies what it was": (
            [v("a", t("rain", "near"))],
            [v("a", t("rain", "longer"), minute=1), v("b", t("rain", "near"), minute=2)],
        ),
        "one grows while another copies what it becomes": (
            [v("a", t("rain", "excerpt"))],
            [v("a", t("rain"), minute=1), v("b", t("rain"), minute=2)],
        ),
        "two stories prove to be one while another joins the younger": (
            [Crashed(v("a", t("rain"))), v("b", t("rain"), minute=1)],
            [v("a", t("rain")), v("c", t("rain"), minute=2)],
        ),
        "two stories prove to be one while the founder of the younger leaves": (
            [Crashed(v("a", t("rain"))), v("b", t("rain"), minute=1)],
            [v("a", t("rain")), v("b", t("snow"), minute=2)],
        ),
        "two stories prove to be one while the founder of the elder leaves": (
            [Crashed(v("a", t("rain"))), v("b", t("rain"), minute=1)],
            [v("a", t("rain")), v("a", t("snow"), minute=3)],
        ),
    }


NOTHING = SimpleNamespace(version=lambda *_, **__: None, text=lambda *_: "", sentences=lambda *_: [])
NAMES = list(scenarios(NOTHING))


def check(stores, versions) -> dict:
    """Assert what must hold of any end, and return the end."""
    rows, living = stores.all(), stores.living()
    articles = {v.id: v.article.url for v in versions}
    held = [url for urls in living.values() for url in urls]
    assert sorted(held) == sorted(articles.values()), "each article is in one story: none lost, none doubled"
    folded = stores.stories.read(articles=articles).folded
    for article, url in articles.items():
        story = rows[folded[article].story]
        while story.story.merged_into:
            story = rows[story.story.merged_into]
        assert url in {c.url for c in story.story.copies}, "the article's row leads to the story that holds it"
        newest = max(v.observed_at for v in versions if v.id == article)
        assert (story.copy(article).observed_at, folded[article].observed_at) == (newest, newest)
    return living


def prepared(new_stores, before):
    stores = new_stores()
    for v in before:
        if isinstance(v, Crashed):
            with pytest.raises(Crash):
                stores.behind(lambda _, store: Mortal(store, lambda method: method == "post")).fold(v.version)
        else:
            stores.fold(v)
    return stores


def ends_one_by_one(in_memory, before, at_once, versions) -> list[dict]:
    """How whole folds end, in memory: test_fold.py shows that they end so on DynamoDB."""
    ends = []
    for order in permutations(at_once):
        stores = prepared(in_memory, before)
        for v in order:
            stores.fold(v)
        ends.append(check(stores, versions))
    return ends


def versions_of(before, at_once) -> list[ArticleVersion]:
    return [v.version if isinstance(v, Crashed) else v for v in (*before, *at_once)]


def start(new_stores, before, at_once, *, pool=None, torn=False):
    """The stores, prepared, and a job for each of those that fold at once."""
    stores = prepared(new_stores, before)

    def job(v):
        def run(wait):
            def behind(name, store):
                turnstile = Turnstile(name, store, wait)
                return Torn(turnstile) if torn and name == "index" else turnstile

            stores.behind(behind).fold(v, pool=pool)

        return run

    return stores, [job(v) for v in at_once]


class AtOnce(Executor):
    """A pool that is quicker than whoever hands it something: keys are posted before the rows are written."""

    def submit(self, call, /, *args, **kwargs):
        done = Future()
        done.set_result(call(*args, **kwargs))
        return done


def play_every(new_stores, in_memory, make, name, pool=None) -> int:
    """Play all interleavings of a scenario; how many there are."""
    before, at_once = scenarios(make)[name]
    versions = versions_of(before, at_once)
    allowed = ends_one_by_one(in_memory, before, at_once, versions)
    current = []

    def jobs():
        stores, made = start(new_stores, before, at_once, pool=pool)
        current[:] = [stores]
        return made

    played = 0
    for turns in every(jobs):
        played += 1
        assert check(current[0], versions) in allowed, f"the turns {turns}"
    return played


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pool", [None, AtOnce()], ids=["rows first", "keys first"])
def test_any_interleaving_of_two_ends_as_one_by_one(in_memory, make, name, pool, record_property):
    played = play_every(in_memory, in_memory, make, name, pool)

    record_property("interleavings", played)
    assert played > 1


# Those left out write what "two copies found at once" writes: only their keys and times differ.
ROWS = [
    n
    for n in NAMES
    if n
    not in ("the elder is slower", "two copies that share but some keys", "two short copies found at once", "two texts")
]


@pytest.mark.parametrize("name", ROWS)
def test_any_interleaving_of_two_on_conditional_writes(rows_on_dynamodb, in_memory, make, name):
    """Only the rows lie on DynamoDB here, for the keys are merely added; this makes it quick enough to play all."""
    assert play_every(rows_on_dynamodb, in_memory, make, name) > 1


def test_any_interleaving_of_two_that_found_at_once_on_dynamodb_alone(on_dynamodb, in_memory, make):
    """Short texts have one key, so this is quick enough; longer ones are sampled below."""
    assert play_every(on_dynamodb, in_memory, make, "two short copies found at once") > 1


def threes(make) -> dict[str, tuple[list, list]]:
    """What three fold at the same moment."""
    v, t = make.version, make.text
    return {
        "three copies found at once": ([], [v(n, t("rain"), minute=m) for n, m in (("a", 2), ("b", 0), ("c", 1))]),
        "one version twice beside a copy": ([], [v("a", t("rain")), v("a", t("rain")), v("b", t("rain"), minute=1)]),
        "one joins, one leaves, one founds": (
            [v("a", t("rain"))],
            [v("b", t("rain"), minute=1), v("a", t("snow"), minute=2), v("c", t("snow"), minute=3)],
        ),
        "three stories prove to be one": (
            [Crashed(v("a", t("rain"))), Crashed(v("b", t("rain"), minute=1)), v("c", t("rain"), minute=2)],
            [v("a", t("rain")), v("b", t("rain"), minute=1), v("d", t("rain", "near"), minute=3)],
        ),
        "three change places": (
            [v("a", t("rain")), v("b", t("snow")), v("c", t("hail"))],
            [v("a", t("snow"), minute=1), v("b", t("hail"), minute=2), v("c", t("rain"), minute=3)],
        ),
    }


THREES = list(threes(NOTHING))


def play_some(new_stores, in_memory, before, at_once, *, many, torn=False) -> None:
    """Play a sample of interleavings of a scenario."""
    versions = versions_of(before, at_once)
    allowed = ends_one_by_one(in_memory, before, at_once, versions)
    for seed in range(many):
        stores, jobs = start(new_stores, before, at_once, torn=torn)
        turns = play(jobs, random.Random(seed).choice)
        assert check(stores, versions) in allowed, f"seed {seed}: the turns {[worker for worker, _ in turns]}"


@pytest.mark.parametrize("name", THREES)
def test_a_sample_of_interleavings_of_three(in_memory, make, name):
    play_some(in_memory, in_memory, *threes(make)[name], many=60)


@pytest.mark.parametrize("name", THREES)
def test_a_sample_of_interleavings_of_three_on_dynamodb(on_dynamodb, in_memory, make, name):
    play_some(on_dynamodb, in_memory, *threes(make)[name], many=2)


@pytest.mark.parametrize("name", THREES)
def test_a_sample_of_interleavings_of_three_whose_keys_go_out_one_by_one(in_memory, make, name):
    """The keys of one call are many requests: others may come between any two of them."""
    play_some(in_memory, in_memory, *threes(make)[name], many=15, torn=True)


@pytest.mark.parametrize("call", range(1, 6))
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_worker_that_dies_at_any_call_is_healed_by_folding_again(new_stores, make, call, after):
    a, b = make.version("a", make.text("rain")), make.version("b", make.text("rain"), minute=1)
    stores, calls = new_stores(), count(1)
    mortal = stores.behind(lambda _, store: Mortal(store, lambda _: next(calls) == call, after=after))
    with pytest.raises(Crash):
        mortal.fold(a)
    stores.fold(b)

    for v in (a, b, a):
        stores.fold(v)

    assert list(check(stores, [a, b]).values()) == [{a.article.url, b.article.url}]
