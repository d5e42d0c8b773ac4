"""Which story an article version belongs to, decided on what is stored. Pure: reads nothing, writes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from wirecopy.dedupe import lead
from wirecopy.dedupe.fingerprint import Fingerprint
from wirecopy.dedupe.inserted import insertions, places
from wirecopy.dedupe.references import Match, Text, are_one, keeps, seen_together, site_of
from wirecopy.dedupe.references import weigh as weigh_texts
from wirecopy.dedupe.signature import unpack
from wirecopy.dedupe.story import (
    FoldedRow,
    Reference,
    StoryRow,
    compose,
    found,
    merged,
    stamped,
    with_copy,
    with_reference,
    without_copy,
)
from wirecopy.dedupe.verdict import Verdict
from wirecopy.model import ArticleVersion, Copy, Listing, Relation

MOST_SOURCES = 64
MOST_TAGS = 64
_LONGEST_TAG = 100
_LONGEST_TITLE = 500
_LONGEST_URL = 2_048
_ALIKE = 0.95
"""An article alone in its story takes the reference along when less than this of the old text is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An article version on its way into a story, with the listings of it."""

    version: ArticleVersion
    key: str
    """Where the version lies in the archive."""
    fingerprint: Fingerprint
    listings: tuple[Listing, ...] = ()
    now: datetime

    @property
    def article(self) -> str:
        """The article's id."""
        return self.version.id

    @property
    def order(self) -> tuple[datetime, str]:
        """Versions of one article are ordered by this."""
        return (self.version.observed_at, self.version.extractor)

    @property
    def thin(self) -> bool:
        """Whether its text is so short that it is recognised by its every word, or not at all."""
        return not self.fingerprint.probed

    def reference(self) -> Reference:
        """Its text as one that others may be held against."""
        return Reference(
            key=self.key,
            article=self.article,
            signature=self.fingerprint.signature,
            published=self.version.article.published,
            site=site_of(self.version.article.url),
            thin=self.thin,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to be written, all of it or nothing, and what it means."""

    story: str
    relation: Relation
    similarity: float | None = None
    of: str | None = None
    """The article whose text it was recognised as."""
    related: tuple[str, ...] = ()
    """Stories that share text with it without being it."""
    stories: tuple[StoryRow, ...] = ()
    folded: FoldedRow | None = None
    announce: str | None = None
    """The story, if any, that is known by this version's text, and so must be found by its keys."""

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.stories or self.folded)


def decide(
    arrival: Arrival, folded: FoldedRow | None, home: StoryRow | None, candidates: Collection[StoryRow]
) -> Decision:
    """Where ``arrival`` belongs.

    ``folded`` and ``home`` say where the article is so far; ``candidates`` are the stories that its keys point at.
    None of the rows may be a redirect.
    """
    if folded and folded.withdrawn:
        return Decision(story=folded.story, relation=Relation.NEAR)
    known = {row.id: row for row in (*candidates, *([home] if home else []))}
    texts = {row.id: _texts(row) for row in known.values()}
    weighed = seen_together({row.id: weigh(arrival, row) for row in known.values()}, texts, _text(arrival.reference()))
    barred = folded.apart if folded else ()
    matches = {i: m for i, m in weighed.items() if m.verdict.copies and not known[i].ids.intersection(barred)}
    related: tuple[str, ...] = ()
    if home and folded and arrival.order <= folded.order:
        story, moved = home.id, None
        wanted = {story: _listed(home, arrival.article, arrival.listings)}
    elif home and folded and _stays(arrival, folded, home, weighed[home.id].verdict):
        story, moved = home.id, _folded(arrival, folded, home.id)
        wanted = {story: _amended(arrival, home, weighed[home.id].verdict)}
    else:
        matches.pop(home.id if home else "", None)
        story, wanted = _moved(arrival, home, known, matches)
        moved = _folded(arrival, folded, story)
    # An older version says nothing of where its article is, but of the story that is still known by its text.
    late = home and folded and arrival.order < folded.order
    focus = _known_by(arrival, known) if late else story
    if focus in known:
        focus, wanted = _fused(focus, known, wanted, matches)
    elif focus:
        related = tuple(i for i, match in weighed.items() if match.verdict.contained)
        wanted[focus] = _set_apart(wanted[focus], barred, related)
    story = wanted[story].story.merged_into or story
    copy = wanted[story].copy(arrival.article)
    nth = weighed[story].reference if story in weighed else 0
    of = wanted[story].references[min(nth, len(wanted[story].references) - 1)].article
    return Decision(
        story=story,
        relation=copy.relation if copy else Relation.NEAR,
        similarity=copy.similarity if copy else None,
        of=None if of == arrival.article else of,
        related=related,
        stories=tuple(stamped(known.get(i), row, arrival.now) for i, row in wanted.items() if row != known.get(i)),
        folded=replace(moved, story=story) if moved else None,
        announce=focus if focus and wanted[focus].known_by(arrival.key) else None,
    )


