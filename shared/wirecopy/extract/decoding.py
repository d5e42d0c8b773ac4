"""From a page's bytes to text, by what the page and its server say, never by statistics."""

import codecs
import re
from collections.abc import Iterator, Mapping

from wirecopy.errors import UnreadableError

_LABELS: Mapping[str, str] = {
    label: codec
    for codec, labels in {
        "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
        "cp866": "866 cp866 csibm866 ibm866",
        "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
        "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
        "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
        "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
        "iso8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e "
        "iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
        "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 "
        "iso_8859-7 iso_8859-7:1987 sun_eu_greek",
        "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 "
        "iso_8859-8 iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical",
        "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
        "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
        "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
        "iso8859-15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
        "iso8859-16": "iso-8859-16",
        "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
        "koi8-u": "koi8-ru koi8-u",
        "mac-roman": "csmacintosh mac macintosh x-mac-roman",
        "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
        "cp1250": "cp1250 windows-1250 x-cp1250",
        "cp1251": "cp1251 windows-1251 x-cp1251",
        "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 "
        "iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
        "cp1253": "cp1253 windows-1253 x-cp1253",
        "cp1254": "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 "
        "windows-1254 x-cp1254",
        "cp1255": "cp1255 windows-1255 x-cp1255",
        "cp1256": "cp1256 windows-1256 x-cp1256",
        "cp1257": "cp1257 windows-1257 x-cp1257",
        "cp1258": "cp1258 windows-1258 x-cp1258",
        "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
        "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
        "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
        "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
        "iso2022_jp": "csiso2022jp iso-2022-jp",
        "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
        "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 "
        "windows-949",
        "utf-16-be": "unicodefffe utf-16be",
        "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
    }.items()
    for label in labels.split()
}
"""The labels of the Encoding Standard (encoding.spec.whatwg.org, section 4.2), each with Python's codec."""

