"""Words where there are spaces between them, and where there are none."""

import re

SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""A character of Han or kana, which are written without spaces: each says about as much as a short word."""
_WORD = re.compile(rf"{SIGN.pattern}|[^\W\u3040-\u30ff\u3400-\u9fff]+")


def words_of(text: str) -> list[str]:
    """The words of a text, their case folded; of Han and kana each character."""
    return _WORD.findall(text.casefold())
