"""``wirecopy demo``: the pipeline on the project's own sample sites."""

import argparse
from pathlib import Path
from typing import Any

from wirecopy_local.commands.run import add_places, run_and_tell


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "demo",
        help="run on sample sites that are served on this machine",
        description="Serve the sample sites on this machine and poll them all. Nothing beyond it is asked for.",
    )
    add_places(parser)
    # The samples are kept apart from what the user watches.
    parser.set_defaults(run=_demo, state=Path(".wirecopy-demo"))


def _demo(arguments: argparse.Namespace) -> int:
    from wirecopy_local.demo import DemoSites  # noqa: PLC0415

    with DemoSites() as sites:
        parameters = {"HostSpacingSeconds": "0", "SiteTitle": "Wirecopy's sample sites"}
        return run_and_tell(arguments, sources=sites.sources, now=True, network=sites.network, parameters=parameters)
