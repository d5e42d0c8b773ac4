"""Look at the stories, and publish those that are not shown as they should be.

What fell through (a change whose bell was lost, settings that changed since) is found by comparing rows, without
reading a text or a feed; where nothing is wrong nothing is written.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from wirecopy.feeds.definition import Definitions
from wirecopy.feeds.publication import ALL, is_current
from wirecopy.stages.publish import Publish

MOST_LOOKED_AT = 50_000
MOST_BEHIND = 1_000
"""What a bounded look takes up before it ends."""
_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What a look at the stories found."""

    stories: int = 0
    behind: int = 0
    """How many were not shown as they should be."""
    feeds: tuple[str, ...] = ()
    """Those that changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconcile:
    """The look at the stories, and the settings that make it worth while."""

    publish: Publish

    def run(self) -> Reconciled:
        """Look at every story, and publish what is behind, the eldest first, so that archives fill in order."""
        found, _ = self._look("", bounded=False)
        return found

    def go_on(self) -> Reconciled:
        """Look at some, from where the last such look ended. One that is cut short is made again."""
        publications = self.publish.publications
        position = publications.position()
        found, end = self._look(position, bounded=True)
        if end != position:
            publications.put_position(end)
        return found

    def define(self, definitions: Definitions) -> Reconciled:
        """Define the user's feeds: those that are new or changed are filled, those that are no more are taken away.

        Done again after it was cut short, it completes what is left.
        """
        files = self.publish.files
        if files.definitions() != definitions:
            files.put_definitions(definitions)
        found = self.run()
        names = {definition.name for definition in definitions.feeds}
        shown = [name for name in sorted(names) if self.publish.bring_up(name)]
        for path in files.paths():
            if "/" not in path and path != ALL and path not in names:
                files.remove(path)
                shown.append(path)
        self.publish.show_front()
        return Reconciled(stories=found.stories, behind=found.behind, feeds=tuple(sorted({*found.feeds, *shown})))

    def _look(self, after: str, *, bounded: bool) -> tuple[Reconciled, str]:
        """What was found, and behind which story the next look goes on."""
        publish, terms = self.publish, self.publish.terms()
        stories = iter(publish.stories.all(after=after))
        behind: list[tuple[datetime, str]] = []
        looked_at = 0
        last = ""
        while rows := list(islice(stories, _BATCH)):
            known = publish.publications.read([row.id for row in rows])
            behind += [
                (row.story.published or row.story.first_seen, row.id)
                for row in rows
                if not is_current(known.get(row.id), row.story, terms)
            ]
            looked_at += len(rows)
            if bounded and (looked_at >= MOST_LOOKED_AT or len(behind) >= MOST_BEHIND):
                last = rows[-1].id
                break
        feeds: set[str] = set()
        behind.sort()
        for start in range(0, len(behind), _BATCH):
            feeds |= set(publish.publish([story for _, story in behind[start : start + _BATCH]]))
        return Reconciled(stories=looked_at, behind=len(behind), feeds=tuple(sorted(feeds))), last
