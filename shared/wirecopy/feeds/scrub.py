"""What may stand in a feed's text: the one place where characters are taken out."""

import re
import unicodedata

# All that is no Char (XML 1.0, section 2.2), and the controls U+007F to U+009F, which are allowed but "discouraged"
# there and which the W3C feed validator reports as BadCharacters.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ASCII_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
_HOSTILE_IN_A_TAG = re.compile(r"""[\s,/\\:*?"<>|%]+""")
_LONGEST_TAG = 60
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
"""What is no file to Windows, whatever follows the dot."""


def scrub(text: str) -> str:
    """The text without the characters that XML forbids: controls, lone surrogates, U+FFFE and U+FFFF."""
    if text.isascii():
        return text.translate(_ASCII_CONTROLS)  # four times as fast
    if text.isprintable():  # as nothing is that is forbidden; twice as fast
        return text
    return _FORBIDDEN.sub("", text)


def line(text: str) -> str:
    """The text scrubbed and in one line, each run of white space a single space."""
    if text.isprintable() and "  " not in text:  # of white space, only the space is printable
        return text.strip(" ")
    return " ".join(scrub(text).split())


def tag_name(text: str) -> str:
    """The one form of a tag, fit for a path on any system: ``World News`` is ``world-news``. May be empty."""
    plain = unicodedata.normalize("NFC", scrub(text)).lower()
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    name = _HOSTILE_IN_A_TAG.sub("-", plain).strip("-.")[:_LONGEST_TAG].rstrip("-.")
    return f"tag-{name}" if _DEVICE.fullmatch(name) else name
