"""Where an article version belongs, decided on rows that are only handed in."""

from dataclasses import replace

import pytest

from wirecopy.dedupe.placing import MOST_SOURCES, decide
from wirecopy.model import LeadReason, Relation

THIN = "The ferry does not run today because of the wind."
FORECAST = """
Tomorrow it will be {} in most places, with {} in the valleys and {} by the shore. In the morning the wind will come
from the {}, and it will be {} up on the hills than it is in the towns. At noon the clouds will have {} in the east,
and in the west there may still be {} for an hour. Those who go out should take {} with them, for in the afternoon it
will feel {} than it has for days. During the night there will be {} on the higher roads, and so it stays all week.
"""
FORECASTS = (
    ("dry", "fog", "drizzle", "south", "windier", "broken", "haze", "sunscreen", "warmer", "frost"),
    ("wet", "snow", "sleet", "north", "milder", "thickened", "hail", "umbrellas", "colder", "slush"),
)


def settle(rows, folded, decision):
    """What is stored after a decision was written."""
    rows = rows | {row.id: row for row in decision.stories}
    if decision.folded:
        folded = folded | {decision.folded.article: decision.folded}
    return rows, folded


def play(*arrivals):
    """Decide on arrivals one after the other, each shown every living story; what is stored in the end."""
    rows, folded, decisions = {}, {}, []
    for arrival in arrivals:
        living = [row for row in rows.values() if not row.story.merged_into]
        had = folded.get(arrival.article)
        home = rows[had.story] if had else None
        while home and home.story.merged_into:
            home = rows[home.story.merged_into]
        decisions.append(decide(arrival, had, home, living))
        rows, folded = settle(rows, folded, decisions[-1])
    return rows, folded, decisions


@pytest.fixture
def excerpt(read):
    return "\n".join(read("bridge").splitlines()[:2])


class TestJoining:
    @pytest.mark.parametrize(
        ("second", "relation"),
        [("bridge", Relation.EXACT), ("bridge-spun", Relation.SPUN), ("orchard", Relation.ORIGINAL)],
    )
    def test_by_the_reference_text(self, arrival, second, relation):
        rows, _, decisions = play(arrival("a", "bridge"), arrival("b", second, minute=1))

        assert decisions[1].relation is relation
        assert len(rows) == (2 if relation is Relation.ORIGINAL else 1)

    def test_the_longer_text_joins_the_brief_that_was_first(self, arrival, excerpt):
        rows, _, decisions = play(arrival("a", excerpt), arrival("b", "bridge", minute=1))

        (row,) = rows.values()
        assert [c.relation for c in row.story.copies] == [Relation.ORIGINAL, Relation.EXCERPT]
        assert [text.article for text in row.references] == ["a", "b"], (
            "it is known by both, and still held against one"
        )
        assert decisions[1].announce == row.id

    def test_a_round_up_is_only_related(self, arrival, read):
        story = arrival("a", "bridge")
        round_up = arrival("b", f"{read('orchard')}\n{read('bridge')}\n{read('orchard')}", minute=1)

        rows, _, decisions = play(story, round_up)

        assert decisions[1].related == (decisions[0].story,)
        assert rows[decisions[1].story].story.related == (decisions[0].story,)

    def test_what_its_site_tells_anew_on_a_template_founds_another_and_what_an_article_itself_changes_does_not(
        self, arrival
    ):
        monday, tuesday = (FORECAST.format(*words) for words in FORECASTS)
        first, copied = arrival("a", monday), arrival("b", monday, minute=1)

        apart, _, _ = play(first, copied, arrival("c", tuesday, minute=2, url="https://a.example/tuesday"))
        assert [len(row.story.copies) for row in apart.values()] == [2, 1]

        changed, _, _ = play(first, copied, arrival("a", tuesday, minute=2))
        assert [len(row.story.copies) for row in changed.values()] == [2]

    def test_a_whole_text_is_preferred_to_a_brief(self, arrival, excerpt):
        brief, whole = (
            decide(arrival(name, text), None, None, []).stories[0]
            for name, text in (("a", excerpt), ("b", "bridge-spun"))
        )

        decision = decide(arrival("c", "bridge", minute=1), None, None, [brief, whole])

        assert (decision.story, decision.relation, decision.of) == (whole.id, Relation.SPUN, "b")

    def test_short_texts_join_by_every_word(self, arrival):
        rows, _, decisions = play(arrival("a", THIN), arrival("b", THIN, minute=1))

        assert (len(rows), decisions[1].relation) == (1, Relation.EXACT)


