"""What is kept of a text so that its copies can be found: few keys that are written, more that are only read."""

import hashlib
import re
import zlib
from dataclasses import dataclass

from wirecopy.closed_class import CLOSED_CLASS
from wirecopy.dedupe.signature import pack
from wirecopy.dedupe.tokens import NAMES, WORDS, composed, lowered, spell
from wirecopy.language import detect

SHORT = 45
"""A text of fewer words is found by its exact key only."""
_WORDLESS = 8
_WORDLESS_CHARACTERS = 40
_MOST_NORMALISED = 200_000
_BY_CHARACTER = ("zh", "ja", "th", "lo", "my", "km")
_POSTED = 5
_POSTED_OF_HEAD = 2
_PROBED = 40
_PROBED_OF_HEAD = 12
_HEAD = 40
_SWAPPABLE = re.compile(f"[{chr(WORDS)}-{chr(NAMES - 1)}]+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The keys of a text and its signature. Two texts that share a key are worth aligning, no more."""

    exact: str
    """Equal only for texts that are the same to a reader; empty where there is no text to speak of."""
    posted: tuple[str, ...]
    """The keys to write to the index, ``exact`` the first; writing reads them too."""
    probed: tuple[str, ...]
    """Further keys that are only read."""
    signature: bytes
    language: str | None


def fingerprint(text: str, *, title: str = "", language: str | None = None) -> Fingerprint:
    """The fingerprint of an article's text. ``title`` matters only to texts too short to stand for themselves.

    What the text itself shows of its language goes before what its page declares: copies agree on it.

    The keys are hashes of what stands together in the text's skeleton: its words without those that a spinner swaps.
    Each text posts those with the least hashes (Broder, 1997: of two texts that share a part of their keys, the least
    are the likeliest to be shared) and probes many more, so that a copy with half its skeleton disturbed still meets
    one. Two are from the beginning alone: an excerpt keeps it, however short it is.
    """
    language = detect(text) or language
    letters = spell(text, language)
    by_character = language in _BY_CHARACTER
    short = len(letters) < (2 * SHORT if by_character else SHORT)
    exact = _exact(text, title if short else "")
    signature = pack(letters)
    if short:
        return Fingerprint(exact, (exact,) if exact else (), (), signature, language)
    skeleton, width = (_SWAPPABLE.sub("", letters), 5) if language in CLOSED_CLASS else (lowered(letters), 4)
    grams = _grams(skeleton, 2 * width if by_character else width)
    head = sorted(set(grams[:_HEAD]))
    ranked = sorted(set(grams))
    posted = ranked[:_POSTED]
    posted += [gram for gram in head if gram not in posted][:_POSTED_OF_HEAD]
    probed = dict.fromkeys(ranked[:_PROBED] + head[:_PROBED_OF_HEAD])
    return Fingerprint(
        exact,
        (exact, *map(_key, posted)),
        tuple(_key(gram) for gram in probed if gram not in posted),
        signature,
        language,
    )


def _exact(text: str, title: str) -> str:
    words = f"{title}\n{text[:_MOST_NORMALISED]}".casefold().split()
    if len(words) < _WORDLESS and sum(map(len, words)) < _WORDLESS_CHARACTERS:
        return ""
    normalised = " ".join(words if text.isascii() else map(composed, words)) + text[_MOST_NORMALISED:]
    return "x" + hashlib.blake2b(normalised.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _grams(skeleton: str, width: int) -> list[int]:
    raw = skeleton.encode("utf-16-le")
    return [zlib.crc32(raw[start : start + 2 * width]) for start in range(0, len(raw) - 2 * width + 1, 2)]


def _key(gram: int) -> str:
    return f"{gram:08x}"
