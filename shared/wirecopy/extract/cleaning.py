# ruff: noqa: RUF001, ARG001
"""What goes from the chosen root, one step after another: each reads the lines and names those that are none of it.

No step changes the tree; :func:`clean` runs them in order and takes out what they name. A step that names more than
half of the prose, or nearly all there is, has misread the page, and is passed over.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from wirecopy.extract import phrases
from wirecopy.extract.galleries import counters, is_mark, is_numbering
from wirecopy.extract.lines import Kind, Line, lines_of
from wirecopy.extract.signs import SIGN
from wirecopy.extract.trails import is_title, is_trail, leading_up

_SENTENCE = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*(\s|$)")
_SPEECH = ('"', "“", "„", "«", "»", "‘", "「", "—")
"""What somebody says in an article is said to somebody in it."""
_MOST = 0.5
_ALMOST = 0.7
"""What a step takes at most: of the prose, and of all."""
_NOTICE = 200
_CALL = 300
_CAPTION = 250
_LAST = 4
_PAST = 0.6
_REST = 0.2
_CREDIT = re.compile(
    r"(?:©[^.]{1,60}|\((?:photo|foto|image|bild|credit|picture|source|quelle|pic)\b[^)]{0,80}\)|\(AP Photo[^)]*\)|"
    r"(?:photo|foto|image|bild|credit|grafik|courtesy|photograph)s?\s?(?::|by|©)[^.!?]{2,60}|getty images|"
    r"[/|©]\s?(?:afp|ap|reuters|dpa|epa|efe|getty|shutterstock|imago|keystone)\b[^.]{0,30})[\s.)]*$",
    re.IGNORECASE,
)
_INBOX = re.compile(
    r"\b(?:inbox|posteingang|postfach|bo[iî]te (?:mail|e-mail|aux lettres|de réception)|bandeja de entrada|"
    r"casella (?:di posta|e-?mail)|caixa de (?:entrada|correio)|mailbox|brievenbus|skrzynk\w+)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s/]+/\S*")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|@\w+|(?:https?://|www\.)?[\w-]+\.[a-z]{2,6}/\S*")
_IMPRINT = 500
_LABEL = 60
_HEAD = 40
"""Lines at the head of a page among which it may say where it lies."""
_STEPPED = (Kind.PROSE, Kind.HEADING, Kind.ITEM, Kind.CELL)
_WORDS = 4
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\b(?:[01]?\d|2[0-3])[:.][0-5]\d\b")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the article before its body is cleaned."""

    title: str = ""
    authors: tuple[str, ...] = ()


Step = Callable[[Sequence[Line], Context], Iterator[Line]]


def is_prose(line: Line) -> bool:
    """Whether a line reads as a sentence of an article."""
    if line.kind in (Kind.HEADING, Kind.CAPTION):
        return False
    if line.kind is Kind.CODE:
        return True
    return _breadth(line) - line.links >= 60 and line.linked < 0.5 and bool(_SENTENCE.search(line.text))


def _breadth(line: Line) -> int:
    """How long a line is, in letters: what is written without spaces says as much in a third of them."""
    text = line.text
    if text.isascii() or not SIGN.search(text, 0, _LABEL):
        return len(text)
    return len(text) + 2 * len(SIGN.findall(text))


def is_sentence(line: Line) -> bool:
    """Whether a line, however short, ends as a sentence does."""
    return (
        line.kind is Kind.PROSE
        and _breadth(line) >= 25
        and line.linked < 0.5
        and bool(_SENTENCE.search(line.text[-3:]))
        and not phrases.pleas.match(line.text)
        and not phrases.related.match(line.text)
    )


