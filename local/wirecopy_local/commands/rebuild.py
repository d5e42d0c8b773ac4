"""``wirecopy rebuild``: make feeds anew from the stories."""

import argparse
from typing import Any

from wirecopy_local.commands.run import add_stack


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "rebuild",
        help="make feeds anew that were lost, damaged, or hold what they should not",
        description="Publish what is behind, and make anew from the stories every feed that does not hold what it "
        "should. Feeds that do are left alone. It may be done while the pipeline runs, and again.",
    )
    add_stack(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from wirecopy_local.deployed import open_published  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    with open_published(arguments) as stores:
        done = stores.rebuild.run()
    err.print(f"{done.stories} stories; made anew: {', '.join(done.feeds) or 'nothing'}", markup=False)
    return 0