def list_again(article: str, home: StoryRow, listings: Iterable[Listing], now: datetime) -> StoryRow | None:
    """The article's story with what further listings say, to be written; ``None`` where they say nothing new."""
    after = _listed(home, article, listings)
    return None if after == home else stamped(home, after, now)


def weigh(arrival: Arrival, row: StoryRow) -> Match:
    """How the arrival's text stands to the story: the best verdict on the texts that the story is known by."""
    # An article that changes swaps words of its own, which says nothing of a template.
    texts = [
        _text(replace(reference, site="") if reference.article == arrival.article else reference)
        for reference in row.references
    ]
    return weigh_texts(texts, _text(arrival.reference()))


def _stays(arrival: Arrival, folded: FoldedRow, home: StoryRow, verdict: Verdict) -> bool:
    """Whether a newer version remains a copy of the story that its article is in.

    An article alone in its story disturbs nobody by changing, so it stays where nothing speaks for another text: when
    the old one is still within it, when there is too little text to judge, or when the same page was only read better.
    """
    copy = home.copy(arrival.article)
    if verdict.copies or (copy and copy.pinned):
        return True
    if not home.holds_only(arrival.article):
        return False
    judged_blind = arrival.thin or home.references[0].thin
    return verdict.contained or judged_blind or arrival.version.observed_at == folded.observed_at


def _amended(arrival: Arrival, home: StoryRow, verdict: Verdict) -> StoryRow:
    """The story with the newer version of a copy that stays in it."""
    former = home.copy(arrival.article)
    if former is None:
        return home
    unlike = verdict.fuller or not verdict.copies or verdict.similarity < _ALIKE
    if home.holds_only(arrival.article) and unlike:
        home = with_reference(home, arrival.reference())
    return with_copy(home, _copy(arrival, home, verdict, former))


def _moved(
    arrival: Arrival, home: StoryRow | None, known: Mapping[str, StoryRow], matches: Mapping[str, Match]
) -> tuple[str, dict[str, StoryRow]]:
    """The story that an article joins or founds, and the rows that change when it leaves its home for it."""
    former = home.copy(arrival.article) if home else None
    wanted = {home.id: without_copy(home, arrival.article)} if home else {}
    if matches:
        story = min(matches, key=lambda i: (*_remoteness(matches[i]), known[i].seniority))
        target, verdict = known[story], matches[story].verdict
        target = with_copy(target, _copy(arrival, target, verdict, former))
        if keeps(verdict, len(target.references)) and not target.known_by(arrival.key):
            target = replace(target, references=(*target.references, arrival.reference()))
    else:
        copy = _copy(arrival, None, None, former)
        target = found(arrival.version, copy, arrival.reference(), taken=home.ids if home else ())
    wanted[target.id] = target
    return target.id, wanted


def _fused(
    story: str, known: Mapping[str, StoryRow], wanted: Mapping[str, StoryRow], matches: Mapping[str, Match]
) -> tuple[str, dict[str, StoryRow]]:
    """The rows after those that the text proves to be one with ``story`` have become the eldest of them, and that."""
    rows = {story: known[story], **wanted}
    group = [rows[story]]
    texts = _texts(group[0])
    for other in matches if story in matches else ():
        row = rows.get(other, known[other])
        if other == story or any(row.kept_from(member) for member in group):
            continue
        if are_one(texts, _texts(row), matches[story].verdict, matches[other].verdict):
            group.append(row)
            texts += _texts(row)
    eldest = min(group, key=lambda row: row.seniority)
    for row in group:
        if row is not eldest:
            steps = [matches[i].verdict for i in (row.id, eldest.id)]
            relation = reduce(compose, (step.relation or Relation.NEAR for step in steps))
            similarity = min(step.similarity for step in steps)
            rows[eldest.id], rows[row.id] = merged(rows.get(eldest.id, eldest), row, relation, similarity)
    return eldest.id, rows


