"""Feeds are written as text: what lxml reads from it is what was given, whatever that was."""

from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from wirecopy.feeds.markup import address, attributes, construct, document, element, text, text_bytes
from wirecopy.feeds.scrub import line, scrub
from wirecopy.feeds.site import uri

ODD = "\x00\t\n\r\x1f\x7f\x85\xa0\u2028\ud800\udfff\ufffe\uffff\U0001fffe]]>&<>\"'#x3;!-/="
TEXT = st.text() | st.text(alphabet=ODD)
HOSTILE = st.text(alphabet="ab.:[]%@\\\"'<>&\t\n /?#\u0661\uff1c\u00e9")


@settings(max_examples=100, deadline=None)
@given(TEXT, TEXT)
def test_what_is_written_is_what_is_read(one: str, two: str) -> None:
    one, two = scrub(one), scrub(two)
    written = document(
        [f"<a{attributes(one=one, two=two)}>", element("b", one), "<c>"], [text_bytes(two)], ["</c></a>"]
    )
    read = etree.fromstring(written)
    assert dict(read.attrib) == {name: value for name, value in (("one", one), ("two", two)) if value}
    assert (read.findtext("b"), read.findtext("c")) == (one, two)
    assert text_bytes(one) == text(one).encode()
    made = etree.Element("b")
    made.text = one
    assert etree.tostring(made, method="c14n") == etree.tostring(read[0], method="c14n", with_tail=False)


@settings(max_examples=100, deadline=None)
@given(HOSTILE.map(lambda text: f"http://{text}") | HOSTILE.map(lambda text: f"https://a.example/{text}") | TEXT)
def test_an_address_stands_in_a_tag_whatever_it_was(written: str) -> None:
    url = uri(written)
    read = etree.fromstring(f'<a href="{address(url)}">{address(url)}</a>')
    assert read.get("href") == (read.text or "") == url
    assert uri(url) == url


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_a_line_is_one_and_stays_it(text: str) -> None:
    told = line(text)
    assert told == " ".join(scrub(text).split()) == line(told)


@pytest.mark.parametrize("plain", ["AT&T", "1 < 2", "A & B", "Q&A <3", "a > b", ""])
def test_what_no_reader_takes_for_markup_is_text(plain: str) -> None:
    assert construct("title", plain) == element("title", plain)


@pytest.mark.parametrize("plain", ["Use </b>", "<br>", "&amp; in titles", "&#60;", "&copy 2026", "&4", "<!--", "&apos"])
def test_what_some_take_for_markup_says_how_it_is_meant(plain: str) -> None:
    """RFC 4287, section 3.1.1.2."""
    read = etree.fromstring(construct("title", plain))
    assert read.get("type") == "html"
    assert unescape(read.text or "") == plain
    assert text(plain) == read.text
