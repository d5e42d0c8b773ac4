"""An article taken out of its story because a person wants it nowhere. Pure: returns the rows to be written."""

from dataclasses import replace
from datetime import datetime

from wirecopy.dedupe.story import FoldedRow, Reference, StoryRow, stamped, with_copy, without_copy
from wirecopy.model import Relation


def kept_out(folded: FoldedRow | None, article: str, now: datetime) -> FoldedRow:
    """The row that keeps an article out of every story, whatever is read of it later."""
    if folded is None:
        return FoldedRow(article=article, story="", observed_at=now, extractor="", version_key="", withdrawn=True)
    return replace(folded, withdrawn=True, revision=folded.revision + 1)


def heir(row: StoryRow, article: str) -> str | None:
    """The article whose text the story is held against from now on, where that has been the leaving one's own."""
    if not row.references or row.references[0].article != article:
        return None
    return next((copy.article for copy in row.story.copies if copy.article != article), None)


def left_by(row: StoryRow, article: str, rest: Reference | None, now: datetime) -> StoryRow:
    """The story without the article and without its text; ``rest`` is the text of its :func:`heir`.

    A story that nobody carries any more keeps no text, so that none can join it.
    """
    others = tuple(text for text in row.references if text.article != article)
    if rest is not None:
        others = (rest, *(text for text in others if text.article != rest.article))
    if not [copy for copy in row.story.copies if copy.article != article]:
        others = ()
    story = replace(row.story, reference=others[0].key if others else "")
    left = without_copy(replace(row, story=story, references=others), article)
    first = left.copy(rest.article) if rest is not None else None
    if first is not None:
        left = with_copy(left, replace(first, relation=Relation.ORIGINAL, similarity=None))
    return stamped(row, left, now)
