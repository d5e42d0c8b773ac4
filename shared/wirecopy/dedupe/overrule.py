"""What a person says of stories, against every verdict. Pure: returns the rows to be written.

It is remembered in the rows themselves: copies that were merged into a story are pinned there, an article that was
taken out of one is barred from it, two stories that were split are never merged by a verdict, a chosen lead stays.
"""

from dataclasses import replace
from datetime import datetime

from wirecopy.dedupe.story import (
    MOST_MARKS,
    FoldedRow,
    Reference,
    StoryRow,
    merged,
    publication,
    stamped,
    with_copy,
    with_reference,
    without_copy,
)
from wirecopy.dedupe.verdict import judge
from wirecopy.errors import UserError
from wirecopy.identity import story_id
from wirecopy.model import Copy, LeadReason, Relation, Story


def merge(one: StoryRow, other: StoryRow, now: datetime) -> tuple[StoryRow, StoryRow]:
    """Two stories as one: the elder with all copies, and the younger as a redirect. Both texts go on attracting copies.

    Raises :class:`UserError` when they are one already.
    """
    if one.id == other.id:
        raise UserError(f"{one.id} is one story already: it was named twice, or the other was merged into it")
    elder, younger = sorted((one, other), key=lambda row: row.seniority)
    verdict = judge(elder.references[0].signature, younger.references[0].signature)
    winner, loser = merged(elder, younger, verdict.relation or Relation.NEAR, verdict.similarity, by_person=True)
    return stamped(elder, winner, now), stamped(younger, loser, now)


def split(
    row: StoryRow, folded: FoldedRow, own: Reference, rest: Reference | None, now: datetime
) -> tuple[StoryRow, StoryRow, FoldedRow]:
    """An article taken out of its story: that story, the one that it founds, and the article's row.

    ``own`` is the article's text. ``rest`` is the text of the first other copy: where the story was held against the
    article's own text, it is held against that one from now on. Raises :class:`UserError` when the article is no copy
    that the story tells, or the only one.
    """
    copy = _told(row, folded.article)
    if row.holds_only(folded.article):
        raise UserError(f"{copy.url} is the only copy of {row.id}: there is nothing to take it out of")
    identity = story_id(f"{folded.article}\nsplit", now)
    founded = Story(
        id=identity,
        reference=own.key,
        copies=(),
        lead=folded.article,
        lead_reason=LeadReason.UNKNOWN,
        published=publication(copy, now),
        first_seen=now,
        changed_at=now,
        revision=0,
    )
    alone = replace(copy, relation=Relation.ORIGINAL, similarity=None, pinned=False)
    apart = tuple(sorted(row.ids))[-MOST_MARKS:]
    new = with_copy(StoryRow(story=founded, references=(own,), apart=apart), alone)
    left = without_copy(row, folded.article)
    others = tuple(text for text in row.references[1:] if text.article != folded.article)
    left = replace(left, references=(row.references[0], *others))
    if row.references[0].article == folded.article and rest is not None:
        left = with_reference(left, rest)
        first = left.copy(rest.article)
        left = with_copy(left, replace(first, relation=Relation.ORIGINAL, similarity=None)) if first else left
    left = replace(left, apart=(*left.apart, identity)[-MOST_MARKS:])
    barred = tuple(dict.fromkeys((*folded.apart, *apart)))[-MOST_MARKS:]
    moved = replace(folded, story=identity, apart=barred, revision=folded.revision + 1)
    return stamped(row, left, now), stamped(None, new, now), moved


def lead(row: StoryRow, article: str, now: datetime) -> StoryRow:
    """The story led by the copy that a person named. Raises :class:`UserError` when the story tells no such copy."""
    _told(row, article)
    return stamped(row, replace(row, story=replace(row.story, lead=article, lead_reason=LeadReason.OVERRULED)), now)


def _told(row: StoryRow, article: str) -> Copy:
    copy = row.copy(article)
    if copy is None:
        raise UserError(f"the story {row.id} tells of no copy {article}: wirecopy stories {row.id} lists them")
    return copy
