"""Articles come, change, leave, return, merge, are listed and are delivered again in any order, beside a simple model.

The texts are so unlike, or so alike, that what belongs together is known beforehand: the model is a mapping from each
article to its newest text and sources.
"""

import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from wirecopy.dedupe.index import Member, MemoryIndex
from wirecopy.model import Article, ArticleVersion, Link, Listing
from wirecopy.stages.fold import Fold, fold, fold_listings
from wirecopy.store.memory_stories import MemoryStories

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def prose(topic: int) -> list[str]:
    """Sentences that no other topic has."""
    dice = random.Random(topic)
    small = ("the", "of", "to", "and", "in", "on", "with", "by", "from", "they", "at", "which")
    large = [
        "".join(dice.choices(("ba", "de", "fi", "gu", "ko", "la", "me", "ni", "pu", "ro"), k=3)) for _ in range(50)
    ]
    return [
        " ".join(["It", *(dice.choice(small) if n % 2 else dice.choice(large) for n in range(16))]) + "."
        for _ in range(12)
    ]


TOPICS = 3
ARTICLES = ["a", "b", "c", "d", "e"]
TEXTS = {(topic, cut): " ".join(prose(topic)[: 12 - cut]) for topic in range(TOPICS) for cut in range(2)}
articles = st.sampled_from(ARTICLES)
texts = st.sampled_from(sorted(TEXTS))


class Unreachable:
    """An index that answers no more when something is to be written."""

    def __init__(self, index: MemoryIndex) -> None:
        self.probe = index.probe

    def post(self, keys: Sequence[str], member: Member) -> None:
        raise ConnectionError


class Folding(RuleBasedStateMachine):
    """The stage over stores in memory, and the model."""

    def __init__(self) -> None:
        super().__init__()
        self.stores = MemoryStories()
        self.index = MemoryIndex()
        self.minute = 0
        self.sent: list[ArticleVersion] = []
        self.topic: dict[str, int] = {}
        self.unanswered: list[ArticleVersion] = []
        self.newest: dict[str, ArticleVersion] = {}
        self.sources: dict[str, set[str]] = {}
        self.revisions: dict[str, int] = {}

    def fold(self, version: ArticleVersion, *, dying: bool = False) -> Fold:
        return fold(
            version,
            f"articles/{version.id}/{version.observed_at:%H%M}.json",
            [self.listing(version.id, source) for source in sorted(self.sources.get(version.id, ()))],
            stories=self.stores,
            index=Unreachable(self.index) if dying else self.index,
            clock=lambda: NOON,
        )

    def listing(self, article: str, source: str) -> Listing:
        link = Link(url=f"https://{article}.example/")
        return Listing(source=source, article=article, link=link, tags=(f"of-{source}",), seen_at=NOON)

    def version(self, article: str, text: tuple[int, int]) -> ArticleVersion:
        self.minute += 1
        version = ArticleVersion(
            id=article,
            observed_at=NOON + timedelta(minutes=self.minute),
            extractor="1",
            page_key="",
            article=Article(url=f"https://{article}.example/", text=TEXTS[text], language="en"),
        )
        self.sent.append(version)
        self.newest[article], self.topic[article] = version, text[0]
        return version

    @rule(article=articles, text=texts)
    def a_version_arrives(self, article: str, text: tuple[int, int]) -> None:
        assert self.fold(self.version(article, text)).changed

    @rule(article=articles, text=texts)
    def a_worker_dies_before_it_posts_keys(self, article: str, text: tuple[int, int]) -> None:
        version = self.version(article, text)
        try:
            self.fold(version, dying=True)
        except ConnectionError:
            self.unanswered.append(version)

    @precondition(lambda self: self.unanswered)
    @rule()
    def what_was_not_answered_is_delivered_again(self) -> None:
        for version in self.unanswered:
            self.fold(version)
        self.unanswered.clear()

    @precondition(lambda self: not self.unanswered and len(set(self.topic.values())) < TOPICS)
    @rule(pair=st.permutations(ARTICLES), cut=st.integers(0, 1))
    def two_found_at_once_and_prove_to_be_one(self, pair: list[str], cut: int) -> None:
        topic = min(set(range(TOPICS)) - set(self.topic.values()))
        slow = self.version(pair[0], (topic, 0))
        with suppress(ConnectionError):  # raised unless the text returns to a story that is still known by it
            self.fold(slow, dying=True)
        self.fold(self.version(pair[1], (topic, cut)))
        two = [row for row in self.stores.all() if row.copy(pair[0]) or row.copy(pair[1])]
        self.fold(slow)

        elder = min(two, key=lambda row: row.seniority).id
        rows = {row.id: row for row in self.stores.all()}
        assert rows[elder].copy(pair[0])
        assert rows[elder].copy(pair[1])
        assert {rows[row.id].story.merged_into for row in two if row.id != elder} <= {elder}

    @precondition(lambda self: self.sent and not self.unanswered)
    @rule(data=st.data())
    def a_version_is_delivered_again(self, data: st.DataObject) -> None:
        version = data.draw(st.sampled_from(self.sent))
        before = self.stores.all()
        assert not self.fold(version).changed
        assert self.stores.all() == before

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), source=st.sampled_from("xyz"))
    def a_source_lists_an_article(self, data: st.DataObject, source: str) -> None:
        article = data.draw(st.sampled_from(sorted(self.newest)))
        known = source in self.sources.setdefault(article, set())
        self.sources[article].add(source)
        row = fold_listings(article, [self.listing(article, source)], stories=self.stores, clock=lambda: NOON)
        assert (row is None) is known

    @precondition(lambda self: not self.unanswered)
    @invariant()
    def stories_are_the_articles_that_share_a_text(self) -> None:
        living = [row.story for row in self.stores.all() if row.story.copies]
        told = {frozenset(copy.article for copy in story.copies) for story in living}
        topics = set(self.topic.values())
        assert told == {frozenset(a for a, t in self.topic.items() if t == topic) for topic in topics}
        assert len(living) == len(topics)

    @invariant()
    def copies_say_what_was_last_seen(self) -> None:
        for row in self.stores.all():
            for copy in row.story.copies:
                assert copy.observed_at == self.newest[copy.article].observed_at
                assert set(copy.sources) == self.sources.get(copy.article, set())
            assert set(row.story.tags) == {tag for copy in row.story.copies for tag in copy.tags}
            assert not row.story.copies or row.copy(row.story.lead)

    @invariant()
    def revisions_only_grow(self) -> None:
        now = {row.id: row.story.revision for row in self.stores.all()}
        assert all(now[story] >= revision for story, revision in self.revisions.items())
        self.revisions = now


TestFolding = Folding.TestCase
TestFolding.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
