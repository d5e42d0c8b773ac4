"""``wirecopy withdraw``: take an article, or a whole story, out of everything for good."""

import argparse
from typing import TYPE_CHECKING, Any

from wirecopy.errors import UserError
from wirecopy_local.commands.run import add_stack

if TYPE_CHECKING:
    from wirecopy.stages.withdraw import Withdrawn
    from wirecopy_local.stores import Stores

_SHORTEST = 6
_DESCRIPTION = """\
wirecopy withdraw URL    the article at this address; a story that others carry too stays with those
wirecopy withdraw STORY  every copy that a story tells of, by its id or the beginning of it

It leaves every feed, archive and page, and what was kept of it is deleted. Whatever comes from its address later is
thrown away. There is no way back. Doing it again completes what was cut short."""


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "withdraw",
        help="take an article, or a whole story, out of everything for good",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", metavar="URL | STORY", help="see above")
    add_stack(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from wirecopy_local.deployed import open_published  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    with open_published(arguments) as stores:
        done = _withdrawn(arguments.what, stores)
    for it in done:
        err.print(_line(it), markup=False)
    return 0


def _withdrawn(what: str, stores: "Stores") -> tuple["Withdrawn", ...]:
    from wirecopy.urls import is_fetchable  # noqa: PLC0415

    if is_fetchable(what):
        return _address(what, stores)
    ids = {row.id for row in stores.stories.all() if row.id.startswith(what)} if len(what) >= _SHORTEST else set()
    if len(ids) != 1:
        found = f"{len(ids)} stories begin" if ids else "no story begins"
        raise UserError(f"{found} with {what!r}: write {_SHORTEST} letters of an id or more, or an article's URL")
    return stores.withdraw.story(ids.pop())


def _address(url: str, stores: "Stores") -> tuple["Withdrawn", ...]:
    """Withdraw what lies at an address, and what it led to."""
    from wirecopy.identity import article_id  # noqa: PLC0415
    from wirecopy.urls import without_tracking  # noqa: PLC0415

    asked = dict.fromkeys((article_id(without_tracking(url)), article_id(url)))
    rows = stores.articles.rows(asked)
    led_to = [row.alias_of for row in rows.values() if row.alias_of]
    return tuple(stores.withdraw.article(article, url) for article in dict.fromkeys((*asked, *led_to)))


def _line(it: "Withdrawn") -> str:
    if not it.story:
        return f"withdrawn {it.article}: it was in no story, and stays out"
    left = f"{it.copies} other{'s' if it.copies > 1 else ''} left" if it.copies else "none left"
    return f"withdrawn {it.article}: of the story {it.story} {left}, {it.objects} objects deleted"
