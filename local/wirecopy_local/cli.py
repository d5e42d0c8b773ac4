"""The command line: one module a command in :mod:`wirecopy_local.commands`, each with ``register``."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from wirecopy import __version__
from wirecopy.errors import UserError
from wirecopy_local import commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 when it completed, 1 when something broke inside, 2 on the user's mistake."""
    parser = argparse.ArgumentParser(prog="wirecopy", description="One feed entry a story, however it was copied.")
    parser.add_argument("--version", action="version", version=f"wirecopy {__version__}")
    choices = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for found in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        importlib.import_module(f"{commands.__name__}.{found.name}").register(choices)
    parsed = parser.parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except UserError as error:
        print(f"wirecopy: {error}", file=sys.stderr)  # noqa: T201
        return 2


if __name__ == "__main__":
    sys.exit(main())
