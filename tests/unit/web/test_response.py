"""What an answer's status and headers mean."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.web.response import LONGEST_AGE, LONGEST_WAIT, Response, Validators

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def answer(status: int = 200, *headers: tuple[str, str], url: str = "https://news.example/a/b") -> Response:
    return Response(url=url, status=status, headers=headers)


QUESTIONS = (
    "is_ok",
    "is_not_modified",
    "is_redirect",
    "is_permanent_redirect",
    "is_rate_limited",
    "is_refused",
    "is_missing",
    "is_gone",
    "is_server_error",
)


@pytest.mark.parametrize(
    ("status", "yes"),
    [
        (200, {"is_ok"}),
        (204, set()),
        (206, set()),
        (300, set()),
        (301, {"is_redirect", "is_permanent_redirect"}),
        (302, {"is_redirect"}),
        (303, {"is_redirect"}),
        (304, {"is_not_modified"}),
        (305, set()),
        (307, {"is_redirect"}),
        (308, {"is_redirect", "is_permanent_redirect"}),
        (400, set()),
        (401, {"is_refused"}),
        (403, {"is_refused"}),
        (404, {"is_missing"}),
        (410, {"is_gone"}),
        (429, {"is_rate_limited"}),
        (451, {"is_refused"}),
        (500, {"is_server_error"}),
        (503, {"is_rate_limited", "is_server_error"}),
        (999, {"is_server_error"}),
    ],
)
def test_what_a_status_means(status: int, yes: set[str]) -> None:
    found = answer(status, ("Location", "/c"))
    assert {question for question in QUESTIONS if getattr(found, question)} == yes


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://other.example/c", "https://other.example/c"),
        ("/c", "https://news.example/c"),
        ("c", "https://news.example/a/c"),
        ("?d", "https://news.example/a/b?d"),
        ("//other.example/c", "https://other.example/c"),
        ("/ü b", "https://news.example/%C3%BC%20b"),
        ("", None),
        ("http://", None),
        ("mailto:me@news.example", None),
        ("http://me:secret@news.example/", None),
    ],
)
def test_where_a_redirect_leads(location: str, target: str | None) -> None:
    found = answer(302, ("location", location))
    assert found.location == target
    assert found.is_redirect is (target is not None)


def test_a_redirect_without_a_location_is_none() -> None:
    assert not answer(301).is_redirect


@pytest.mark.parametrize(
    ("url", "location", "downgrade"),
    [
        ("https://news.example/", "http://news.example/", True),
        ("https://news.example/", "https://news.example/a", False),
        ("http://news.example/", "http://news.example/a", False),
        ("http://news.example/", "https://news.example/", False),
    ],
)
def test_a_downgrade(url: str, location: str, downgrade: bool) -> None:
    assert answer(301, ("Location", location), url=url).is_downgrade is downgrade


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (" 120 ", timedelta(seconds=120)),
        ("0", timedelta(0)),
        ("Sat, 21 Nov 2026 12:30:00 GMT", timedelta(minutes=30)),
        ("Saturday, 21-Nov-26 12:30:00 GMT", timedelta(minutes=30)),
        ("Sat Nov 21 12:30:00 2026", timedelta(minutes=30)),
        ("Sat, 21 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("Sat, 21 Nov 2026 14:30:00 +0200", timedelta(minutes=30)),
        ("9999999999", LONGEST_WAIT),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("-5", None),
        ("1.5", None),
        ("١٢", None),
        ("1" * 5000, None),
        ("soon", None),
        ("", None),
        ("Sat, 99 Nov 2026 12:30:00 GMT", None),
        ("Sat, 21 Nov 2026 12:30:00 GMT" + " " * 5000, None),
    ],
)
def test_how_long_to_wait(value: str, wait: timedelta | None) -> None:
    assert answer(429, ("Retry-After", value)).retry_after(NOW) == wait


def test_without_retry_after_nobody_says_how_long() -> None:
    assert answer(429).retry_after(NOW) is None


@pytest.mark.parametrize(
    ("headers", "age"),
    [
        ({}, None),
        ({"Cache-Control": "public"}, None),
        ({"Cache-Control": "public, max-age=600"}, timedelta(minutes=10)),
        ({"Cache-Control": 'Max-Age="600"'}, timedelta(minutes=10)),
        ({"Cache-Control": "max-age=600, max-age=9"}, timedelta(minutes=10)),
        ({"Cache-Control": "max-age=600", "Age": "400"}, timedelta(seconds=200)),
        ({"Cache-Control": "max-age=600", "Age": "800"}, timedelta(0)),
        ({"Cache-Control": "max-age=600", "Age": "x"}, timedelta(minutes=10)),
        ({"Cache-Control": "max-age=99999999999"}, LONGEST_AGE),
        ({"Cache-Control": "max-age=-1"}, timedelta(0)),
        ({"Cache-Control": "max-age=soon"}, timedelta(0)),
        ({"Cache-Control": "no-cache, max-age=600"}, timedelta(0)),
        ({"Cache-Control": "no-store"}, timedelta(0)),
        ({"Cache-Control": "s-maxage=600"}, None),
        (
            {"Expires": "Sat, 21 Nov 2026 12:10:00 GMT", "Date": "Sat, 21 Nov 2026 12:00:00 GMT"},
            timedelta(minutes=10),
        ),
        ({"Expires": "Sat, 21 Nov 2026 11:10:00 GMT", "Date": "Sat, 21 Nov 2026 12:00:00 GMT"}, timedelta(0)),
        (
            {"Cache-Control": "max-age=60", "Expires": "Sat, 21 Nov 2026 12:10:00 GMT"},
            timedelta(minutes=1),
        ),
        ({"Expires": "0"}, timedelta(0)),
        ({"Expires": "Sat, 21 Nov 2026 12:10:00 GMT"}, timedelta(0)),
    ],
)
def test_for_how_long_an_answer_is_fresh(headers: dict[str, str], age: timedelta | None) -> None:
    assert answer(200, *headers.items()).max_age == age


@pytest.mark.parametrize(
    "value", ['"abc"', 'W/"abc"', "abc", '"', '"a  b"', 'W/"a\\"b"', '""', "Sat, 21 Nov 2026 12:00:00 GMT"]
)
def test_validators_are_kept_as_received(value: str) -> None:
    found = answer(200, ("etag", value), ("LAST-MODIFIED", value)).validators
    assert found == Validators(etag=value, last_modified=value)


@pytest.mark.parametrize("value", ['"é"', '"\u2028"', '"a\x00b"', ""])
def test_validators_that_could_not_be_echoed_are_left_out(value: str) -> None:
    found = answer(200, ("ETag", value), ("Last-Modified", value)).validators
    assert found == Validators()
    assert not found


@pytest.mark.parametrize(
    ("value", "media_type"),
    [
        ("text/html", "text/html"),
        ("Text/HTML; charset=utf-8", "text/html"),
        (" application/rss+xml ;x", "application/rss+xml"),
        ("", ""),
    ],
)
def test_content_type(value: str, media_type: str) -> None:
    assert answer(200, ("Content-Type", value)).content_type == media_type


def test_without_a_content_type_it_is_empty() -> None:
    assert answer().content_type == ""


def test_a_page_of_it_lacks_what_described_its_transfer() -> None:
    found = Response(
        url="https://news.example/a",
        status=200,
        headers=(
            ("Content-Encoding", "br"),
            ("ETag", '"x"'),
            ("content-length", "3"),
            ("Transfer-Encoding", "chunked"),
        ),
        body=b"hello",
    ).page(NOW, ("http://news.example/a",))
    assert found.headers == (("ETag", '"x"'),)
    assert (found.url, found.led_by, found.status) == ("https://news.example/a", ("http://news.example/a",), 200)
    assert (found.body, found.observed_at) == (b"hello", NOW)


@given(
    st.integers(100, 999),
    st.lists(
        st.tuples(
            st.sampled_from(["Retry-After", "Cache-Control", "Expires", "Date", "Age", "Location", "ETag"]), st.text()
        )
    ),
)
def test_no_header_breaks_a_question(status: int, headers: list[tuple[str, str]]) -> None:
    found = answer(status, *headers)
    wait, age = found.retry_after(NOW), found.max_age
    assert wait is None or timedelta(0) <= wait <= LONGEST_WAIT
    assert age is None or timedelta(0) <= age <= LONGEST_AGE
    assert found.is_redirect in (True, False)
