"""``wirecopy sources show``: all that is known of a source, and all that was set for it."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from wirecopy import spans
from wirecopy.edges import utc_now
from wirecopy.stages.standing import Standing
from wirecopy_local.choosing import known


def add_showing(choices: Any) -> argparse.ArgumentParser:
    """Add the action to those of ``wirecopy sources``."""
    showing = choices.add_parser("show", help="all that is known of a source, and all that was set for it")
    showing.add_argument("source", help="its id or its address")
    showing.add_argument("--json", action="store_true", help="as JSON on standard output")
    showing.set_defaults(run=_show)
    return showing  # type: ignore[no-any-return]


def _show(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.standing import standings  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.show import show_rows  # noqa: PLC0415
    from wirecopy_local.talk import out  # noqa: PLC0415

    with open_stores(arguments) as stores:
        chosen = {source.id for source in known(stores.sources.all(), arguments.source)}
        found = list(
            standings(stores.sources, stores.frontier, stores.hosts, stores.subscriptions, only=chosen, now=utc_now())
        )
    for standing in found:
        told = dict(_told(standing))
        if arguments.json:
            out.print_json(json.dumps(standing.as_json() | {"told": told}))
        else:
            show_rows(out, ("what", "how it is"), told.items())
    return 0


def _told(standing: Standing) -> Iterator[tuple[str, str]]:
    """What is known, name by name, without what is not."""
    source, poll, reading = standing.source, standing.telling, standing.reading
    asked = f"every {spans.written(source.every)}, as set" if source.every else "as often as it publishes"
    if standing.stand_in:
        asked = f"together with {standing.stand_in.id}"
    rules = {name: value for name, value in asdict(source.rules).items() if value}
    rows: list[tuple[str, Any]] = [
        ("id", source.id),
        ("address", source.url),
        ("kind", source.kind.value),
        ("title", source.title),
        ("tags", ", ".join(source.tags)),
        ("found at", source.home),
        ("also there", ", ".join(reading.also) if reading else ""),
        ("watched since", f"{source.added_at:%d %b %Y}"),
        ("answer", standing.answer),
        ("last error", poll and poll.error),
        ("asked", asked),
        ("feed asks for", reading and reading.stated and f"{reading.stated} between two polls"),
        ("fresh for", poll and poll.fresh and str(poll.fresh)),
        ("next poll", standing.next_at and f"{standing.next_at:%d %b %H:%M} UTC"),
        ("links", reading and str(reading.links)),
        ("a week", None if standing.entries_a_week is None else f"{standing.entries_a_week:.1f} articles"),
        ("full text", source.full_text.value),
        ("shown", source.rights.extent and source.rights.extent.value),
        ("attribution", source.rights.attribution),
        ("rules", json.dumps(rules) if rules else ""),
        ("key", source.credential and f"{source.credential.secret}, shown to {source.credential.host}"),
        ("hub", standing.told and standing.told.in_words(standing.now)),
    ]
    yield from ((name, value) for name, value in rows if value)
