"""What a publisher lets be done with a page, as its headers and ``<meta>`` elements say.

Read are X-Robots-Tag and meta robots (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag),
``noai`` (DeviantArt's), and ``tdm-reservation`` of the TDM Reservation Protocol (W3C community group, 2024). Where two
differ, the stricter wins.
"""

import email.utils
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

_RESERVATION = "tdm-reservation"
_WITH_VALUE = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
_PARTS = re.compile(r"\s*,\s*")
_LONGEST_VALUE = 4096
_LONGEST_DATE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What may be done. The default is what a page that says nothing permits."""

    syndicate: bool = True
    """``noindex``, ``none`` and a past ``unavailable_after`` take the page out of every feed."""
    keep: bool = True
    """``noarchive`` and ``nocache``: the page is thrown away once its article is taken out."""
    excerpt: int | None = None
    """``max-snippet``: so many characters of it may be shown; all where ``None``.

    ``nosnippet`` permits none. ``noai`` and ``tdm-reservation`` reserve the text, and are taken as none too.
    """
    said: tuple[str, ...] = ()
    """The words that limit something, for the status."""


def read(
    headers: Iterable[tuple[str, str]],
    metas: Iterable[tuple[str, str]],
    *,
    agent: str,
    now: datetime,
    reserved: bool = False,
) -> Permissions:
    """What a page with these headers, and ``<meta>`` names and contents, permits the product token ``agent``.

    ``reserved``: its host's tdmrep.json reserves it.
    """
    by_host = (_RESERVATION,) if reserved else ()
    said = tuple(dict.fromkeys((*_in_headers(headers, agent.lower()), *_in_metas(metas, agent.lower()), *by_host)))
    limits = [limit for word in said if (limit := _limit(word)) is not None]
    words = frozenset(said)
    return Permissions(
        syndicate=not ({"noindex", "none"} & words or any(_has_passed(word, now) for word in said)),
        keep=not {"noarchive", "nocache"} & words,
        excerpt=min(limits, default=None),
        said=tuple(word for word in said if _limits_something(word)),
    )


def of_texts(headers: Iterable[tuple[str, str]], *, agent: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """What the headers of a feed say of each of its texts, as names and contents of ``<meta>``: what limits these.

    That it is not to be found or kept is said of the feed itself: most have ``noindex``, as search engines need none.
    """
    words = [word for word in read(headers, (), agent=agent, now=now).said if _limit(word) is not None]
    return tuple((_RESERVATION, "1") if word == _RESERVATION else ("robots", word) for word in words)


def _in_headers(headers: Iterable[tuple[str, str]], agent: str) -> Iterator[str]:
    for name, value in headers:
        match name.lower():
            case "x-robots-tag":
                yield from _addressed_to(value, agent)
            case "tdm-reservation" if value.strip() == "1":
                yield _RESERVATION


def _in_metas(metas: Iterable[tuple[str, str]], agent: str) -> Iterator[str]:
    for name, content in metas:
        match name.strip().lower():
            case "robots":
                yield from _words(content)
            case "tdm-reservation" if content.strip() == "1":
                yield _RESERVATION
            case other if other == agent:
                yield from _words(content)


def _addressed_to(value: str, agent: str) -> Iterator[str]:
    """The words of one X-Robots-Tag that are for us: ``other: noindex, nofollow`` are all for ``other``."""
    head, colon, tail = value.partition(":")
    name = head.strip().lower()
    if not colon or "," in head or name in _WITH_VALUE:
        yield from _words(value)
    elif name == agent:
        yield from _words(tail)


def _words(value: str) -> Iterator[str]:
    """The words, in lower case; a date keeps its commas."""
    text = value[:_LONGEST_VALUE].strip().lower()
    before, after, date = text.partition("unavailable_after")
    for word in _PARTS.split(before):
        if word:
            yield re.sub(r"\s*:\s*", ":", word)
    if after:
        yield f"unavailable_after:{date.lstrip(' :')}"


def _limit(word: str) -> int | None:
    if word in ("nosnippet", "noai", _RESERVATION):
        return 0
    name, _, number = word.partition(":")
    return int(number) if name == "max-snippet" and re.fullmatch("[0-9]{1,9}", number) else None


def _has_passed(word: str, now: datetime) -> bool:
    """Whether this is an ``unavailable_after`` that is over; a date that nobody can read is not."""
    name, _, value = word.partition(":")
    if name != "unavailable_after":
        return False
    for parse in (email.utils.parsedate_to_datetime, datetime.fromisoformat):
        try:
            date = parse(value[:_LONGEST_DATE].upper())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return (date.replace(tzinfo=UTC) if date.tzinfo is None else date) <= now
    return False


def _limits_something(word: str) -> bool:
    return (
        word in ("noindex", "none", "noarchive", "nocache")
        or word.startswith("unavailable_after:")
        or _limit(word) is not None
    )
