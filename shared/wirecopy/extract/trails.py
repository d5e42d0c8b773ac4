# ruff: noqa: RUF001
"""Where a page says in which part of its site the article lies: *Home > News > The ferry is back*."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from wirecopy.extract.lines import Kind, Line
from wirecopy.extract.signs import words_of

_ARROW = re.compile(r"\s*(?:[›»→▸▶►⟩‹«←◂◀◄]|>+|::)\s*")
"""What stands between the steps of a trail and hardly anywhere else."""
_MARK = re.compile(r"\s*[|•·／]\s*|\s+[/:~–—-]\s+|:\s+|\s+/|/\s+")
"""What stands there too, and between much else."""
_STEP = re.compile(rf"(?:{_ARROW.pattern})|(?:{_MARK.pattern})")
_QUOTING = (("«", "»"), ("‹", "›"), ("<", ">"))
_LABEL = 40
_LONG_LABEL = 80
_LABEL_WORDS = 6
_LONGEST = 300
_FEW = 3
"""So many words at least make a title, or its beginning, that no line ends in by chance; and steps a trail."""
_MOST = 12
"""Steps that are looked at."""
_CUT = re.compile(r"\s*(?:…|\.\.\.)$")


def is_trail(line: Line, title: str) -> bool:
    """Whether a line at the head of an article leads to it: short steps, then the title, or links and arrows alone."""
    text = line.text
    if len(text) > _LONGEST or "\n" in text:
        return False
    whole = _words_of_title(title)
    said = words_of(text)
    if len(whole) >= _FEW and said[-len(whole) :] == whole and 0 < sum(map(len, said[: -len(whole)])) <= line.links:
        return True
    return bool(_STEP.search(text)) and (_ends_in(text, whole) or _is_path(line) or _is_step(line))


def leading_up(lines: Sequence[Line], title: Line) -> Iterator[Line]:
    """The last of ``lines`` that lead to the title behind them: the items before it in a list, the heading above it."""
    for nth, line in enumerate(reversed(lines)):
        in_list = line.kind is title.kind is Kind.ITEM and line.tag.parent is title.tag.parent
        heads = line.kind is title.kind is Kind.HEADING and nth == 0
        if not _is_label(line.text) or not (in_list or heads):
            return
        yield line


def is_title(line: Line, title: str) -> bool:
    """Whether a line says the title and nothing else."""
    if len(line.text) >= 2 * len(title) + 20:
        return False
    whole = _words_of_title(title)
    return bool(whole) and words_of(line.text) == whole


def _ends_in(text: str, whole: Sequence[str]) -> bool:
    """Whether the title follows on nothing but short steps; at its end it may be cut off."""
    is_cut = _CUT.search(text) is not None
    if not whole or not (is_cut or words_of(text)[-len(whole) :] == whole):
        return False
    arrows = [(mark, _ARROW, _LONG_LABEL) for mark in _ARROW.finditer(text)]
    marks = [(mark, _STEP, _LABEL) for mark in _MARK.finditer(text)] if len(whole) >= _FEW else []
    for mark, apart, longest in (*arrows, *marks)[:_MOST]:
        last = words_of(text[mark.end() :])
        begins = is_cut and len(last) > _FEW and last[:-1] == whole[: len(last) - 1]
        if (begins or last == whole) and all(len(step) <= longest for step in apart.split(text[: mark.start()])):
            return True
    return False


def _is_path(line: Line) -> bool:
    """Whether every step but the last is a link: one before an arrow, or two and more."""
    if any(left in line.text and right in line.text for left, right in _QUOTING):
        return False
    marked, arrowed = ([step for step in mark.split(line.text) if step] for mark in (_STEP, _ARROW))
    return _is_linked(arrowed, line) or (len(marked) >= _FEW and _is_linked(marked, line))


def _is_linked(steps: Sequence[str], line: Line) -> bool:
    before = steps[:-1]
    return bool(before) and all(map(_is_label, before)) and line.links >= sum(map(len, before))


def _is_step(line: Line) -> bool:
    """Whether a list's item leads on to the next: "News >"."""
    last = line.text.rstrip()
    return line.kind is Kind.ITEM and _is_label(last) and bool(_ARROW.search(last[-1:])) and last[-1:] not in "«»"


def _is_label(text: str) -> bool:
    return len(text) <= _LABEL and len(text.split()) <= _LABEL_WORDS


@lru_cache(maxsize=8)
def _words_of_title(title: str) -> Sequence[str]:
    return words_of(title)