class TestAnArticleAloneInItsStory:
    def test_takes_the_reference_along_when_it_grows(self, arrival, excerpt):
        rows, _, decisions = play(arrival("a", excerpt), arrival("a", "bridge", minute=1))

        (row,) = rows.values()
        assert row.story.reference == "articles/a/1-1.json"
        assert (row.story.copies[0].relation, row.story.copies[0].similarity) == (Relation.ORIGINAL, None)
        assert decisions[1].announce == decisions[1].story

    def test_leaves_the_reference_where_it_hardly_changed(self, arrival, read):
        rows, _, decisions = play(
            arrival("a", "bridge"), arrival("a", read("bridge").replace("second", "third"), minute=1)
        )

        (row,) = rows.values()
        assert row.story.reference == "articles/a/0-1.json"
        assert row.story.copies[0].version_key == "articles/a/1-1.json"
        assert decisions[1].announce is None

    @pytest.mark.parametrize(
        ("before", "after"), [(THIN, THIN + " It may run again."), (THIN, "bridge"), ("bridge", THIN)]
    )
    def test_stays_where_too_little_text_speaks_for_another(self, arrival, before, after):
        rows, _, _ = play(arrival("a", before), arrival("a", after, minute=1))

        assert len(rows) == 1

    def test_stays_when_its_page_was_only_read_better(self, arrival):
        rows, _, decisions = play(arrival("a", "orchard"), arrival("a", "bridge", extractor="2"))

        assert len(rows) == 1
        assert decisions[1].announce == decisions[1].story

    def test_leaves_for_another_text(self, arrival):
        rows, folded, decisions = play(arrival("a", "bridge"), arrival("a", "orchard", minute=1))

        left, founded = rows[decisions[0].story], rows[decisions[1].story]
        assert (left.story.copies, left.story.revision) == ((), 2)
        assert folded["a"].story == founded.id != left.id
        assert founded.story.copies[0].first_seen == founded.story.first_seen


class TestAnArticleAmongOthers:
    def test_leaves_the_reference_to_the_others(self, arrival, excerpt):
        rows, _, _ = play(arrival("a", "bridge"), arrival("b", "bridge", minute=1), arrival("a", excerpt, minute=2))

        (row,) = rows.values()
        assert row.story.reference == "articles/a/0-1.json"

    def test_leaves_when_its_page_is_read_better_and_is_another(self, arrival):
        rows, _, decisions = play(
            arrival("a", "bridge"), arrival("b", "bridge", minute=1), arrival("a", "orchard", extractor="2")
        )

        assert len({d.story for d in decisions}) == 2
        assert [c.article for c in rows[decisions[0].story].story.copies] == ["b"]
        assert [c.article for c in rows[decisions[2].story].story.copies] == ["a"]

    def test_stays_where_a_person_put_it(self, arrival):
        rows, folded, decisions = play(arrival("a", "bridge"), arrival("b", "bridge", minute=1))
        row = rows[decisions[0].story]
        copies = tuple(replace(c, pinned=True) for c in row.story.copies)
        row = replace(row, story=replace(row.story, copies=copies))

        decision = decide(arrival("b", "orchard", minute=2), folded["b"], row, [row])

        assert decision.story == row.id
        assert decision.stories[0].copy("b").pinned


