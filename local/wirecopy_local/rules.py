"""A source's own selectors, as options of the command line, and which of them have stopped to match."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from wirecopy.errors import UserError
from wirecopy.lessons import Miss, lost
from wirecopy.model import Rules, Source
from wirecopy_local.stores import Stores

_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class LostRule:
    """A selector that matched nothing on a source's last pages."""

    source: Source
    miss: Miss

    def __str__(self) -> str:
        count = len(self.miss.pages)
        pages = "the last page" if count == 1 else f"the last {count} pages"
        name = self.source.title or self.source.url
        return f"{name}: nothing matches {self.miss.selector!r} on {pages}, as on {self.miss.pages[-1]}"

    def as_json(self) -> dict[str, Any]:
        """The rule for programs."""
        return {"source": self.source.id, "selector": self.miss.selector, "pages": self.miss.pages}


def lost_rules(stores: Stores) -> Iterator[LostRule]:
    """What is to be told of every source that has rules."""
    for source in stores.sources.all():
        if source.rules != Rules():
            for miss in lost(stores.lessons.misses(source.id).value, source.rules):
                yield LostRule(source=source, miss=miss)


def add_rules(parser: argparse.ArgumentParser) -> None:
    """The options that name selectors; those that are not given are ``None``."""
    rules = parser.add_argument_group("rules", "CSS selectors, which go before what is found without them")
    rules.add_argument("--body", metavar="SELECTOR", help="where the article's body lies")
    rules.add_argument("--title", metavar="SELECTOR", help="where its title stands")
    rules.add_argument("--author", metavar="SELECTOR", help="where its author is named")
    rules.add_argument(
        "--published", "--date", metavar="SELECTOR", help="where it says when it was published: its datetime or text"
    )
    rules.add_argument("--remove", action="append", metavar="SELECTOR", help="what is none of it; may be repeated")


def ruled(arguments: argparse.Namespace, before: Rules) -> Rules:
    """The rules with what the options say. Raises :class:`UserError` for what is no selector."""
    from soupsieve import compile as compiled  # noqa: PLC0415

    from wirecopy.extract.rules import UNUSABLE  # noqa: PLC0415

    names = ("body", "title", "author", "published")
    given = {name: getattr(arguments, name).strip() for name in names if getattr(arguments, name) is not None}
    if arguments.remove is not None:
        given["remove"] = tuple(filter(None, (selector.strip() for selector in arguments.remove)))
    for selector in (*(given.get(name, "") for name in names), *given.get("remove", ())):
        try:
            compiled(selector or "*")
        except UNUSABLE as error:
            why = str(error).partition("\n")[0]
            shown = selector if len(selector) <= _SHOWN else f"{selector[:_SHOWN]}…"
            raise UserError(f"{shown!r} is no CSS selector that can be used: {why}") from error
    return replace(before, **given)
