"""A story as it is kept, and what can happen to it. Pure: each function returns new rows and leaves the old alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from wirecopy.codec import encode
from wirecopy.dedupe import lead
from wirecopy.dedupe.references import MOST
from wirecopy.identity import story_id
from wirecopy.model import ArticleVersion, Copy, LeadReason, Relation, Story

MOST_COPIES = 200
"""Copies that a story tells one by one; those beyond are counted (``Story.unlisted``)."""
MOST_BYTES = 200_000
"""What a story's copies may take as JSON: half of what DynamoDB lets an item weigh (400 KB)."""
MOST_MARKS = 100
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

_WEAKNESS = {
    Relation.ORIGINAL: 0,
    Relation.EXACT: 1,
    Relation.NEAR: 2,
    Relation.SPUN: 3,
    Relation.EXCERPT: 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A text that copies are held against."""

    key: str
    """Where the version lies whose text it is."""
    article: str
    signature: bytes
    published: datetime | None = None
    site: str = ""
    thin: bool = False
    """Too short to be told from others by anything but every word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story with what deciding about it takes.

    The first of ``references`` is the reference text; the others are copies' texts that it is known by as well, and
    those of stories that became this one. A redirect has none.
    """

    story: Story
    references: tuple[Reference, ...]
    apart: tuple[str, ...] = ()
    """Stories that a person said are others: never merged with this one."""
    absorbed: tuple[str, ...] = ()
    """Stories that became this one."""
    schema: int = 1

    @property
    def id(self) -> str:
        """The story's id."""
        return self.story.id

    @property
    def ids(self) -> frozenset[str]:
        """Every id under which this story may be spoken of."""
        return frozenset((self.story.id, *self.absorbed))

    @property
    def seniority(self) -> tuple[bool, datetime, str]:
        """Of two stories that prove to be one the smaller stays; one without copies is out of the feeds already."""
        return (not self.story.copies, self.story.first_seen, self.story.id)

    def known_by(self, key: str) -> bool:
        """Whether the text of the version under ``key`` is one that copies are held against."""
        return any(reference.key == key for reference in self.references)

    def copy(self, article: str) -> Copy | None:
        """The article's copy, if it is told."""
        return next((c for c in self.story.copies if c.article == article), None)

    def holds_only(self, article: str) -> bool:
        """Whether no other article is a copy of this story."""
        return not self.story.unlisted and [c.article for c in self.story.copies] == [article]

    def kept_from(self, other: "StoryRow") -> bool:
        """Whether a person said that the two are different stories."""
        return bool(self.ids.intersection(other.apart) or other.ids.intersection(self.apart))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedRow:
    """How far an article has been folded: into which story, and at which version."""

    article: str
    story: str
    """May since have become a redirect."""
    observed_at: datetime
    extractor: str
    version_key: str
    apart: tuple[str, ...] = ()
    """Stories that a person took the article out of."""
    withdrawn: bool = False
    """Whether a person wants it in no story: it stays out, whatever version of it comes."""
    revision: int = 1
    schema: int = 1

    @property
    def order(self) -> tuple[datetime, str]:
        """Versions of one article are ordered by this."""
        return (self.observed_at, self.extractor)


def found(version: ArticleVersion, copy: Copy, reference: Reference, *, taken: Iterable[str] = ()) -> StoryRow:
    """The story that an article version founds. An id among ``taken`` was used up by an earlier reading."""
    identity = story_id(version.id, version.observed_at)
    if identity in taken:
        identity = story_id(f"{version.id}\n{version.extractor}", version.observed_at)
    story = Story(
        id=identity,
        reference=reference.key,
        copies=(),
        lead=version.id,
        lead_reason=LeadReason.UNKNOWN,
        published=publication(copy, version.observed_at),
        first_seen=version.observed_at,
        changed_at=version.observed_at,
        revision=0,
    )
    return with_copy(StoryRow(story=story, references=(reference,)), copy)


def publication(founder: Copy, first_seen: datetime) -> datetime:
    """When readers are told that a story was published: on its founder's date, where that can be believed."""
    said = founder.published
    if said is None or not founder.date_trusted or said < _EARLIEST:
        return first_seen
    return min(said, first_seen).astimezone(UTC)


def with_copy(row: StoryRow, copy: Copy) -> StoryRow:
    """The story with ``copy`` in it, in the place of the article's former one if there is one."""
    others = [c for c in row.story.copies if c.article != copy.article]
    listed = _with_copies(row, (*others, copy))
    if others and (len(others) >= MOST_COPIES or len(encode(listed.story)) > MOST_BYTES):
        known = len(others) < len(row.story.copies)
        return row if known else replace(row, story=replace(row.story, unlisted=row.story.unlisted + 1))
    return listed


def without_copy(row: StoryRow, article: str) -> StoryRow:
    """The story after an article has left. One that nobody carries any more stays, for its text may return."""
    if row.copy(article) is None:
        return replace(row, story=replace(row.story, unlisted=max(0, row.story.unlisted - 1)))
    return _with_copies(row, [c for c in row.story.copies if c.article != article])


def with_reference(row: StoryRow, reference: Reference) -> StoryRow:
    """The story with another reference text in place of its own."""
    return replace(row, story=replace(row.story, reference=reference.key), references=(reference, *row.references[1:]))


def merged(
    winner: StoryRow, loser: StoryRow, relation: Relation, similarity: float, *, by_person: bool = False
) -> tuple[StoryRow, StoryRow]:
    """Two stories that prove to be one: the winner with all copies, and the loser as a redirect to it.

    ``relation`` and ``similarity`` say how the two reference texts stand; what a moved copy shares with its new
    reference is estimated from them. What a person merged is pinned. Both texts go on attracting copies.
    """
    moved = [
        replace(
            copy,
            relation=compose(copy.relation, relation),
            similarity=round((1.0 if copy.similarity is None else copy.similarity) * similarity, 4),
            pinned=copy.pinned or by_person,
            inserted=(),
            lacking=(),
        )
        for copy in loser.story.copies
    ]
    texts = (*winner.references[:1], *loser.references[:1], *winner.references[1:], *loser.references[1:])
    whole = replace(
        winner,
        references=_distinct(texts)[:MOST],
        apart=_marks(winner.apart, loser.apart, without=winner.ids | loser.ids),
        absorbed=_marks(winner.absorbed, (loser.id, *loser.absorbed), without={winner.id}),
        story=replace(winner.story, unlisted=winner.story.unlisted + loser.story.unlisted),
    )
    if loser.story.lead_reason is LeadReason.OVERRULED and whole.story.lead_reason is not LeadReason.OVERRULED:
        whole = replace(whole, story=replace(whole.story, lead=loser.story.lead, lead_reason=LeadReason.OVERRULED))
    for copy in moved:
        whole = with_copy(whole, copy)
    redirect = replace(
        loser,
        references=(),
        story=replace(loser.story, copies=(), tags=(), unlisted=0, related=(), merged_into=winner.id),
    )
    return whole, redirect


def compose(one: Relation, other: Relation) -> Relation:
    """How a text stands to a third, given how each stands to the one between: the weaker of the two."""
    return max(one, other, key=_WEAKNESS.__getitem__)


def stamped(before: StoryRow | None, after: StoryRow, now: datetime) -> StoryRow:
    """The row as it is to be written over ``before``: at the next revision."""
    revision = before.story.revision if before else 0
    return replace(after, story=replace(after.story, revision=revision + 1, changed_at=now))


def _with_copies(row: StoryRow, copies: Sequence[Copy]) -> StoryRow:
    told = tuple(sorted(copies, key=lambda c: (c.first_seen, c.article)))
    story = replace(row.story, copies=told, tags=tuple(sorted({tag for copy in told for tag in copy.tags})))
    if told:
        overruled = story.lead if story.lead_reason is LeadReason.OVERRULED else None
        chosen, reason = lead.choose(told, reference=row.references[0].article, overruled=overruled)
        story = replace(story, lead=chosen, lead_reason=reason)
    return replace(row, story=story)


def _distinct(texts: Sequence[Reference]) -> tuple[Reference, ...]:
    seen: dict[bytes, Reference] = {}
    for text in texts:
        seen.setdefault(text.signature, text)
    return tuple(seen.values())


def _marks(one: Iterable[str], other: Iterable[str], *, without: Iterable[str]) -> tuple[str, ...]:
    dropped = frozenset(without)
    return tuple(mark for mark in dict.fromkeys((*one, *other)) if mark not in dropped)[-MOST_MARKS:]
