"""The command line: one module a command in :mod:`wirecopy_local.commands`, each with ``register``."""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

from wirecopy import __version__
from wirecopy.errors import DamagedError, UserError
from wirecopy_local import commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 when it completed, 1 when something broke inside, 2 on the user's mistake.

    An error that is nobody's on purpose is a bug, and keeps its traceback.
    """
    parser = argparse.ArgumentParser(prog="wirecopy", description="One feed entry a story, however it was copied.")
    parser.add_argument("--version", action="version", version=f"wirecopy {__version__}")
    choices = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for found in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        importlib.import_module(f"{commands.__name__}.{found.name}").register(choices)
    parsed = parser.parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except UserError as error:
        return _say(error, 2)
    except DamagedError as error:
        return _say(error, 1)
    except KeyboardInterrupt:
        return _say("interrupted: what was done so far is kept", 130)
    except BrokenPipeError:
        # Whoever read our output has had enough of it (head, less). Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _say(words: object, status: int) -> int:
    print(f"wirecopy: {words}", file=sys.stderr)  # noqa: T201
    return status


if __name__ == "__main__":
    sys.exit(main())
