"""A tree as the lines that a reader sees, each with the tag that it lies in."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from bs4.element import NavigableString, PageElement, Tag

from wirecopy.extract.outline import HEADINGS, INLINE

_CAPTIONED = frozenset(("figcaption", "caption"))


class Kind(Enum):
    """What a line is."""

    PROSE = auto()
    HEADING = auto()
    ITEM = auto()
    CELL = auto()
    CAPTION = auto()
    CODE = auto()
    QUOTE = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text that starts on a line of its own."""

    text: str
    links: int
    """How many of its characters are inside links."""
    kind: Kind
    tag: Tag
    """The block that it lies in."""
    nodes: tuple[PageElement, ...]
    """What it is made of: children of ``tag``."""

    @property
    def linked(self) -> float:
        """The share of it that is links."""
        return self.links / len(self.text) if self.text else 0.0


def lines_of(root: Tag) -> list[Line]:
    """The lines of a tree, in reading order, white space collapsed (save in ``pre``)."""
    lines: list[Line] = []
    _collect(root, Kind.PROSE, lines)
    return lines


def _collect(tag: Tag, kind: Kind, lines: list[Line]) -> None:
    nodes: list[PageElement] = []
    for child in tag.contents:
        if not isinstance(child, Tag) or (child.name in INLINE and not holds_blocks(child)):
            nodes.append(child)
            if (
                kind is not Kind.CODE
                and len(nodes) > 1
                and _is_break(child)
                and _ends_in_break(islice(reversed(nodes), 1, None))
            ):
                _flush(tag, kind, nodes, lines)
        else:
            if nodes:
                _flush(tag, kind, nodes, lines)
            _collect(child, _kind(child, kind), lines)
    if nodes:
        _flush(tag, kind, nodes, lines)


def _is_break(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name == "br"


def _ends_in_break(nodes: Iterator[PageElement]) -> bool:
    """Whether the first of these, blanks apart, is a line break: two of them make a new block."""
    for node in nodes:
        if isinstance(node, Tag) or node.get_text().strip():
            return _is_break(node)
    return False


def holds_blocks(tag: Tag) -> bool:
    """Whether an inline tag holds what starts a line of its own."""
    return any(isinstance(c, Tag) and (c.name not in INLINE or holds_blocks(c)) for c in tag.contents)


def _kind(tag: Tag, around: Kind) -> Kind:
    name = tag.name
    if around in (Kind.CAPTION, Kind.CODE):
        return around
    if name in HEADINGS:
        return Kind.HEADING
    if name in ("li", "dt", "dd"):
        return Kind.ITEM
    if name in ("td", "th"):
        return Kind.CELL
    if name in _CAPTIONED:
        return Kind.CAPTION
    if name == "pre":
        return Kind.CODE
    if name == "blockquote":
        return Kind.QUOTE
    return around


def _flush(tag: Tag, kind: Kind, nodes: list[PageElement], lines: list[Line]) -> None:
    code = kind is Kind.CODE
    text = "".join(map(verbatim if code else _raw, nodes))
    text = text.strip("\n") if code else _collapsed(text)
    if text.strip():
        links = sum(_linked(node) for node in nodes if isinstance(node, Tag))
        lines.append(Line(text, min(links, len(text)), kind, tag, tuple(nodes)))
    nodes.clear()


def verbatim(node: PageElement) -> str:
    """The text of code as it stands, however its lines are broken: by themselves, ``br``, or an element a line."""
    if not isinstance(node, Tag):
        return node.get_text()
    if node.name == "br":
        return "\n"
    text = "".join(map(verbatim, node.contents))
    return text if node.name in INLINE or text.endswith("\n") else text + "\n"


def _raw(node: PageElement) -> str:
    if isinstance(node, NavigableString):
        return str(node).replace("\n", " ") if type(node) is NavigableString else ""
    if not isinstance(node, Tag):
        return ""
    return "\n" if node.name == "br" else "".join(map(_raw, node.contents))


def _collapsed(raw: str) -> str:
    return "\n".join(line for part in raw.split("\n") if (line := " ".join(part.split())))


def _linked(tag: Tag) -> int:
    if tag.name == "a":
        return len(tag.get_text().strip())
    return sum(_linked(child) for child in tag.contents if isinstance(child, Tag))
