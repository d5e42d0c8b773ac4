"""From a stranger's bytes to text, and from markup to plain words."""

import codecs
import html
import re
import zlib
from collections.abc import Iterable
from itertools import islice
from typing import Any

from wirecopy.errors import UnreadableError
from wirecopy.model import Page

LARGEST = 16 * 2**20
"""Bytes of a document that are read, after decompression."""
TITLE, SUMMARY, NAME, MOST_NAMES = 300, 500, 100, 20
"""Characters kept of a title, of a summary, of a name or tag; and how many names or tags."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""(?:<\?xml[^>]*?\sencoding\s*=|<meta[^>]*?charset\s*=)\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_CHARSET_PARAMETER = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_LATIN = {"ascii", "us-ascii", "iso-8859-1", "latin-1", "latin1", "iso8859-1"}
"""Labels that mean windows-1252 on the web (WHATWG Encoding, section 4.2)."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,8})|(\d{1,10}));", re.IGNORECASE)

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_HIDDEN = re.compile(r"<(script|style|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_ELEMENT = re.compile(r"<([a-z][\w:.-]*)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!?][^<>]*>", re.IGNORECASE)


def document(page: Page) -> str:
    """The page's body as text, its gzip wrapping (``.xml.gz``) undone. Raises :class:`UnreadableError` when empty."""
    body = _unzipped(page.body) if page.body.startswith(b"\x1f\x8b") else page.body[:LARGEST]
    if not body.strip(b"\x00 \t\r\n"):
        raise UnreadableError("is empty")
    return decode(body, page.header("content-type") or "").lstrip("\ufeff \t\r\n")


def decode(body: bytes, content_type: str = "") -> str:
    """Text by byte order mark, strict UTF-8, what is declared, and windows-1252, in this order. Never fails.

    A few damaged bytes (a body cut within a character) do not cost a UTF-8 document its encoding.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").removeprefix("\ufeff")
    declared = _declared(body, content_type)
    if declared is None and body[:4].count(0) == 2:
        declared = "utf-16-be" if body[0] == 0 else "utf-16-le"
    if declared is not None and not declared.startswith(("utf-8", "utf_8", "cp1252")):
        escapes = b"\x1b" in body or b"\x00" in body[:64]
        if escapes or not _is_utf8(body):
            return body.decode(declared, "replace")
    text = body.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if damaged and damaged * 2 > sum(character > "\x7f" for character in text):
        return body.decode("cp1252", "replace")
    return text


def scrub(text: str) -> str:
    """``text`` without the characters that XML 1.0 forbids (section 2.2), written plainly or as references."""
    return _FORBIDDEN.sub("", _REFERENCE.sub(_kept_reference, text))


def whole_entries(
    document: str, entry: re.Pattern[str], root: re.Pattern[str], most: int
) -> tuple[str, tuple[str, ...]]:
    """An XML list cut to ``most`` entries, or to those that are whole where it breaks off, and the problem if any.

    ``entry`` and ``root`` match the closing tags. The document type goes as well: nothing here needs one, and its
    entities are how a kilobyte becomes a gigabyte.
    """
    document = _without_document_type(document)
    ends = [match.end() for match in islice(entry.finditer(document), most + 1)]
    if len(ends) > most:
        return document[: ends[most - 1]], (f"has more than {most} entries; the rest is not read",)
    if ends and not root.search(document, ends[-1]):
        return document[: ends[-1]], (f"XML breaks off after {len(ends)} {'entry' if len(ends) == 1 else 'entries'}",)
    return document, ()


def root(document: str) -> str:
    """The name of the document's first element in lower case; empty where it begins with none."""
    found = _ELEMENT.search(_HIDDEN.sub("", document[:10_000]))
    return found[1].lower() if found else ""


def plain(markup: str, limit: int) -> str:
    """The words of a piece of HTML in one line of at most ``limit`` characters, cut at a word."""
    text = _TAG.sub(" ", _HIDDEN.sub(" ", markup[: limit * 20]))
    return cut(html.unescape(text), limit)


def cut(text: str, limit: int) -> str:
    """``text`` in one line of at most ``limit`` characters; where it is longer, it ends at a word with an ellipsis."""
    line = " ".join(scrub(text[: limit * 20]).split())
    if len(line) <= limit:
        return line
    words = line[: limit - 1].rpartition(" ")[0].rstrip(" ,;:-")
    return f"{words}…" if words else line[:limit].rstrip()


def names(given: Iterable[Any]) -> tuple[str, ...]:
    """Names or tags as plain words, each once, those that are no text left out."""
    cleaned = (plain(name, NAME) for name in given if isinstance(name, str))
    return tuple(islice(dict.fromkeys(name for name in cleaned if name), MOST_NAMES))


def _without_document_type(document: str) -> str:
    """The document without its ``<!DOCTYPE …>``; its lines keep their numbers."""
    at = document.find("<")
    while at >= 0:
        if document.startswith("<?", at):
            end = document.find("?>", at)
        elif document.startswith("<!--", at):
            end = document.find("-->", at)
        elif document[at : at + 9].upper() == "<!DOCTYPE":
            found = _DOCTYPE.match(document, at)
            return document[:at] + ("\n" * found[0].count("\n") + document[found.end() :] if found else "")
        else:
            break
        at = document.find("<", end) if end >= 0 else -1
    return document


def _declared(body: bytes, content_type: str) -> str | None:
    header = _CHARSET_PARAMETER.search(content_type)
    within = _DECLARED.search(body[:2048])
    label = header[1] if header else within[1].decode("ascii") if within else None
    if label is None or label.lower() in _LATIN:
        return None if label is None else "cp1252"
    try:
        found = codecs.lookup(label)
    except LookupError:
        return None
    # Transformations such as base64 and rot13 are codecs too, UTF-7 is an attack, and neither is a text encoding here.
    return found.name if found._is_text_encoding and found.name not in _REFUSED else None


_REFUSED = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "undefined"}


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unzipped(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(body, LARGEST)
    except zlib.error:
        raise UnreadableError("is damaged gzip") from None


def _kept_reference(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return match[0] if allowed else ""
