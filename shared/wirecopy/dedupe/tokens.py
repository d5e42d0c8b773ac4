"""A text spelled with one letter a word: equal stems have equal letters, and a letter tells what class it is of.

The letters are code points below U+D800, so that a text so spelled is an ordinary string: it can be cut, searched,
stored as UTF-16, and aligned at the speed of C.
"""

import re
import unicodedata
import zlib
from collections.abc import Mapping
from functools import cache

import Stemmer

from wirecopy.closed_class import CLOSED_CLASS

NUMBERS = 0x0100
"""Letters below are closed-class words, by rank; from here numbers, hashed."""
WORDS = 0x1000
"""From here other words, by the hash of their stem."""
NAMES = 0x6C00
"""From here the same words once more, where a capital within a sentence says that they name something."""
END = NAMES + NAMES - WORDS
"""Past the last letter."""

MOST_WORDS = 2_000
_MOST_CHARACTERS = 60_000
_LONGEST_WORD = 64
_STEMMERS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese"}
# Scripts that put no blanks between words (Thai, Lao, Myanmar, Khmer, kana, Han) are read by the character.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_LETTERS = rf"[^\W\d_{_UNSPACED}]+"
WORD = re.compile(rf"[{_UNSPACED}]|{_LETTERS}(?:['\u2019]{_LETTERS})*|\d+(?:[.,:/]\d+)*")
"""What counts as a word: the n-th match in a text that is :func:`written` is the n-th letter of its spelling."""
_SURFACE = re.compile(r"\S+")
_QUOTES = "\"')]\u201d\u2019\u00bb"
_STOPS = (".", "!", "?", ":")
_CLOSING = _QUOTES + ",;" + "".join(_STOPS)
_FULL_STOP = chr(END)
_PARAGRAPH = " . "  # a heading ends without a stop, and what follows it begins with a capital all the same
_SENTENCE = re.compile(f"(?:^|{_FULL_STOP}+)([^{_FULL_STOP}]?)")
_LOWERED = bytes(high - ((NAMES - WORDS) >> 8) if NAMES >> 8 <= high < END >> 8 else high for high in range(256))


def spell(text: str, language: str | None) -> str:
    """The first :data:`MOST_WORDS` words of ``text``, a letter each."""
    letters = _vocabulary(language).__getitem__
    found = "".join(map(letters, text[:_MOST_CHARACTERS].replace("\n\n", _PARAGRAPH).split()))
    return _SENTENCE.sub(_unnamed, found)[:MOST_WORDS]


def composed(word: str) -> str:
    """A word with its accents composed (Unicode's NFC); what is too long for one is left as it is."""
    # Sorting the marks of a long run of them takes quadratic time.
    return word if word.isascii() or len(word) > _LONGEST_WORD else unicodedata.normalize("NFC", word)


def written(text: str) -> str:
    """The text as it is read for spelling: each of its words :func:`composed`."""
    return text if text.isascii() else _SURFACE.sub(lambda surface: composed(surface[0]), text)


def lowered(letters: str) -> str:
    """The same letters with no word marked as a name."""
    raw = bytearray(letters, "utf-16-le")
    raw[1::2] = raw[1::2].translate(_LOWERED)
    return raw.decode("utf-16-le")


def _unnamed(beginning: re.Match[str]) -> str:
    # The capital at the beginning of a sentence says nothing.
    letter = beginning[1]
    return chr(ord(letter) - NAMES + WORDS) if letter >= chr(NAMES) else letter


class _Vocabulary(dict[str, str]):
    """The letters of what stands between blanks, learnt as it is met and forgotten when there is too much."""

    _MOST = 200_000

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self._closed: Mapping[str, int] = CLOSED_CLASS.get(language or "", {})
        self._stem = Stemmer.Stemmer(_STEMMERS[language], 0).stemWord if language in _STEMMERS else str
        self._names = language != "de"  # German writes every noun with a capital

    def __missing__(self, surface: str) -> str:
        bare = surface.rstrip(_CLOSING)
        known = self.get(bare)
        if known is not None:
            letters = known
        elif bare.isalpha() and bare.isascii():
            letters = self._letter(bare)
        else:
            letters = "".join(map(self._letter, WORD.findall(composed(surface))))
        if surface.rstrip(_QUOTES)[-1:] in _STOPS:
            letters += _FULL_STOP
        if len(surface) <= _LONGEST_WORD:
            if len(self) >= self._MOST:
                self.clear()
            self[surface] = letters
        return letters

    def _letter(self, word: str) -> str:
        if word[0].isdecimal():
            return chr(NUMBERS + _hash(word.replace(",", "")) % (WORDS - NUMBERS))
        lower = word[:_LONGEST_WORD].lower().replace("\u2019", "'").removesuffix("'s")
        rank = self._closed.get(lower)
        if rank is not None:
            return chr(rank)
        letter = WORDS + _hash(self._stem(lower)) % (NAMES - WORDS)
        return chr(letter + NAMES - WORDS if self._names and word[0].isupper() else letter)


def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


@cache
def _vocabulary(language: str | None) -> _Vocabulary:
    return _Vocabulary(language)
