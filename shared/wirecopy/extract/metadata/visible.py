# ruff: noqa: RUF001
"""What a reader sees: bylines and dates that no mark-up names, and whether a name stands on the page at all."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice

from lxml import etree

from wirecopy.extract.metadata.dates import is_changed, is_now, is_span
from wirecopy.extract.metadata.facts import EVENT, SILENT, shown
from wirecopy.extract.outline import HEADINGS, Block
from wirecopy.extract.signs import SIGN
from wirecopy.model import Evidence

_BYLINE = re.compile(
    r"^\W*(?:(?:written|posted|published|submitted|story|words|text|(?:blog[\s-]?)?beitrag|"
    r"ein (?:\w+)?(?:artikel|beitrag)|"
    r"gespeichert|geschrieben|verfasst|escrito|publicado|écrit|publié|scritto|pubblicato|geschreven|un artic(?:olo|le)|"
    r"redacción|autorstwa)\s+)?"
    r"(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|(?-i:[Aa]utor)(?:in|a|en)?:|author:|redaktion:|text:|texte:|tekst:|"
    r"автор:|yazan:|كتب\s?:|(?:بقلم|מאת)\b\s?:?|लेखक\s?:|作者[:：]|文[:：／/]|記者[:：\s]|记者[:：\s]|"
    r"words:|(?-i:A[vf]|Oleh|Kirjoittanut)\b)\s*:?\s*"
    r"(?P<name>(?-i:[^\W\d_a-zß-öø-ÿ])[^|<>@!?]{1,80})",
    re.IGNORECASE,
)
_REPORTER = re.compile(r"^\W*(?P<name>[\uac00-\ud7a3]{2,4}) ?기자(?!\w)")
"""Korean puts what somebody does behind the name."""
_DATED = re.compile(r"(?:19|20)\d\d|\d\.\s?\d{1,2}\.\s?\d\d")
_STAMPED = re.compile(
    r"(?:^|[|·•/–—-]\s*|(?<=[\d.:)] )|(?<=\d))\W*(?P<stamp>(?:article |beitrag |artikel )?"
    r"(?:publi[cékšs]|veröffentlicht|posted|erstellt|stand\s*:|datum\s*:|date\s*:|fecha|pubbl|datert|опубл|erschienen|gespeichert|"
    r"submitted|geplaatst|opublikowan|発行|公開|发布|發布).{0,60})",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\W{0,3}(?:[^\W\d]+[,(]?\s+\(?){0,2}\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d]+)\s?20\d\d(?=\)?\s)")
_NUMERAL = re.compile(r"\d")
_WORD = re.compile(r"\w+")
_WIDE = re.compile(rf"{SIGN.pattern}|[\uac00-\ud7af]")
"""Scripts that write names without spaces around them: Hangul puts them between other words."""
_BESIDE = frozenset(("aside", "nav", "footer", "figure"))
_SHORT = 120
_PROSE = 160
_DATELINE = 60
_LEAD_IN = 4
_ALONE = 8
_MOST = 40
_PATIENCE = 30
_ABOVE = 4
_CELLS = 10


class Shown:
    """What a page shows its readers, for asking whether a name is among it."""

    def __init__(self, elements: Sequence[etree._Element], blocks: Sequence[Block], root: Block | None) -> None:
        self._elements = elements
        self._blocks = blocks
        self._root = root
        self._asked = 0

    def says(self, name: str) -> bool:
        """Whether these words stand anywhere on the page; of one that a script has yet to fill, nobody knows.

        A page that names more authors than it shows is asked no more.
        """
        self._asked += 1
        return self._root is None or (self._asked <= _PATIENCE and _says(self._all, name))

    def names(self, name: str) -> bool:
        """Whether they stand in a short line that is not chrome, as a byline does."""
        return _says(self._lines, name)

    @cached_property
    def _all(self) -> str:
        parts: list[str] = []
        for element in self._elements:
            if element.text and element.tag not in SILENT:
                parts.append(element.text)
            if element.tail:
                parts.append(element.tail)
        return " ".join(parts).casefold()

    @cached_property
    def _lines(self) -> str:
        short = (
            block
            for block in self._blocks
            if 0 < block.text <= _SHORT and not block.chrome and not any(above.chrome for above in block.ancestors())
        )
        return "\n".join(shown(block.element) for block in short).casefold()


def _says(text: str, name: str) -> bool:
    words = _WORD.findall(name.casefold())
    if not words:
        return False
    if _WIDE.search(name):
        return re.search(r"\W+".join(map(re.escape, words)), text) is not None
    return any(
        [match[0] for match in islice(_WORD.finditer(text, at), len(words))] == words
        for at in _places(text, words[0])
        if not _WORD.match(text[at - 1 : at])
    )


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _around(blocks: Sequence[Block], root: Block | None, title: str) -> tuple[list[str], list[str]]:
    """The last short lines before the headline, and those between it and the first paragraph."""
    before: list[Block] = []
    found: list[Block] = []
    for block in blocks:
        tag = block.element.tag
        if tag == "h1" or (tag in HEADINGS and title and shown(block.element) == title):
            before, found = found[-_ABOVE:], []
        if block.text != block.total or not block.text:
            continue
        if _is_prose(block, root):
            break
        if block.text <= _SHORT and not EVENT.search(block.element.get("class") or "") and not _is_datum(block):
            found.append(block)
    return [shown(block.element) for block in before], [shown(block.element) for block in found[-_MOST:]]


def _is_prose(block: Block, root: Block | None) -> bool:
    return block.text - block.links >= _PROSE and not block.chrome and root is not None and root in block.ancestors()


def _is_datum(block: Block) -> bool:
    """Whether a block is or lies in a cell of a table whose row has a heading: it is a fact about what that names."""
    cell = next((it.element for it in (block, *block.ancestors()) if it.element.tag == "td"), None)
    row = None if cell is None else cell.getparent()
    cells = () if row is None else islice(row, _CELLS)
    heading = next((cell for cell in cells if cell.tag == "th"), None)
    return heading is not None and not _STAMPED.search(shown(heading))


def _stamped(blocks: Sequence[Block]) -> Iterator[str]:
    """The short lines, wherever they stand, that call themselves a date of publication."""
    for block in blocks:
        if 8 <= block.total <= 2 * _SHORT and block.text and (match := _STAMPED.search(shown(block.element))):
            yield match["stamp"]


def _within(blocks: Sequence[Block], root: Block | None) -> Iterator[str]:
    """Lines of the body that are hardly more than a date, and a paragraph's beginning that is one."""
    if root is None:
        return
    for block in blocks[root.first : blocks.index(root) + 1]:
        if not block.text or any(above.element.tag in _BESIDE for above in block.ancestors()) or _is_datum(block):
            continue
        text = shown(block.element, _SHORT)[:_SHORT]
        if match := _OPENING.match(text):
            yield match[0]
        elif block.total <= _DATELINE and len(_WORD.findall(text)) <= _ALONE and _is_dateline(text):
            yield text


