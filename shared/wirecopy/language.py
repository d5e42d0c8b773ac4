"""Which language a text is written in, by its closed-class words and its script: cheap, and silent when unsure."""

import re
import unicodedata
from collections import Counter

from wirecopy.dedupe.closed_class import CLOSED_CLASS

_SAMPLE = 4_000
_WORD = re.compile(r"[^\W\d_]+")
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

    Between languages of one script other than Latin it names the most written one: good enough to choose an algorithm.
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    if len(words) >= 1 and not sample.isascii():
        other = _by_script(sample)
        if other:
            return other
    if len(words) < 8:
        return None
    counts = Counter(words)
    hits = sorted(
        (
            (sum(counts[w] for w in counts.keys() & closed.keys()), language)
            for language, closed in CLOSED_CLASS.items()
        ),
        reverse=True,
    )
    (best, language), (second, _) = hits[0], hits[1]
    return language if best >= 0.15 * len(words) and best > 1.1 * second else None


def _by_script(sample: str) -> str | None:
    letters = [c for c in sample[:400] if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "").split(" ")[0] for c in letters)
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0.1 * len(letters):
        return "ja"
    script, count = scripts.most_common(1)[0] if scripts else ("", 0)
    return _SCRIPTS.get(script) if count > 0.5 * len(letters) else None
