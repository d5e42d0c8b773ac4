"""``wirecopy sources set``: how often a source is asked, and whether its entries are enough."""

import argparse
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from wirecopy import spans
from wirecopy.edges import utc_now
from wirecopy.errors import UserError
from wirecopy.frontier.interval import LEAST_INSISTED, MOST_INSISTED
from wirecopy.model.access import FullText
from wirecopy_local.choosing import known

AS_PUBLISHED = "auto"


def add_every(parser: argparse.ArgumentParser) -> None:
    """The option that says how often a source is asked."""
    parser.add_argument(
        "--every",
        metavar="SPAN",
        help=f"ask this often, as in 15m, 6h or 7d, rather than as often as it publishes ({AS_PUBLISHED});"
        " while an answer says that it is fresh, and where robots.txt or Retry-After ask for more, it is later",
    )


def span_given(text: str | None) -> timedelta | None:
    """The span that ``--every`` gives, ``None`` for none. Raises :class:`UserError` for what cannot be kept to."""
    if text is None or text == AS_PUBLISHED:
        return None
    try:
        span = spans.parse(text)
    except ValueError as error:
        raise UserError(f"--every {error}, or {AS_PUBLISHED}") from error
    if not LEAST_INSISTED <= span <= MOST_INSISTED:
        least, most = spans.written(LEAST_INSISTED), spans.written(MOST_INSISTED)
        raise UserError(f"--every {text} cannot be kept to: choose from {least} to {most}, or {AS_PUBLISHED}")
    return span


def add_setting(choices: Any) -> argparse.ArgumentParser:
    """Add the action to those of ``wirecopy sources``."""
    setting = choices.add_parser("set", help="say how often a source is asked, and whether its entries are enough")
    setting.add_argument("source", help="its id or its address")
    add_every(setting)
    setting.add_argument(
        "--full-text", choices=[choice.value for choice in FullText], help="whether a feed's entries stand for pages"
    )
    setting.set_defaults(run=_set)
    return setting  # type: ignore[no-any-return]


def _set(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.twins import stand_ins  # noqa: PLC0415
    from wirecopy.stages.watch import pace  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    if arguments.every is None and arguments.full_text is None:
        raise UserError("say what to set: --every SPAN or --full-text auto|yes|no")
    every = span_given(arguments.every)
    with open_stores(arguments) as stores:
        watched = stores.sources.all()
        for found in known(watched, arguments.source):
            source = stores.sources.get(found.id) or found
            if arguments.every is not None and (other := stand_ins(watched).get(source.id)):
                raise UserError(f"{source.id} is the same as {other.id}, which is asked for both: set that")
            if arguments.full_text is not None:
                full_text = FullText(arguments.full_text)
                stores.sources.amend(source.id, partial(replace, full_text=full_text))
            if arguments.every is not None:
                pace(source, every, sources=stores.sources, frontier=stores.frontier, now=utc_now())
            asked = every if arguments.every is not None else source.every
            pace_kept = f"every {spans.written(asked)}" if asked else "as often as it publishes"
            err.print(f"changed {source.id}: asked {pace_kept}", markup=False)
    return 0
