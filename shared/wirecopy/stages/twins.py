"""Two sources at one address: one of them is polled, and what it names is credited to both.

A home page may lead to a feed that is watched already, and an address may move to where another source is. Whoever
visits the host sees both polls side by side; so it is found out there, wherever the second one came from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wirecopy.frontier.rows import DuePoll, Poll
from wirecopy.model import Source, SourceKind
from wirecopy.ports import Frontier, Sources
from wirecopy.urls import normal_form

_KINDS = (SourceKind.FEED, SourceKind.SITEMAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """What finds them, with its stores."""

    sources: Sources
    frontier: Frontier

    def joined(self, polls: Sequence[DuePoll]) -> Sequence[DuePoll]:
        """The polls of one host without those whose address is asked for another source.

        The source that is polled is told first, and the other poll is dropped after it: a crash in between leaves both
        polls, which are found again.
        """
        groups: dict[str, list[Poll]] = defaultdict(list)
        for due in polls:
            if due.poll.root and due.poll.kind in _KINDS:
                groups[_without_scheme(due.poll.url)].append(due.poll)
        dropped = {key for group in groups.values() if len(group) > 1 for key in self._join(group)}
        return [due for due in polls if due.poll.key not in dropped] if dropped else polls

    def of(self, source: Source) -> Sequence[Source]:
        """The sources that what ``source`` names is credited to beside itself."""
        known = (self.sources.get(twin) for twin in source.twins)
        return [twin for twin in known if twin and not twin.paused and _stand_together(source, twin)]

    def _join(self, group: Sequence[Poll]) -> Iterable[str]:
        """Let the first of a group be polled for those that are one with it; the keys of the polls that are dropped."""
        found = ((self.sources.get(poll.source), poll) for poll in group)
        pairs = sorted(((source, poll) for source, poll in found if source and _may_join(source, poll)), key=_place)
        if len(pairs) < 2:
            return ()
        (first, asked), *others = pairs
        same = [(source, poll) for source, poll in others if _are_one(first, asked, source, poll)]
        if not same:
            return ()
        names = dict.fromkeys(name for source, _ in same for name in (source.id, *source.twins) if name != first.id)

        def told(known: Source) -> Source:
            twins = tuple(dict.fromkeys((*known.twins, *names)))
            return replace(known, twins=twins) if _may_join(known, asked) else known

        known = self.sources.amend(first.id, told)
        if known is None or not names.keys() <= set(known.twins):
            return ()  # the user has just changed it: the next visit looks again
        for source, poll in same:
            if source.twins:
                self.sources.amend(source.id, lambda known: replace(known, twins=()))
            self.frontier.drop_poll(poll.host, poll.key)
        return [poll.key for _, poll in same]


def stand_ins(sources: Iterable[Source]) -> Mapping[str, Source]:
    """The source that is polled for each one that is not, by the id of this."""
    known = {source.id: source for source in sources}
    return {
        twin: source
        for source in known.values()
        for twin in source.twins
        if twin in known and _stand_together(source, known[twin])
    }


def _stand_together(source: Source, twin: Source) -> bool:
    """Whether they still are where they were found to be one, and are shown what everybody is shown."""
    has_key = source.credential is not None or twin.credential is not None
    return not has_key and _without_scheme(source.url) == _without_scheme(twin.url)


def _may_join(source: Source, poll: Poll) -> bool:
    """Whether a poll is its source's own, and shows what everybody is shown."""
    return source.url == poll.url and not source.paused and source.credential is None


def _place(pair: tuple[Source, Poll]) -> tuple[bool, bool, timedelta, datetime, str]:
    """Who is polled: one that leads nowhere else, over https, that the user wants asked most often, the eldest."""
    source, poll = pair
    is_plain = not source.url.startswith("https:")
    return poll.moved_to is not None, is_plain, source.every or timedelta.max, source.added_at, source.id


def _are_one(source: Source, asked: Poll, other: Source, poll: Poll) -> bool:
    """Whether two polls are for one document. Over http and https, if the site says so or sends the same bytes.

    What is new where the other is known is asked once by itself, so that it has what its document names by now.
    """
    if other.id in source.twins or source.kind is not other.kind:
        return source.kind is other.kind
    if normal_form(asked.url) == normal_form(poll.url):
        return poll.succeeded_at is not None or asked.succeeded_at is None
    return poll.moved_to == asked.url or (asked.body_hash is not None and asked.body_hash == poll.body_hash)


def _without_scheme(url: str) -> str:
    return normal_form(url).partition("://")[2]
