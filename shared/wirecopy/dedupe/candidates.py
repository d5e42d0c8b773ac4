"""From what the keys hold to the few stories that are worth aligning with."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from wirecopy.dedupe.index import Member

CROWDED = 8
"""A key that so many stories hold is a phrase that everybody uses: it is hardly evidence."""

LEAST = 0.3
"""Less evidence than this, a key that four stories hold or more, is not worth aligning on."""


def rank(
    found: Mapping[str, Collection[Member]],
    *,
    today: int,
    window: int = 30,
    article: str | None = None,
    at_most: int = 5,
) -> list[str]:
    """The stories that share the most evidence, best first. Ties go to the elder one, so that the order is stable.

    Members older than ``window`` days are passed over, and so is ``article`` itself. A key counts the less, the more
    stories hold it, and a crowded one hardly at all: nobody gains by crowding it, and nobody loses.
    """
    weight: defaultdict[str, float] = defaultdict(float)
    eldest: dict[str, int] = {}
    for members in found.values():
        live = {m.story: m.day for m in members if abs(today - m.day) <= window and m.article != article}
        if not live:
            continue
        share = 0.05 if len(live) >= CROWDED else 1 / len(live)
        for story, day in live.items():
            weight[story] += share
            eldest[story] = min(day, eldest.get(story, day))
    worth = [story for story, evidence in weight.items() if evidence >= LEAST]
    return sorted(worth, key=lambda story: (-weight[story], eldest[story], story))[:at_most]
