"""``wirecopy export``: the stories as JSON Lines."""

import argparse
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from wirecopy.errors import UserError
from wirecopy_local.commands.run import add_stack

_SETTLED = timedelta(minutes=2)
"""A change is timed when it is decided and stored within the function's timeout: only then may a reader pass it by."""
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DESCRIPTION = """\
Writes a line of JSON for each story to standard output, by when it last changed. A WHEN is a day (2026-11-21), a time
(2026-11-21T08:00:00Z), or so long ago (90m, 12h, 7d, 2w).

To go on where an export ended, give its last line's "cursor" with --after. A story that changes comes again, at a
greater "revision". Of a deployed stack the last two minutes are left to the next export, unless --until says otherwise:
what is still being written then might be passed by."""


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "export",
        help="the stories with their copies, as JSON Lines",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--since", metavar="WHEN", help="those that changed then or later")
    parser.add_argument("--until", metavar="WHEN", help="those that changed before")
    parser.add_argument("--after", metavar="CURSOR", help="those beyond the line that has this cursor")
    add_stack(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from wirecopy.edges import utc_now  # noqa: PLC0415
    from wirecopy.feeds.lines import Cursor, in_order, story_line  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import out  # noqa: PLC0415

    now = utc_now()
    since = when(arguments.since, now) if arguments.since else None
    until = when(arguments.until, now) if arguments.until else now - _SETTLED if arguments.stack else None
    after = Cursor.parse(arguments.after) if arguments.after else None
    with open_stores(arguments) as stores:
        stories = in_order((row.story for row in stores.stories.all()), since=since, until=until, after=after)
    for story in stories:
        out.file.write(story_line(story).decode())
    return 0


def when(text: str, now: datetime) -> datetime:
    """The moment that a user names. Raises :class:`UserError` for what names none."""
    if ago := re.fullmatch(r"(\d{1,5})([mhdw])", text):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text!r} is no time: write it as 2026-11-21, 2026-11-21T08:00:00Z or 12h") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
