"""A text as a sequence of small numbers: the stem of each word and the class it belongs to."""

import re
import zlib
from array import array
from collections.abc import Mapping
from enum import IntEnum
from functools import cache

import Stemmer

from wirecopy.dedupe.closed_class import CLOSED_CLASS


class Kind(IntEnum):
    """What a token is: a spinner swaps only ``OTHER``."""

    CLOSED = 0
    NUMBER = 1
    PROPER = 2
    OTHER = 3


MOST_TOKENS = 3_000
_MOST_CHARACTERS = 200_000
_LONGEST_WORD = 64
_STEMMERS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese"}
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:/]\d+)*|[.!?:]+(?=\s)|\n+")
_CODE_BITS = 14
_RESERVED = 256  # codes below are closed-class words, by rank


def tokenise(text: str, language: str | None) -> "array[int]":
    """At most :data:`MOST_TOKENS` tokens of 16 bits each: ``kind << 14 | code``, equal codes for equal stems."""
    vocabulary = _vocabulary(language)
    found = _TOKEN.findall(text[:_MOST_CHARACTERS].replace("\u2019", "'"))
    known = vocabulary.tokens
    out = array("H")
    start = True
    for surface in found:
        token = known.get(surface)
        if token is None:
            token = vocabulary.learn(surface)
        if token < 0:
            start = True
            continue
        if start:
            start = False
            if token >> _CODE_BITS == Kind.PROPER:
                token |= Kind.OTHER << _CODE_BITS
        out.append(token)
        if len(out) == MOST_TOKENS:
            break
    return out


class _Vocabulary:
    """The tokens of one language, learnt as they are met and forgotten when there are too many."""

    _MOST = 200_000

    def __init__(self, language: str | None) -> None:
        self.tokens: dict[str, int] = {}
        self._closed: Mapping[str, int] = CLOSED_CLASS.get(language or "", {})
        self._stem = Stemmer.Stemmer(_STEMMERS[language]).stemWord if language in _STEMMERS else None
        self._names = language != "de"  # German writes every noun with a capital

    def learn(self, surface: str) -> int:
        if len(self.tokens) >= self._MOST:
            self.tokens.clear()
        token = self.tokens[surface] = self._token(surface[:_LONGEST_WORD])
        return token

    def _token(self, surface: str) -> int:
        first = surface[0]
        if first.isdigit():
            return Kind.NUMBER << _CODE_BITS | _code(surface.replace(",", ""))
        if not first.isalpha():
            return -1
        word = surface.lower()
        rank = self._closed.get(word)
        if rank is not None:
            return rank
        word = word.removesuffix("'s")
        kind = Kind.PROPER if self._names and first.isupper() else Kind.OTHER
        return kind << _CODE_BITS | _code(self._stem(word) if self._stem else word)


def _code(word: str) -> int:
    return _RESERVED + zlib.crc32(word.encode("utf-8", "surrogatepass")) % ((1 << _CODE_BITS) - _RESERVED)


@cache
def _vocabulary(language: str | None) -> _Vocabulary:
    return _Vocabulary(language)