def _known_by(arrival: Arrival, known: Mapping[str, StoryRow]) -> str | None:
    """The story that is known by the arrival's text."""
    return next((row.id for row in known.values() if row.known_by(arrival.key)), None)


def _set_apart(row: StoryRow, barred: tuple[str, ...], related: tuple[str, ...]) -> StoryRow:
    return replace(row, apart=barred, story=replace(row.story, related=related))


def _folded(arrival: Arrival, former: FoldedRow | None, story: str) -> FoldedRow:
    return FoldedRow(
        article=arrival.article,
        story=story,
        observed_at=arrival.version.observed_at,
        extractor=arrival.version.extractor,
        version_key=arrival.key,
        apart=former.apart if former else (),
        revision=former.revision + 1 if former else 1,
    )


def _copy(arrival: Arrival, row: StoryRow | None, verdict: Verdict | None, former: Copy | None) -> Copy:
    """The arrival as a copy of ``row``, or of the story that it founds."""
    version, article = arrival.version, arrival.version.article
    canonical = article.canonical
    own = row is None or row.references[0].article == version.id
    relation = Relation.ORIGINAL if own else (verdict and verdict.relation) or Relation.NEAR
    stayed = former if row is not None and row.copy(version.id) else None
    copy = Copy(
        article=version.id,
        url=article.url,
        title=_storable(article.title[:_LONGEST_TITLE]),
        relation=relation,
        similarity=None if own or verdict is None else round(verdict.similarity, 4),
        published=article.published,
        first_seen=stayed.first_seen if stayed else version.observed_at,
        observed_at=version.observed_at,
        version_key=arrival.key,
        sources=former.sources if former else (),
        tags=former.tags if former else (),
        canonical=_storable(canonical) if canonical and len(canonical) <= _LONGEST_URL else None,
        origins=lead.origins(article, arrival.listings),
        date_trusted=lead.date_trusted(article, version.observed_at),
        pinned=stayed.pinned if stayed else False,
    )
    if row is not None and not own:
        first, letters = unpack(row.references[0].signature), unpack(arrival.fingerprint.signature)
        copy = replace(
            copy,
            inserted=insertions(first, letters, article.text),
            lacking=tuple(at for _, (at, _) in places(letters, first)),  # its places in the reference
        )
    return _told(copy, arrival.listings)


def _storable(text: str) -> str:
    """The text without what UTF-8 cannot say: lone surrogates."""
    return text.encode("utf-8", "replace").decode()


def _listed(row: StoryRow, article: str, listings: Iterable[Listing]) -> StoryRow:
    copy = row.copy(article)
    if copy is None:
        return row
    told = _told(copy, listings)
    return row if told == copy else with_copy(row, told)


def _told(copy: Copy, listings: Iterable[Listing]) -> Copy:
    listings = tuple(listings)
    tags = {tag[:_LONGEST_TAG] for listing in listings for tag in listing.tags if tag}
    return replace(
        copy,
        sources=_united(copy.sources, {listing.source for listing in listings}, MOST_SOURCES),
        tags=_united(copy.tags, tags, MOST_TAGS),
    )


def _united(had: Sequence[str], told: Iterable[str], at_most: int) -> tuple[str, ...]:
    """What was there, then what is new in order, so that a bound never drops what was already told."""
    return tuple(dict.fromkeys((*had, *sorted(told))))[:at_most]


def _texts(row: StoryRow) -> list[Text]:
    return [_text(reference) for reference in row.references]


def _text(reference: Reference) -> Text:
    return Text(unpack(reference.signature), reference.published, reference.site)


def _remoteness(match: Match) -> tuple[bool, int]:
    exact, agreeing = match.rank
    return (not exact, -agreeing)
