"""``wirecopy invoke``: call one function with an event, against the local state."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wirecopy.errors import UserError
from wirecopy_local.commands.run import add_state

if TYPE_CHECKING:
    from wirecopy_local.pipeline import Pipeline


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "invoke",
        help="call one function with an event, as sam local invoke does, without Docker",
        description="Call one function with an event. What it answers goes to standard output, its log to the other.",
    )
    parser.add_argument("function", help="its name in the template, with or without Function: fetch, FetchFunction")
    parser.add_argument("--event", type=Path, metavar="FILE", help="the event; else a sample, and nothing is kept")
    add_state(parser)
    parser.set_defaults(run=_invoke)


def _invoke(arguments: argparse.Namespace) -> int:
    from wirecopy_local.cloud.handlers import HandlerError, LogLine  # noqa: PLC0415
    from wirecopy_local.pipeline import open_pipeline  # noqa: PLC0415
    from wirecopy_local.project import project_folder  # noqa: PLC0415
    from wirecopy_local.talk import err, out  # noqa: PLC0415

    short = arguments.function.removesuffix("Function").lower()
    samples = project_folder() / "events"
    event = _read(arguments.event or samples / f"{short}.json", given=arguments.event is not None)

    def on_log(line: LogLine) -> None:
        err.print(line.line, markup=False)

    sample = arguments.event is None
    parameters = {"WebSub": "enabled"} if sample else None  # or one of the functions is not there
    with open_pipeline(arguments.state, parameters=parameters, on_log=on_log, keep=not sample) as pipeline:
        if arguments.event is None:
            _bring_objects(samples / "objects", json.dumps(event), pipeline)
        by_short = {name.removesuffix("Function").lower(): name for name in pipeline.cloud.functions}
        try:
            answer = pipeline.cloud.invoke(by_short.get(short, arguments.function), event)
        except HandlerError as error:
            err.print(error.trace, markup=False)
            return 1
    out.print_json(json.dumps(answer))
    return 0


def _bring_objects(folder: Path, event: str, pipeline: "Pipeline") -> None:
    """Put those of the sample objects into the archive that the sample event speaks of."""
    for path in sorted(folder.rglob("*")):
        key = path.relative_to(folder).as_posix()
        if path.is_file() and (key in event or key.startswith("articles/")):
            pipeline.archive.put(key, path.read_bytes(), "application/octet-stream")


def _read(path: Path, *, given: bool) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        if not given:
            known = ", ".join(sorted(sample.stem for sample in path.parent.glob("*.json")))
            raise UserError(
                f"there is no sample event for {path.stem!r}, only for {known}: name one with --event"
            ) from error
        raise UserError(f"{path} cannot be read ({error.strerror}): name an event with --event FILE") from error
    except ValueError as error:
        raise UserError(f"{path} is no JSON: {error}") from error