_BY_LANGUAGE: Mapping[str, str] = {
    language: codec
    for codec, languages in {
        "cp1250": "cs hr sk",
        "cp1251": "ba be bg kk ky mk ru sah sr tg tt uk",
        "cp1254": "az ku tr",
        "cp1255": "he",
        "cp1256": "ar fa",
        "cp1257": "et lt lv",
        "cp1258": "vi",
        "iso8859-2": "hu pl sl",
        "iso8859-7": "el",
        "cp874": "th",
        "cp932": "ja",
        "cp949": "ko",
        "gb18030": "zh zh-cn zh-hans zh-sg",
        "big5hkscs": "zh-hant zh-hk zh-mo zh-tw",
    }.items()
    for language in languages.split()
}
"""What undeclared bytes are in a page of a language (HTML Standard, section 13.2.3.2, step 9)."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x00\x00\x00\x18ftyp", "a video"),
    (b"\x00\x00\x00\x20ftyp", "a video"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"wOF", "a font"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
)
_XML_ROOT = re.compile(
    r"\s*(?:<[?!][^>]{0,400}>\s*){0,9}<(?:\w{1,20}:)?(rss|feed|RDF|urlset|sitemapindex|opml|svg)[\s>]"
)
_XML_KINDS = {"urlset": "a sitemap", "sitemapindex": "a sitemap", "opml": "a list of feeds", "svg": "an SVG image"}
_JSON = re.compile(r"\s*(?:\{\s*\"|\[\s*[\[{\"])")
_RIFF = re.compile(rb"RIFF....(WEBP|WAVE|AVI )", re.DOTALL)
_META = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)")
_LANGUAGE = re.compile(rb"<html[^>]{0,400}?\slang\s*=\s*[\"']?\s*([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_PRESCAN = 4096
_SAMPLE = 4096
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b") | {127})
_BINARY_SHARE = 0.05
_TEXT_SHARE = 0.7
_PLAINLY = 4


def decode(page: bytes, content_type: str = "") -> str:
    """The page as text: byte order mark, UTF-8, HTTP's charset, the page's own, then what its language was written in.

    UTF-8 goes before what is declared because bytes that are valid UTF-8 by accident are practically unknown,
    and wrong declarations are not. So what is not UTF-8 is not read as such, whoever says so: of the other charsets
    that are declared, the first by which all bytes can be read is taken. Pages that are UTF-8 but for a few damaged
    bytes stay so. Null characters are dropped, as they end the text for the parser beneath.

    Raises :class:`UnreadableError` for bytes that are no page.
    """
    text = _decoded(page, content_type)
    _refuse_data(text)
    return text


def _decoded(page: bytes, content_type: str) -> str:
    for mark, codec in _BOMS:
        if page.startswith(mark):
            return _clean(page[len(mark) :].decode(codec, "replace"))
    _refuse_binary(page)
    try:
        return _clean(page.decode("utf-8"))
    except UnicodeDecodeError as error:
        damage = error
    declared = list(_declared(page, content_type))
    if _mostly_utf8(page, damage, sound_at_least=_PLAINLY if declared else 1):
        return _clean(page.decode("utf-8", "replace"))
    candidates = [*declared, _customary(page)]
    fitting = next((codec for codec in candidates if _fits(page, codec)), candidates[0])
    return _clean(page.decode(fitting, "replace"))


def _declared(page: bytes, content_type: str) -> Iterator[str]:
    """The charsets that HTTP and the page name. A page that was read so far as ASCII is not UTF-16."""
    head = page[:_PRESCAN]
    found = [match.group(1) for match in (_HEADER.search(content_type),) if match]
    found += [match.group(1).decode("ascii") for match in (_META.search(head), _XML.search(head)) if match]
    for label in found:
        codec = _LABELS.get(label.strip().lower(), "")
        if codec and not codec.startswith("utf-"):
            yield codec


def _customary(page: bytes) -> str:
    """What a page of its language is written in where nobody says."""
    match = _LANGUAGE.search(page[:_PRESCAN])
    language = match.group(1).decode("ascii").lower() if match else ""
    return _BY_LANGUAGE.get(language) or _BY_LANGUAGE.get(language.partition("-")[0], "cp1252")


def _fits(page: bytes, codec: str) -> bool:
    try:
        page.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(page: bytes, damage: UnicodeDecodeError, *, sound_at_least: int) -> bool:
    """Whether the page is UTF-8 with a few damaged bytes: more of its sequences are sound than broken.

    Of other charsets hardly any are sound: in the Latin, Cyrillic and Greek ones none, in those of East Asia and in
    the Thai one up to a third. Where one of them is declared, UTF-8 must be plainer than that.
    """
    sample = page[: damage.start + 65536]
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd") - sample.count("\ufffd".encode())
    sound = sum(character > "\x7f" for character in text) - broken
    return sound > sound_at_least * broken


def _refuse_binary(page: bytes) -> None:
    for signature, name in _SIGNATURES:
        if page.startswith(signature):
            raise UnreadableError(f"this is {name}, not a page")
    sample = page[:_SAMPLE]
    if _RIFF.match(sample):
        raise UnreadableError("this is media, not a page")
    text = sample.replace(b"\0", b"")
    controls = len(text) - len(text.translate(None, _CONTROLS))
    if controls > _BINARY_SHARE * len(text) or (len(text) < _TEXT_SHARE * len(sample) and b"<" not in text):
        raise UnreadableError("this is binary data, not a page")


def _refuse_data(text: str) -> None:
    """What is written for programs holds sentences too, and is none the less no page."""
    if root := _XML_ROOT.match(text):
        raise UnreadableError(f"this is {_XML_KINDS.get(root[1], 'a feed')}, not a page")
    if _JSON.match(text) and "<html" not in text and "<body" not in text:
        raise UnreadableError("this is JSON, not a page")


def _clean(text: str) -> str:
    return text.replace("\0", "").replace("\u00ad", "")
