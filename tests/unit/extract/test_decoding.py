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
        (b"<meta charset=utf-16>\xe9", "", "<meta charset=utf-16>\ufffd"),
        (b"<meta charset=no-such-thing>\xe9", "", "<meta charset=no-such-thing>é"),
        (b"\xc3\xa9" * 50 + b"\xff" + b"\xc3\xa9" * 50, "", "é" * 50 + "\ufffd" + "é" * 50),
        (b"a\0b\xc2\xadc", "", "abc"),
    ],
)
def test_a_page_is_decoded_by_what_is_known_of_it(page, content_type, text):
    if text is None:
        text = page.decode("cp949")
    assert decode(page, content_type) == text


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
