"""The newest stories of a feed: a state in which only what is known counts, not the order in which it was learnt."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from wirecopy.codec import encode
from wirecopy.model import Entry, Manifest, Tombstone

Change = Entry | Tombstone


def merge(manifest: Manifest, changes: Iterable[Change]) -> Manifest:
    """The manifest with the changes in it; the very same object when they say nothing new.

    Of a story the greatest revision stays. Order and repeats do not matter: over manifests of one feed this is the
    join of a semilattice, as long as withdrawals are final (should a story come back at a greater revision, the order
    can still decide which is the oldest entry of a full feed). A manifest keeps the ``feed.size`` newest records,
    entries by when they were published and withdrawals by when they happened. A withdrawal holds the place of its
    entry; so, once it is old enough to fall off, nothing that its story ever was is new enough to come back.
    """
    known = {record.story: record for record in _records(manifest)}
    for change in changes:
        current = known.get(change.story)
        if current is None or (change != current and _rank(change) > _rank(current)):
            known[change.story] = change
    kept = sorted(known.values(), key=_age, reverse=True)[: manifest.feed.size]
    entries = tuple(record for record in kept if isinstance(record, Entry))
    tombstones = tuple(record for record in kept if isinstance(record, Tombstone))
    if (entries, tombstones) == (manifest.entries, manifest.tombstones):
        return manifest
    return replace(manifest, entries=entries, tombstones=tombstones, revision=manifest.revision + 1)


def fallen(before: Manifest, changes: Iterable[Change], after: Manifest) -> tuple[Entry, ...]:
    """The entries that ``after``, merged from the others, has no room for: newest first, each story's last revision.

    They are what archive documents are written from.
    """
    unbounded = replace(before, feed=replace(before.feed, size=_WITHOUT_BOUND))
    present = {record.story for record in _records(after)}
    return tuple(entry for entry in merge(unbounded, changes).entries if entry.story not in present)


_WITHOUT_BOUND = 2**31


def _records(manifest: Manifest) -> tuple[Change, ...]:
    return manifest.entries + manifest.tombstones


def _rank(record: Change) -> tuple[int, bool, bytes]:
    # Two records of one revision should be equal. Where they are not (another version of the code wrote one of them),
    # any total order keeps the join commutative; a withdrawal wins.
    return record.revision, isinstance(record, Tombstone), encode(record)


def _age(record: Change) -> tuple[datetime, str]:
    return (record.published if isinstance(record, Entry) else record.at), record.story
