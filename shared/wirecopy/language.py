"""Which language a text is written in, by its closed-class words and its script: cheap, and silent when unsure."""

import unicodedata
from collections import Counter

from wirecopy.closed_class import CLOSED_CLASS

KNOWN = frozenset(CLOSED_CLASS)
"""The languages that are told apart by their words."""
_SAMPLE = 1_200
_LEAST = 0.15
_PLAIN = 0.35
"""Of the words, the share of one language's closed class that no text in another of these languages has."""
_SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "GREEK": "el",
    "HEBREW": "he",
    "ARABIC": "ar",
    "THAI": "th",
    "DEVANAGARI": "hi",
    "CYRILLIC": "ru",
}


def detect(text: str) -> str | None:
    """The primary subtag of the language of ``text`` (``en``), or ``None`` when the evidence is thin.

    Between languages of one script other than Latin it names the most written one: enough to choose an algorithm by.
    """
    sample = text[:_SAMPLE]
    if not sample.isascii():
        other = _by_script(sample)
        if other:
            return other
    words = sample.lower().split()
    if len(words) < 8:
        return None
    best, second, likeliest = 0, 0, None
    for language, closed in CLOSED_CLASS.items():
        hits = sum(map(closed.__contains__, words))
        if hits >= _PLAIN * len(words):
            return language
        if hits > best:
            best, second, likeliest = hits, best, language
        else:
            second = max(second, hits)
    return likeliest if best >= _LEAST * len(words) and best > 1.1 * second else None


def _by_script(sample: str) -> str | None:
    letters = [character for character in sample[:300] if character > "\u036f" and character.isalpha()]
    if len(letters) < 0.3 * len(sample[:300].split()):
        return None
    scripts = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in letters)
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0.1 * len(letters):
        return "ja"
    script, count = scripts.most_common(1)[0] if scripts else ("", 0)
    return _SCRIPTS.get(script) if count > 0.5 * len(letters) else None
