"""Fold an article version into its story.

The order of the calls is what makes it safe beside other workers. A story is written before or while its keys are
posted, and the keys are looked up again once both are done: of two workers that found a story for the same text at the
same moment, at least one then finds the other's, and merges the two. Whoever finds posted keys without a story behind
them may pass them by, because their worker has yet to look.

Nothing is remembered but the rows themselves: a crash at any point is healed by folding the version again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime

from wirecopy.dedupe.candidates import rank
from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.index import Index, Member
from wirecopy.dedupe.placing import Arrival, Decision, decide, list_again
from wirecopy.dedupe.story import StoryRow
from wirecopy.edges import Clock
from wirecopy.errors import ConflictError, WirecopyError
from wirecopy.model import ArticleVersion, Listing, Relation
from wirecopy.ports import StoryStore

WINDOW = 30
_ATTEMPTS = 12
_MOST_HOPS = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What became of an article version."""

    story: str
    relation: Relation
    similarity: float | None
    of: str | None
    """The article whose text it was recognised as; ``None`` where it stands for itself."""
    related: tuple[str, ...] = ()
    """Stories that share text with it without being it."""
    changed: bool
    """Whether anything was written."""


def fold(
    version: ArticleVersion,
    version_key: str,
    listings: Sequence[Listing],
    *,
    stories: StoryStore,
    index: Index,
    clock: Clock,
    window: int = WINDOW,
    pool: Executor | None = None,
) -> Fold:
    """Fold an article version, with every listing of the article, into the story whose text it is.

    Doing it again changes nothing, and a version older than the one that was folded changes nothing but the listings.
    A ``pool`` (not the index's own) lets keys be posted while rows are written. Raises :class:`ConflictError` when
    others were quicker too often: trying again later is right.
    """
    article = version.article
    visit = _Visit(
        arrival=Arrival(
            version=version,
            key=version_key,
            fingerprint=fingerprint(article.text, title=article.title, language=article.language),
            listings=tuple(listings),
            now=clock(),
        ),
        stories=stories,
        index=index,
        day=(version.observed_at - _EPOCH).days,
        window=window,
        pool=pool,
    )
    return visit.run()


def fold_listings(article: str, listings: Iterable[Listing], *, stories: StoryStore, clock: Clock) -> StoryRow | None:
    """Add to an article's story what further listings of it say.

    Returns the story as written, or ``None`` where nothing changed: an article that is not folded yet brings its
    listings along when it is.
    """
    listings = tuple(listings)
    for _ in range(_ATTEMPTS):
        folded = stories.read(articles=[article]).folded.get(article)
        if folded is None:
            return None
        home = resolved([folded.story], stories, {}).get(folded.story)
        row = list_again(article, home, listings, clock()) if home else None
        if row is None:
            return None
        try:
            stories.write(stories=[row])
        except ConflictError:
            continue
        return row
    raise ConflictError(f"the story of {article} kept changing while listings were added")


Seen = Mapping[str, Collection[Member]]


@dataclass(slots=True, kw_only=True)
class _Visit:
    """One version being folded."""

    arrival: Arrival
    stories: StoryStore
    index: Index
    day: int
    window: int
    pool: Executor | None

    def run(self) -> Fold:
        keys = (*self.arrival.fingerprint.posted, *self.arrival.fingerprint.probed)
        seen = self.index.probe(keys)
        posted: Member | None = None
        first: Decision | None = None
        changed = False
        for _ in range(_ATTEMPTS):
            decision, unread = self._decide(seen)
            member = Member(decision.announce or "", self.arrival.article, self.day)
            lacking = self._lacking(seen, member) if decision.announce and member != posted else []
            try:
                self._carry_out(decision, member, lacking)
            except ConflictError:
                continue
            first, changed = first or decision, changed or decision.changes
            if not lacking:
                return _outcome(first, decision, changed)
            posted = member
            before, seen = seen, self.index.probe(keys)
            if not unread and not _newcomers(before, seen, member.story):
                return _outcome(first, decision, changed)
        raise ConflictError(f"the story of {self.arrival.article} kept changing while it was folded")

    def _decide(self, seen: Seen) -> tuple[Decision, bool]:
        """What to do by what the keys hold, and whether they point at a story that is not there (yet)."""
        article = self.arrival.article
        pointed = rank(seen, today=self.day, window=self.window)
        rows = self.stories.read(articles=[article], stories=pointed)
        folded = rows.folded.get(article)
        known = {name: rows.stories.get(name) for name in pointed}
        live = resolved([*pointed, *([folded.story] if folded else [])], self.stories, known)
        # One without a text, whose copies were withdrawn, is nothing that anything could be a copy of.
        candidates = {row.id: row for name in pointed if (row := live.get(name)) and row.references}
        home = live.get(folded.story) if folded else None
        home = home if home and home.references else None
        decision = decide(self.arrival, folded, home, list(candidates.values()))
        return decision, any(name not in live for name in pointed)

    def _carry_out(self, decision: Decision, member: Member, keys: Sequence[str]) -> None:
        """Write the rows and post the keys, at the same time where there is a pool."""
        if not keys:
            self._write(decision)
        elif self.pool is None:
            self._write(decision)
            self.index.post(keys, member)
        else:
            posting = self.pool.submit(self.index.post, keys, member)
            try:
                self._write(decision)
            finally:
                posting.result()

    def _write(self, decision: Decision) -> None:
        if decision.changes:
            self.stories.write(stories=decision.stories, folded=decision.folded)

    def _lacking(self, seen: Seen, member: Member) -> list[str]:
        """The keys to post that do not lead to the story yet, or not for much of the window any more."""

        def leads(key: str) -> bool:
            return any(m.story == member.story and m.day >= member.day - self.window // 2 for m in seen.get(key, ()))

        return [key for key in self.arrival.fingerprint.posted if not leads(key)]


def _newcomers(before: Seen, after: Seen, story: str) -> bool:
    """Whether the keys hold members of other stories that they did not hold before."""
    return any(
        member.story != story and member not in before.get(key, ()) for key, held in after.items() for member in held
    )


def resolved(names: Iterable[str], store: StoryStore, known: dict[str, StoryRow | None]) -> dict[str, StoryRow]:
    """For each name the story that it leads to in the end; a name without a story behind it is left out.

    ``known`` are the rows that were read already, ``None`` where there was none.
    """
    ends = {name: name for name in names}
    for _ in range(_MOST_HOPS):
        missing = sorted({end for end in ends.values() if end not in known})
        if missing:
            found = store.read(stories=missing).stories
            known |= {name: found.get(name) for name in missing}
        onward = {name: row.story.merged_into for name, end in ends.items() if (row := known[end])}
        onward = {name: into for name, into in onward.items() if into}
        if not onward:
            return {name: row for name, end in ends.items() if (row := known[end])}
        ends |= {name: into for name, into in onward.items() if into}
    raise WirecopyError(f"redirects of stories lead on for more than {_MOST_HOPS} hops: {sorted(ends)}")


def _outcome(first: Decision, last: Decision, changed: bool) -> Fold:
    told = first if first.story == last.story else last
    return Fold(
        story=last.story,
        relation=told.relation,
        similarity=told.similarity,
        of=told.of,
        related=first.related,
        changed=changed,
    )
