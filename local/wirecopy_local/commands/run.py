"""``wirecopy run``: do all that is due now."""

import argparse
import ipaddress
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wirecopy.edges import IPNetwork, Network, utc_now
from wirecopy.errors import UserError
from wirecopy.model import Source

if TYPE_CHECKING:
    from wirecopy.feeds.definition import Definitions


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "run",
        help="poll what is due, and write the feeds",
        description="Poll what is due until nothing is left to do, and write the feeds. New sources are due at once.",
    )
    parser.add_argument("--sources", type=Path, metavar="FILE.opml", help="watch these too")
    parser.add_argument(
        "--feeds", type=Path, metavar="FILE.toml", help="define feeds of your own (feeds.toml, if there)"
    )
    parser.add_argument("--now", action="store_true", help="poll every source, due or not")
    add_private(parser)
    parser.add_argument("--source-feeds", action="store_true", help="write a feed for each source too")
    parser.add_argument(
        "--events",
        type=Path,
        metavar="FILE.jsonl",
        help="append an event for each new, updated or withdrawn story, as EventBridge would be sent",
    )
    add_places(parser)
    parser.set_defaults(run=_run)


def add_private(parser: argparse.ArgumentParser) -> None:
    """The option that says which addresses beyond the public internet may be asked."""
    parser.add_argument(
        "--allow-private",
        type=_network,
        action="append",
        default=[],
        metavar="CIDR",
        help="addresses beyond the public internet that may be fetched from, such as 192.168.0.0/16",
    )


def add_places(parser: argparse.ArgumentParser) -> None:
    """The options that say where a run keeps and writes things."""
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="where the feeds go (out)")
    parser.add_argument(
        "--public-url",
        default="http://localhost:8000",
        metavar="URL",
        help="where readers will find them (%(default)s)",
    )
    add_state(parser)
    parser.add_argument("--json", action="store_true", help="the summary as JSON on standard output")


def add_state(parser: argparse.ArgumentParser) -> None:
    """The option that says where state is kept."""
    parser.add_argument(
        "--state", type=Path, default=Path(".wirecopy"), metavar="DIR", help="where state is kept (%(default)s)"
    )


def add_stack(parser: argparse.ArgumentParser) -> None:
    """The options that say which stack is meant: the local one by its state, or a deployed one by its name."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--state", type=Path, default=Path(".wirecopy"), metavar="DIR", help="where state is kept (%(default)s)"
    )
    which.add_argument("--stack", metavar="NAME", help="a deployed stack, instead of the state on this machine")


def run_and_tell(
    arguments: argparse.Namespace,
    *,
    sources: Sequence[Source] = (),
    definitions: "Definitions | None" = None,
    now: bool,
    network: Network,
    parameters: Mapping[str, str],
    events: Path | None = None,
) -> int:
    """Make one run and say what it did. 1 when something broke inside."""
    from wirecopy_local.runs import Places, run_once  # noqa: PLC0415 - a command that is not run imports nothing
    from wirecopy_local.show import show_summary  # noqa: PLC0415
    from wirecopy_local.talk import err, out, progress  # noqa: PLC0415

    places = Places(state=arguments.state, out=arguments.out, public_url=arguments.public_url, events=events)
    with progress("opening the local cloud") as on_progress:
        summary = run_once(
            places,
            sources=sources,
            definitions=definitions,
            now=now,
            network=network,
            parameters=parameters,
            on_progress=on_progress,
        )
    show_summary(summary, err)
    if arguments.json:
        out.print_json(json.dumps(summary.as_json()))
    else:
        err.print(f"\nThe feeds are in {arguments.out}; wirecopy serve --out {arguments.out} shows them.")
    return int(summary.broke)


def _run(arguments: argparse.Namespace) -> int:
    sources = read_sources(arguments.sources) if arguments.sources is not None else ()
    definitions = read_feeds(arguments.feeds)
    network = Network(allowed=tuple(arguments.allow_private))
    parameters = {"SourceFeeds": "yes" if arguments.source_feeds else "no"}
    return run_and_tell(
        arguments,
        sources=sources,
        definitions=definitions,
        now=arguments.now,
        network=network,
        parameters=parameters,
        events=arguments.events,
    )


def read_feeds(path: Path | None) -> "Definitions | None":
    """The feeds that a file defines, ``feeds.toml`` where none is named; ``None`` if that is not there.

    Raises :class:`UserError` when it cannot be read or followed.
    """
    from wirecopy.feeds.definition import Definitions, read_definitions  # noqa: PLC0415

    found = path or Path("feeds.toml")
    if path is None and not found.is_file():
        return None
    try:
        data = found.read_bytes()
    except OSError as error:
        raise UserError(f"{found} cannot be read ({error.strerror}): name a file that defines feeds") from error
    return Definitions(feeds=read_definitions(data, place=str(found)))


def read_sources(path: Path) -> tuple[Source, ...]:
    """The sources of an OPML file; an outline that cannot be watched is told in a line and left out.

    Raises :class:`UserError` when the file cannot be read or is no OPML.
    """
    from wirecopy.feeds.opml import read_opml  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    left_out: list[UserError] = []
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): name an OPML file that exists") from error
    try:
        sources = read_opml(data, added_at=utc_now(), complain=left_out.append)
    except UserError as error:
        raise UserError(f"{path}: {left_out[0] if left_out else error}") from error
    for wrong in left_out:
        err.print(f"{path}: {wrong}; it is left out", style="yellow", markup=False)
    return sources


def _network(text: str) -> IPNetwork:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no network, write one like 192.168.0.0/16") from error


def _web_address(text: str) -> str:
    from wirecopy.urls import is_fetchable  # noqa: PLC0415

    if not is_fetchable(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no http or https address")
    return text.rstrip("/")
