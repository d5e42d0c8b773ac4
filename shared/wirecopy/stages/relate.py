"""Tell how the copies of a story stand to its lead, after it was folded into or its lead was named."""

from wirecopy.codec import decode
from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.relations import needed, related
from wirecopy.dedupe.story import StoryRow, stamped
from wirecopy.edges import Clock
from wirecopy.model import ArticleVersion
from wirecopy.ports import Archive, StoryStore

MOST = 60
"""Copies that are held against a new lead; those beyond keep how they stand to the reference text."""


def relate(
    story: str,
    *,
    stories: StoryStore,
    archive: Archive,
    clock: Clock,
    arrived: str | None = None,
    anew: bool = False,
) -> None:
    """Hold the story's copies against its lead, where that has not been done.

    All of them ``anew`` where an article has left, which may be the one that they were held against. Doing it again
    changes nothing. Raises :class:`~wirecopy.errors.ConflictError` when the story changed meanwhile: trying again later
    is right.
    """
    row = stories.read(stories=[story]).stories.get(story)
    if row is None or row.story.merged_into is not None:
        return
    wanted = [copy.article for copy in row.story.copies] if anew else list(needed(row, arrived=arrived))
    if not wanted:
        return
    signatures = {article: _signature(row, article, archive) for article in {row.story.lead, *wanted[:MOST]}}
    told = related(row, signatures)
    if told != row:
        stories.write(stories=[stamped(row, told, clock())])


def _signature(row: StoryRow, article: str, archive: Archive) -> bytes:
    copy = row.copy(article)
    assert copy is not None  # noqa: S101 - only copies of the story are asked for
    text = decode(archive.get(copy.version_key), ArticleVersion, place=copy.version_key).article
    return fingerprint(text.text, title=text.title, language=text.language).signature
