# ruff: noqa: RUF001
"""What is left of a gallery where its pictures go: counters ("3 / 12"), the same button beside each, bare bullets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wirecopy.extract.lines import Kind, Line

_COUNTER = re.compile(
    r"^[^\w©]*(?P<picture>(?:photos?|images?|pictures?|slides?|bild|foto|fotos|folie|grafik|imagen|fotografía|diapositive|"
    r"immagine|imagem|afbeelding|zdjęcie|slajd|obrázek|фото|изображение|слайд|图片?|圖片?|写真|画像|fotoğraf)\.?\s*)?"
    r"(?P<number>\d{1,3})\s*(?:/|of|von|de|sur|di|van|av|af|z|ze|из|dari)\s*(?P<all>\d{1,3})\W*$",
    re.IGNORECASE,
)
_RUN = 3
"""Counters without a word for it that make a gallery: one alone may be a grade, or half a cup."""
_BUTTON = 40
_DIGITS = 7
_BESIDE = (Kind.CELL, Kind.CODE, Kind.QUOTE, Kind.CAPTION)
_ITEM_MARKS = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\ufeff|/\\›»«‹<>•·∙●○◦▪▫■□◆◇►▶▸‣⁃,;:.，、©–—-]+")
_LINE_MARKS = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\ufeff|/\\›»«‹<>•·∙●○◦▪▫■□◆◇►▶▸‣⁃,;:，、©]+|\.")
"""Not what an author puts between two scenes: asterisks, dashes, plus signs, dots."""


@dataclass(frozen=True, slots=True)
class _Counter:
    at: int
    number: int
    all: int
    named: bool


def counters(lines: Sequence[Line]) -> Iterator[Line]:
    """The counters of galleries, with what says the same beside each of three or more."""
    found = [counter for at, line in enumerate(lines) if (counter := _counter(at, line))]
    bare: dict[int, list[_Counter]] = {}
    for counter in found:
        if not counter.named:
            bare.setdefault(counter.all, []).append(counter)
    counting = [counter for counter in found if counter.named]
    counting += [counter for to_the_same in bare.values() if _count(to_the_same) for counter in to_the_same]
    yield from (lines[counter.at] for counter in counting)
    for side in (-1, 1):
        beside = [lines[at] for c in counting if 0 <= (at := c.at + side) < len(lines)]
        if len(beside) >= _RUN and len({line.text for line in beside}) == 1 and len(beside[0].text) <= _BUTTON:
            yield from beside


def _counter(at: int, line: Line) -> _Counter | None:
    match = None if line.kind in _BESIDE or len(line.text) > _BUTTON else _COUNTER.match(line.text)
    if match is None or not 0 < int(match["number"]) <= int(match["all"]):
        return None
    return _Counter(at, int(match["number"]), int(match["all"]), bool(match["picture"]))


def _count(to_the_same: Sequence[_Counter]) -> bool:
    """Whether these count from one on, once or again."""
    numbers = [counter.number for counter in to_the_same]
    in_turn = all(after in (1, before + 1) for before, after in pairwise(numbers))
    return numbers[0] == 1 and in_turn and max(numbers) >= _RUN


def is_mark(line: Line) -> bool:
    """Whether a line is nothing but a bullet, or what stands between the links of a menu."""
    if line.kind is Kind.ITEM:
        return bool(_ITEM_MARKS.fullmatch(line.text))
    return line.kind is Kind.PROSE and bool(_LINE_MARKS.fullmatch(line.text))


def is_numbering(line: Line) -> bool:
    """Whether a line is nothing but the numbers of the lines of the code that stands beside it."""
    if line.kind is not Kind.CODE or not line.text[:1].isdigit():
        return False
    numbers = line.text.split()
    first = int(numbers[0]) if numbers[0].isdecimal() and len(numbers[0]) < _DIGITS else None
    return first is not None and len(numbers) > 1 and numbers == [str(n) for n in range(first, first + len(numbers))]
