"""What a tdmrep.json reserves."""

import json

import pytest

from wirecopy.errors import DamagedError
from wirecopy.web.reservations import LARGEST, LARGEST_KEPT, Reservations

HOST = "https://a.example"


def rules(*given: tuple[str, object]) -> Reservations:
    said = [{"location": location, "tdm-reservation": value} for location, value in given]
    return Reservations.parse(json.dumps(said).encode())


@pytest.mark.parametrize(
    ("location", "path", "matches"),
    [
        ("/", "", True),
        ("/", "/story/1", True),
        ("*", "/story/1", True),
        ("/*", "/story/1", True),
        ("/story", "/story/1", True),
        ("/story", "/stories", False),
        ("/story/", "/story", False),
        ("/Story/", "/story/1", False),
        ("/story$", "/story", True),
        ("/story$", "/story/1", False),
        ("/*.html$", "/story/1.html", True),
        ("/*.html$", "/story/1.html?page=2", False),
        ("/*.html", "/story/1.html?page=2", True),
        ("/*?page=", "/story/1.html?page=2", True),
        ("/*/premium/*/1$", "/de/premium/sport/1", True),
        ("/*/premium/*/1$", "/de/premium/1", False),
        ("/ab*ab$", "/ab", False),
        ("/ab*ab$", "/abab", True),
        ("/grüße", "/gr%C3%BC%C3%9Fe", True),
        ("/gr%C3%BC%C3%9Fe", "/grüße/1", True),
        ("https://a.example/", "/story/1", False),
        ("", "/story/1", True),
    ],
)
def test_locations_are_written_as_in_robots_txt(location: str, path: str, matches: bool) -> None:
    assert rules((location, 1)).reserve(HOST + path) == matches


@pytest.mark.parametrize("said", [1, "1"])
def test_one_reserves(said: object) -> None:
    assert rules(("/", said)).reserve(HOST)


@pytest.mark.parametrize("said", [0, "0", 2, None, [1], {"1": 1}, "yes"])
def test_nothing_else_does(said: object) -> None:
    assert not rules(("/", said)).reserve(HOST)


@pytest.mark.parametrize("turned", [False, True])
def test_the_longest_pattern_that_matches_counts(turned: bool) -> None:
    given = [("/*", 1), ("/open/*", 0), ("/open/letters/*", 1)]
    reserved = rules(*(reversed(given) if turned else given))
    assert reserved.reserve(f"{HOST}/story/1")
    assert not reserved.reserve(f"{HOST}/open/1")
    assert reserved.reserve(f"{HOST}/open/letters/1")


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_that_contradict_each_other_the_stricter_counts(turned: bool) -> None:
    given = [("/*", 1), ("/*", 0)]
    assert rules(*(reversed(given) if turned else given)).reserve(HOST)


def test_one_rule_may_stand_alone() -> None:
    assert Reservations.parse(b'\xef\xbb\xbf{"location": "/", "tdm-reservation": 1}').reserve(HOST)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Not found</title>",
        b"\xff\xfe",
        b"null",
        b"1",
        b'"/"',
        b"[" * 100_000,
        b"[1, null, [], {}]",
        b'[{"tdm-reservation": 1}, {"location": 1, "tdm-reservation": 1}]',
        b'[{"location": "/", "tdm-reservation": ' + b"1" * 5000 + b"}]",
        b'[{"location": "/", "tdm-reservation": 1}]' + b" " * LARGEST,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_nobody_can_read_reserves_nothing(body: bytes) -> None:
    assert not Reservations.parse(body).reserve(HOST)


def test_of_a_file_with_endless_patterns_the_first_are_kept() -> None:
    found = rules(("/a", 1), *((f"/{n}" + "*a" * 500, 1) for n in range(400)))
    assert sum(len(pattern) for pattern, _ in found.rules) <= LARGEST_KEPT
    assert found.reserve(f"{HOST}/a")


def test_a_pattern_full_of_stars_is_no_work() -> None:
    assert not rules(("/" + "*a" * 20_000 + "$", 1)).reserve(f"{HOST}/{'a' * 4000}b")


def test_they_are_kept_as_they_are() -> None:
    found = rules(("/*", 1), ("/open/\ud800\x00", 0), ("/grüße$", 1))
    assert Reservations.from_bytes(found.to_bytes(), place="here") == found


@pytest.mark.parametrize("data", [b"", b"x", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_damage_is_told(data: bytes) -> None:
    with pytest.raises(DamagedError, match="here holds no reservations"):
        Reservations.from_bytes(data, place="here")
