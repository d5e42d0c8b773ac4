"""``wirecopy serve``: the feeds and pages over HTTP, on this machine."""

import argparse
import contextlib
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "serve",
        help="show the feeds and pages over HTTP",
        description="Serve the feeds and pages on 127.0.0.1 until interrupted (Ctrl-C).",
    )
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="where the feeds are (out)")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="the port to listen on (8000)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from wirecopy_local.serve import serve  # noqa: PLC0415 - a command that is not run imports nothing
    from wirecopy_local.talk import err  # noqa: PLC0415

    with contextlib.suppress(KeyboardInterrupt):
        serve(arguments.out, arguments.port, lambda url: err.print(f"{arguments.out} is at {url} (Ctrl-C ends)"))
    return 0
