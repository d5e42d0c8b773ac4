"""The newest stories of a feed: a state in which only what is known counts, not the order in which it was learnt."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from wirecopy.codec import encode
from wirecopy.model import Entry, Manifest, Tombstone

Change = Entry | Tombstone
_REMEMBERED = 1000
"""Withdrawals; more than any redelivery could outlast."""


def merge(manifest: Manifest, changes: Iterable[Change]) -> Manifest:
    """The manifest with the changes in it; the very same object when they say nothing new.

    Of a story the greatest revision stays. Order and repeats do not matter: over manifests of one feed this is the
    join of a semilattice, as long as withdrawals are final (should a story come back at a greater revision, the order
    can still decide which is the oldest entry of a full feed). A manifest shows the ``feed.size`` newest records,
    entries by when they were published and withdrawals by when they happened: a withdrawal holds the place of its
    entry, so that nothing older comes back for it. Entries without a place are pending until
    :func:`wirecopy.feeds.archive.seal` puts them into an archive; withdrawals without one are remembered for long.
    """
    known = {record.story: record for record in _records(manifest)}
    for change in changes:
        current = known.get(change.story)
        if current is None or (change != current and _rank(change) > _rank(current)):
            known[change.story] = change
    ordered = sorted(known.values(), key=_age, reverse=True)
    kept, rest = ordered[: manifest.feed.size], ordered[manifest.feed.size :]
    after = replace(
        manifest,
        entries=tuple(record for record in kept if isinstance(record, Entry)),
        tombstones=tuple(record for record in ordered if isinstance(record, Tombstone))[:_REMEMBERED],
        pending=tuple(record for record in rest if isinstance(record, Entry)),
    )
    return manifest if after == manifest else replace(after, revision=manifest.revision + 1)


def _records(manifest: Manifest) -> tuple[Change, ...]:
    return manifest.entries + manifest.tombstones + manifest.pending


def _rank(record: Change) -> tuple[int, bool, bytes]:
    # Two records of one revision should be equal. Where they are not (another version of the code wrote one of them),
    # any total order keeps the join commutative; a withdrawal wins.
    return record.revision, isinstance(record, Tombstone), encode(record)


def _age(record: Change) -> tuple[datetime, str]:
    return (record.published if isinstance(record, Entry) else record.at), record.story
