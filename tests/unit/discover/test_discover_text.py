"""From bytes to text, from markup to words, and from what people write to dates."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.discover import text
from wirecopy.discover.dates import moment

NOW = datetime(2026, 3, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("naïve".encode(), "", "naïve"),
        ("naïve".encode(), "text/html; charset=iso-8859-1", "naïve"),
        ("\ufeffnaïve".encode(), "text/html; charset=koi8-r", "naïve"),
        ("naïve".encode("utf-16"), "", "naïve"),
        ("<a>".encode("utf-16-be"), "", "<a>"),
        ("naïve".encode("cp1252"), "", "naïve"),
        ("“naïve”".encode("cp1252"), "text/html; charset=ISO-8859-1", "“naïve”"),
        ("naïve".encode("cp1252"), "text/html; charset=utf-8", "naïve"),
        ("<meta charset=big5>漢字".encode("big5"), "", "<meta charset=big5>漢字"),
        ("<meta charset=big5>漢字".encode("gb18030"), "text/html; charset=gb18030", "<meta charset=big5>漢字"),
        ("漢字".encode("iso2022_jp"), "text/html; charset=ISO-2022-JP", "漢字"),
        (b"na\xefve", "text/html; charset=no-such-thing", "naïve"),
        (b"+ADw-script+AD4-", "text/html; charset=utf-7", "+ADw-script+AD4-"),
        (b"68656c6c6f", "text/html; charset=hex", "68656c6c6f"),
        ("Ünï ".encode() * 20 + "é".encode()[:1], "", "Ünï " * 20 + "\ufffd"),
    ],
)
def test_text_by_mark_strict_utf_8_declaration_and_windows_1252(body, content_type, expected):
    assert text.decode(body, content_type) == expected


@given(st.binary(max_size=200), st.text(max_size=60))
def test_decoding_never_fails(body, content_type):
    assert isinstance(text.decode(body, content_type), str)


@given(st.text())
def test_what_is_scrubbed_holds_no_character_that_xml_forbids(given_text):
    allowed = {9, 10, 13}
    for code in map(ord, text.scrub(given_text)):
        assert code in allowed or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code >= 0x10000


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("a < b and c > d", "a < b and c > d"),
        ("Fish &amp; <b>chips</b>&nbsp;&#8211; hot", "Fish & chips - hot".replace("-", "\u2013")),
        ("x<script>alert('<p>')</script>y<style>p{}</style>z<!-- <b> -->", "x y z"),
        ("x<script>never closed", "x"),
        ("", ""),
    ],
)
def test_markup_becomes_words(markup, words):
    assert text.plain(markup, 100) == words


@given(st.text(max_size=300), st.integers(min_value=2, max_value=50))
def test_words_keep_to_one_line_and_their_limit(markup, limit):
    words = text.plain(markup, limit)
    assert len(words) <= limit
    assert words == " ".join(words.split())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-20T09:30:00+02:00", datetime(2026, 3, 20, 7, 30, tzinfo=UTC)),
        ("2026-03-20T09:30:00Z", datetime(2026, 3, 20, 9, 30, tzinfo=UTC)),
        (" 2026-03-20 ", datetime(2026, 3, 20, tzinfo=UTC)),
        ("2026-03", datetime(2026, 3, 1, tzinfo=UTC)),
        ("Fri, 20 Mar 2026 09:30:00 EST", datetime(2026, 3, 20, 14, 30, tzinfo=UTC)),
        ("20 Mar 2026 09:30 +0000", datetime(2026, 3, 20, 9, 30, tzinfo=UTC)),
        ("2026-03-22T23:59:59Z", datetime(2026, 3, 22, 23, 59, 59, tzinfo=UTC)),
        ("1931-05-01", datetime(1931, 5, 1, tzinfo=UTC)),
        ("2026-03-24", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-02-30", None),
        ("last Tuesday", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(written, expected):
    assert moment(written, NOW) == expected


@given(st.integers(min_value=400_000_000, max_value=1_770_000_000), st.integers(-14, 14))
def test_a_date_means_the_same_in_every_zone(seconds, hours):
    here = datetime.fromtimestamp(seconds, timezone(timedelta(hours=hours)))
    assert moment(here.isoformat(), NOW) == here.astimezone(UTC)


@given(st.text(max_size=80))
def test_reading_a_date_never_fails(written):
    found = moment(written, NOW)
    assert found is None or (found.utcoffset() == timedelta(0) and found <= NOW + timedelta(days=2))
