"""An article version is folded into its story: the same in memory and on DynamoDB."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from wirecopy.model import Relation
from wirecopy.stages.fold import fold_listings
from wirecopy.store.fingerprints import DynamoIndex


def test_a_first_text_founds_a_story(stores, make):
    a = make.version("a", make.text("rain"))

    outcome = stores.fold(a)

    (row,) = stores.all().values()
    assert outcome.changed
    assert (outcome.story, outcome.relation, outcome.of) == (row.id, Relation.ORIGINAL, None)
    assert (row.story.revision, row.story.lead, row.story.reference) == (1, a.id, make.key(a))
    assert [(c.url, c.relation, c.similarity) for c in row.story.copies] == [(a.article.url, Relation.ORIGINAL, None)]


def test_copies_join_the_story_whose_text_they_are(stores, make):
    whole, again, cut, head = (
        make.version("a", make.text("rain")),
        make.version("b", make.text("rain"), minute=1),
        make.version("c", make.text("rain", "near"), minute=2),
        make.version("d", make.text("rain", "excerpt"), minute=3),
    )

    outcomes = [stores.fold(v) for v in (whole, again, cut, head)]

    assert [o.relation for o in outcomes] == [Relation.ORIGINAL, Relation.EXACT, Relation.NEAR, Relation.EXCERPT]
    assert {o.story for o in outcomes} == {outcomes[0].story}
    assert [o.of for o in outcomes] == [None, whole.id, whole.id, whole.id]
    assert len(stores.all()[outcomes[0].story].story.copies) == 4


def test_different_texts_stay_apart(stores, make):
    outcomes = [stores.fold(make.version(topic, make.text(topic))) for topic in ("rain", "snow", "hail")]

    assert len({o.story for o in outcomes}) == 3


def test_folding_a_version_again_changes_nothing(stores, make):
    versions = [make.version("a", make.text("rain")), make.version("b", make.text("rain"), minute=1)]
    for v in versions:
        stores.fold(v)
    before = stores.all()

    again = [stores.fold(v) for v in versions]

    assert stores.all() == before
    assert [o.changed for o in again] == [False, False]
    assert [o.relation for o in again] == [Relation.ORIGINAL, Relation.EXACT]


def test_an_older_version_is_ignored(stores, make):
    stores.fold(make.version("a", make.text("rain"), minute=5))
    before = stores.all()

    outcome = stores.fold(make.version("a", make.text("snow"), minute=1))

    assert stores.all() == before
    assert not outcome.changed


def test_a_newer_version_of_the_same_text_updates_its_copy(stores, make):
    stores.fold(make.version("a", make.text("rain")))
    stores.fold(make.version("b", make.text("rain"), minute=1))
    cut = make.version("b", make.text("rain", "near"), minute=9)

    outcome = stores.fold(cut)

    row = stores.all()[outcome.story]
    copy = row.copy(cut.id)
    assert (outcome.relation, row.story.revision) == (Relation.NEAR, 3)
    assert (copy.version_key, copy.observed_at) == (make.key(cut), cut.observed_at)
    assert copy.first_seen < cut.observed_at


def test_a_version_with_another_text_leaves_and_founds(stores, make):
    old = stores.fold(make.version("a", make.text("rain")))
    stores.fold(make.version("b", make.text("rain"), minute=1))

    new = stores.fold(make.version("a", make.text("snow"), minute=2))

    assert new.relation is Relation.ORIGINAL
    assert stores.living() == {old.story: {"https://b.example/"}, new.story: {"https://a.example/"}}


def test_a_version_with_another_text_leaves_and_joins(stores, make):
    rain = stores.fold(make.version("a", make.text("rain")))
    snow = stores.fold(make.version("b", make.text("snow")))

    stores.fold(make.version("a", make.text("snow"), minute=2))

    assert stores.living() == {snow.story: {"https://a.example/", "https://b.example/"}}
    assert stores.all()[rain.story].story.copies == ()


def test_a_text_that_returns_finds_its_story_again(stores, make):
    rain = stores.fold(make.version("a", make.text("rain")))
    snow = stores.fold(make.version("a", make.text("snow"), minute=1))

    back = stores.fold(make.version("a", make.text("rain"), minute=2))

    assert back.story == rain.story != snow.story
    assert stores.living() == {rain.story: {"https://a.example/"}}


def test_copies_still_find_a_story_whose_founder_has_left(stores, make):
    rain = stores.fold(make.version("a", make.text("rain")))
    stores.fold(make.version("b", make.text("rain"), minute=1))
    stores.fold(make.version("a", make.text("snow"), minute=2))

    assert stores.fold(make.version("c", make.text("rain"), minute=3)).story == rain.story


def test_listings_bring_sources_and_tags(stores, make):
    a, b = make.version("a", make.text("rain")), make.version("b", make.text("rain"), minute=1)
    stores.fold(a, make.listing(a, "gazette", "weather"))
    story = stores.fold(b, make.listing(b, "herald", "news")).story

    stores.fold(b, make.listing(b, "herald", "news"), make.listing(b, "courier", "local"))

    row = stores.all()[story]
    assert row.copy(b.id).sources == ("herald", "courier")
    assert row.story.tags == ("local", "news", "weather")
    assert row.story.revision == 3


def test_a_listing_alone_is_added_without_its_text(stores, make):
    a = make.version("a", make.text("rain"))
    told = {"stories": stores.stories, "clock": lambda: make.start}
    assert fold_listings(a.id, [make.listing(a, "gazette")], **told) is None

    story = stores.fold(a).story
    row = fold_listings(a.id, [make.listing(a, "gazette", "weather")], **told)

    assert row == stores.all()[story]
    assert (row.copy(a.id).sources, row.story.tags, row.story.revision) == (("gazette",), ("weather",), 2)
    assert fold_listings(a.id, [make.listing(a, "gazette", "weather")], **told) is None


def test_tags_leave_with_the_copy_that_brought_them(stores, make):
    a, b = make.version("a", make.text("rain")), make.version("b", make.text("rain"), minute=1)
    stores.fold(a, make.listing(a, "gazette", "weather"))
    rain = stores.fold(b, make.listing(b, "herald", "news"))

    snow = stores.fold(make.version("b", make.text("snow"), minute=2))

    assert stores.all()[rain.story].story.tags == ("weather",)
    assert stores.all()[snow.story].story.tags == ("news",)
    assert stores.all()[snow.story].story.copies[0].sources == ("herald",)


def test_keys_are_posted_beside_the_rows_where_there_are_threads(on_dynamodb, dynamodb, make):
    stores = on_dynamodb()
    with ThreadPoolExecutor(4) as writers, ThreadPoolExecutor(1) as beside:
        stores = replace(stores, index=DynamoIndex(dynamodb, "Fingerprints", pool=writers))
        story = stores.fold(make.version("a", make.text("rain")), pool=beside).story

        assert stores.fold(make.version("b", make.text("rain", "near"), minute=1), pool=beside).story == story


HOSTILE = {
    "empty": "",
    "blank": " \n\t " * 1_000,
    "one word": "buffalo " * 1_000_000,
    "one sentence": "It was on the hill that they had it. " * 10_000,
    "5 MB": " ".join(f"word{n % 70_000} of the {n % 977}" for n in range(250_000)),
    "no words": "!?#% " * 100_000,
    "scripts": "кот 猫 แมว gato " * 20_000,
    "lone surrogates": "\ud800 \udfff the cat \udc00 " * 20_000,
    "one long word": "x" * 2_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_folded_in_bounded_time(stores, make, name):
    before = time.process_time()
    for minute, source in enumerate(("a", "b")):
        stores.fold(make.version(source, HOSTILE[name], minute=minute, title=HOSTILE[name], canonical=HOSTILE[name]))
    taken = time.process_time() - before

    assert {url for urls in stores.living().values() for url in urls} == {"https://a.example/", "https://b.example/"}
    assert taken < 2


def test_hostile_text_changes_nothing_for_others(stores, make):
    for minute, body in enumerate(HOSTILE.values()):
        stores.fold(make.version(f"h{minute}", body, minute=minute))
    rain = stores.fold(make.version("a", make.text("rain"), minute=50))

    assert stores.fold(make.version("b", make.text("rain", "near"), minute=51)).story == rain.story
    assert stores.living()[rain.story] == {"https://a.example/", "https://b.example/"}
