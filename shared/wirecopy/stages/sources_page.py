"""Show how the sources are doing: a page and an OPML, written when they changed and at most as often as this is called.

What a source's poll changes is on this page only, so that a poll costs no write of it.
"""

from dataclasses import dataclass

from wirecopy.edges import Clock
from wirecopy.feeds.health import Health, sources_document
from wirecopy.feeds.page import sources_opml
from wirecopy.feeds.site import Document, Site
from wirecopy.ports import FeedFiles, Frontier, Sources
from wirecopy.stages.standing import Standing, standings


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage:
    """The stage with its stores and edges."""

    sources: Sources
    frontier: Frontier
    files: FeedFiles
    site: Site
    clock: Clock

    def publish(self) -> tuple[str, ...]:
        """Bring the page and the OPML up to date; the paths of those that were written.

        Where another writes at the same moment, its word stands: it knew as much.
        """
        known = list(standings(self.sources, self.frontier, now=self.clock()))
        documents = (
            sources_document(map(health, known), self.site),
            sources_opml(standing.source for standing in known),
        )
        return tuple(document.path for document in documents if self._show(document))

    def _show(self, document: Document) -> bool:
        shown = self.files.document(document.path)
        if shown.value == document.body:
            return False
        revision = self.files.revision(document.path).value
        return self.files.put_document(
            document.path, document.body, document.content_type, revision=revision, tag=shown.tag
        )


def health(standing: Standing) -> Health:
    """What the page says of a source."""
    polls, stand_in = standing.telling, standing.stand_in
    return Health(
        source=standing.source,
        last_success=standing.succeeded_at,
        next_poll=standing.next_at,
        interval=standing.interval,
        entries_a_week=standing.entries_a_week,
        problem=standing.answer if standing.reason else "",
        last_error=polls.error if polls else "",
        last_error_at=polls.error_at if polls else None,
        same_as=stand_in.id if stand_in else "",
    )
