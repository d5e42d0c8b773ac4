"""``wirecopy feeds``: feeds of one's own."""

import argparse
import json
from pathlib import Path
from typing import Any

from wirecopy_local.commands.run import add_stack, read_feeds


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("feeds", help="define feeds of your own, and list them")
    choices = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    apply = choices.add_parser(
        "apply",
        help="let a file define the feeds",
        description="Let a file define your feeds: those that are new or changed are filled, those that it does not "
        "name are taken away, and the others are left alone. Doing it again completes what was cut short.",
    )
    apply.add_argument("file", type=Path, nargs="?", default=Path("feeds.toml"), metavar="FILE", help="feeds.toml")
    apply.set_defaults(run=_apply)

    listing = choices.add_parser("list", help="the feeds that are defined")
    listing.add_argument("--json", action="store_true", help="as JSON on standard output")
    listing.set_defaults(run=_list)
    for choice in (apply, listing):
        add_stack(choice)


def _apply(arguments: argparse.Namespace) -> int:
    from wirecopy_local.deployed import open_published  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    definitions = read_feeds(arguments.file)
    assert definitions is not None  # noqa: S101 - a file that is named is there
    with open_published(arguments) as stores:
        found = stores.reconcile.define(definitions)
    err.print(f"{len(definitions.feeds)} defined; changed: {', '.join(found.feeds) or 'nothing'}", markup=False)
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.show import show_rows  # noqa: PLC0415
    from wirecopy_local.talk import out  # noqa: PLC0415

    with open_stores(arguments) as stores:
        defined = stores.feeds.definitions().feeds
        shown = {it.name: stores.feeds.manifest(it.name).value for it in defined}
    rows = [(it.name, it.feed.title, str(len(m.entries)) if (m := shown[it.name]) else "0") for it in defined]
    if arguments.json:
        out.print_json(
            json.dumps([{"name": name, "title": title, "entries": int(count)} for name, title, count in rows])
        )
        return 0
    show_rows(out, ("feed", "title", "entries"), rows)
    return 0