def _is_dateline(line: str) -> bool:
    """Whether a line holds a date with at most a few words before it: a sentence, or an event's span, is none."""
    dated = _DATED.search(line)
    if not dated or "©" in line:
        return False
    first = _NUMERAL.search(line)
    before = line[: first.start() if first else dated.start()]
    return len(_WORD.findall(before)) + len(SIGN.findall(before)) // 2 <= _LEAD_IN or bool(
        _STAMPED.match(line) or _BYLINE.match(line)
    )


def dates(blocks: Sequence[Block], root: Block | None, title: str) -> Iterator[Evidence]:
    """Dates in the lines around the headline, then in lines that say what they are, then alone on a line."""
    above, below = _around(blocks, root, title)
    for confidence, source, found in (
        (0.5, "visible", filter(_is_dateline, below)),
        (0.5, "above", filter(_is_dateline, reversed(above))),
        (0.4, "stamp", _stamped(blocks)),
        (0.3, "line", _within(blocks, root)),
    ):
        for line in found:
            if _DATED.search(line) and not (is_changed(line) or is_now(line) or is_span(line)):
                yield Evidence(field="published", source=source, value=line, confidence=confidence)


def authors(blocks: Sequence[Block], root: Block | None, title: str) -> Iterator[Evidence]:
    """Names after "by" in the lines around the headline."""
    above, below = _around(blocks, root, title)
    for line in (*below, *reversed(above)):
        if match := _BYLINE.match(line) or _REPORTER.match(line):
            yield Evidence(field="author", source="visible", value=match["name"], confidence=0.5)
