# ruff: noqa: RUF001
"""Bytes to text: mark, strict UTF-8, what HTTP says, what the page says, windows-1252."""

import pytest

from wirecopy.errors import UnreadableError
from wirecopy.extract.decoding import decode


@pytest.mark.parametrize(
    ("page", "content_type", "text"),
    [
        (b"\xef\xbb\xbfna\xc3\xafve", "", "naïve"),
        ("naïve".encode("utf-16"), "", "naïve"),
        ("naïve".encode("utf-16-be").join([b"\xfe\xff", b""]), "", "naïve"),
        (b"na\xc3\xafve", "text/html; charset=iso-8859-1", "naïve"),
        (b"na\xefve", "", "naïve"),
        (b"\x93quoted\x94", "text/html; charset=iso-8859-1", "“quoted”"),
        (b"\xef\xf0\xe8\xe2\xe5\xf2", "text/html; charset=windows-1251", "привет"),
        (b"\xd0\xd2\xc9\xd7\xc5\xd4", 'text/html; charset="koi8-r"', "привет"),
        (b'<meta charset="windows-1251">\xef\xf0\xe8', "", '<meta charset="windows-1251">при'),
        (b'<meta http-equiv=x content="text/html; charset=euc-kr">\xc7\xd1', "", None),
        (b'<?xml version="1.0" encoding="iso-8859-2"?>\xb1', "", '<?xml version="1.0" encoding="iso-8859-2"?>ą'),
        (b"<meta charset=utf-16>\xe9", "", "<meta charset=utf-16>é"),
        (b"<meta charset=no-such-thing>\xe9", "", "<meta charset=no-such-thing>é"),
        (b"\xc3\xa9" * 50 + b"\xff" + b"\xc3\xa9" * 50, "", "é" * 50 + "\ufffd" + "é" * 50),
        (b"a\0b\xc2\xadc", "", "abc"),
    ],
)
def test_a_page_is_decoded_by_what_is_known_of_it(page, content_type, text):
    if text is None:
        text = page.decode("cp949")
    assert decode(page, content_type) == text


RU, GREETING = "привет, мир".encode("cp1251"), "привет, мир"
UTF8 = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("page", "content_type", "text"),
    [
        (b"na\xefve", UTF8, "naïve"),
        (b"<meta charset=utf-8>na\xefve", "", "<meta charset=utf-8>naïve"),
        (b"<meta charset=windows-1251>" + RU, UTF8, "<meta charset=windows-1251>" + GREETING),
        (b"<meta charset=utf-8>" + RU, "text/html; charset=windows-1251", "<meta charset=utf-8>" + GREETING),
        (b"<meta charset=utf8>" + RU, UTF8, None),
        (b"<html lang=ru>" + RU, UTF8, "<html lang=ru>" + GREETING),
        (b"<html class=a lang='ru-RU'>" + RU, "", "<html class=a lang='ru-RU'>" + GREETING),
        ("<html lang=zh-TW>燈塔".encode("big5"), "", "<html lang=zh-TW>燈塔"),
        ("<html lang=zh>灯塔".encode("gbk"), "", "<html lang=zh>灯塔"),
        ("<html lang=pl>źdźbło".encode("iso-8859-2"), "", "<html lang=pl>źdźbło"),
        (b"<html lang=fr>na\xefve", "", "<html lang=fr>naïve"),
        (
            "<meta charset=shift_jis>灯台を壊す".encode("shift_jis"),
            "text/html; charset=euc-jp",
            "<meta charset=shift_jis>灯台を壊す",
        ),
    ],
)
def test_what_is_not_utf_8_is_not_read_as_such_whoever_says_so(page, content_type, text):
    assert decode(page, content_type) == (text or page.decode("cp1252"))


@pytest.mark.parametrize("content_type", ["", UTF8, "text/html; charset=windows-1251", "text/html; charset=gbk"])
def test_a_page_that_is_utf_8_but_for_a_byte_stays_so(content_type):
    assert decode("“naïve”, ça".encode() + b"\xff" + "là – é".encode(), content_type) == "“naïve”, ça\ufffdlà – é"


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("gbk", "古老的塔"),
        ("big5", "古老的塔"),
        ("shift_jis", "古い灯台"),
        ("euc-jp", "古い灯台"),
        ("euc-kr", "오래된 등대"),
        ("tis-620", "ประภาคารเก่า"),
    ],
)
def test_what_is_declared_is_believed_where_some_of_it_might_be_utf_8(charset, text):
    assert decode(text.encode(charset), f"text/html; charset={charset}") == text


def test_marks_of_damage_that_the_page_itself_holds_are_no_damage():
    assert decode("\ufffd\ufffd é".encode() + b"\xff", UTF8) == "\ufffd\ufffd é\ufffd"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"%PDF-1.4", "a PDF"),
        (b"GIF89a", "a GIF image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "media"),
        (b"\x1f\x8b\x08", "gzip data"),
        (b"\x01\x02\x03\x04" * 100, "binary data"),
        (b"\0" * 100, "binary data"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0"><channel>', "a feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>', "a feed"),
        (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', "a feed"),
        (b'<?xml version="1.0"?><urlset><url>', "a sitemap"),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg width="1">', "an SVG image"),
        (b'{"text": "A sentence."}', "JSON"),
        (b'[\n {"html": "<p>A sentence.</p>"}]', "JSON"),
    ],
)
def test_what_is_no_text_is_refused_by_name(page, reason):
    with pytest.raises(UnreadableError, match=f"^this is {reason}, not a page$"):
        decode(page)


@pytest.mark.parametrize(
    "page",
    [
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body><p>A page in XML.',
        "<svg-icon></svg-icon><p>An icon goes first.",
        '{"theme": "dark"}<html><body><p>A template left something at the top.',
        "[1] A note goes first.",
        "",
    ],
)
def test_a_page_that_begins_oddly_is_a_page(page):
    assert decode(page.encode()) == page
