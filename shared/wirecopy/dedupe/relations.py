"""How the copies of a story stand to its lead. Pure.

A copy is folded for its likeness to the reference text, which is whatever was seen first. Readers are told how it
stands to the text that is believed to be the original; where that is another, the two are held against each other anew.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from wirecopy.dedupe.story import StoryRow, compose
from wirecopy.dedupe.verdict import judge
from wirecopy.model import Copy, Relation


def needed(row: StoryRow, *, arrived: str | None = None) -> Collection[str]:
    """The articles whose text it takes to relate the copies to the lead: none where they are so related already.

    ``arrived`` is the article that was folded last, if any.
    """
    lead = row.copy(row.story.lead)
    if lead is None:
        return ()
    if any((copy is lead) != (copy.relation is Relation.ORIGINAL) for copy in row.story.copies):
        return [copy.article for copy in row.story.copies]
    if (
        len(row.story.copies) < 2
        or row.references[0].article == lead.article
        or arrived in (None, lead.article)
        or not row.copy(arrived)
    ):
        return ()
    return [lead.article, arrived]


def related(row: StoryRow, signatures: Mapping[str, bytes]) -> StoryRow:
    """The story with each copy whose signature is given as it stands to the lead's, which is among them.

    A copy that is not recognised in the lead's text itself, but was in the reference text, stands to it as weakly as
    the weaker of those two steps.
    """
    lead = row.copy(row.story.lead)
    if lead is None:
        return row
    copies = tuple(
        _related(copy, lead, signatures) if copy.article in signatures else copy for copy in row.story.copies
    )
    return row if copies == row.story.copies else replace(row, story=replace(row.story, copies=copies))


def _related(copy: Copy, lead: Copy, signatures: Mapping[str, bytes]) -> Copy:
    if copy.article == lead.article:
        return replace(copy, relation=Relation.ORIGINAL, similarity=None)
    verdict = judge(signatures[lead.article], signatures[copy.article])
    if verdict.relation is not None:
        return replace(copy, relation=verdict.relation, similarity=round(verdict.similarity, 4))
    step = compose(copy.relation, lead.relation)
    return replace(copy, relation=Relation.NEAR if step is Relation.ORIGINAL else step)