def repeated_title(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """The title, said again in the body."""
    return (line for line in lines[: len(lines) // 2 + 3] if is_title(line, context.title))


def trail(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """The way through the site to the article, where it is told before the text begins."""
    for n, line in enumerate(lines[:_HEAD]):
        if is_title(line, context.title):
            yield from leading_up(lines[:n], line)
        elif line.kind in _STEPPED and is_trail(line, context.title) and not _is_datum(line):
            yield line
        elif is_prose(line):
            return


def leavings(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """What galleries, menus and listings leave behind: counters, bullets with nothing behind them, lines' numbers."""
    yield from counters(lines)
    yield from (line for line in lines if is_mark(line) or is_numbering(line))


def opening(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """What stands before the first sentence and is furniture: dates, names, labels, links. Headings and lists stay."""
    first = next((n for n, line in enumerate(lines) if is_prose(line) or is_sentence(line) or _begins(line)), 0)
    for line in lines[:first]:
        if (line.linked > 0.3 and line.kind is not Kind.QUOTE and not _is_datum(line)) or (
            line.kind is Kind.PROSE and (_breadth(line) < _LABEL or _DATED.search(line.text))
        ):
            yield line


def _is_datum(line: Line) -> bool:
    """Whether a line is a cell of a table that heads its rows or columns: others lay out a page."""
    table = line.tag.find_parent("table") if line.kind is Kind.CELL else None
    return table is not None and table.find("th") is not None


def _begins(line: Line) -> bool:
    """Whether a line full of links is a sentence all the same, by what stands between them."""
    return line.kind is Kind.PROSE and _breadth(line) - line.links >= 60 and bool(_SENTENCE.search(line.text))


def notices(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """Short lines that ask, advertise, lead elsewhere or credit."""
    for line in lines:
        if line.kind in (Kind.CAPTION, Kind.HEADING, Kind.QUOTE, Kind.CODE):
            continue
        short = len(line.text) <= _NOTICE or line.linked >= 0.5
        asks = short and (_leads_elsewhere(line) or (phrases.pleas.match(line.text) and not _is_speech(line)))
        calls = line.kind is Kind.PROSE and line.links and len(line.text) <= _CALL
        if asks or (calls and phrases.recruits(line.text)):
            yield line


def addresses(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """Lines that are one web address and nothing else: what is cited, in a paragraph of its own, has a text."""
    for line in lines:
        if line.kind is Kind.PROSE and _ADDRESS.fullmatch(line.text):
            yield line


def captions(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """Lines that end as the text under a picture does, with who took it."""
    for line in lines:
        if line.kind is Kind.PROSE and len(line.text) <= _CAPTION and _CREDIT.search(line.text):
            yield line


def biographies(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """Lines at the end that begin with the author's name: who it is, not what was written."""
    names = tuple(name for name in context.authors if " " in name)
    if names:
        for line in lines[-_LAST:]:
            if line.text.startswith(names):
                yield line


def bare_links(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """Lines that are nothing but a link to another text; a heading that is one stays where text stands under it."""
    for n, line in enumerate(lines):
        if line.linked <= 0.85 or line.kind in (Kind.CELL, Kind.CAPTION, Kind.QUOTE):
            continue
        following = next((after for after in lines[n + 1 :] if after.kind is not Kind.CAPTION), None)
        if line.kind is Kind.HEADING and following and following.kind is not Kind.HEADING and following.linked < 0.5:
            continue
        if len(line.text.split()) < _WORDS or "@" in line.text or "://" in line.text:
            continue
        yield line


def tail(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """All from the line on under which comments, contacts or other articles begin, once most of the prose is past."""
    weights = [len(line.text) if is_prose(line) else 0 for line in lines]
    whole = sum(weights)
    past = 0
    for n, line in enumerate(lines):
        if past >= _PAST * whole and len(line.text) <= 80 and line.kind is not Kind.CAPTION:
            elsewhere = line.kind is Kind.HEADING and phrases.related.match(line.text)
            little = whole - past <= _REST * whole
            if phrases.comments.match(line.text) or (little and (elsewhere or phrases.about.match(line.text))):
                yield from lines[n:]
                return
        past += weights[n]


def sections(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """A heading that leads elsewhere, and the lines under it that are not prose; of a label that is no heading, the
    lines under it that hold links."""
    headed = labelled = False
    above: Line | None = None
    for line in lines:
        if line.kind is Kind.CAPTION:
            continue
        before, above = above, line
        if line.kind is Kind.HEADING:
            labelled = False
            headed = _leads_away(line) or (headed and line.linked > 0.85)
        elif (
            headed and before and before.kind is Kind.HEADING and len(line.text) <= _NOTICE and _INBOX.search(line.text)
        ):
            pass
        elif is_prose(line):
            headed = labelled = False
        elif not headed and len(line.text) <= _LABEL and _leads_elsewhere(line):
            labelled = True
        elif labelled and not line.links:
            labelled = False
        if headed or labelled:
            yield line


def _is_speech(line: Line) -> bool:
    return line.text.startswith(_SPEECH)


def _leads_elsewhere(line: Line) -> bool:
    return phrases.related.match(line.text) and not _is_speech(line)


def _leads_away(line: Line) -> bool:
    return phrases.related.match(line.text) or phrases.comments.match(line.text) or phrases.pleas.match(line.text)


def closing(lines: Sequence[Line], context: Context) -> Iterator[Line]:
    """What the page ends with when the article has ended: headings with nothing under them, scraps that are mostly
    links, who helped to write it and whose the rights are, where to write to."""
    for line in reversed(lines):
        if line.kind is Kind.CAPTION:
            continue
        if not (line.kind is Kind.HEADING or _is_scrap(line) or _is_imprint(line)):
            return
        yield line


def _is_scrap(line: Line) -> bool:
    return line.linked >= 0.5 and line.kind is not Kind.QUOTE


def _is_imprint(line: Line) -> bool:
    return len(line.text) <= _IMPRINT and (
        phrases.imprint.match(line.text) or phrases.helped(line.text) or bool(_CONTACT.fullmatch(line.text))
    )


STEPS: tuple[Step, ...] = (
    trail,
    repeated_title,
    leavings,
    tail,
    sections,
    captions,
    notices,
    addresses,
    bare_links,
    opening,
    biographies,
    closing,
)


def clean(root: Tag, context: Context, steps: Sequence[Step] = STEPS) -> list[Line]:
    """Run the steps over the tree. Returns the lines that are left."""
    lines = lines_of(root)
    for step in steps:
        dropped = {id(line) for line in step(lines, context)}
        if not dropped:
            continue
        prose = sum(len(line.text) for line in lines if is_prose(line))
        lost = sum(len(line.text) for line in lines if id(line) in dropped and is_prose(line))
        taken = sum(len(line.text) for line in lines if id(line) in dropped)
        if lost > _MOST * prose or taken > _ALMOST * sum(len(line.text) for line in lines):
            continue
        for line in lines:
            if id(line) in dropped:
                for node in line.nodes:
                    node.extract()
        lines = [line for line in lines if id(line) not in dropped]
    return lines