class TestMerging:
    def pair(self, arrival, one="bridge", other="bridge"):
        return tuple(
            decide(arrival(name, text, minute=minute), None, None, [])
            for name, text, minute in (("a", one, 0), ("b", other, 1))
        )

    def test_the_younger_becomes_a_redirect(self, arrival):
        one, other = self.pair(arrival)
        rows = [one.stories[0], other.stories[0]]

        decision = decide(arrival("b", "bridge", minute=1), other.folded, rows[1], rows)

        written = {row.id: row for row in decision.stories}
        winner, loser = written[one.story], written[other.story]
        assert [c.article for c in winner.story.copies] == ["a", "b"]
        assert winner.copy("b").relation is Relation.EXACT
        assert (loser.story.merged_into, loser.story.copies, loser.references) == (winner.id, (), ())
        assert (winner.story.revision, loser.story.revision) == (2, 2)
        assert (decision.folded, decision.announce) == (None, None)

    def test_a_story_that_nobody_carries_is_the_redirect(self, arrival):
        one, other = self.pair(arrival)
        empty = replace(one.stories[0], story=replace(one.stories[0].story, copies=()))

        decision = decide(arrival("b", "bridge", minute=1), other.folded, other.stories[0], [empty])

        assert {row.id: row.story.merged_into for row in decision.stories} == {
            other.story: None,
            one.story: other.story,
        }

    def test_never_of_stories_that_a_person_keeps_apart(self, arrival):
        one, other = self.pair(arrival)
        kept = replace(one.stories[0], apart=(other.story,))

        decision = decide(arrival("b", "bridge", minute=1), other.folded, other.stories[0], [kept])

        assert not decision.changes

    def test_a_mark_holds_for_what_a_story_absorbed(self, arrival):
        one, other = self.pair(arrival)
        kept = replace(one.stories[0], apart=("long gone",))
        grown = replace(other.stories[0], absorbed=("long gone",))

        assert not decide(arrival("b", "bridge", minute=1), other.folded, grown, [kept]).changes

    def test_two_unlike_stories_stay_two_though_a_text_holds_both(self, arrival, read):
        one, other = self.pair(arrival, "bridge", "orchard")
        both = arrival("c", f"{read('bridge')}\n{read('orchard')}", minute=2)

        decision = decide(both, None, None, [one.stories[0], other.stories[0]])

        assert all(row.story.merged_into is None for row in decision.stories)

    def test_what_holds_two_stories_is_a_copy_of_neither_however_often_it_comes(self, arrival, read):
        both = arrival("c", f"{read('orchard')}\n{read('bridge')}", minute=2)
        reprint = arrival("d", f"{read('orchard').replace('warmest', 'dryest')}\n{read('bridge')}", minute=3)
        rows, _, decisions = play(arrival("a", "bridge"), arrival("b", "orchard", minute=1), both, both, reprint)

        first, second, *others = (decision.story for decision in decisions)
        assert first != second
        assert set(others) == {others[0]}
        assert others[0] not in (first, second)
        assert rows[others[0]].story.related == (first, second)
        assert not decisions[3].changes
        assert [len(row.story.copies) for row in rows.values()] == [1, 1, 2]

    def test_an_article_that_was_taken_out_does_not_return(self, arrival):
        one, other = self.pair(arrival)
        barred = replace(other.folded, apart=(one.story,))

        decision = decide(arrival("b", "bridge", minute=1), barred, other.stories[0], [one.stories[0]])

        assert not decision.changes


class TestVersions:
    def test_the_same_again_changes_nothing_but_the_listings(self, arrival):
        first = decide(arrival("a", "bridge", sources=("s",)), None, None, [])

        again = decide(arrival("a", "bridge", sources=("s",)), first.folded, first.stories[0], [first.stories[0]])
        listed = decide(arrival("a", "bridge", sources=("t",)), first.folded, first.stories[0], [])

        assert not again.changes
        assert (listed.folded, listed.stories[0].copy("a").sources) == (None, ("s", "t"))

    def test_an_older_one_changes_nothing_but_the_listings(self, arrival):
        first = decide(arrival("a", "bridge", minute=5), None, None, [])

        decision = decide(arrival("a", "orchard", sources=("s",)), first.folded, first.stories[0], [])

        assert (decision.folded, decision.announce) == (None, None)
        assert decision.stories[0].copy("a") == replace(first.stories[0].copy("a"), sources=("s",))

    def test_an_older_one_still_speaks_for_the_story_that_it_left_behind(self, arrival):
        rows, folded, decisions = play(
            arrival("a", "bridge"), arrival("b", "bridge", minute=1), arrival("a", "orchard", minute=2)
        )
        left, home = rows[decisions[0].story], rows[decisions[2].story]
        twin = decide(arrival("c", "bridge", minute=9), None, None, []).stories[0]

        decision = decide(arrival("a", "bridge"), folded["a"], home, [left, twin])

        assert (decision.story, decision.announce, decision.folded) == (home.id, left.id, None)
        assert {row.id: row.story.merged_into for row in decision.stories} == {left.id: None, twin.id: left.id}

    def test_a_newer_extractor_makes_a_newer_version(self, arrival):
        _, folded, decisions = play(arrival("a", "bridge"), arrival("a", "bridge", extractor="2"))

        assert (folded["a"].extractor, folded["a"].revision, decisions[1].story) == ("2", 2, decisions[0].story)

    def test_what_sources_say_is_bounded(self, arrival):
        many = tuple(f"s{n:04}" for n in range(500))

        (row,) = decide(arrival("a", "bridge", sources=many, tags=many), None, None, []).stories

        assert (len(row.story.copies[0].sources), len(row.story.tags)) == (MOST_SOURCES, 64)

    def test_what_a_page_says_is_bounded(self, arrival):
        hostile = {"title": "t" * 100_000, "canonical": "https://x.example/" + "c" * 100_000}

        copy = decide(arrival("a", "bridge", **hostile), None, None, []).stories[0].story.copies[0]

        assert (len(copy.title), copy.canonical) == (500, None)


def test_the_lead_is_chosen_anew_with_every_copy(arrival):
    rows, _, decisions = play(arrival("a", "bridge"), arrival("b", "bridge", minute=1, canonical="https://a.example/"))

    story = rows[decisions[0].story].story
    assert (story.lead, story.lead_reason) == ("a", LeadReason.CANONICAL)
