"""What publishers permit, in each of the places and words in which they say it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.web.permissions import Permissions, of_texts, read

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def in_header(value: str) -> Permissions:
    return read([("x-robots-tag", value)], [], agent="Wirecopy", now=NOW)


def in_meta(content: str, name: str = "robots") -> Permissions:
    return read([], [(name, content)], agent="Wirecopy", now=NOW)


CASES = [
    ("", Permissions()),
    ("all", Permissions()),
    ("index, follow, max-image-preview:large", Permissions()),
    ("nofollow", Permissions()),
    ("noindex", Permissions(syndicate=False, said=("noindex",))),
    ("NOINDEX , nofollow", Permissions(syndicate=False, said=("noindex",))),
    ("none", Permissions(syndicate=False, said=("none",))),
    ("noarchive", Permissions(keep=False, said=("noarchive",))),
    ("nocache", Permissions(keep=False, said=("nocache",))),
    ("nosnippet", Permissions(excerpt=0, said=("nosnippet",))),
    ("max-snippet:120", Permissions(excerpt=120, said=("max-snippet:120",))),
    ("max-snippet : 120", Permissions(excerpt=120, said=("max-snippet:120",))),
    ("max-snippet:-1", Permissions()),
    ("max-snippet:many", Permissions()),
    ("max-snippet:120, nosnippet", Permissions(excerpt=0, said=("max-snippet:120", "nosnippet"))),
    ("noai, noimageai", Permissions(excerpt=0, said=("noai",))),
    ("index, noindex", Permissions(syndicate=False, said=("noindex",))),
    (
        "unavailable_after: Sat, 21 Nov 2026 11:00:00 GMT",
        Permissions(syndicate=False, said=("unavailable_after:sat, 21 nov 2026 11:00:00 gmt",)),
    ),
    (
        "noarchive, unavailable_after: 2026-11-20",
        Permissions(syndicate=False, keep=False, said=("noarchive", "unavailable_after:2026-11-20")),
    ),
    ("unavailable_after: 2026-11-22T00:00:00Z", Permissions(said=("unavailable_after:2026-11-22t00:00:00z",))),
    ("unavailable_after: some day", Permissions(said=("unavailable_after:some day",))),
]


@pytest.mark.parametrize(("value", "expected"), CASES)
def test_in_the_header_and_in_the_page(value: str, expected: Permissions) -> None:
    assert in_header(value) == expected
    assert in_meta(value) == expected


@pytest.mark.parametrize(
    ("value", "syndicate"),
    [
        ("wirecopy: noindex", False),
        ("Wirecopy : nofollow, noindex", False),
        ("otherbot: noindex", True),
        ("otherbot: nofollow, noindex", True),
        ("wirecopybot: noindex", True),
    ],
)
def test_a_header_may_be_addressed(value: str, syndicate: bool) -> None:
    assert in_header(value).syndicate is syndicate


@pytest.mark.parametrize(("name", "syndicate"), [("Robots", False), ("WIRECOPY", False), ("googlebot", True)])
def test_an_element_may_be_addressed(name: str, syndicate: bool) -> None:
    assert in_meta("noindex", name).syndicate is syndicate


def test_what_the_header_and_the_page_say_adds_up() -> None:
    found = read([("X-Robots-Tag", "noarchive")], [("robots", "noindex")], agent="wirecopy", now=NOW)
    assert found == Permissions(syndicate=False, keep=False, said=("noarchive", "noindex"))


@pytest.mark.parametrize(("value", "excerpt"), [("1", 0), (" 1 ", 0), ("0", None), ("", None), ("yes", None)])
def test_text_and_data_mining_reserved(value: str, excerpt: int | None) -> None:
    assert read([("TDM-Reservation", value)], [], agent="wirecopy", now=NOW).excerpt == excerpt
    assert in_meta(value, "tdm-reservation").excerpt == excerpt


@given(st.text())
def test_any_words_are_read(value: str) -> None:
    assert in_meta(value).excerpt in (None, 0) or "max-snippet" in value.lower()
    assert in_header(value).keep or "no" in value.lower()


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ([], ()),
        ([("X-Robots-Tag", "noindex, nofollow, noarchive")], ()),
        ([("x-robots-tag", "noindex, noai")], (("robots", "noai"),)),
        ([("X-Robots-Tag", "max-snippet:90")], (("robots", "max-snippet:90"),)),
        ([("X-Robots-Tag", "otherbot: nosnippet")], ()),
        ([("X-Robots-Tag", "wirecopy: nosnippet")], (("robots", "nosnippet"),)),
        ([("tdm-reservation", "1"), ("Server", "x")], (("tdm-reservation", "1"),)),
        ([("tdm-reservation", "0")], ()),
    ],
)
def test_what_a_feed_says_of_its_texts_and_not_of_itself(
    headers: list[tuple[str, str]], kept: tuple[tuple[str, str], ...]
) -> None:
    assert of_texts(headers, agent="Wirecopy", now=NOW) == kept
