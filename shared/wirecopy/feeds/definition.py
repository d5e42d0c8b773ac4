"""Feeds that a user defines (``feeds.toml``): which stories they show, and how much of each.

[feeds.cranes]
title = "Cranes and hoists"
tags = ["ports", "news"]
keep = ["crane", "hoist"]
block = ["horoscope"]
minimum_copies = 2
show = "excerpt"
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from wirecopy.errors import UserError
from wirecopy.feeds.content import beginning, visible_text
from wirecopy.feeds.scrub import line, tag_name
from wirecopy.identity import source_id
from wirecopy.model import Entry, Extent, Feed, Story

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_CODE = re.compile(r"[a-z]{2,3}")
_RESERVED = ("all", "tag", "source")
_LARGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A feed that a user defined. A story is shown when it meets every condition that is set."""

    name: str
    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    """It has one of these tags."""
    without_tags: tuple[str, ...] = ()
    """It has none of these."""
    sources: tuple[str, ...] = ()
    """One of these sources, by id or address, lists a copy of it."""
    without_sources: tuple[str, ...] = ()
    """None of these sources lists its lead."""
    leads_only: bool = False
    """What ``sources`` asks for, its lead must meet."""
    keep: tuple[str, ...] = ()
    """Its title or text has one of these words or phrases, in any case."""
    block: tuple[str, ...] = ()
    """Its title and text have none of these."""
    languages: tuple[str, ...] = ()
    """It is in one of these, by their code."""
    minimum_copies: int = 1
    show: Extent = Extent.FULL
    size: int = 100

    @property
    def feed(self) -> Feed:
        """The feed that shows what is wanted."""
        return Feed(path=self.name, title=self.title or self.name, description=self.description, size=self.size)

    def wants(self, story: Story, entry: Entry, words: str) -> bool:
        """Whether the feed shows the story, ``entry`` being its entry in full and ``words`` what is read of that."""
        tags = {tag_name(tag) for tag in story.tags}
        lead = {source for copy in story.copies if copy.article == story.lead for source in copy.sources}
        listing = lead if self.leads_only else {source for copy in story.copies for source in copy.sources}
        return (
            (not self.tags or not tags.isdisjoint(self.tags))
            and tags.isdisjoint(self.without_tags)
            and (not self.sources or not listing.isdisjoint(self.sources))
            and lead.isdisjoint(self.without_sources)
            and (not self.languages or (entry.language or "").lower() in self.languages)
            and len(story.copies) + story.unlisted >= self.minimum_copies
            and (not self.keep or bool(_any_of(self.keep).search(words)))
            and not (self.block and _any_of(self.block).search(words))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """Every feed that the user defined, as it is stored."""

    feeds: tuple[Definition, ...] = ()
    schema: int = 1


def words_of(entry: Entry) -> str:
    """What is read of an entry: its title, summary and text."""
    return f"{entry.title}\n{entry.summary}\n{visible_text(entry.html)}"


def read_definitions(data: bytes, *, place: str = "feeds.toml") -> tuple[Definition, ...]:
    """The feeds that a file defines. Raises :class:`UserError`, one line with the place, if it cannot be followed."""
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UserError(f"{place} is not UTF-8: save it in that encoding") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{place} is no TOML: {line(str(error))}") from error
    except (RecursionError, ValueError) as error:  # thousands of brackets, or of digits
        raise UserError(f"{place} cannot be read: a list in it is too deep or a number too long") from error
    tables = document.pop("feeds", {})
    if document or not isinstance(tables, dict):
        raise UserError(f"{place} holds something else than feeds: begin each feed with [feeds.NAME]")
    return tuple(_definition(name, table, place) for name, table in tables.items())


def _definition(name: str, table: Any, file: str) -> Definition:
    place = f"{file}, feed {beginning(name, 60)!r}"
    if not _NAME.fullmatch(name) or name in _RESERVED:
        taken = " or ".join(_RESERVED)
        raise UserError(f"{place}: a feed's name is small letters, digits and hyphens, and not {taken}")
    if not isinstance(table, dict):
        raise UserError(f"{place}: begin it with [feeds.{name}]")
    for key in table:
        if key not in _READERS:
            raise UserError(f"{place}: unknown setting {beginning(key, 60)!r}: use {', '.join(_READERS)}")
    settings: dict[str, Any] = {}
    for key, value in table.items():
        try:
            settings[key] = _READERS[key](value)
        except (TypeError, ValueError) as error:
            raise UserError(f"{place}: {key} should be {error}") from error
    return Definition(name=name, **settings)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text in quotes")
    return line(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and line(one) for one in value):
        raise TypeError('a list of texts, as in ["one", "two"]')
    return tuple(line(one) for one in value)


def _tags(value: Any) -> tuple[str, ...]:
    names = tuple(map(tag_name, _texts(value)))
    if not all(names):  # which would be no condition at all
        raise ValueError('a list of tags with letters or digits, as in ["world-news"]')
    return names


def _sources(value: Any) -> tuple[str, ...]:
    return tuple(source_id(named) if "://" in named else named for named in _texts(value))


def _codes(value: Any) -> tuple[str, ...]:
    codes = tuple(code.lower() for code in _texts(value))
    if not all(map(_CODE.fullmatch, codes)):
        raise ValueError('a list of codes of two or three letters, as in ["en", "de"]')
    return codes


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false")
    return value


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LARGEST:
        raise ValueError(f"a whole number from 1 to {_LARGEST}")
    return value


def _extent(value: Any) -> Extent:
    if value not in list(Extent):
        raise ValueError(" or ".join(f'"{extent}"' for extent in Extent))
    return Extent(value)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "title": _text,
    "description": _text,
    "tags": _tags,
    "without_tags": _tags,
    "sources": _sources,
    "without_sources": _sources,
    "leads_only": _flag,
    "keep": _texts,
    "block": _texts,
    "languages": _codes,
    "minimum_copies": _count,
    "show": _extent,
    "size": _count,
}
assert set(_READERS) == {field.name for field in fields(Definition)} - {"name"}  # noqa: S101


@cache
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Finds one of the phrases as such, not inside a longer word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)", re.IGNORECASE)
