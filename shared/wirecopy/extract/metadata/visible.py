# ruff: noqa: RUF001
"""What a reader sees between headline and text: bylines and dates that no mark-up names."""

import re
from collections.abc import Iterator, Sequence

from wirecopy.extract.metadata.facts import text_of
from wirecopy.extract.outline import Block
from wirecopy.model import Evidence

_BYLINE = re.compile(
    r"^\s*(?:(?:written|posted|published|story|words|text)\s+)?(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]utor(?:in|a|en)?:|[Aa]uthor:|[Tt]ext:|[Tt]exte:|Автор:|作者[:：]|文[:：／/])\s*"
    r"(?P<name>[^\W\d_a-zß-öø-ÿ][^\d|<>@:!?]{2,80})"
)
_DATED = re.compile(r"(?:19|20)\d\d|\d\.\s?\d{1,2}\.\s?\d\d")
_STAMPED = re.compile(
    r"(publi|veröffentlicht|posted|erstellt|stand\s*:|datum\s*:|date\s*:|fecha|pubbl|datert|опубл)", re.IGNORECASE
)
_CHANGED = re.compile(r"(updat|aktualisiert|geändert|modifi|actualiz|aggiornat|atualiz|bijgewerkt)", re.IGNORECASE)
_SHORT = 120
_PROSE = 160
_MOST = 40


def lines(blocks: Sequence[Block], root: Block | None) -> list[str]:
    """The short lines from the last headline before the text on to its first paragraph."""
    found: list[str] = []
    for block in blocks:
        if block.element.tag == "h1":
            found.clear()
        if block.text != block.total or not block.text:
            continue
        if block.text - block.links >= _PROSE and not block.chrome and root is not None and root in block.ancestors():
            break
        if block.text <= _SHORT:
            found.append(text_of(block.element))
    return found[-_MOST:]


def stamped(blocks: Sequence[Block]) -> Iterator[str]:
    """The short lines, wherever they stand, that call themselves a date of publication."""
    for block in blocks:
        if 8 <= block.text <= _SHORT and block.text == block.total and _STAMPED.search(text := text_of(block.element)):
            yield text


def dates(blocks: Sequence[Block], root: Block | None) -> Iterator[Evidence]:
    """Dates in the lines around the headline, then in lines that say what they are."""
    for line in lines(blocks, root):
        if _DATED.search(line) and not _CHANGED.search(line):
            yield Evidence(field="published", source="visible", value=line, confidence=0.5)
    for line in stamped(blocks):
        if _DATED.search(line):
            yield Evidence(field="published", source="stamp", value=line, confidence=0.4)


def authors(blocks: Sequence[Block], root: Block | None) -> Iterator[Evidence]:
    """Names after "by" in the lines around the headline."""
    for line in lines(blocks, root):
        if match := _BYLINE.match(line):
            yield Evidence(field="author", source="visible", value=match["name"], confidence=0.5)
