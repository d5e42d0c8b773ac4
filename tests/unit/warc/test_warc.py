"""Pages go into WARC records and come out as they were."""

import gzip
import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from wirecopy import warc
from wirecopy.errors import DamagedError
from wirecopy.model import Page

NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
PAGE = Page(
    url="https://news.example/a?b=c",
    led_by=("http://news.example/a", "https://news.example/a"),
    status=200,
    headers=(
        ("Content-Type", "text/html; charset=utf-8"),
        ("ETag", '"é"'),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    ),
    body=b"<p>Rain,\r\n\r\nthen sun.\x00\xff",
    observed_at=NOON,
)

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Zs"))).map(str.strip)
names = st.text("abcdefghijklmnopqrstuvwxyzABC-_0123456789", min_size=1)
encoded_names = st.sampled_from(
    ["Content-Encoding", "transfer-encoding", "Content-Length", "X-Archive-Orig-Content-Length"]
)
urls = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Zs")), min_size=1).map(
    lambda path: f"https://news.example/{path}"
)
pages = st.builds(
    Page,
    url=urls,
    led_by=st.lists(urls).map(tuple),
    status=st.integers(200, 599),
    headers=st.lists(st.tuples(names | encoded_names, texts)).map(tuple),
    body=st.binary(max_size=500),
    observed_at=st.datetimes(timezones=st.just(UTC)),
    reserved=st.booleans(),
)


@given(pages)
def test_what_was_put_in_comes_out(page: Page) -> None:
    assert warc.decode(warc.encode(page), place="here") == page


def test_equal_pages_give_equal_bytes() -> None:
    elsewhere = PAGE.observed_at.astimezone(timezone(timedelta(hours=2)))
    assert warc.encode(PAGE) == warc.encode(PAGE)
    assert gzip.decompress(warc.encode(PAGE)) == gzip.decompress(
        warc.encode(
            Page(
                url=PAGE.url,
                led_by=PAGE.led_by,
                status=PAGE.status,
                headers=PAGE.headers,
                body=PAGE.body,
                observed_at=elsewhere,
            )
        )
    )


def test_the_record_says_what_archive_tools_look_for() -> None:
    head, http, body = gzip.decompress(warc.encode(PAGE)).split(b"\r\n\r\n", 2)
    assert head.decode().splitlines() == [
        "WARC/1.1",
        "WARC-Type: response",
        "WARC-Record-ID: <urn:uuid:a1b61ba2-615c-5779-8d42-ab71a11ff730>",
        "WARC-Target-URI: https://news.example/a?b=c",
        "WARC-Date: 2026-11-21T12:00:00.123456Z",
        "Wirecopy-Led-By: http://news.example/a",
        "Wirecopy-Led-By: https://news.example/a",
        "WARC-Payload-Digest: sha1:6DBYJZIC3A54J3G2BUQ6ZWTHZJAT2QIW",
        "WARC-Block-Digest: sha1:KQAWEFSROGHACGLRFH6A7BXDLAZXGP4A",
        "Content-Type: application/http; msgtype=response",
        "Content-Length: 128",
    ]
    assert http.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n")
    assert body == PAGE.body + b"\r\n\r\n"


def test_a_tool_that_undoes_encodings_finds_none_to_undo() -> None:
    page = Page(
        url=PAGE.url,
        headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")),
        body=b"plain",
        observed_at=NOON,
    )
    record = next(iter(ArchiveIterator(io.BytesIO(warc.encode(page)))))
    assert record.content_stream().read() == b"plain"


GOOD = warc.encode(PAGE)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>", id="not gzip"),
        pytest.param(gzip.compress(b"<html>"), id="gzip, but no WARC"),
        pytest.param(
            gzip.compress(b"WARC/1.1\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n"), id="metadata"
        ),
        pytest.param(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"), id="no url"),
        pytest.param(GOOD[:-40], id="cut short"),
        pytest.param(GOOD[:100], id="cut in the headers"),
        pytest.param(gzip.compress(gzip.decompress(GOOD).replace(b"Rain", b"Pain")), id="changed"),
    ],
)
def test_anything_else_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedError, match=r"^pages/x\.warc\.gz "):
        warc.decode(data, place="pages/x.warc.gz")


def test_an_entry_that_stands_for_a_page_is_a_resource_that_names_its_feed() -> None:
    page = Page(
        url="https://a.example/1",
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body="<p>Grüße".encode(),
        observed_at=datetime(2026, 11, 21, 8, 20, tzinfo=UTC),
        entry_of="https://a.example/feed",
    )
    assert warc.decode(warc.encode(page), place="here") == page
    assert b"WARC-Type: resource" in gzip.decompress(warc.encode(page))
