"""What is kept of a text so that its copies can be found: few keys that are written, more that are only read."""

import base64
import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from wirecopy.dedupe.signature import pack
from wirecopy.dedupe.tokens import Kind, tokenise
from wirecopy.language import detect

SHORT = 45
"""A text of fewer words is found by its exact key only."""
_WORDLESS = 8
_POSTED = {"c": 4, "w": 3}
_PROBED = {"c": 40, "w": 24}
_KIND_SHIFT = 14


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
    """The fingerprint of an article's text. ``title`` matters only to texts too short to stand for themselves."""
    language = language or detect(text)
    tokens = tokenise(text, language)
    exact = _exact(text, title if len(tokens) < SHORT else "")
    if len(tokens) < SHORT:
        return Fingerprint(exact, (exact,) if exact else (), (), pack(tokens), language)
    families = {"c": _closed_grams(tokens, 7), "w": _word_grams(tokens, 4)}
    ranked = {name: nsmallest(_PROBED[name], set(keys)) for name, keys in families.items()}
    posted = [name + key for name, keys in ranked.items() for key in keys[: _POSTED[name]]]
    probed = [name + key for name, keys in ranked.items() for key in keys[_POSTED[name] :]]
    return Fingerprint(exact, (exact, *posted), tuple(probed), pack(tokens), language)


def _exact(text: str, title: str) -> str:
    words = unicodedata.normalize("NFKC", f"{title}\n{text}").casefold().split()
    if len(words) < _WORDLESS:
        return ""
    return "x" + _key(" ".join(words).encode("utf-8", "surrogatepass"), 16)


def _closed_grams(tokens: Sequence[int], width: int) -> Iterator[str]:
    closed = [t for t in tokens if t >> _KIND_SHIFT == Kind.CLOSED]
    for start in range(len(closed) - width + 1):
        yield _key(repr(closed[start : start + width]).encode())


def _word_grams(tokens: Sequence[int], width: int) -> Iterator[str]:
    codes = [t & 0x3FFF for t in tokens]
    for start in range(len(codes) - width + 1):
        gram = codes[start : start + width]
        if sum(code >= 256 for code in gram) >= 2:
            yield _key(repr(gram).encode())


def _key(content: bytes, size: int = 8) -> str:
    return base64.urlsafe_b64encode(hashlib.blake2b(content, digest_size=size).digest()).rstrip(b"=").decode()
