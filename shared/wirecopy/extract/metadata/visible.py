# ruff: noqa: RUF001
"""What a reader sees between headline and text: bylines and dates that no mark-up names."""

import re
from collections.abc import Iterator, Sequence

from wirecopy.extract.metadata.dates import is_now
from wirecopy.extract.metadata.facts import shown
from wirecopy.extract.outline import Block
from wirecopy.model import Evidence

_BYLINE = re.compile(
    r"^\s*(?:(?:written|posted|published|story|words|text)\s+)?(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]utor(?:in|a|en)?:|[Aa]uthor:|[Tt]ext:|[Tt]exte:|Автор:|作者[:：]|文[:：／/])\s*"
    r"(?P<name>[^\W\d_a-zß-öø-ÿ][^\d|<>@:!?]{2,80})"
)
_DATED = re.compile(r"(?:19|20)\d\d|\d\.\s?\d{1,2}\.\s?\d\d")
_STAMPED = re.compile(
    r"(publi|veröffentlicht|posted|erstellt|stand\s*:|datum\s*:|date\s*:|fecha|pubbl|datert|опубл|erschienen|gespeichert|submitted)",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"(updat|aktualisiert|geändert|modifi|actualiz|aggiornat|atualiz|bijgewerkt)", re.IGNORECASE)
_OPENING = re.compile(r"\W{0,3}(?:[^\W\d]+[,(]?\s+\(?){0,2}\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d]+)\s?20\d\d(?=\)?\s)")
_SHORT = 120
_PROSE = 160
_DATELINE = 60
_MOST = 40
_ABOVE = 4


def lines(blocks: Sequence[Block], root: Block | None) -> list[str]:
    """The short lines from the last headline before the text on to its first paragraph."""
    return _around(blocks, root)[1]


def _around(blocks: Sequence[Block], root: Block | None) -> tuple[list[str], list[str]]:
    """The last short lines before the headline, and those between it and the first paragraph."""
    before: list[str] = []
    found: list[str] = []
    for block in blocks:
        if block.element.tag == "h1":
            before, found = found[-_ABOVE:], []
        if block.text != block.total or not block.text:
            continue
        if _is_prose(block, root):
            break
        if block.text <= _SHORT:
            found.append(shown(block.element))
    return before, found[-_MOST:]


def _is_prose(block: Block, root: Block | None) -> bool:
    return block.text - block.links >= _PROSE and not block.chrome and root is not None and root in block.ancestors()


def _stamped(blocks: Sequence[Block]) -> Iterator[str]:
    """The short lines, wherever they stand, that call themselves a date of publication."""
    for block in blocks:
        if 8 <= block.total <= 2 * _SHORT and block.text:
            text = shown(block.element)
            if match := _STAMPED.search(text):
                yield text[match.start() :]


def _within(blocks: Sequence[Block], root: Block | None) -> Iterator[str]:
    """Lines of the body that are hardly more than a date, and a paragraph's beginning that is one."""
    for block in blocks:
        if root is None or not block.text or not (block is root or root in block.ancestors()):
            continue
        text = shown(block.element, _SHORT)[:_SHORT]
        if match := _OPENING.match(text):
            yield match[0]
        elif block.total <= _DATELINE and _DATED.search(text):
            yield text


def dates(blocks: Sequence[Block], root: Block | None) -> Iterator[Evidence]:
    """Dates in the lines around the headline, then in lines that say what they are, then alone on a line."""
    above, below = _around(blocks, root)
    for confidence, source, found in (
        (0.5, "visible", below),
        (0.4, "stamp", _stamped(blocks)),
        (0.4, "above", reversed(above)),
        (0.3, "line", _within(blocks, root)),
    ):
        for line in found:
            if _DATED.search(line) and not _CHANGED.search(line) and not is_now(line):
                yield Evidence(field="published", source=source, value=line, confidence=confidence)


def authors(blocks: Sequence[Block], root: Block | None) -> Iterator[Evidence]:
    """Names after "by" in the lines around the headline."""
    for line in lines(blocks, root):
        if match := _BYLINE.match(line):
            yield Evidence(field="author", source="visible", value=match["name"], confidence=0.5)
