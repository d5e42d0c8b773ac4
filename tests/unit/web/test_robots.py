"""robots.txt by RFC 9309: whom a group is for, what a path allows, what an answer means, and for how long."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.errors import DamagedError
from wirecopy.web import robots
from wirecopy.web.response import Response
from wirecopy.web.robots import Rules


def rules(text: str, status: int = 200) -> Rules:
    return Rules.parse(status, text.encode(), agent="wirecopy")


@pytest.mark.parametrize(
    ("name", "is_for_us"),
    [
        ("wirecopy", True),
        ("Wirecopy", True),
        ("WIRECOPY/1.0", True),
        ("wirecopy 1.0", True),
        ("*", True),
        ("* everyone", True),
        ("wire", False),
        ("copy", False),
        ("wirecopy-images", False),
        ("wirecopybot", False),
        ("mywirecopy", False),
        ("Mozilla/5.0 (compatible; wirecopy)", False),
        ("", False),
    ],
)
def test_a_group_is_for_the_product_token(name: str, is_for_us: bool) -> None:
    assert rules(f"User-agent: {name}\nDisallow: /").allows("https://a.example/b") is not is_for_us


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        pytest.param("", "/a", True, id="empty"),
        pytest.param("User-agent: *\nDisallow:", "/a", True, id="nothing disallowed"),
        pytest.param("User-agent: *\nDisallow: /a", "/a/b?c", False, id="prefix"),
        pytest.param("User-agent: *\nDisallow: /a", "/A", True, id="letter case"),
        pytest.param("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", True, id="longest wins"),
        pytest.param("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True, id="allow wins a draw"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False, id="wildcard and end"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True, id="end means end"),
        pytest.param("User-agent: *\nDisallow: /ü", "/%C3%BC", False, id="UTF-8 is escaped"),
        pytest.param("User-agent: *\nDisallow: /%7ejo", "/~jo", False, id="escapes compare decoded"),
        pytest.param("User-agent: *\nDisallow: /\nUser-agent: wirecopy\nAllow: /", "/a", True, id="ours before all's"),
        pytest.param("User-agent: wirecopy\nDisallow: /\nUser-agent: *\nAllow: /", "/a", False, id="in any order"),
        pytest.param("User-agent: x\nUser-agent: wirecopy\nDisallow: /", "/a", False, id="a group for several"),
        pytest.param(
            "User-agent: wirecopy\nDisallow: /a\nUser-agent: x\nUser-agent: wirecopy\nDisallow: /b",
            "/b",
            False,
            id="our groups are one",
        ),
        pytest.param("User-agent: x\nDisallow: /", "/a", True, id="somebody else's"),
        pytest.param("User-agent: x\nSitemap: /s\nUser-agent: *\nDisallow: /", "/a", False, id="sitemap between"),
        pytest.param("Disallow: /", "/a", True, id="rules for nobody"),
        pytest.param("\ufeffUser-agent: *\nDisallow: /", "/a", False, id="byte order mark"),
        pytest.param("User-agent: *\rDisallow: /a\r\nDisallow: /b", "/b", False, id="any line end"),
        pytest.param("# hi\n user-agent : * # all\n DISALLOW : /a # this", "/a", False, id="comments, case, spaces"),
        pytest.param("<html><body>User-agent none</body></html>", "/a", True, id="an error page"),
        pytest.param("User-agent: *\nDisallow: /", "/robots.txt", True, id="robots.txt itself"),
    ],
)
def test_what_a_path_is_allowed(text: str, path: str, allowed: bool) -> None:
    assert rules(text).allows(f"https://a.example{path}") is allowed


@pytest.mark.parametrize(
    ("status", "allowed", "unavailable"),
    [
        (200, False, False),
        (301, True, False),
        (400, True, False),
        (401, True, False),
        (403, True, False),
        (404, True, False),
        (410, True, False),
        (429, False, True),
        (500, False, True),
        (503, False, True),
    ],
)
def test_what_an_answer_means(status: int, allowed: bool, unavailable: bool) -> None:
    found = rules("User-agent: *\nDisallow: /", status)
    assert (found.allows("https://a.example/b"), found.is_unavailable) == (allowed, unavailable)


def test_what_is_beyond_500_kib_is_not_read() -> None:
    head = "User-agent: *\nDisallow: /a\n"
    found = rules(head + "#" * (robots.LARGEST - len(head) - 1) + "\nDisallow: /b\n")
    assert not found.allows("https://a.example/a")
    assert found.allows("https://a.example/b")


def test_half_a_line_is_not_read() -> None:
    head = "User-agent: *\nDisallow: /private\n"
    filling = "#" * (robots.LARGEST - len(head) - len("\nDisallow: /")) + "\nDisallow: /"
    found = rules(head + filling + "tmp/\n")
    assert found.allows("https://a.example/b")
    assert not found.allows("https://a.example/private")


@pytest.mark.parametrize(
    ("line", "delay"),
    [
        ("Crawl-delay: 2.5", timedelta(seconds=2.5)),
        ("Crawl-delay: 1e300", timedelta(days=1)),
        ("Crawl-delay: soon", None),
        ("Crawl-delay: -1", None),
        ("", None),
    ],
)
def test_crawl_delay(line: str, delay: timedelta | None) -> None:
    assert rules(f"User-agent: wirecopy\n{line}\nDisallow:\nUser-agent: *\nCrawl-delay: 99").crawl_delay == delay


def test_sitemaps_are_named_for_everyone() -> None:
    assert rules("Sitemap: https://a.example/s.xml\nUser-agent: x\nDisallow: /").sitemaps == (
        "https://a.example/s.xml",
    )


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((), timedelta(hours=24)),
        ((("Cache-Control", "max-age=7200"),), timedelta(hours=2)),
        ((("Cache-Control", "max-age=864000"),), timedelta(hours=24)),
        ((("Cache-Control", "no-store"),), timedelta(hours=1)),
    ],
)
def test_for_how_long(headers: tuple[tuple[str, str], ...], expected: timedelta) -> None:
    assert robots.lifetime(Response(url="https://a.example/robots.txt", status=200, headers=headers)) == expected


def test_where_the_rules_are() -> None:
    assert robots.address("HTTPS://A.example:8443/b?c#d") == "https://a.example:8443/robots.txt"


@given(st.text(), st.sampled_from([200, 404, 503]))
def test_kept_rules_are_the_rules(text: str, status: int) -> None:
    found = Rules.parse(status, text.encode("utf-8", "replace"), agent="wirecopy")
    assert Rules.from_bytes(found.to_bytes(), agent="wirecopy", place="here") == found


@given(st.binary())
def test_any_bytes_are_rules(body: bytes) -> None:
    assert Rules.parse(200, body, agent="wirecopy").allows("https://a.example/robots.txt")


@pytest.mark.parametrize("data", [b"", b"200\n", b"x\x9cjunk"])
def test_damaged_rules(data: bytes) -> None:
    with pytest.raises(DamagedError, match=r"^hosts/a\.example "):
        Rules.from_bytes(data, agent="wirecopy", place="hosts/a.example")
