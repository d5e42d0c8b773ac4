"""A person splits, merges and names leads; later verdicts respect it."""

import pytest

from wirecopy.codec import encode
from wirecopy.errors import UserError
from wirecopy.model import LeadReason, Relation
from wirecopy.stages.overrule import Overrule


class Archive:
    """Versions by their keys."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def get(self, key: str) -> bytes:
        return self.held[key]


@pytest.fixture
def archive():
    return Archive()


@pytest.fixture
def fold(stores, archive, make):
    """Stores a version in the archive and folds it."""

    def folded(name, text, *listings, **kwargs):
        version = make.version(name, text, **kwargs)
        archive.held[make.key(version)] = encode(version)
        return stores.fold(version, *listings).story

    return folded


@pytest.fixture
def person(stores, archive, make):
    return Overrule(stories=stores.stories, index=stores.index, archive=archive, clock=lambda: make.start)


def urls(*names):
    return {f"https://{name}.example/" for name in names}


class TestMerge:
    def test_makes_two_stories_one(self, stores, fold, person, make):
        rain, snow = fold("a", make.text("rain")), fold("b", make.text("snow"), minute=1)

        person.merge(snow, rain)

        assert stores.living() == {rain: urls("a", "b")}
        assert stores.all()[snow].story.merged_into == rain

    def test_a_new_version_stays_where_it_was_put(self, stores, fold, person, make):
        rain, snow = fold("a", make.text("rain")), fold("b", make.text("snow"), minute=1)
        person.merge(rain, snow)

        assert fold("b", make.text("hail"), minute=2) == rain

        assert stores.living() == {rain: urls("a", "b")}

    def test_both_texts_go_on_attracting_copies(self, stores, fold, person, make):
        rain, snow = fold("a", make.text("rain")), fold("b", make.text("snow"), minute=1)
        person.merge(rain, snow)

        assert fold("c", make.text("snow"), minute=2) == fold("d", make.text("rain"), minute=3) == rain

    def test_of_one_story_is_refused(self, fold, person, make):
        rain, snow = fold("a", make.text("rain")), fold("b", make.text("snow"), minute=1)
        person.merge(rain, snow)

        with pytest.raises(UserError, match="one story already"):
            person.merge(rain, snow)

    def test_with_an_unknown_story_is_refused(self, fold, person, make):
        with pytest.raises(UserError, match="no story"):
            person.merge(fold("a", make.text("rain")), "0" * 32)


class TestSplit:
    def test_takes_an_article_out(self, stores, fold, person, make):
        story = fold("a", make.text("rain"))
        fold("b", make.text("rain"), minute=1)

        founded = person.split(story, make.version("b", "").id)

        assert stores.living() == {story: urls("a"), founded.id: urls("b")}
        assert founded.story.copies[0].relation is Relation.ORIGINAL

    def test_holds_against_every_later_verdict(self, stores, fold, person, make):
        story = fold("a", make.text("rain"))
        fold("b", make.text("rain"), minute=1)
        founded = person.split(story, make.version("b", "").id).id

        fold("b", make.text("rain"), minute=1)
        fold("b", make.text("rain", "near"), minute=2)
        fold("a", make.text("rain", "near"), minute=3)
        third = fold("c", make.text("rain"), minute=4)

        assert third in (story, founded)
        living = stores.living()
        assert (living[story] - urls("c"), living[founded] - urls("c")) == (urls("a"), urls("b"))

    def test_another_text_is_free_to_go(self, stores, fold, person, make):
        story = fold("a", make.text("rain"))
        fold("b", make.text("rain"), minute=1)
        snow = fold("c", make.text("snow"), minute=1)
        person.split(story, make.version("b", "").id)

        assert fold("b", make.text("snow"), minute=5) == snow

    def test_of_the_founder_leaves_the_story_to_the_text_of_the_next(self, stores, fold, person, make):
        story = fold("a", make.text("rain"))
        near = fold("b", make.text("rain", "near"), minute=1)

        person.split(story, make.version("a", "").id)

        row = stores.all()[near]
        assert row.references[0].article == make.version("b", "").id
        assert [c.relation for c in row.story.copies] == [Relation.ORIGINAL]

    def test_undoes_a_merge(self, stores, fold, person, make):
        rain, snow = fold("a", make.text("rain")), fold("b", make.text("snow"), minute=1)
        person.merge(rain, snow)
        founded = person.split(rain, make.version("b", "").id).id

        assert fold("c", make.text("snow"), minute=2) == founded
        assert fold("d", make.text("rain"), minute=3) == rain

    def test_of_the_only_copy_is_refused(self, fold, person, make):
        story = fold("a", make.text("rain"))

        with pytest.raises(UserError, match="only copy"):
            person.split(story, make.version("a", "").id)

    def test_of_what_is_no_copy_is_refused(self, fold, person, make):
        story = fold("a", make.text("rain"))

        with pytest.raises(UserError, match="no copy"):
            person.split(story, "0" * 32)


class TestLead:
    def test_is_who_was_named_whatever_comes_later(self, stores, fold, person, make):
        story = fold("a", make.text("rain"))
        fold("b", make.text("rain"), minute=1)
        named = make.version("b", "").id

        person.lead(story, named)
        fold("c", make.text("rain"), minute=2, canonical="https://a.example/")

        told = stores.all()[story].story
        assert (told.lead, told.lead_reason) == (named, LeadReason.OVERRULED)

    def test_that_is_no_copy_is_refused(self, fold, person, make):
        with pytest.raises(UserError, match="no copy"):
            person.lead(fold("a", make.text("rain")), "0" * 32)
